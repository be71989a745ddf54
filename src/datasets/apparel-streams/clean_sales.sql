SELECT transaction_id, store_id, event_time, customer_id, product_id, quantity, unit_price, total_amount, payment_method,
  discount_applied, tax_amount
FROM sales
