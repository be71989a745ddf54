SELECT
  town_id,
  name::VARCHAR AS name,
  state::VARCHAR AS state,
  zip::VARCHAR AS zip,
  regional::VARCHAR AS regional,
  population
FROM world.town
