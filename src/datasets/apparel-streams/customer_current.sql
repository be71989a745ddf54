SELECT customer_id, name, email, address, join_date, loyalty_points, phone_number, age, gender, last_update_time
FROM customers
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY last_update_time DESC) = 1
ORDER BY customer_id
