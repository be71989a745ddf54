SELECT
  day,
  weekday,
  iso_week,
  nullif(holiday::VARCHAR, '') AS holiday
FROM world.calendar
