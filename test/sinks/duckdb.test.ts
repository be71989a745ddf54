import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'emporium';
import { describe, expect, test } from 'vitest';
import { ask, databaseHashes, tempFolders, thrownBy, tiny, userDataset, writeDataset } from '../support/runs.js';
import { conformance } from './conformance.js';

conformance('DuckDB file', {
  target: (folder) => ({ duckdb: join(folder, 'data.duckdb') }),
  read: (folder, table) => ({ sql: `SELECT * FROM "${table}"`, file: join(folder, 'data.duckdb') }),
  litter: (folder) => readdirSync(folder).join() !== 'data.duckdb',
});

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: tiny, workers: 1, from: '2024-11-20' };

test('keys are declared, truth stands in a schema of its own, the documents are in the file', async () => {
  const duckdb = join(temp(), 'keys.duckdb');
  await generate({ ...job, duckdb });
  const keys = await ask(
    `SELECT table_name AS t, constraint_type AS k, array_to_string(constraint_column_names, ',') AS c FROM duckdb_constraints()
     WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') AND schema_name = 'main' ORDER BY ALL`,
    duckdb,
  );
  expect(keys.map(({ t, k, c }) => `${t}: ${k} ${c}`)).toEqual([
    'dim_product: PRIMARY KEY product_id',
    'dim_store_management: FOREIGN KEY store_id',
    'dim_store_management: PRIMARY KEY store_id',
    'dim_store_physical: PRIMARY KEY store_id',
    'fact_inventory: FOREIGN KEY product_id',
    'fact_inventory: FOREIGN KEY store_id',
    'fact_inventory: PRIMARY KEY snapshot_date,store_id,product_id',
    'fact_sales: FOREIGN KEY product_id',
    'fact_sales: FOREIGN KEY store_id',
  ]);
  expect(Object.keys(await databaseHashes(duckdb))).toEqual(
    expect.arrayContaining(['truth.defect', 'truth.store_tier']),
  );
  expect(await ask('SELECT path FROM emporium.document ORDER BY path', duckdb)).toEqual(
    ['lineage.yaml', 'manifest.json', 'schema.json'].map((path) => ({ path })),
  );
});

test('some tables alone: keys to tables that are not written are left out', async () => {
  const duckdb = join(temp(), 'some.duckdb');
  await generate({ ...job, duckdb, tables: ['fact_sales', 'dim_product'] });
  expect(Object.keys(await databaseHashes(duckdb))).toEqual(['main.dim_product', 'main.fact_sales']);
});

test('a sum over the window is made anew when the window grows', async () => {
  const dataset = writeDataset(join(temp(), 'till'), userDataset);
  const [grown, once] = [join(temp(), 'grown.duckdb'), join(temp(), 'once.duckdb')];
  const till = { dataset, settings: tiny, workers: 2, from: '2024-11-20' };
  await generate({ ...till, duckdb: once, to: '2024-12-10' });
  for (const to of ['2024-11-28', '2024-12-10']) await generate({ ...till, duckdb: grown, to });
  expect(await databaseHashes(grown)).toEqual(await databaseHashes(once));
  const again = await generate({ ...till, duckdb: grown, to: '2024-12-10' });
  expect(again).toMatchObject({ status: 'unchanged' });
  expect(again.tables.find((table) => table.name === 'total')?.files).toBe(1);
});

describe('a file that is something else', () => {
  test('text', async () => {
    const duckdb = join(temp(), 'text.duckdb');
    writeFileSync(duckdb, 'not a database at all, only a text that stands here. '.repeat(100));
    expect(await thrownBy(generate({ ...job, duckdb }))).toMatch(/^UsageError: .* cannot be opened as a DuckDB file: /);
    expect(existsSync(`${duckdb}.emporium`)).toBe(false);
  });

  test('a folder', async () => {
    expect(await thrownBy(generate({ ...job, duckdb: temp() }))).toMatch(
      /^UsageError: .* cannot be opened as a DuckDB file: /,
    );
  });

  test('a database of somebody else', async () => {
    const duckdb = join(temp(), 'own.duckdb');
    await ask('CREATE TABLE mine AS SELECT 1 AS one', duckdb);
    expect(await thrownBy(generate({ ...job, duckdb }))).toMatch(
      /^UsageError: .* must be new or hold a dataset of this command$/,
    );
    expect(await ask('SELECT * FROM mine', duckdb)).toEqual([{ one: 1 }]);
  });
});
