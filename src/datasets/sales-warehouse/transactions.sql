-- Every raw order becomes an order, so every raw line stays.
SELECT transaction_id, order_id, product_id, quantity, price, promo_id, order_date FROM transactions_raw
