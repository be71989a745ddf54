-- Silver: typed, one row an event, repaired where the row or its relatives say how, the rest in quarantine with the rule.
-- `without` is a list of rules that are left out, to see what goes wrong; applies('dedup') asks for one.
CREATE SCHEMA IF NOT EXISTS silver;
CREATE OR REPLACE MACRO applies(rule) AS NOT list_contains(getvariable('without'), rule);
CREATE OR REPLACE MACRO tax_of(amount) AS round(amount * 0.08::DECIMAL(4, 2), 2);

-- ---- Sales ----

CREATE OR REPLACE TEMP TABLE sale AS
WITH typed AS (
  SELECT
    try_cast(transaction_id AS BIGINT) AS transaction_id,
    try_cast(store_id AS INTEGER) AS store_id,
    try_cast(event_time AS TIMESTAMP) AS event_time,
    try_cast(customer_id AS INTEGER) AS customer_id,
    try_cast(product_id AS INTEGER) AS product_id,
    try_cast(quantity AS INTEGER) AS quantity,
    try_cast(unit_price AS DECIMAL(18, 2)) AS unit_price,
    try_cast(total_amount AS DECIMAL(18, 2)) AS total_amount,
    payment_method,
    try_cast(discount_applied AS DECIMAL(18, 2)) AS discount_applied,
    try_cast(tax_amount AS DECIMAL(18, 2)) AS tax_amount,
    arrived_from, place
  FROM bronze.sales
), watched AS (
  -- What a stream sees: the latest event of all files before.
  SELECT *, max(event_time) OVER (ORDER BY arrived_from RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING)
    - INTERVAL 10 MINUTE AS watermark
  FROM typed
)
SELECT * EXCLUDE (watermark) FROM watched
-- Late rows count. Without the rule they are dropped where a watermark of ten minutes would drop them.
WHERE applies('late') OR watermark IS NULL OR event_time >= watermark
-- Delivery is at least once, and the source sends twice: the first of each key counts.
QUALIFY NOT applies('dedup') OR row_number() OVER (PARTITION BY transaction_id ORDER BY place) = 1;

-- A negative discount has lost its sign, or was made of nothing. The row itself says which: tax is 8 % of the amount after
-- discount, rounded to the cent. A discount that no reading explains stays as it is and goes to quarantine.
CREATE OR REPLACE TEMP TABLE repaired_sale AS
SELECT * REPLACE (
  CASE
    WHEN discount_applied >= 0 OR NOT applies('discount') THEN discount_applied
    WHEN tax_amount = tax_of(total_amount - abs(discount_applied)) THEN abs(discount_applied)
    WHEN tax_amount = tax_of(total_amount) THEN 0
    ELSE discount_applied
  END AS discount_applied), discount_applied < 0 AND applies('discount') AS was_repaired
FROM sale;

-- ---- Records of customers, items and stores ----

CREATE OR REPLACE TEMP TABLE customer_record AS
SELECT try_cast(customer_id AS INTEGER) AS customer_id, name, email, address, try_cast(join_date AS TIMESTAMP) AS join_date,
  try_cast(loyalty_points AS INTEGER) AS loyalty_points, phone_number, try_cast(age AS INTEGER) AS age, gender,
  try_cast(last_update_time AS TIMESTAMP) AS last_update_time, place,
  -- In the form `plain` a deletion is a row with its key and its time alone.
  coalesce(name, address, phone_number, join_date) IS NULL AS is_deletion
FROM bronze.customers
QUALIFY NOT applies('dedup') OR row_number() OVER (PARTITION BY customer_id, last_update_time ORDER BY place) = 1;

CREATE OR REPLACE TEMP TABLE item_record AS
SELECT try_cast(product_id AS INTEGER) AS product_id, name, category, brand, try_cast(price AS DECIMAL(18, 2)) AS price,
  try_cast(stock_quantity AS INTEGER) AS stock_quantity, size, color, description,
  try_cast(last_update_time AS TIMESTAMP) AS last_update_time, place,
  coalesce(name, brand, price, description) IS NULL AS is_deletion
FROM bronze.items
QUALIFY NOT applies('dedup') OR row_number() OVER (PARTITION BY product_id, last_update_time ORDER BY place) = 1;

CREATE OR REPLACE TEMP TABLE store_record AS
SELECT try_cast(store_id AS INTEGER) AS store_id, name, address, coalesce(manager, 'Unknown') AS manager,
  try_cast(open_date AS TIMESTAMP) AS open_date, status, phone_number,
  try_cast(last_update_time AS TIMESTAMP) AS last_update_time, place,
  coalesce(name, address, open_date, status) IS NULL AS is_deletion
FROM bronze.stores
QUALIFY NOT applies('dedup') OR row_number() OVER (PARTITION BY store_id, last_update_time ORDER BY place) = 1;

-- The source deletes what it goes on to sell. Deletions are kept aside as news, for whoever has to act on them; without
-- the rule they are believed, and end what they name.
CREATE OR REPLACE TABLE silver.deletion AS
SELECT 'customers' AS feed, customer_id AS id, last_update_time AS deleted_at FROM customer_record WHERE is_deletion
UNION ALL SELECT 'items', product_id, last_update_time FROM item_record WHERE is_deletion
UNION ALL SELECT 'stores', store_id, last_update_time FROM store_record WHERE is_deletion;

-- Gender and category do not change from record to record: a record that lacks one has that of its relatives.
CREATE OR REPLACE TEMP TABLE filled_customer AS
SELECT * REPLACE (CASE WHEN applies('missing') AND NOT is_deletion
  THEN coalesce(gender, any_value(gender) OVER (PARTITION BY customer_id)) ELSE gender END AS gender)
FROM customer_record;

CREATE OR REPLACE TEMP TABLE filled_item AS
SELECT * REPLACE (CASE WHEN applies('missing') AND NOT is_deletion
  THEN coalesce(category, any_value(category) OVER (PARTITION BY product_id)) ELSE category END AS category)
FROM item_record;

-- ---- The rules: what breaks one is in quarantine, with the first rule that it breaks ----

CREATE OR REPLACE TEMP TABLE judged_customer AS
SELECT *, CASE
  WHEN is_deletion THEN NULL
  WHEN customer_id IS NULL OR last_update_time IS NULL THEN 'id and time present'
  WHEN name IS NULL THEN 'name set'
  -- Null is what a customer chose, and legal.
  WHEN NOT coalesce(regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+'), true) THEN 'email null or of the form x@y.z'
  WHEN age IS NULL OR age NOT BETWEEN 18 AND 100 THEN 'age 18 to 100'
  WHEN loyalty_points IS NULL OR loyalty_points < 0 THEN 'loyalty points not negative'
  WHEN gender IS NULL AND applies('missing') THEN 'gender set'
END AS broken FROM filled_customer;

CREATE OR REPLACE TEMP TABLE judged_item AS
SELECT *, CASE
  WHEN is_deletion THEN NULL
  WHEN product_id IS NULL OR last_update_time IS NULL THEN 'id and time present'
  WHEN price IS NULL OR price <= 0 OR price >= 10000 THEN 'price above 0 and below 10,000'
  WHEN stock_quantity IS NULL OR stock_quantity < 0 THEN 'stock not negative'
  WHEN brand IS NULL THEN 'brand set'
  WHEN category IS NULL AND applies('missing') THEN 'category set'
END AS broken FROM filled_item;

CREATE OR REPLACE TEMP TABLE judged_store AS
SELECT *, CASE
  WHEN is_deletion THEN NULL
  WHEN store_id IS NULL OR last_update_time IS NULL THEN 'id and time present'
  WHEN name IS NULL THEN 'name set'
  WHEN status IS NULL THEN 'status set'
END AS broken FROM store_record;

-- A key is an orphan when nobody has ever recorded it, in quarantine or not. This looks at all files, so a sale that came
-- before its customer is none; a pipeline that goes on batch by batch has to keep orphans and look again.
CREATE OR REPLACE TEMP TABLE judged_sale AS
SELECT *, CASE
  WHEN transaction_id IS NULL OR store_id IS NULL OR customer_id IS NULL OR product_id IS NULL OR event_time IS NULL
    THEN 'ids and time present'
  -- Negative units are a return, which is legal.
  WHEN quantity IS NULL OR quantity = 0 OR quantity < 0 AND NOT applies('returns') THEN 'quantity not 0'
  WHEN unit_price IS NULL OR unit_price <= 0 OR unit_price >= 10000 THEN 'price above 0 and below 10,000'
  WHEN applies('missing') AND payment_method IS NULL THEN 'payment method set'
  WHEN applies('discount') AND NOT coalesce(discount_applied >= 0, false) THEN 'discount not negative'
  WHEN applies('orphan') AND NOT (
    customer_id IN (SELECT customer_id FROM customer_record WHERE customer_id IS NOT NULL)
    AND product_id IN (SELECT product_id FROM item_record WHERE product_id IS NOT NULL)
    AND store_id IN (SELECT store_id FROM store_record WHERE store_id IS NOT NULL)) THEN 'keys known'
END AS broken FROM repaired_sale;

CREATE OR REPLACE TABLE silver.quarantine AS
SELECT 'sales' AS feed, CAST(transaction_id AS VARCHAR) AS key, broken AS rule, place
FROM judged_sale WHERE broken IS NOT NULL
UNION ALL SELECT 'customers', concat_ws('|', customer_id, last_update_time), broken, place
FROM judged_customer WHERE broken IS NOT NULL
UNION ALL SELECT 'items', concat_ws('|', product_id, last_update_time), broken, place
FROM judged_item WHERE broken IS NOT NULL
UNION ALL SELECT 'stores', concat_ws('|', store_id, last_update_time), broken, place
FROM judged_store WHERE broken IS NOT NULL;

-- ---- What is good ----

CREATE OR REPLACE TABLE silver.sales AS
SELECT transaction_id, store_id, event_time, customer_id, product_id, quantity, unit_price, total_amount, payment_method,
  discount_applied, tax_amount, was_repaired
FROM judged_sale WHERE broken IS NULL;

-- SCD type 2: a version begins when a tracked column changes, sequenced by the time of the record (without the rule
-- `scd2-order`: by arrival), and ends when the next one begins. A deletion that is believed ends a version and begins none.
CREATE OR REPLACE TABLE silver.customer_history AS
WITH sequenced AS (
  SELECT *, row(name, email, address, phone_number, gender, is_deletion) AS tracked,
    row_number() OVER (PARTITION BY customer_id ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END, place) AS turn
  FROM judged_customer WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
), changed AS (
  SELECT * FROM sequenced
  QUALIFY tracked IS DISTINCT FROM lag(tracked) OVER (PARTITION BY customer_id ORDER BY turn) OR turn = 1
), versions AS (
  SELECT *, last_update_time AS valid_from, lead(last_update_time) OVER (PARTITION BY customer_id ORDER BY turn) AS valid_to
  FROM changed
)
SELECT customer_id, name, email, address, phone_number, gender, valid_from, valid_to, valid_to IS NULL AS is_current
FROM versions WHERE NOT is_deletion;

CREATE OR REPLACE TABLE silver.item_history AS
WITH sequenced AS (
  SELECT *, row(name, category, brand, price, description, color, size, is_deletion) AS tracked,
    row_number() OVER (PARTITION BY product_id ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END, place) AS turn
  FROM judged_item WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
), changed AS (
  SELECT * FROM sequenced
  QUALIFY tracked IS DISTINCT FROM lag(tracked) OVER (PARTITION BY product_id ORDER BY turn) OR turn = 1
), versions AS (
  SELECT *, last_update_time AS valid_from, lead(last_update_time) OVER (PARTITION BY product_id ORDER BY turn) AS valid_to
  FROM changed
)
SELECT product_id, name, category, brand, price, description, color, size, valid_from, valid_to, valid_to IS NULL AS is_current
FROM versions WHERE NOT is_deletion;

CREATE OR REPLACE TABLE silver.store_history AS
WITH sequenced AS (
  SELECT *, row(name, address, manager, status, is_deletion) AS tracked,
    row_number() OVER (PARTITION BY store_id ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END, place) AS turn
  FROM judged_store WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
), changed AS (
  SELECT * FROM sequenced
  QUALIFY tracked IS DISTINCT FROM lag(tracked) OVER (PARTITION BY store_id ORDER BY turn) OR turn = 1
), versions AS (
  SELECT *, last_update_time AS valid_from, lead(last_update_time) OVER (PARTITION BY store_id ORDER BY turn) AS valid_to
  FROM changed
)
SELECT store_id, name, address, manager, status, valid_from, valid_to, valid_to IS NULL AS is_current
FROM versions WHERE NOT is_deletion;

-- The last state. A customer whose last news is a deletion that is believed is gone.
CREATE OR REPLACE TABLE silver.customer_current AS
SELECT customer_id, name, email, address, join_date, loyalty_points, phone_number, age, gender, last_update_time
FROM (SELECT * FROM judged_customer WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
  QUALIFY row_number() OVER (PARTITION BY customer_id
    ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END DESC, place DESC) = 1)
WHERE NOT is_deletion;

CREATE OR REPLACE TABLE silver.item_current AS
SELECT product_id, name, category, brand, price, stock_quantity, size, color, description, last_update_time
FROM (SELECT * FROM judged_item WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
  QUALIFY row_number() OVER (PARTITION BY product_id
    ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END DESC, place DESC) = 1)
WHERE NOT is_deletion;

CREATE OR REPLACE TABLE silver.store_current AS
SELECT store_id, name, address, manager, open_date, status, phone_number, last_update_time
FROM (SELECT * FROM judged_store WHERE broken IS NULL AND (NOT is_deletion OR NOT applies('delete'))
  QUALIFY row_number() OVER (PARTITION BY store_id
    ORDER BY CASE WHEN applies('scd2-order') THEN last_update_time END DESC, place DESC) = 1)
WHERE NOT is_deletion;
