SELECT
  product_id,
  CAST(count(*) FILTER (quantity > 0) AS BIGINT) AS sales,
  CAST(coalesce(sum(quantity) FILTER (quantity > 0), 0) AS BIGINT) AS units_sold,
  CAST(coalesce(-sum(quantity) FILTER (quantity < 0), 0) AS BIGINT) AS units_returned,
  CAST(sum(CAST(total_amount AS DECIMAL(18, 2)) - CAST(discount_applied AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS net_amount
FROM sales
GROUP BY ALL
ORDER BY ALL
