-- Of the streamed window: what a customer spent, less what came back, without tax.
SELECT
  customer_id,
  CAST(count(*) FILTER (quantity > 0) AS BIGINT) AS purchases,
  CAST(count(*) FILTER (quantity < 0) AS BIGINT) AS returns,
  CAST(sum(CAST(total_amount AS DECIMAL(18, 2)) - CAST(discount_applied AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS lifetime_value,
  min(event_time) AS first_sale,
  max(event_time) AS last_sale
FROM sales
GROUP BY ALL
ORDER BY ALL
