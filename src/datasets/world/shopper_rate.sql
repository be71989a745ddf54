SELECT
  shopper_id,
  trips_per_year,
  basket_factor,
  preferred_weekday,
  home_store_id
FROM world.shopper
