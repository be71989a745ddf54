import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, run, scratch, start, tiny } from './run.js';

const folder = scratch();
const generate = (...args: string[]) => run(['generate', 'store-tiers', ...tiny, ...args], folder.path);
let first: Ended;
beforeAll(async () => {
  first = await generate('--out', 'data');
});
afterAll(() => folder.remove());

test('the summary names tables, truth and the next steps; progress is on stderr, without colours', () => {
  expect(first.code).toBe(0);
  for (const text of ['fact_sales', 'truth/store_tier', 'rows/s', 'emporium sql "', 'emporium validate data']) {
    expect(first.stdout).toContain(text);
  }
  expect(first.stderr).toMatch(/(^|\n)42\/42 shards, [\d,]+ rows, [\d,]+ rows\/s, done in [\d.]+ s\n$/);
  expect(first.stdout + first.stderr).not.toContain('\u001b[');
});

test('the query of the summary runs', async () => {
  const query = /sql "(.*)"/.exec(first.stdout)?.[1] ?? '';
  const { code, stdout } = await run(['sql', query, ...tiny.slice(0, 6), '--format', 'csv'], folder.path);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(13);
});

test('run again: says that nothing was changed', async () => {
  const before = readFileSync(join(folder.path, 'data/manifest.json'), 'utf8');
  const { code, stdout } = await generate('--out', 'data');
  expect(code).toBe(0);
  expect(stdout).toContain('nothing was changed');
  expect(readFileSync(join(folder.path, 'data/manifest.json'), 'utf8')).toBe(before);
});

test('--json: one document on stdout, progress on stderr; --out and --duckdb one after the other', async () => {
  const { code, stdout, stderr } = await generate('--json', '--out', 'data', '--duckdb', 'data.duckdb');
  expect(code).toBe(0);
  const { runs } = JSON.parse(stdout) as { runs: { target: string; status: string; rows: number }[] };
  expect(runs.map(({ status }) => status)).toEqual(['unchanged', 'written']);
  expect(runs[1].target).toBe(join(folder.path, 'data.duckdb'));
  expect(runs[1].rows).toBeGreaterThan(1000);
  expect(stderr).toContain('shards');
  expect(existsSync(join(folder.path, 'data.duckdb'))).toBe(true);
});

test('--quiet prints nothing; --tables, --format, --from and --to are passed on', async () => {
  const flags = ['--tables', 'dim_product,fact_sales', '--format', 'csv', '--from', '2024-02-01', '--to', '2024-02-03'];
  expect(await generate('--quiet', '--out', 'quiet', ...flags)).toEqual({ code: 0, stdout: '', stderr: '' });
  const path = join(folder.path, 'quiet/manifest.json');
  const { tables, windows } = JSON.parse(readFileSync(path, 'utf8')) as {
    tables: { name: string }[];
    windows: unknown;
  };
  expect(tables.map(({ name }) => name)).toEqual(['dim_product', 'fact_sales']);
  expect(windows).toEqual([{ from: '2024-02-01', to: '2024-02-03' }]);
  expect(readFileSync(join(folder.path, 'quiet/dim_product.csv'), 'utf8')).toMatch(/^product_id,/);
});

test('--dry-run writes nothing; without --out the folder is data/<dataset>', async () => {
  const { code, stdout } = await generate('--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('nothing was written');
  expect(stdout).toContain('data/store-tiers');
  expect(existsSync(join(folder.path, 'data/store-tiers'))).toBe(false);
});

test('validate passes; after a file was damaged it fails with exit 1', async () => {
  const good = await run(['validate', 'data'], folder.path);
  expect(good.stdout).toMatch(/\n\d+ passed, 0 failed, 0 skipped\n$/);
  expect(good.stdout).not.toContain('\u001b[');
  expect(good.code).toBe(0);
  truncateSync(join(folder.path, 'data/dim_product.parquet'), 100);
  const bad = await run(['validate', 'data'], folder.path);
  expect(bad.stdout).toMatch(/\nfail: [^\n]*dim_product/);
  expect(bad.stdout).toMatch(/\n\d+ passed, [1-9]\d* failed, /);
  expect(bad.code).toBe(1);
  const { results, failed } = JSON.parse((await run(['validate', 'data', '--json'], folder.path)).stdout) as {
    results: { status: string }[];
    failed: number;
  };
  expect(results.filter(({ status }) => status === 'fail')).toHaveLength(failed);
});

test('Ctrl-C: exit 130 in under 2 s; the same command then finishes', async () => {
  const args = ['generate', 'store-tiers', '--set', 'stores=60', '--set', 'years=1', '--workers', '1', '--out', 'big'];
  const { child, ended } = start(args, folder.path);
  const journal = join(folder.path, 'big/.emporium/journal.jsonl');
  const until = performance.now() + 20_000;
  while (!(existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > 9)) {
    if (performance.now() > until) break;
    await wait(10);
  }
  const asked = performance.now();
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect(performance.now() - asked).toBeLessThan(2000);
  expect(code).toBe(130);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/interrupted; run the same command again to go on\n$/);
  const again = await run(args, folder.path);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('were there already');
  rmSync(join(folder.path, 'big'), { recursive: true });
});
