SELECT
  promotion_id,
  name::VARCHAR AS name,
  starts_on,
  ends_on,
  rate,
  featured
FROM world.promotion
