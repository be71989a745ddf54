SELECT
  visit_id,
  visited_on,
  arrived_at,
  store_id,
  nullif(receipt_id, 0) AS receipt_id
FROM world.visit
