-- Bronze: every line of the landing folder as it came, all cells as text, with its file and its place in the order of arrival.
-- `landing` is the folder. A column that nobody expects is passed over, one that is missing is null: a drifting schema
-- stops nothing here. The name of a file holds the number of its batch, and the start of the time in which it arrived.
CREATE SCHEMA IF NOT EXISTS bronze;

CREATE OR REPLACE MACRO arrival_of(filename) AS
  strptime(regexp_extract(filename, '-(\d{8}T\d{6})\.json$', 1), '%Y%m%dT%H%M%S');

CREATE OR REPLACE TABLE bronze.sales AS
SELECT * REPLACE (parse_filename(filename) AS filename), arrival_of(filename) AS arrived_from,
  row_number() OVER () AS place
FROM read_json(getvariable('landing') || '/sales/*.json', format = 'newline_delimited', filename = true, columns = {
  transaction_id: 'VARCHAR', store_id: 'VARCHAR', event_time: 'VARCHAR', customer_id: 'VARCHAR', product_id: 'VARCHAR',
  quantity: 'VARCHAR', unit_price: 'VARCHAR', total_amount: 'VARCHAR', payment_method: 'VARCHAR',
  discount_applied: 'VARCHAR', tax_amount: 'VARCHAR'});

CREATE OR REPLACE TABLE bronze.customers AS
SELECT * REPLACE (parse_filename(filename) AS filename), arrival_of(filename) AS arrived_from,
  row_number() OVER () AS place
FROM read_json(getvariable('landing') || '/customers/*.json', format = 'newline_delimited', filename = true, columns = {
  customer_id: 'VARCHAR', name: 'VARCHAR', email: 'VARCHAR', address: 'VARCHAR', join_date: 'VARCHAR',
  loyalty_points: 'VARCHAR', phone_number: 'VARCHAR', age: 'VARCHAR', gender: 'VARCHAR', last_update_time: 'VARCHAR'});

CREATE OR REPLACE TABLE bronze.items AS
SELECT * REPLACE (parse_filename(filename) AS filename), arrival_of(filename) AS arrived_from,
  row_number() OVER () AS place
FROM read_json(getvariable('landing') || '/items/*.json', format = 'newline_delimited', filename = true, columns = {
  product_id: 'VARCHAR', name: 'VARCHAR', category: 'VARCHAR', brand: 'VARCHAR', price: 'VARCHAR',
  stock_quantity: 'VARCHAR', size: 'VARCHAR', color: 'VARCHAR', description: 'VARCHAR', last_update_time: 'VARCHAR'});

CREATE OR REPLACE TABLE bronze.stores AS
SELECT * REPLACE (parse_filename(filename) AS filename), arrival_of(filename) AS arrived_from,
  row_number() OVER () AS place
FROM read_json(getvariable('landing') || '/stores/*.json', format = 'newline_delimited', filename = true, columns = {
  store_id: 'VARCHAR', name: 'VARCHAR', address: 'VARCHAR', manager: 'VARCHAR', open_date: 'VARCHAR', status: 'VARCHAR',
  phone_number: 'VARCHAR', last_update_time: 'VARCHAR'});
