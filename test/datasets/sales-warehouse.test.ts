import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GenerateOptions, generate, query, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ask, databaseHashes, folderHashes, tempFolders } from '../support/runs.js';

const temp = tempFolders();
const job = { dataset: 'sales-warehouse', workers: 2 };
const small = { ...job, settings: { shoppers: 800, products: 300, stores: 8, 'visit.total': 3000 } };
const names = ['customers', 'products', 'stores', 'promotions', 'dates', 'raw_orders', 'transactions_raw'].concat([
  'order_aggregates',
  'orders',
  'transactions',
  'inventory',
  'returns',
]);
let folder = '';

/** Asks the default folder; `$name` is the file of a table. */
const rows = (sql: string, from = folder) =>
  ask(sql.replace(/\$(\w+)/g, (_, table: string) => `read_csv('${from}/data/${table}.csv', all_varchar = false)`));
const row = async (sql: string) => (await rows(sql))[0];

beforeAll(async () => {
  folder = temp();
  await generate({ ...job, out: folder });
});

describe('by default', () => {
  test('the folder holds the files of the contract', () => {
    expect(readdirSync(folder).sort()).toEqual(['data', 'lineage.yaml', 'manifest.json', 'metadata', 'schema.json']);
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(names.map((name) => `${name}.csv`).sort());
    expect(readdirSync(join(folder, 'metadata')).sort()).toEqual(['generation_lineage.yaml', 'schema_metadata.json']);
  });

  test.each([
    ['customers', 10_000, 'customer_id,first_name,last_name,email,phone,address,city,state,zip_code,loyalty_status'],
    ['products', 1000, 'product_id,product_name,category,sub_category,price,cost'],
    ['stores', 100, 'store_id,store_name,address,city,state,zip_code,region'],
    ['promotions', 100, 'promo_id,promo_name,discount_rate,start_date,end_date'],
    ['dates', 365, 'date_id,full_date,day,month,year,weekday'],
    ['raw_orders', 10_000, 'order_id,order_date,customer_id,store_id'],
    ['order_aggregates', 10_000, 'order_id,order_total,line_count,unit_count'],
    ['orders', 10_000, 'order_id,order_date,customer_id,store_id,order_total,order_status'],
    ['transactions_raw', undefined, 'transaction_id,order_id,product_id,quantity,price,promo_id'],
    ['transactions', undefined, 'transaction_id,order_id,product_id,quantity,price,promo_id'],
    ['inventory', undefined, 'store_id,product_id,inventory_date,stock'],
    ['returns', undefined, 'return_id,order_id,product_id,return_date,return_reason'],
  ])('%s: %s rows with these columns', (name, count, header) => {
    const lines = readFileSync(join(folder, 'data', `${name}.csv`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe(header);
    if (count !== undefined) expect(lines.length - 1).toBe(count);
  });

  test('it is valid', async () => {
    const { results, passed } = await validate({ folder });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(passed).toBeGreaterThan(110);
  });

  test('customers: 60, 30 and 10 % by status, and the better status spends more', async () => {
    const found = await rows(`SELECT loyalty_status AS s, count(*)::INT AS n, sum(coalesce(total, 0)) / count(*) AS mean
      FROM $customers LEFT JOIN (SELECT customer_id, sum(order_total) AS total FROM $orders GROUP BY ALL) USING (customer_id)
      GROUP BY ALL ORDER BY mean`);
    expect(found.map(({ s, n }) => [s, n])).toEqual([
      ['Bronze', 6000],
      ['Silver', 3000],
      ['Gold', 1000],
    ]);
    const [bronze, silver, gold] = found.map(({ mean }) => Number(mean));
    expect(silver).toBeGreaterThan(2 * bronze);
    expect(gold).toBeGreaterThan(2 * silver);
    const addresses = await row(
      `SELECT count(DISTINCT zip_code) = count(DISTINCT (city, state, zip_code)) AS agree, min(length(zip_code)) AS least
       FROM read_csv('${folder}/data/customers.csv', types = {'zip_code': 'VARCHAR'})`,
    );
    expect(addresses).toEqual({ agree: true, least: '5' });
  });

  test('products: the categories of the contract, 5–500 USD, cost 50–90 % of it', async () => {
    const found = await rows(
      'SELECT category AS c, list(DISTINCT sub_category ORDER BY sub_category) AS s FROM $products GROUP BY ALL ORDER BY c',
    );
    expect(Object.fromEntries(found.map(({ c, s }) => [c, s]))).toEqual({
      Clothing: ['Kids', 'Men', 'Women'],
      Electronics: ['Camera', 'Laptop', 'Mobile'],
      Home: ['Decor', 'Furniture', 'Kitchen'],
      Sports: ['Fitness', 'Outdoor', 'Team'],
      Toys: ['Action', 'Educational', 'Puzzle'],
    });
    const range = await row(`SELECT min(price) >= 5 AND max(price) <= 500 AS price,
      min(cost / price) >= 0.4999 AND max(cost / price) <= 0.9001 AS cost FROM $products`);
    expect(range).toEqual({ price: true, cost: true });
  });

  test('stores: the region fits the state', async () => {
    const found = await rows('SELECT DISTINCT state AS s, region AS r FROM $stores ORDER BY ALL');
    const region = Object.fromEntries(found.map(({ s, r }) => [s, r]));
    const known = {
      NY: 'East',
      PA: 'East',
      TX: 'South',
      FL: 'South',
      CA: 'West',
      WA: 'West',
      OH: 'North',
      IL: 'North',
    };
    const shared = Object.entries(known).filter(([state]) => region[state] !== undefined);
    expect(shared.length).toBeGreaterThan(3);
    for (const [state, expected] of shared) expect(region[state]).toBe(expected);
  });

  test('orders: 15 % Pending, the latest; 5 % Cancelled, the others Completed', async () => {
    const found = await rows('SELECT order_status AS s, count(*)::INT AS n FROM $orders GROUP BY ALL ORDER BY n');
    const count = Object.fromEntries(found.map(({ s, n }) => [s, Number(n)]));
    expect(count.Pending).toBe(1500);
    // Three standard deviations of a binomial count.
    expect(Math.abs(count.Cancelled - 500)).toBeLessThan(66);
    expect(count.Completed).toBe(8500 - count.Cancelled);
    const first = await row(
      "SELECT min(order_id) FILTER (order_status = 'Pending') AS p, max(order_id) FILTER (order_status <> 'Pending') AS o FROM $orders",
    );
    expect(first).toEqual({ p: '8501', o: '8500' });
    const dates = await row(
      "SELECT min(order_date) >= DATE '2023-01-01' AND max(order_date) <= DATE '2023-12-31' AS inside FROM $orders",
    );
    expect(dates).toEqual({ inside: true });
  });

  test('lines: 1–5 an order, 1–5 units, about a fifth on promotion', async () => {
    const found =
      await row(`SELECT min(n) = 1 AND max(n) = 5 AS lines, (SELECT min(quantity) = 1 AND max(quantity) = 5 FROM $transactions) AS units,
      (SELECT count(promo_id) / count(*) FROM $transactions) AS promoted
      FROM (SELECT count(*) AS n FROM $transactions GROUP BY order_id)`);
    expect(found).toMatchObject({ lines: true, units: true });
    expect(Number(found.promoted)).toBeGreaterThan(0.16);
    expect(Number(found.promoted)).toBeLessThan(0.24);
  });

  test('inventory: each of the last 30 days', async () => {
    const found = await row(
      `SELECT count(DISTINCT inventory_date)::INT AS days, min(inventory_date)::VARCHAR AS a, max(inventory_date)::VARCHAR AS z,
       count(DISTINCT store_id)::INT AS stores FROM $inventory`,
    );
    expect(found).toEqual({ days: 30, a: '2023-12-02', z: '2023-12-31', stores: 100 });
  });

  test('returns: about a tenth of the completed orders', async () => {
    const found =
      await row(`SELECT count(DISTINCT order_id) / (SELECT count(*) FROM $orders WHERE order_status = 'Completed') AS share,
      list(DISTINCT return_reason ORDER BY return_reason) AS reasons FROM $returns`);
    expect(found.reasons).toEqual(['Customer Dissatisfaction', 'Defective', 'Wrong Item']);
    expect(Number(found.share)).toBeGreaterThan(0.085);
    expect(Number(found.share)).toBeLessThan(0.115);
  });

  test('stock moves by the sales and deliveries of the world', async () => {
    const asked = await query({
      ...job,
      sql: `SELECT count(*)::INTEGER FROM world.stock_day d JOIN world.stock_day e
        ON e.store_id = d.store_id AND e.product_id = d.product_id AND e.day = d.day + 1
        JOIN inventory i ON i.store_id = d.store_id AND i.product_id = d.product_id AND i.inventory_date = d.day
        JOIN inventory j ON j.store_id = e.store_id AND j.product_id = e.product_id AND j.inventory_date = e.day
        WHERE j.stock <> i.stock + e.delivered - e.returned - e.sold - e.shrink`,
      from: '2023-11-25',
    });
    expect(asked.rows).toEqual([[0]]);
  });
});

interface Step {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly string[];
  readonly output?: string;
  readonly outputs?: readonly string[];
}
const stepsOf = (text: string) => (parse(text) as { steps: Step[] }).steps;
const outputsOf = (step: Step) => [...(step.outputs ?? []), ...(step.output === undefined ? [] : [step.output])];
const filesBelow = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

/** Every file that a step names is there, and every file is named by one step as written. */
function expectLineage(root: string): Step[] {
  const steps = stepsOf(readFileSync(join(root, 'metadata/generation_lineage.yaml'), 'utf8'));
  for (const step of steps) {
    for (const path of [...step.inputs, ...outputsOf(step)]) expect(existsSync(join(root, path)), path).toBe(true);
    expect(step.description.length).toBeGreaterThan(20);
  }
  expect(steps.flatMap(outputsOf).sort()).toEqual(filesBelow(root).sort());
  return steps;
}

describe('the metadata', () => {
  test('names the steps of the contract, each with what it read and wrote', () => {
    const steps = expectLineage(folder);
    expect(steps.map((step) => step.name)).toEqual([
      'generate_dimensions',
      'generate_raw_orders',
      'generate_raw_transactions',
      'aggregate_transactions',
      'process_orders',
      'update_inventory',
      'generate_returns',
      'compile_full_lineage',
    ]);
    const aggregate = steps.find((step) => step.name === 'aggregate_transactions');
    expect(aggregate).toMatchObject({
      inputs: ['data/raw_orders.csv', 'data/transactions_raw.csv'],
      output: 'data/order_aggregates.csv',
    });
  });

  test('is a dictionary with row counts, types, keys and relationships', async () => {
    const text = readFileSync(join(folder, 'metadata/schema_metadata.json'), 'utf8');
    const { tables, relationships } = JSON.parse(text) as {
      tables: Record<
        string,
        { row_count: number; columns: Record<string, { type: string; description: string }>; primary_key: string[] }
      >;
      relationships: { table: string; column: string; references: string }[];
    };
    expect(Object.keys(tables)).toEqual(names);
    for (const name of names) {
      expect(await row(`SELECT count(*)::INT AS n FROM $${name}`)).toEqual({ n: tables[name].row_count });
      expect(tables[name].primary_key.length).toBeGreaterThan(0);
      expect(Object.values(tables[name].columns).every(({ description }) => description.length > 3)).toBe(true);
    }
    expect(Object.values(tables.customers.columns).map(({ type }) => type)).toEqual([
      'INTEGER',
      'VARCHAR(50)',
      'VARCHAR(50)',
      'VARCHAR(100)',
      'VARCHAR(20)',
      'VARCHAR(100)',
      'VARCHAR(50)',
      'CHAR(2)',
      'VARCHAR(10)',
      'VARCHAR(10)',
    ]);
    expect(relationships).toContainEqual({
      table: 'orders',
      column: 'customer_id',
      references: 'customers.customer_id',
    });
    expect(relationships).toContainEqual({ table: 'transactions', column: 'order_id', references: 'orders.order_id' });
    for (const { table, column, references } of relationships) {
      const [target, key] = references.split('.');
      expect(tables[table].columns[column].type).toBe(tables[target].columns[key].type);
    }
  });

  test.each<[string, Partial<GenerateOptions>]>([
    ['some tables', { tables: ['orders', 'customers', 'returns'] }],
    ['some months', { from: '2023-03-10', to: '2023-04-20' }],
    ['a window without returns', { from: '2023-01-01', to: '2023-01-01' }],
    ['compressed JSON', { format: 'json', compression: 'zstd' }],
  ])('%s: it names what is there and nothing else', async (_name, options) => {
    const out = temp();
    await generate({ ...small, ...options, out });
    expectLineage(out);
    const { results } = await validate({ folder: out });
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  });
});

describe('the same rows', () => {
  test('in every format, and in DuckDB, where keys and references are declared', async () => {
    const [csv, parquet, duckdb] = [temp(), temp(), join(temp(), 'sales.duckdb')];
    await generate({ ...small, out: csv });
    await generate({ ...small, out: parquet, format: 'parquet', workers: 1 });
    await generate({ ...small, duckdb });
    const hashes = await folderHashes(parquet);
    expect(await folderHashes(csv)).toEqual(hashes);
    const inDatabase = await databaseHashes(duckdb);
    expect(Object.fromEntries(names.map((name) => [name, inDatabase[`main.${name}`]]))).toEqual(hashes);
    const keys = await ask(
      `SELECT table_name AS t, constraint_type AS k, constraint_text AS c FROM duckdb_constraints()
       WHERE schema_name = 'main' AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY ALL`,
      duckdb,
    );
    expect(keys.filter(({ k }) => k === 'PRIMARY KEY').map(({ t }) => t)).toEqual([...names].sort());
    expect(keys.filter(({ k }) => k === 'FOREIGN KEY').length).toBe(19);
    expect(keys.map(({ c }) => c)).toContain('FOREIGN KEY (order_id) REFERENCES orders(order_id)');
    await expect(
      ask("INSERT INTO returns SELECT 1, 999999999, 1, DATE '2023-05-05', 'Defective'", duckdb),
    ).rejects.toThrow(/foreign key constraint/);
    expect(await ask("SELECT path FROM emporium.document WHERE path LIKE 'metadata/%' ORDER BY path", duckdb)).toEqual([
      { path: 'metadata/generation_lineage.yaml' },
      { path: 'metadata/schema_metadata.json' },
    ]);
  });

  test('when days are added later: those of one run', async () => {
    const [once, grown, duckdb] = [temp(), temp(), join(temp(), 'grown.duckdb')];
    await generate({ ...small, out: once, to: '2023-06-30' });
    for (const to of ['2023-02-28', '2023-02-28', '2023-04-11', '2023-06-30']) {
      await generate({ ...small, out: grown, to });
      await generate({ ...small, duckdb, to });
    }
    const hashes = await folderHashes(once);
    expect(await folderHashes(grown)).toEqual(hashes);
    const inDatabase = await databaseHashes(duckdb);
    expect(Object.fromEntries(names.map((name) => [name, inDatabase[`main.${name}`]]))).toEqual(hashes);
    expect(await generate({ ...small, out: grown, to: '2023-06-30' })).toMatchObject({ status: 'unchanged' });
  });

  test('orders in the order of their numbers, with sizes that were asked for', async () => {
    const out = temp();
    await generate({ ...small, out });
    const counts = await rows(
      `SELECT (SELECT count(*) FROM $customers)::INT AS c, (SELECT count(*) FROM $products)::INT AS p,
        (SELECT count(*) FROM $stores)::INT AS s, (SELECT count(*) FROM $orders)::INT AS o`,
      out,
    );
    expect(counts).toEqual([{ c: 800, p: 300, s: 8, o: 3000 }]);
    const ids = readFileSync(join(out, 'data/orders.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    expect(ids).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
  });
});
