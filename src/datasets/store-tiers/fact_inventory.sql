SELECT
  snapshot_on AS snapshot_date,
  store_uuid AS store_id,
  product_uuid AS product_id,
  on_hand AS qty_on_hand
FROM world.stock_snapshot
