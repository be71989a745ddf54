SELECT
  line_id,
  CASE WHEN setting('shoppers') > 0 THEN receipt_id END AS receipt_id,
  line_number,
  sold_on,
  sold_at,
  store_id,
  product_id,
  quantity,
  list_cents,
  unit_cents,
  list_cents * quantity AS gross_cents,
  (list_cents - unit_cents) * quantity AS discount_cents,
  unit_cents * quantity AS net_cents,
  nullif(promotion_id, 0) AS promotion_id
FROM world.sale_line
