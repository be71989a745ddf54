SELECT
  store_id,
  retailer || ' ' || town || ' ' || store_id AS store_name,
  regional,
  '555-01' || lpad((store_id % 100)::VARCHAR, 2, '0') AS manager_phone
FROM world.store
