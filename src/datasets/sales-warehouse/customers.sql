-- The last address of each shopper. Status follows from usual spend, trips a year times the size of the baskets, so that
-- it is the same in whatever window is written: exactly the best gold_share are Gold, the next silver_share Silver.
SELECT
  shopper_id AS customer_id,
  first_name,
  last_name,
  lower(first_name || '.' || last_name) || shopper_id || '@example.'
    || ['com', 'net', 'org'][1 + shopper_id % 3] AS email,
  -- Area codes do not begin with 0 or 1; 555-0100 to 555-0199 belong to nobody.
  format('({:03d}) 555-01{:02d}', 200 + shopper_id * 7 % 800, shopper_id % 100) AS phone,
  street_number || ' ' || street AS address,
  town AS city,
  state,
  zip AS zip_code,
  CASE
    WHEN rank <= round(shoppers * setting('loyalty.gold_share')) THEN 'Gold'
    WHEN rank <= round(shoppers * (setting('loyalty.gold_share') + setting('loyalty.silver_share'))) THEN 'Silver'
    ELSE 'Bronze'
  END AS loyalty_status
FROM (
  SELECT
    *,
    row_number() OVER (ORDER BY trips_per_year * basket_factor DESC, shopper_id) AS rank,
    count(*) OVER () AS shoppers
  FROM world.shopper
)
ORDER BY shopper_id
