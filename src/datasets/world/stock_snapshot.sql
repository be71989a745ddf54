SELECT
  snapshot_on,
  store_id,
  product_id,
  on_hand
FROM world.stock_snapshot
