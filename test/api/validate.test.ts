import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { generate, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { allDefects, small } from '../stream/small.js';
import { ask, readBack, tempFolders, tiny } from '../support/runs.js';

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: { ...tiny, stores: 20 }, from: '2024-11-01', workers: 2 };
let clean = '';

beforeAll(async () => {
  clean = temp();
  await generate({ ...job, out: clean });
});

const failures = async (folder: string) =>
  (await validate({ folder })).results.filter((r) => r.status === 'fail').map((r) => `${r.table}: ${r.check}`);

/** The first file of a table (the last one with `last`), below the folder. */
function fileOf(folder: string, table: string, last = false): string {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    files: { path: string; table: string }[];
  };
  const own = files.filter((file) => file.table === table);
  return own[last ? own.length - 1 : 0].path;
}

/** Rewrites a file by a query over `t`, and puts size, hash and rows into the manifest as if nothing had happened. */
async function tamper(folder: string, path: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const file = join(folder, path);
  await connection.run(`CREATE TABLE t AS SELECT * FROM read_parquet('${file}', hive_partitioning = false)`);
  const before = Number((await connection.runAndReadAll('SELECT count(*) FROM t')).getRows()[0][0]);
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
  const after = Number((await connection.runAndReadAll(`SELECT count(*) FROM '${file}'`)).getRows()[0][0]);
  connection.closeSync();
  const edit = <Value>(name: string, change: (value: Value) => void) => {
    const value = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Value;
    change(value);
    writeFileSync(join(folder, name), JSON.stringify(value));
  };
  let table = '';
  edit(
    'manifest.json',
    ({ files }: { files: { path: string; table: string; bytes: number; sha256: string; rows: number }[] }) => {
      const entry = files.find((candidate) => candidate.path === path);
      if (!entry) throw new Error(`no ${path}`);
      table = entry.table;
      entry.bytes = statSync(file).size;
      entry.sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      entry.rows = after;
    },
  );
  edit('schema.json', ({ tables }: { tables: Record<string, { row_count: number }> }) => {
    tables[table].row_count += after - before;
  });
}

describe('validate', () => {
  test('passes what was written', async () => {
    const result = await validate({ folder: clean });
    expect(result.failed).toBe(0);
    expect(result.skipped).toBe(0);
    expect(result.passed).toBeGreaterThan(50);
  });

  test('passes feeds with news that is told after the last day', async () => {
    const folder = temp();
    // Records enough that some are taken back in the minute after midnight.
    const settings = { ...small, ...allDefects, 'feed.customer_records': 500, 'feed.customers': 300 };
    await generate({ dataset: 'apparel-streams', settings, from: '2024-01-01', to: '2024-01-03', out: folder });
    const late = await ask(
      `SELECT * FROM (${readBack(folder, 'customers')}) WHERE last_update_time >= TIMESTAMP '2024-01-04 00:00:00'`,
    );
    expect(late.length).toBeGreaterThan(0);
    expect(await failures(folder)).toEqual([]);
  });

  test.each<[string, string, string, boolean]>([
    [
      'a price',
      'fact_sales',
      'SELECT * REPLACE (if(rowid = 5, unit_price_at_sale - 1, unit_price_at_sale) AS unit_price_at_sale) FROM t',
      false,
    ],
    [
      'a quantity after the last snapshot',
      'fact_sales',
      'SELECT * REPLACE (if(rowid = (SELECT max(rowid) FROM t), 50, qty)::INTEGER AS qty) FROM t',
      true,
    ],
    ['a sale that is gone', 'fact_sales', 'SELECT * FROM t WHERE rowid <> 7', false],
    ['a sale that is there twice', 'fact_sales', 'SELECT * FROM t UNION ALL SELECT * FROM t WHERE rowid = 7', false],
    ['a snapshot row that is gone', 'fact_inventory', 'SELECT * FROM t WHERE rowid <> 3', true],
    ['a base price', 'dim_product', 'SELECT * REPLACE (base_price * 3 AS base_price) FROM t', false],
    ['an opening date', 'dim_store_management', 'SELECT * REPLACE (opening_date - 1000 AS opening_date) FROM t', false],
    [
      'a store without a key',
      'dim_store_physical',
      'SELECT * REPLACE (if(rowid = 0, NULL, store_id) AS store_id) FROM t',
      false,
    ],
    [
      'one more missing floor',
      'dim_store_physical',
      'SELECT * REPLACE (if(rowid = 4, NULL, size_m2) AS size_m2) FROM t',
      false,
    ],
    [
      'tiers that were swapped',
      'truth/store_tier',
      "SELECT * REPLACE (if(tier = 'Gold', 'Silver', tier) AS tier) FROM t",
      false,
    ],
    ['an answer that is gone', 'truth/defect', 'SELECT * FROM t WHERE rowid <> 0', false],
  ])('finds %s', async (_, table, query, last) => {
    const folder = temp();
    cpSync(clean, folder, { recursive: true });
    await tamper(folder, fileOf(folder, table, last), query);
    const found = await failures(folder);
    expect(found).toContain(`${table}: rows are those of the world`);
    expect(found.every((line) => !line.includes('SHA-256'))).toBe(true);
  });

  test('finds a changed byte, a deleted file, a foreign file and a table that schema.json does not name', async () => {
    const folder = temp();
    cpSync(clean, folder, { recursive: true });
    const [changed, deleted] = [fileOf(folder, 'fact_sales'), fileOf(folder, 'fact_sales', true)];
    const bytes = readFileSync(join(folder, changed));
    bytes[100] ^= 1;
    writeFileSync(join(folder, changed), bytes);
    rmSync(join(folder, deleted));
    writeFileSync(join(folder, 'fact_sales', 'mine.csv'), 'x');
    const schema = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8'));
    delete schema.tables['truth/store_size'];
    writeFileSync(join(folder, 'schema.json'), JSON.stringify(schema));
    const found = (await validate({ folder })).results.filter((r) => r.status === 'fail');
    const detail = (check: RegExp) => found.find((r) => check.test(r.check))?.detail;
    expect(detail(/files are there/)).toBe(deleted);
    expect(detail(/SHA-256/)).toBe(changed);
    expect(detail(/no other files/)).toBe('fact_sales/mine.csv');
    expect(detail(/schema.json names/)).toContain('truth/store_size');
  });

  test('says which checks could not be made', async () => {
    const folder = temp();
    await generate({ ...job, out: folder, tables: ['fact_sales', 'fact_inventory'] });
    const { failed, results } = await validate({ folder });
    expect(failed).toBe(0);
    const skipped = results.filter((r) => r.status === 'skip').map((r) => `${r.check}: ${r.detail}`);
    expect(skipped).toContain('foreign key store_id → dim_store_physical: dim_store_physical was not written');
    expect(skipped).toContain('no sale before opening_date: dim_store_management was not written');
  });

  test('refuses a folder that is not finished, not a dataset, or not there', async () => {
    const folder = temp();
    cpSync(clean, folder, { recursive: true });
    mkdirSync(join(folder, '.emporium'));
    writeFileSync(join(folder, '.emporium', 'run.json'), '{}');
    await expect(validate({ folder })).rejects.toThrow(/is not finished: run the command that writes it again/);
    await expect(validate({ folder: temp() })).rejects.toThrow(/is not a dataset: it has no manifest.json/);
    await expect(validate({ folder: join(temp(), 'nowhere') })).rejects.toThrow(/nowhere does not exist/);
  });

  test('leaves the folder as it is', () => {
    expect(readdirSync(clean).sort()).toEqual([
      'dim_product.parquet',
      'dim_store_management.parquet',
      'dim_store_physical.parquet',
      'fact_inventory',
      'fact_sales',
      'lineage.yaml',
      'manifest.json',
      'schema.json',
      'truth',
    ]);
  });
});
