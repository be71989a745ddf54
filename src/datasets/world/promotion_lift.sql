SELECT
  promotion_id,
  lift
FROM world.promotion
