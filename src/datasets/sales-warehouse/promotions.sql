SELECT
  promotion_id AS promo_id,
  name AS promo_name,
  CAST(rate AS DECIMAL(4, 2)) AS discount_rate,
  starts_on AS start_date,
  ends_on AS end_date
FROM world.promotion
