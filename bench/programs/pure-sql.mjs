/**
 * Makes sale lines in DuckDB alone: the columns of fact_sales from hashes of row numbers, all threads, order not kept.
 * Of several ways this was the fastest: `range` instead of a stored table of row numbers, one hash a row cut into
 * pieces, the UUIDs by a join with a small table as ENUM, which Parquet gets as a dictionary. The same UUIDs as text,
 * from a list or from enum_range take 1.5 to 3 times as long.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const { rows, stores, products, out } = JSON.parse(process.argv[2]);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`
  SET preserve_insertion_order = false;
  CREATE TYPE store_uuid AS ENUM (SELECT uuid()::VARCHAR FROM range(${stores}));
  CREATE TYPE product_uuid AS ENUM (SELECT uuid()::VARCHAR FROM range(${products}));
  CREATE TABLE store AS SELECT (row_number() OVER () - 1)::INTEGER AS id, uuid
    FROM (SELECT unnest(enum_range(NULL::store_uuid))::store_uuid AS uuid);
  CREATE TABLE product AS SELECT (row_number() OVER () - 1)::INTEGER AS id, uuid,
      round(30 + 170 * random(), 2) AS price, round(6 + 20 * random(), 2) AS cost
    FROM (SELECT unnest(enum_range(NULL::product_uuid))::product_uuid AS uuid);
  COPY (
    SELECT
      DATE '2022-01-01' + (h % 1096)::INTEGER AS date,
      store.uuid AS store_id,
      product.uuid AS product_id,
      qty,
      price AS unit_price_at_sale,
      (price - cost) * qty AS profit_at_sale
    FROM (
      SELECT h, ((h >> 10) % ${stores})::INTEGER AS s, ((h >> 50) % ${products})::INTEGER AS p, 1 + ((h >> 40) % 3)::INTEGER AS qty
      FROM (SELECT hash(range) AS h FROM range(${rows}))
    )
    JOIN store ON store.id = s
    JOIN product ON product.id = p
  ) TO '${out.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION snappy)`);
console.log(JSON.stringify({ rows }));
