SELECT
  sold_on AS date,
  store_uuid AS store_id,
  product_uuid AS product_id,
  quantity AS qty,
  unit_cents / 100 AS unit_price_at_sale,
  (unit_cents - cost_cents) * quantity / 100 AS profit_at_sale
FROM world.sale_line
