SELECT
  store_id,
  'Store ' || store_id || ' - ' || town AS name,
  street_number || ' ' || street || ', ' || town || ', ' || state || ' ' || zip AS address,
  CASE WHEN has_manager THEN manager_first_name || ' ' || manager_last_name END AS manager,
  opened_at AS open_date,
  status,
  format('({:03d}) 555-01{:02d}', 200 + store_id * 11 % 800, phone_number) AS phone_number,
  updated_at AS last_update_time,
  version,
  arrived_at,
  feed_interval,
  feed_row
FROM world.feed_store
