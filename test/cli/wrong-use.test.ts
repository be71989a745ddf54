import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, scratch } from './run.js';

const folder = scratch();
beforeAll(() => {
  writeFileSync(join(folder.path, 'a-file'), 'mine');
  writeFileSync(join(folder.path, 'bad.yaml'), 'stores: [1\n');
});
afterAll(() => folder.remove());

const generate = (...args: string[]) => ['generate', 'store-tiers', ...args];
const cases: [string[], RegExp][] = [
  [['frobnicate'], /unknown command 'frobnicate'/],
  [['lsit'], /unknown command 'lsit' \(did you mean list\?\)/],
  [['generate'], /missing required argument 'dataset'/],
  [['list', 'more'], /too many arguments/],
  [generate('--colour'), /unknown option '--colour'/],
  [generate('--compresion', 'zstd'), /unknown option '--compresion' \(did you mean --compression\?\)/],
  [generate('--out'), /'--out <folder>' argument missing/],
  [['generate', 'store-tier'], /"store-tier" is not a dataset \(did you mean "store-tiers"\?\)/],
  [generate('--set', 'storse=3'), /setting storse is not a setting .*\(did you mean "stores"\?\)/],
  [generate('--set', 'stores=many'), /setting stores must be a whole number from 1 to 20000, got "many"/],
  [generate('--set', 'stores'), /--set must be written name=value, got "stores"/],
  [generate('--seed', 'x'), /setting seed must be a whole number .*, got "x"/],
  [generate('--seed', '1', '--set', 'seed=2'), /--seed must agree with --set seed=…, got 1 and 2/],
  [generate('--from', '2024-02-30'), /--from must be a date written YYYY-MM-DD, got "2024-02-30"/],
  [generate('--from', '2024-03-01', '--to', '2024-02-01'), /--from must not be after --to/],
  [generate('--tables', 'fact_sale'), /"fact_sale" is not a table .*\(did you mean "fact_sales"\?\)/],
  [generate('--tables', ','), /--tables must be names with commas between, got ","/],
  [generate('--format', 'parqet'), /--format must be one of parquet, csv, json, got "parqet"/],
  [generate('--compression', 'gzip'), /--compression must be one of snappy, zstd, none, got "gzip"/],
  [generate('--workers', 'two'), /--workers must be a whole number from 1 to 256, got "two"/],
  [generate('--config', 'none.yaml'), /none\.yaml cannot be read: there is no such file/],
  [generate('--config', 'bad.yaml'), /bad\.yaml, line \d+/],
  [generate('--out', 'a-file'), /a-file must be a folder, it is a file/],
  [['validate', 'nowhere'], /nowhere does not exist/],
  [['completion', 'fish'], /Allowed choices are bash, zsh/],
  [['sql', '  '], /the query must not be empty/],
  [['sql', 'select 1', '--format', 'xml'], /Allowed choices are table, csv, json/],
];

describe('wrong use exits 2 with one sentence and writes nothing', () => {
  test.concurrent.each(cases)('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args, folder.path);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(folder.path).sort()).toEqual(['a-file', 'bad.yaml']);
  });
});

test('a wrong query is shown with its place, once', async () => {
  const { code, stderr } = await run(['sql', 'select * from world.stor', '--set', 'stores=3'], folder.path);
  expect(stderr).toMatch(/^error: Catalog Error: [^\n]*stor[^\n]*\n/);
  expect(stderr.match(/error/gi)).toHaveLength(2);
  expect(stderr).toContain('LINE 1');
  expect(code).toBe(2);
});

test('no command: help, and exit 2', async () => {
  const { code, stderr } = await run([], folder.path);
  expect(stderr).toContain('Usage: emporium');
  expect(code).toBe(2);
});
