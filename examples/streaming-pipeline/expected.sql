-- What silver and gold should be: the truth, less what no pipeline can know. `truth` is the folder. The answer key says
-- which sales have lost their customer or payment method: these belong in quarantine. Of customers and items that have lost
-- gender or category in every record that arrived, the same is true.
CREATE SCHEMA IF NOT EXISTS expected;

CREATE OR REPLACE MACRO truth_of(name) AS TABLE FROM read_parquet(getvariable('truth') || '/' || name || '.parquet');
CREATE OR REPLACE TEMP TABLE answer_key AS
FROM truth_of('defect_sales') UNION ALL FROM truth_of('defect_customers') UNION ALL FROM truth_of('defect_items')
UNION ALL FROM truth_of('defect_stores');

CREATE OR REPLACE TEMP TABLE lost AS
SELECT table_name AS feed, row_key AS key, CAST(split_part(row_key, '|', 1) AS BIGINT) AS id FROM answer_key
WHERE kind IN ('orphan_key', 'missing_value') AND CASE table_name
  WHEN 'sales' THEN true
  WHEN 'customers' THEN split_part(row_key, '|', 1) IN (FROM (SELECT customer_id FROM bronze.customers GROUP BY ALL HAVING count(gender) = 0))
  WHEN 'items' THEN split_part(row_key, '|', 1) IN (FROM (SELECT product_id FROM bronze.items GROUP BY ALL HAVING count(category) = 0))
END;

CREATE OR REPLACE TABLE expected.quarantine AS SELECT DISTINCT feed, key FROM lost;

CREATE OR REPLACE TABLE expected.sales AS
SELECT * REPLACE (CAST(unit_price AS DECIMAL(18, 2)) AS unit_price, CAST(total_amount AS DECIMAL(18, 2)) AS total_amount,
  CAST(discount_applied AS DECIMAL(18, 2)) AS discount_applied, CAST(tax_amount AS DECIMAL(18, 2)) AS tax_amount)
FROM truth_of('clean_sales') WHERE transaction_id NOT IN (SELECT id FROM lost WHERE feed = 'sales');

CREATE OR REPLACE TABLE expected.customer_history AS
FROM truth_of('customer_history') WHERE customer_id NOT IN (SELECT id FROM lost WHERE feed = 'customers');
CREATE OR REPLACE TABLE expected.customer_current AS
FROM truth_of('customer_current') WHERE customer_id NOT IN (SELECT id FROM lost WHERE feed = 'customers');
CREATE OR REPLACE TABLE expected.item_history AS
SELECT * REPLACE (CAST(price AS DECIMAL(18, 2)) AS price) FROM truth_of('item_history')
WHERE product_id NOT IN (SELECT id FROM lost WHERE feed = 'items');
CREATE OR REPLACE TABLE expected.item_current AS
SELECT * REPLACE (CAST(price AS DECIMAL(18, 2)) AS price) FROM truth_of('item_current')
WHERE product_id NOT IN (SELECT id FROM lost WHERE feed = 'items');
-- A post that is vacant is null in the truth.
CREATE OR REPLACE TABLE expected.store_history AS
SELECT * REPLACE (coalesce(manager, 'Unknown') AS manager) FROM truth_of('store_history');
CREATE OR REPLACE TABLE expected.store_current AS
SELECT * REPLACE (coalesce(manager, 'Unknown') AS manager) FROM truth_of('store_current');

-- Gold: the truth, less what the lost sales have added to it.
CREATE OR REPLACE TEMP TABLE lost_sale AS
FROM truth_of('clean_sales') WHERE transaction_id IN (SELECT id FROM lost WHERE feed = 'sales');

CREATE OR REPLACE TABLE expected.daily_sales AS
SELECT t.sales_date, t.store_id, t.sales - coalesce(l.sales, 0) AS sales, t.returns - coalesce(l.returns, 0) AS returns,
  t.units - coalesce(l.units, 0) AS units, t.gross_amount - coalesce(l.gross, 0) AS gross_amount,
  t.discount_amount - coalesce(l.discount, 0) AS discount_amount, t.tax_amount - coalesce(l.tax, 0) AS tax_amount
FROM truth_of('daily_sales') t
LEFT JOIN (
  SELECT CAST(event_time AS DATE) AS sales_date, store_id, count(*) FILTER (quantity > 0) AS sales,
    count(*) FILTER (quantity < 0) AS returns, sum(quantity) AS units, sum(CAST(total_amount AS DECIMAL(18, 2))) AS gross,
    sum(CAST(discount_applied AS DECIMAL(18, 2))) AS discount, sum(CAST(tax_amount AS DECIMAL(18, 2))) AS tax
  FROM lost_sale GROUP BY ALL) l USING (sales_date, store_id)
WHERE t.sales + t.returns > coalesce(l.sales + l.returns, 0);

CREATE OR REPLACE TABLE expected.product_performance AS
SELECT t.product_id, t.sales - coalesce(l.sales, 0) AS sales, t.units_sold - coalesce(l.sold, 0) AS units_sold,
  t.units_returned - coalesce(l.returned, 0) AS units_returned, t.net_amount - coalesce(l.net, 0) AS net_amount
FROM truth_of('product_performance') t
LEFT JOIN (
  SELECT product_id, count(*) FILTER (quantity > 0) AS sales, sum(greatest(quantity, 0)) AS sold,
    sum(greatest(-quantity, 0)) AS returned,
    sum(CAST(total_amount AS DECIMAL(18, 2)) - CAST(discount_applied AS DECIMAL(18, 2))) AS net
  FROM lost_sale GROUP BY ALL) l USING (product_id)
WHERE EXISTS (FROM expected.sales s WHERE s.product_id = t.product_id);

-- First and last sale cannot be taken off: they are those of the sales that are left.
CREATE OR REPLACE TABLE expected.customer_lifetime_value AS
SELECT t.customer_id, t.purchases - coalesce(l.purchases, 0) AS purchases, t.returns - coalesce(l.returns, 0) AS returns,
  t.lifetime_value - coalesce(l.net, 0) AS lifetime_value, s.first_sale, s.last_sale
FROM truth_of('customer_lifetime_value') t
JOIN (SELECT customer_id, min(event_time) AS first_sale, max(event_time) AS last_sale FROM expected.sales GROUP BY ALL) s
  USING (customer_id)
LEFT JOIN (
  SELECT customer_id, count(*) FILTER (quantity > 0) AS purchases, count(*) FILTER (quantity < 0) AS returns,
    sum(CAST(total_amount AS DECIMAL(18, 2)) - CAST(discount_applied AS DECIMAL(18, 2))) AS net
  FROM lost_sale GROUP BY ALL) l USING (customer_id);
