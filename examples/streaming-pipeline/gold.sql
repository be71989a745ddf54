-- Gold: what the shop wants to know, from silver sales alone.
CREATE SCHEMA IF NOT EXISTS gold;

CREATE OR REPLACE TABLE gold.daily_sales AS
SELECT
  CAST(event_time AS DATE) AS sales_date,
  store_id,
  count(*) FILTER (quantity > 0) AS sales,
  count(*) FILTER (quantity < 0) AS returns,
  CAST(sum(quantity) AS BIGINT) AS units,
  CAST(sum(total_amount) AS DECIMAL(18, 2)) AS gross_amount,
  CAST(sum(discount_applied) AS DECIMAL(18, 2)) AS discount_amount,
  CAST(sum(tax_amount) AS DECIMAL(18, 2)) AS tax_amount
FROM silver.sales
GROUP BY ALL;

CREATE OR REPLACE TABLE gold.product_performance AS
SELECT
  product_id,
  count(*) FILTER (quantity > 0) AS sales,
  CAST(coalesce(sum(quantity) FILTER (quantity > 0), 0) AS BIGINT) AS units_sold,
  CAST(coalesce(-sum(quantity) FILTER (quantity < 0), 0) AS BIGINT) AS units_returned,
  CAST(sum(total_amount - discount_applied) AS DECIMAL(18, 2)) AS net_amount
FROM silver.sales
GROUP BY ALL;

CREATE OR REPLACE TABLE gold.customer_lifetime_value AS
SELECT
  customer_id,
  count(*) FILTER (quantity > 0) AS purchases,
  count(*) FILTER (quantity < 0) AS returns,
  CAST(sum(total_amount - discount_applied) AS DECIMAL(18, 2)) AS lifetime_value,
  min(event_time) AS first_sale,
  max(event_time) AS last_sale
FROM silver.sales
GROUP BY ALL;
