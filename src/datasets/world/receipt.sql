SELECT
  receipt_id,
  sold_on,
  sold_at,
  store_id,
  nullif(shopper_id, 0) AS shopper_id,
  lines,
  units,
  gross_cents,
  discount_cents,
  net_cents,
  tax_cents,
  total_cents
FROM world.receipt
