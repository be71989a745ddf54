-- Four regions for four: the Midwest counts as North, the Northeast as East.
SELECT
  store_id,
  retailer || ' ' || town || ' ' || store_id AS store_name,
  street_number || ' ' || street AS address,
  town AS city,
  state,
  zip AS zip_code,
  CASE regional WHEN 'Midwest' THEN 'North' WHEN 'Northeast' THEN 'East' ELSE regional END AS region
FROM world.store
ORDER BY store_id
