-- The amount of a line is rounded once, half up, in whole cents; a unit's own rounded price may differ in the last cent.
SELECT
  (CAST(l.receipt_number AS BIGINT) - 1) * setting('basket.lines_max') + l.line_number AS transaction_id,
  CAST(l.receipt_number AS BIGINT) AS order_id,
  l.product_id,
  l.quantity,
  CAST((l.quantity * l.list_cents * (100 - coalesce(p.percent, 0)) + 50) // 100 / 100 AS DECIMAL(10, 2)) AS price,
  nullif(l.promotion_id, 0) AS promo_id,
  l.sold_on AS order_date
FROM world.sale_line l
LEFT JOIN (SELECT promo_id, CAST(100 * discount_rate AS INTEGER) AS percent FROM promotions) p
  ON p.promo_id = l.promotion_id
WHERE l.receipt_number > 0
