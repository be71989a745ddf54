SELECT
  product_id,
  brand || ' ' || noun AS name,
  category,
  brand,
  price_cents / 100 AS price,
  on_hand AS stock_quantity,
  size,
  colour AS color,
  noun || ' of ' || lower(variant) || ' in ' || lower(colour) || ', size ' || size AS description,
  updated_at AS last_update_time,
  variant AS material,
  version,
  arrived_at,
  feed_interval,
  feed_row
FROM world.feed_product
