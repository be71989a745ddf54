SELECT
  product_id,
  product_name,
  department AS category,
  category AS sub_category,
  CAST(list_cents / 100 AS DECIMAL(10, 2)) AS price,
  CAST(cost_cents / 100 AS DECIMAL(10, 2)) AS cost
FROM world.product
ORDER BY product_id
