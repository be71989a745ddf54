SELECT
  line_id,
  visit_id,
  wanted_on,
  wanted_at,
  store_id,
  product_id,
  quantity,
  on_hand
FROM world.lost_sale
