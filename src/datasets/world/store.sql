SELECT
  store_id,
  store_uuid::VARCHAR AS store_uuid,
  retailer::VARCHAR || ' ' || town::VARCHAR || ' ' || store_id AS store_name,
  dc_id,
  town_id,
  street::VARCHAR AS street,
  street_number,
  size_m2,
  storage_m2,
  placement::VARCHAR AS placement,
  opened_on,
  delivery_weekday
FROM world.store
