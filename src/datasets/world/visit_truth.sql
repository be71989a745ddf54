SELECT
  visit_id,
  visited_on,
  nullif(shopper_id, 0) AS shopper_id,
  mission::VARCHAR AS mission,
  lines_wanted
FROM world.visit
