-- A return is a row with negative units at the price that was paid; tax is on the amount after discount.
SELECT
  sale_id AS transaction_id,
  store_id,
  sold_at AS event_time,
  customer_id,
  product_id,
  quantity,
  unit_cents / 100 AS unit_price,
  quantity * unit_cents / 100 AS total_amount,
  tender AS payment_method,
  discount_cents / 100 AS discount_applied,
  tax_cents / 100 AS tax_amount,
  returned_sale_id AS returned_transaction_id,
  arrived_at,
  feed_interval,
  feed_row
FROM world.feed_sale
