SELECT
  promotion_id,
  product_id
FROM world.promotion_product
