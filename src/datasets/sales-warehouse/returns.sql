-- Of completed orders alone, by the same rule as in orders. A line comes back once at most: it gives the return its number.
SELECT
  (CAST(receipt_number AS BIGINT) - 1) * setting('basket.lines_max') + line_number AS return_id,
  CAST(receipt_number AS BIGINT) AS order_id,
  product_id,
  returned_on AS return_date,
  reason AS return_reason
FROM world.return_line
WHERE receipt_number BETWEEN 1 AND round(setting('visit.total') * (1 - setting('order.pending_share')))
  AND cancel_rank * (1 - setting('order.pending_share')) >= setting('order.cancelled_share')
