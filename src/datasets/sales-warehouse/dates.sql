-- Every day of the calendar years that the history touches.
SELECT
  CAST(strftime(full_date, '%Y%m%d') AS INTEGER) AS date_id,
  full_date,
  CAST(day(full_date) AS INTEGER) AS day,
  CAST(month(full_date) AS INTEGER) AS month,
  CAST(year(full_date) AS INTEGER) AS year,
  dayname(full_date) AS weekday
FROM (
  SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS full_date
  FROM (
    SELECT
      date_trunc('year', last - to_years(setting('years')) + INTERVAL 1 DAY) AS first_day,
      date_trunc('year', last) + INTERVAL 1 YEAR - INTERVAL 1 DAY AS last_day
    FROM (SELECT CAST(setting('end') AS TIMESTAMP) AS last)
  )
)
ORDER BY full_date
