SELECT
  shopper_id,
  first_name::VARCHAR AS first_name,
  last_name::VARCHAR AS last_name,
  gender::VARCHAR AS gender,
  birth_year,
  lower(first_name::VARCHAR) || '.' || lower(last_name::VARCHAR) || shopper_id || '@example.com' AS email,
  town_id,
  street::VARCHAR AS street,
  street_number,
  joined_on,
  nullif(left_on, DATE '9999-12-31') AS left_on
FROM world.shopper
