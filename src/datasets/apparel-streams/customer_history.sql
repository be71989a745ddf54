-- SCD type 2: a new row when one of the tracked columns changes, sequenced by last_update_time.
SELECT customer_id, name, email, address, phone_number, gender, last_update_time AS valid_from,
  lead(last_update_time) OVER (PARTITION BY customer_id ORDER BY last_update_time) AS valid_to,
  lead(last_update_time) OVER (PARTITION BY customer_id ORDER BY last_update_time) IS NULL AS is_current
FROM (
  SELECT *, lag(row(name, email, address, phone_number, gender)) OVER (PARTITION BY customer_id ORDER BY last_update_time) AS earlier
  FROM customers
)
WHERE earlier IS NULL OR earlier IS DISTINCT FROM row(name, email, address, phone_number, gender)
ORDER BY customer_id, valid_from
