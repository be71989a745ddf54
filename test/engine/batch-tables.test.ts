import { createWorld, defaultConfig } from 'emporium';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BatchTables } from '../../src/engine/batch-tables.js';
import { openWorld, type WorldDatabase } from '../../src/engine/database.js';
import { cutToWindow } from '../../src/engine/world-tables.js';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { ShardSimulator } from '../../src/world/shard.js';

const queries = [
  // As a dataset asks: some columns, text among them.
  'SELECT sold_on, store_uuid, product_uuid, quantity, (unit_cents - cost_cents) * quantity / 100 AS profit FROM world.sale_line',
  // Every column, in order.
  'SELECT * FROM world.sale_line',
  // A table by columns of which most are not read.
  "SELECT l.wanted_on, l.product_id, a.unit_cents FROM (SELECT *, 'x' AS x FROM world.lost_sale) l JOIN world.assortment a USING (store_id, product_id) ORDER BY ALL",
  // No column at all.
  'SELECT count(*) FROM world.stock_snapshot',
  'SELECT product_uuid, sum(on_hand) AS units FROM world.stock_snapshot WHERE on_hand > 3 GROUP BY ALL ORDER BY ALL',
];
const tables = ['sale_line', 'lost_sale', 'assortment', 'stock_snapshot'] as const;

const world = createWorld({ ...defaultConfig(), stores: 12, products: 60, 'demand.lines_per_day': 5000 });
let database: WorldDatabase;

beforeEach(async () => {
  database = await openWorld(world);
  const month = monthIndexOf(world.from) + 5;
  database.source.shard = new ShardSimulator(world).simulate(0, month, new Set(tables));
});

afterEach(() => database.close());

test('whole shards in batches are the same rows in the same order as in chunks', async () => {
  const { connection, source } = database;
  // More than one batch, and a last one that is not full.
  expect(source.shard?.saleLine.count).toBeGreaterThan(2 * 65_536);
  await cutToWindow(connection, undefined);
  const rows = async () =>
    Promise.all(queries.map(async (query) => (await connection.runAndReadAll(query)).getRowsJson()));
  const inChunks = await rows();
  const batches = await BatchTables.open(connection, source, queries);
  await batches.use();
  const inBatches = await rows();
  queries.forEach((query, i) => {
    expect(inBatches[i].length, query).toBe(inChunks[i].length);
    expect(JSON.stringify(inBatches[i]) === JSON.stringify(inChunks[i]), query).toBe(true);
  });
});

test('only the columns that a query reads are handed over, with the types that they have', async () => {
  const { connection, source } = database;
  await cutToWindow(connection, undefined);
  const types = async () =>
    (await connection.runAndReadAll('DESCRIBE SELECT * FROM world.lost_sale'))
      .getRowsJson()
      .map((row) => row.slice(0, 2));
  const before = await types();
  await (await BatchTables.open(connection, source, ['SELECT on_hand FROM world.lost_sale'])).use();
  expect(await types()).toEqual(before);
  const reader = await connection.runAndReadAll('EXPLAIN SELECT sum(on_hand) FROM world.lost_sale');
  expect(String(reader.getRows()[0][1])).not.toContain('wanted_at');
});
