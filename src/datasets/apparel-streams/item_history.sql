-- SCD type 2: a new row when one of the tracked columns changes, sequenced by last_update_time.
SELECT product_id, name, category, brand, price, description, color, size, last_update_time AS valid_from,
  lead(last_update_time) OVER (PARTITION BY product_id ORDER BY last_update_time) AS valid_to,
  lead(last_update_time) OVER (PARTITION BY product_id ORDER BY last_update_time) IS NULL AS is_current
FROM (
  SELECT *, lag(row(name, category, brand, price, description, color, size)) OVER (PARTITION BY product_id ORDER BY last_update_time) AS earlier
  FROM items
)
WHERE earlier IS NULL OR earlier IS DISTINCT FROM row(name, category, brand, price, description, color, size)
ORDER BY product_id, valid_from
