SELECT
  shopper_id,
  valid_from,
  nullif(valid_to, DATE '9999-12-31') AS valid_to,
  town_id,
  street::VARCHAR AS street,
  street_number
FROM world.shopper_address
