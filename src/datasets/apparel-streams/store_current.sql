SELECT store_id, name, address, manager, open_date, status, phone_number, last_update_time
FROM stores
QUALIFY row_number() OVER (PARTITION BY store_id ORDER BY last_update_time DESC) = 1
ORDER BY store_id
