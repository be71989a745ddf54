-- A change of the e-mail address brings another mailbox in the next of the reserved domains.
SELECT
  customer_id,
  first_name || ' ' || last_name AS name,
  CASE WHEN has_email THEN
    lower(first_name || '.' || last_name) || customer_id
      || CASE WHEN email_version > 0 THEN '.' || email_version ELSE '' END
      || ['@example.com', '@example.net', '@example.org'][1 + (customer_id + email_version) % 3]
  END AS email,
  street_number || ' ' || street || ', ' || town || ', ' || state || ' ' || zip AS address,
  joined_at AS join_date,
  points AS loyalty_points,
  -- Area codes do not begin with 0 or 1; 555-0100 to 555-0199 belong to nobody.
  format('({:03d}) 555-01{:02d}', 200 + (customer_id * 7 + phone_version * 13) % 800, (customer_id + phone_version * 37) % 100)
    AS phone_number,
  age,
  gender,
  updated_at AS last_update_time,
  version,
  arrived_at,
  feed_interval,
  feed_row
FROM world.feed_customer
