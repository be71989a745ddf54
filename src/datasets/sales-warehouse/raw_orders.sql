-- The world numbers its receipts 1 to visit.total, by day, store and time.
SELECT
  CAST(receipt_number AS BIGINT) AS order_id,
  sold_on AS order_date,
  shopper_id AS customer_id,
  store_id,
  cancel_rank
FROM world.receipt
WHERE receipt_number > 0
