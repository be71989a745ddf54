SELECT
  product_id,
  popularity,
  elasticity
FROM world.product
