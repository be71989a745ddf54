SELECT product_id, name, category, brand, price, stock_quantity, size, color, description, last_update_time
FROM items
QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY last_update_time DESC) = 1
ORDER BY product_id
