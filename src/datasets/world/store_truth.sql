SELECT
  store_id,
  tier::VARCHAR AS tier,
  volume
FROM world.store
