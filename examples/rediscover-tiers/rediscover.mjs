/**
 * The exercise that `store-tiers` is made for: impute the missing floors, build features of each store, cluster the
 * stores into three, and compare with the hidden tiers.
 *
 *   node examples/rediscover-tiers/rediscover.mjs data/store-tiers
 */
import { DuckDBInstance } from '@duckdb/node-api';

const FEATURES = `
  WITH physical AS (
    SELECT *, size_m2 IS NULL AS imputed,
      -- Storage is a part of the floor: the median part of stores of the same placement gives the floor back.
      coalesce(size_m2, storage_capacity_m2 / median(storage_capacity_m2 / size_m2) OVER (PARTITION BY placement)) AS floor_m2
    FROM read_parquet('$DIR/dim_store_physical.parquet')
  ), sales AS (
    SELECT store_id, sum(qty * unit_price_at_sale) AS revenue, sum(qty) AS items, count(DISTINCT date) AS active_days,
      avg(qty * unit_price_at_sale) AS ticket
    FROM read_parquet('$DIR/fact_sales/**/*.parquet') GROUP BY store_id
  ), category AS (
    SELECT store_id, sum(qty * unit_price_at_sale) FILTER (category IN ('Casacos', 'Coats')) AS coats
    FROM read_parquet('$DIR/fact_sales/**/*.parquet') JOIN read_parquet('$DIR/dim_product.parquet') USING (product_id)
    GROUP BY store_id
  ), stock AS (
    SELECT store_id, avg(qty_on_hand) AS depth FROM read_parquet('$DIR/fact_inventory/**/*.parquet') GROUP BY store_id
  )
  SELECT store_id, imputed, floor_m2, ln(revenue / active_days) AS revenue_a_day, ln(items / active_days) AS items_a_day,
    ln(depth) AS stock_depth, ln(revenue / active_days / floor_m2) AS revenue_a_m2, ticket,
    coalesce(coats, 0) / revenue AS coats_share
  FROM physical JOIN sales USING (store_id) JOIN category USING (store_id) JOIN stock USING (store_id)
  ORDER BY store_id`;
/** Columns to cluster by, with weights: volume tells the tier, the rest helps a little. */
const WEIGHTS = {
  revenue_a_day: 1,
  items_a_day: 1,
  stock_depth: 0.5,
  revenue_a_m2: 0.25,
  ticket: 0.1,
  coats_share: 0.1,
};

/** Runs the exercise on a folder and returns its figures. */
export async function rediscover(folder) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const all = async (sql) =>
    (await connection.runAndReadAll(sql.replaceAll('$DIR', folder.replaceAll("'", "''")))).getRowObjectsJS();
  const stores = await all(FEATURES);
  const truth = new Map(
    (await all(`FROM read_parquet('$DIR/truth/store_tier.parquet')`)).map((r) => [r.store_id, r.tier]),
  );
  const sizes = new Map(
    (await all(`FROM read_parquet('$DIR/truth/store_size.parquet')`)).map((r) => [r.store_id, r.size_m2]),
  );
  connection.closeSync();
  const points = standardised(stores);
  const clusters = kMeans(points, 3);
  const imputed = stores.filter((store) => store.imputed);
  return {
    stores: stores.length,
    imputed: imputed.length,
    /** Median relative error of the imputed floors. */
    imputationError: median(imputed.map((s) => Math.abs(s.floor_m2 / sizes.get(s.store_id) - 1))),
    adjustedRandIndex: adjustedRand(
      clusters,
      stores.map((s) => truth.get(s.store_id)),
    ),
    clusters: [0, 1, 2].map((c) => clusters.filter((x) => x === c).length),
  };
}

function standardised(rows) {
  const names = Object.keys(WEIGHTS);
  const columns = names.map((name) => {
    const values = rows.map((row) => Number(row[name]));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) || 1;
    return values.map((value) => (WEIGHTS[name] * (value - mean)) / sd);
  });
  return rows.map((_, i) => columns.map((column) => column[i]));
}

/** Lloyd's algorithm from centres that lie at even steps of the first feature's range: no chance in it. */
function kMeans(points, k) {
  const range = points.map((p) => p[0]).sort((a, b) => a - b);
  const start = Array.from({ length: k }, (_, c) => range[0] + ((c + 0.5) / k) * (range.at(-1) - range[0]));
  const nearest = (value) => points.reduce((a, b) => (Math.abs(b[0] - value) < Math.abs(a[0] - value) ? b : a));
  let centres = start.map((value) => [...nearest(value)]);
  let labels = [];
  for (let round = 0; round < 200; round++) {
    const next = points.map((p) => argMin(centres.map((c) => c.reduce((sum, x, i) => sum + (x - p[i]) ** 2, 0))));
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    centres = centres.map((centre, c) => {
      const own = points.filter((_, i) => labels[i] === c);
      return own.length === 0 ? centre : centre.map((_, d) => own.reduce((sum, p) => sum + p[d], 0) / own.length);
    });
  }
  return labels;
}

const argMin = (values) => values.indexOf(Math.min(...values));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Hubert and Arabie's adjusted Rand index of two labelings: 0 by chance, 1 when they agree. */
export function adjustedRand(a, b) {
  const pairs = (n) => (n * (n - 1)) / 2;
  const counts = (keys) => [...keys.reduce((m, key) => m.set(key, (m.get(key) ?? 0) + 1), new Map()).values()];
  const sum = (values) => values.reduce((total, n) => total + pairs(n), 0);
  const both = sum(counts(a.map((x, i) => `${x}|${b[i]}`)));
  const [rows, columns] = [sum(counts(a)), sum(counts(b))];
  const expected = (rows * columns) / pairs(a.length);
  return (both - expected) / ((rows + columns) / 2 - expected);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const result = await rediscover(process.argv[2] ?? 'data/store-tiers');
  console.log(`stores ${result.stores}, clusters of ${result.clusters.join(', ')}`);
  console.log(`floors imputed: ${result.imputed}, median error ${(100 * result.imputationError).toFixed(1)} %`);
  console.log(`adjusted Rand index against the hidden tiers: ${result.adjustedRandIndex.toFixed(3)}`);
}
