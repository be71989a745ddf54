/** The dataset world through the front door: valid for every profile, the same whoever writes it, the truth kept apart. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { generate, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { profileNames } from '../../src/datasets/profiles.js';
import { tempFolders, treeOf } from '../support/runs.js';

const temp = tempFolders();
const small = {
  stores: 3,
  shoppers: 150,
  products: 300,
  'assortment.min': 120,
  'assortment.max': 180,
  'dc.stores_max': 2,
};
const job = { dataset: 'world', settings: small, from: '2023-02-10', to: '2023-05-20', workers: 2 };
let folder = '';

beforeAll(async () => {
  folder = temp();
  await generate({ ...job, out: folder });
});

async function ask(sql: string, below = folder): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`SET file_search_path = '${below}'`);
    return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
  } finally {
    connection.closeSync();
  }
}

const lines = "'receipt_line/**/*.parquet'";

describe('what is written', () => {
  test('is valid', async () => {
    const { results } = await validate({ folder });
    expect(results.filter((r) => r.status !== 'pass')).toEqual([]);
    expect(results.length).toBeGreaterThan(150);
  });

  test('has every table of its definition, with rows', () => {
    const { tables } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
      tables: Record<string, { row_count: number }>;
    };
    const names = Object.keys(tables);
    for (const name of [
      'store',
      'shopper',
      'promotion',
      'price_history',
      'visit',
      'receipt',
      'receipt_line',
      'payment',
    ]) {
      expect(names).toContain(name);
    }
    for (const name of ['return', 'lost_sale', 'delivery', 'stock_movement', 'truth/shopper_taste', 'truth/demand']) {
      expect(names).toContain(name);
    }
    for (const [name, { row_count: rows }] of Object.entries(tables)) expect(rows, name).toBeGreaterThan(0);
  });

  test('keeps the truth apart: no visible table has a hidden column', () => {
    const { tables } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
      tables: Record<string, { columns: Record<string, unknown> }>;
    };
    const hidden = [
      'popularity',
      'elasticity',
      'lift',
      'trips_per_year',
      'taste',
      'mission',
      'volume',
      'tier',
      'substitute',
    ];
    for (const [name, { columns }] of Object.entries(tables)) {
      if (name.startsWith('truth/')) continue;
      expect(
        Object.keys(columns).filter((column) => hidden.includes(column)),
        name,
      ).toEqual([]);
    }
  });

  test('agrees with the truth: demand is what was sold without substitutes, and what was lost', async () => {
    const [[wanted, sold, lost]] = await ask(`SELECT
      (SELECT sum(units) FROM 'truth/demand/**/*.parquet'),
      (SELECT sum(quantity) FROM ${lines}), (SELECT sum(quantity) FROM 'lost_sale/**/*.parquet')`);
    expect(Number(wanted)).toBeLessThanOrEqual(Number(sold) + Number(lost));
    expect(Number(wanted)).toBeGreaterThan(Number(sold));
  });

  test('strangers have receipts without a shopper when not all are known', async () => {
    const out = temp();
    await generate({ ...job, out, settings: { ...small, 'visit.identified_share': 0.4 }, tables: ['receipt'] });
    const [[share, all]] = await ask(
      `SELECT avg((shopper_id IS NULL)::INTEGER), count(*) FROM 'receipt/**/*.parquet'`,
      out,
    );
    expect(Number(all)).toBeGreaterThan(1000);
    expect(Math.abs(Number(share) - 0.6)).toBeLessThan(0.05);
  });
});

describe('the same bytes', () => {
  test('with one worker', async () => {
    const [whole, one] = [temp(), temp()];
    await generate({ ...job, out: whole });
    await generate({ ...job, out: one, workers: 1 });
    expect(treeOf(one)).toEqual(treeOf(whole));
  });
});

describe('every profile', () => {
  test.each(profileNames())('%s writes a valid world', async (profile) => {
    const out = temp();
    const settings = { profile, stores: 3, shoppers: 400, products: 500 };
    await generate({ dataset: 'world', out, settings, from: '2023-11-01', to: '2023-12-31', workers: 2 });
    const { results } = await validate({ folder: out });
    expect(results.filter((r) => r.status !== 'pass')).toEqual([]);
  });
});

test('a DuckDB file holds the same tables, with keys', async () => {
  const file = join(temp(), 'world.duckdb');
  await generate({ ...job, duckdb: file, to: '2023-03-05', from: '2023-02-20' });
  expect(existsSync(file)).toBe(true);
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM receipt_line), (SELECT count(*) FROM "return")`,
  );
  const [receipts, sold, back] = reader.getRows()[0].map(Number);
  expect(receipts).toBeGreaterThan(100);
  expect(sold).toBeGreaterThan(receipts);
  expect(back).toBeGreaterThan(0);
  connection.closeSync();
});
