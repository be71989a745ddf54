SELECT
  delivered_on,
  store_id,
  product_id,
  ordered,
  delivered,
  returned,
  target
FROM world.delivery
