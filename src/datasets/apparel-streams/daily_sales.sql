SELECT
  CAST(event_time AS DATE) AS sales_date,
  store_id,
  CAST(count(*) FILTER (quantity > 0) AS BIGINT) AS sales,
  CAST(count(*) FILTER (quantity < 0) AS BIGINT) AS returns,
  CAST(sum(quantity) AS BIGINT) AS units,
  CAST(sum(CAST(total_amount AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS gross_amount,
  CAST(sum(CAST(discount_applied AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS discount_amount,
  CAST(sum(CAST(tax_amount AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS tax_amount
FROM sales
GROUP BY ALL
ORDER BY ALL
