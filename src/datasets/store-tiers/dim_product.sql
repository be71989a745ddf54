SELECT
  product_uuid AS product_id,
  category || ' ' || colour || ' ' || style || CASE WHEN edition > 1 THEN ' ' || edition ELSE '' END AS product_name,
  category,
  list_cents / 100 AS base_price,
  cost_cents / 100 AS cost
FROM world.product
