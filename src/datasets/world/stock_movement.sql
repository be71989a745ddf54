SELECT
  moved_on,
  store_id,
  product_id,
  kind::VARCHAR AS kind,
  units
FROM world.stock_movement
