SELECT
  shopper_id,
  category::VARCHAR AS category,
  taste
FROM world.shopper_taste
