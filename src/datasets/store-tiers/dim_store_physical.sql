SELECT
  store_uuid AS store_id,
  size_m2,
  placement,
  storage_m2 AS storage_capacity_m2,
  street || ', ' || street_number AS address,
  town AS city,
  state
FROM world.store
