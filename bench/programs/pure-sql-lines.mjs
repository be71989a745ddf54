/**
 * Makes receipt lines in DuckDB alone: the columns of receipt_line of the dataset world from hashes of row numbers, all
 * threads, order not kept. About nine lines make a receipt; prices come from a join with a small table, a third of the
 * lines is promoted.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const { rows, stores, products, out } = JSON.parse(process.argv[2]);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`
  SET preserve_insertion_order = false;
  CREATE TABLE product AS SELECT range::INTEGER AS id, (100 * exp(0.8 + 0.78 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())))::INTEGER AS price
    FROM range(${products});
  COPY (
    SELECT
      n AS line_id,
      n // 9 AS receipt_id,
      (n % 9)::INTEGER + 1 AS line_number,
      sold_on,
      sold_on::TIMESTAMP + to_microseconds(((h >> 20) % 86400000000)::BIGINT) AS sold_at,
      s AS store_id,
      p AS product_id,
      quantity,
      price AS list_cents,
      unit AS unit_cents,
      price * quantity AS gross_cents,
      (price - unit) * quantity AS discount_cents,
      unit * quantity AS net_cents,
      promotion AS promotion_id
    FROM (
      SELECT n, h, sold_on, s, p, quantity, price, promotion,
        CASE WHEN promotion IS NULL THEN price ELSE price * 3 // 4 END AS unit
      FROM (
        SELECT n, h, DATE '2023-01-01' + (n * 365 // ${rows})::INTEGER AS sold_on,
          ((h >> 10) % ${stores})::INTEGER + 1 AS s, ((h >> 50) % ${products})::INTEGER AS p,
          CASE WHEN h % 10 < 8 THEN 1 ELSE 2 END AS quantity,
          CASE WHEN (h >> 5) % 2 = 0 THEN NULL ELSE ((h >> 30) % 6000)::INTEGER END AS promotion
        FROM (SELECT range AS n, hash(range) AS h FROM range(${rows}))
      )
      JOIN product ON product.id = p
    )
  ) TO '${out.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION snappy)`);
console.log(JSON.stringify({ rows }));
