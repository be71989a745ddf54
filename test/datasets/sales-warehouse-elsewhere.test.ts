/** Files that came from elsewhere: `data/*.csv` alone, some of them broken. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../cli/run.js';
import { tempFolders } from '../support/runs.js';

const temp = tempFolders();
let clean = '';

beforeAll(async () => {
  clean = temp();
  const settings = { shoppers: 800, products: 300, stores: 8, 'visit.total': 3000 };
  await generate({ dataset: 'sales-warehouse', settings, out: clean });
});

/** A folder with the data files alone. */
function elsewhere(): string {
  const folder = temp();
  cpSync(join(clean, 'data'), join(folder, 'data'), { recursive: true });
  return folder;
}

/** Changes row n (from 1) of a table. */
function change(folder: string, table: string, n: number, edit: (cells: string[]) => string[]): void {
  const file = join(folder, 'data', `${table}.csv`);
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[n] = edit(lines[n].split(',')).join(',');
  writeFileSync(file, lines.join('\n'));
}

const cell = (i: number, value: string) => (cells: string[]) => cells.map((old, at) => (at === i ? value : old));
const failures = async (folder: string) =>
  (await validate({ folder })).results.filter(({ status }) => status === 'fail');

test('what is right passes, without a manifest and without metadata', async () => {
  const { results, failed, dataset } = await validate({ folder: elsewhere() });
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect({ failed, dataset }).toEqual({ failed: 0, dataset: 'sales-warehouse' });
  expect(results.filter(({ status }) => status === 'skip').map(({ detail }) => detail)).toEqual([
    'metadata/schema_metadata.json is not there',
    'metadata/generation_lineage.yaml is not there',
  ]);
});

describe('what is broken is found, with its place:', () => {
  test.each<[string, string, number, (cells: string[]) => string[], string, RegExp]>([
    [
      'a foreign key',
      'orders',
      7,
      cell(2, '999999'),
      'foreign key customer_id → customers',
      /^for example data\/orders\.csv, row 7: .*"customer_id":999999/,
    ],
    [
      'a total',
      'orders',
      9,
      cell(4, '0.01'),
      'order_total is the sum of the lines',
      /data\/orders\.csv, row 9: \{"order_id":"9","order_total":"0\.01","sum_of_lines":"\d+\.\d\d"\}/,
    ],
    [
      'a status',
      'orders',
      3,
      cell(5, 'Shipped'),
      'order_status is Completed, Pending or Cancelled',
      /orders\.csv, row 3: .*"order_status":"Shipped"/,
    ],
    [
      'a status that came too early',
      'orders',
      5,
      cell(5, 'Pending'),
      'the latest orders are Pending: no order is Completed after the first Pending one',
      /orders\.csv, row \d+: .* and \d+ more$/,
    ],
    [
      'the order of dates',
      'returns',
      2,
      cell(3, '2023-01-01'),
      'return_date is after the order',
      /returns\.csv, row 2: .*"return_date":"2023-01-01"/,
    ],
    [
      'an amount',
      'transactions',
      4,
      cell(4, '999.99'),
      'price = quantity × list price × (1 − rate of the promotion)',
      /transactions\.csv, row 4: .*"price":"999\.99"/,
    ],
    [
      'a primary key',
      'products',
      6,
      cell(0, '5'),
      'primary key product_id is unique',
      /products\.csv, row 5: .*row 6: /,
    ],
    ['a null', 'stores', 2, cell(6, ''), 'nothing is null', /stores\.csv, row 2: .*"region":null/],
    [
      'a type',
      'inventory',
      8,
      cell(3, 'many'),
      'values have the declared types',
      /data\/inventory\.csv, row 8.*stock is not INTEGER: many/,
    ],
    [
      'a negative stock',
      'inventory',
      8,
      cell(3, '-1'),
      'stock is never negative',
      /inventory\.csv, row 8: .*"stock":-1/,
    ],
    [
      'a text that is too long',
      'customers',
      4,
      cell(7, 'NYC'),
      'texts have the declared length',
      /customers\.csv, row 4: .*"state":"NYC"/,
    ],
    [
      'a row with too few cells',
      'stores',
      3,
      (cells) => cells.slice(0, 3),
      'rows can be read',
      /Line: 4 .*Expected Number of Columns: 7 Found: 3/,
    ],
  ])('%s', async (_name, table, n, edit, check, detail) => {
    const folder = elsewhere();
    change(folder, table, n, edit);
    const found = await failures(folder);
    const own = found.find((result) => result.table === table && result.check === check);
    expect(own?.detail, JSON.stringify(found)).toMatch(detail);
  });

  test('a missing file and a column with another name', async () => {
    const folder = elsewhere();
    rmSync(join(folder, 'data/promotions.csv'));
    change(folder, 'returns', 0, cell(4, 'why'));
    const found = await failures(folder);
    expect(found.map(({ check, detail }) => `${check}: ${detail}`)).toEqual(
      expect.arrayContaining([
        'data/promotions.csv is there: it is missing',
        'columns as declared: return_reason missing; why not declared',
      ]),
    );
    const { results } = await validate({ folder });
    expect(results.find(({ check }) => check === 'a promotion is used only between its dates')).toMatchObject({
      status: 'skip',
      detail: 'promotions was not written',
    });
  });

  test('metadata that say otherwise', async () => {
    const folder = elsewhere();
    cpSync(join(clean, 'metadata'), join(folder, 'metadata'), { recursive: true });
    const file = join(folder, 'data/orders.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n[^\n]+\n$/, '\n'));
    const found = await failures(folder);
    const detail = (check: RegExp) => found.find((result) => check.test(result.check))?.detail;
    expect(detail(/row counts/)).toBe('orders: 3000 there, 2999 rows in the files');
    expect(detail(/every file/)).toBe('schema.json; lineage.yaml; manifest.json');
  });
});

test('other line ends, a byte order mark and numbers as floats are read', async () => {
  const folder = elsewhere();
  const rewrite = (table: string, edit: (text: string) => string) => {
    const file = join(folder, 'data', `${table}.csv`);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  };
  rewrite('orders', (text) => text.replaceAll('\n', '\r\n'));
  rewrite('stores', (text) => `\uFEFF${text}`);
  rewrite('transactions', (text) => text.replace(/,(\d+)$/gm, ',$1.0'));
  expect(await failures(folder)).toEqual([]);
});

test('nobody can tell which dataset a folder is: the message says what to do', async () => {
  const folder = temp();
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/orders.csv'), 'a,b\n1,2\n');
  await expect(validate({ folder })).rejects.toThrow(/is not a dataset: it has no manifest.json, .* --dataset/);
  const named = await validate({ folder, dataset: 'sales-warehouse' });
  expect(named.failed).toBeGreaterThan(11);
  await expect(validate({ folder, dataset: 'store-tiers' })).rejects.toThrow(/holds no file of store-tiers/);
});

test('the command ends with 1 and prints what it found', async () => {
  const folder = elsewhere();
  change(folder, 'orders', 7, cell(2, '999999'));
  const { code, stdout } = await run(['validate', folder], folder);
  expect(code).toBe(1);
  expect(stdout).toMatch(/fail: orders: foreign key customer_id → customers: for example data\/orders\.csv, row 7/);
});
