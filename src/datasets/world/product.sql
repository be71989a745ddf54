SELECT
  product_id,
  product_uuid::VARCHAR AS product_uuid,
  department::VARCHAR AS department,
  category::VARCHAR AS category,
  brand::VARCHAR AS brand,
  private_label,
  CASE WHEN product_name::VARCHAR = '' THEN category::VARCHAR || ' ' || colour::VARCHAR || ' ' || style::VARCHAR || CASE WHEN edition > 1 THEN ' ' || edition ELSE '' END
    ELSE product_name::VARCHAR END AS product_name,
  cost_cents,
  launched_on,
  nullif(left_on, DATE '9999-12-31') AS left_on
FROM world.product
