SELECT
  order_id,
  CAST(sum(price) AS DECIMAL(10, 2)) AS order_total,
  CAST(count(*) AS INTEGER) AS line_count,
  CAST(sum(quantity) AS INTEGER) AS unit_count,
  order_date
FROM transactions_raw
GROUP BY order_id, order_date
