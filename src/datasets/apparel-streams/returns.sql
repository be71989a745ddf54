SELECT transaction_id, returned_transaction_id, store_id, event_time, customer_id, product_id, -quantity AS quantity,
  -total_amount AS refund_amount, -tax_amount AS tax_amount
FROM sales
WHERE quantity < 0
