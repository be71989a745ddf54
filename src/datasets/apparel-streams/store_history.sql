-- SCD type 2: a new row when one of the tracked columns changes, sequenced by last_update_time.
SELECT store_id, name, address, manager, status, last_update_time AS valid_from,
  lead(last_update_time) OVER (PARTITION BY store_id ORDER BY last_update_time) AS valid_to,
  lead(last_update_time) OVER (PARTITION BY store_id ORDER BY last_update_time) IS NULL AS is_current
FROM (
  SELECT *, lag(row(name, address, manager, status)) OVER (PARTITION BY store_id ORDER BY last_update_time) AS earlier
  FROM stores
)
WHERE earlier IS NULL OR earlier IS DISTINCT FROM row(name, address, manager, status)
ORDER BY store_id, valid_from
