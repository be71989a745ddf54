/** The report as a whole: library, command line, page, and what it refuses. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { realism, realismTests } from '../../src/api/realism/realism.js';
import { run } from '../cli/run.js';
import { tempFolders } from '../support/runs.js';
import { type Contents, daysAfter, type Form, loyal, writeWorld } from './folder.js';

const temp = tempFolders();
const ids = Object.values(realismTests).flatMap((tests) => tests.map(({ id }) => id));

/** Ten weeks of three shoppers' trips. */
const contents: Contents = {
  from: '2023-01-02',
  to: '2023-03-12',
  lines: Array.from({ length: 200 }, (_, i) => ({
    receipt: Math.floor(i / 3),
    day: daysAfter('2023-01-02', Math.floor(i / 3) % 70),
    hour: 8 + (Math.floor(i / 3) % 12),
    shopper: 1 + (Math.floor(i / 3) % 3),
    product: 1 + (i % 7),
    list: 99 + 20 * (i % 11),
  })),
  shoppers: [loyal(1), loyal(2), loyal(3)],
};

async function folderWith(form?: Form, changes: Partial<Contents> = {}): Promise<string> {
  const folder = join(temp(), 'world');
  await writeWorld(folder, { ...contents, ...changes }, form);
  return folder;
}

let folder = '';
beforeAll(async () => {
  folder = await folderWith();
});

test('every id once, every interval a range that holds the real figure where that is one number', () => {
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(39);
  for (const { id, real, accept } of Object.values(realismTests).flat()) {
    if (typeof accept === 'function') continue;
    expect(accept[0], id).toBeLessThan(accept[1]);
    const number = Number(real.replace('−', '-'));
    if (Number.isNaN(number)) continue;
    expect(number, id).toBeGreaterThanOrEqual(accept[0]);
    expect(number, id).toBeLessThanOrEqual(accept[1]);
  }
});

test('the index is 100 × the mean score of what could be measured', async () => {
  const result = await realism({ folder });
  expect(result.tests.map(({ id }) => id)).toEqual(ids);
  const scores = result.tests.flatMap(({ score }) => (score === null ? [] : [score]));
  expect(result.index).toBeCloseTo((100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length);
  for (const { status, score, measured, detail } of result.tests) {
    expect(status === 'skip').toBe(measured === null);
    expect(status === 'skip').toBe(detail !== '');
    if (score !== null) expect(score === 1).toBe(status === 'pass');
  }
  expect([result.passed + result.failed + result.skipped, result.from, result.to]).toEqual([
    39,
    '2023-01-02',
    '2023-03-12',
  ]);
  expect(result.plots.map(({ id }) => id)).toEqual([
    'unit_price',
    'discount_depth',
    'basket_lines',
    'trips',
    'top_store_share',
    'weekday',
    'hour',
    'popularity',
  ]);
});

test('nothing was sold: nothing is measured, and there is no index to be proud of', async () => {
  const result = await realism({ folder: await folderWith({}, { lines: [] }) });
  expect(result).toMatchObject({ passed: 0, failed: 0, skipped: 39, index: null });
});

describe('refuses, naming what is wrong:', () => {
  const refusal = async (path: string, html?: string) =>
    realism({ folder: path, html }).then(
      () => 'accepted',
      (thrown: Error) => `${thrown.name}: ${thrown.message}`,
    );

  test('no folder, no dataset, another dataset', async () => {
    expect(await refusal('/none/such')).toBe('UsageError: /none/such does not exist');
    const empty = temp();
    expect(await refusal(empty)).toBe(`UsageError: ${empty} is not a dataset: it has no manifest.json`);
    const other = await folderWith({ dataset: 'store-tiers' });
    expect(await refusal(other)).toBe(`UsageError: ${other} must hold the dataset world, it holds store-tiers`);
  });

  test.each(['receipt', 'assortment', 'return'])('a folder without the table %s', async (table) => {
    const path = await folderWith({ without: [table] });
    expect(await refusal(path)).toBe(
      `UsageError: ${path} must hold the table ${table}: it was not written (--tables left it out)`,
    );
  });

  test('a file that is gone or damaged', async () => {
    const path = await folderWith();
    writeFileSync(join(path, 'shopper.parquet'), 'nothing of the kind');
    expect(await refusal(path)).toMatch(/^UsageError: .* table shopper cannot be read: ./);
    rmSync(join(path, 'shopper.parquet'));
    expect(await refusal(path)).toBe(
      `UsageError: ${path} is not whole: shopper.parquet of the table shopper is missing`,
    );
  });

  test('a page inside of the dataset, or in the place of a folder', async () => {
    expect(await refusal(folder, join(folder, 'page.html'))).toMatch(/^UsageError: .* outside of the dataset's folder/);
    expect(await refusal(folder, temp())).toMatch(/^UsageError: .* must be a file/);
  });
});

describe('the page', () => {
  let html = '';
  beforeAll(async () => {
    const path = join(temp(), 'new', 'page.html');
    await realism({ folder, html: path });
    html = readFileSync(path, 'utf8');
  });

  test('has every test and every plot', () => {
    expect(ids.filter((id) => !html.includes(`<tr id="${id}">`))).toEqual([]);
    expect(html.match(/<figure id="plot-/g)).toHaveLength(8);
    expect(html.match(/<svg[^>]* class="plot-/g)).toHaveLength(8);
    expect(['Mon', 'Sun', 'rank →', 'probability →'].filter((name) => !html.includes(name))).toEqual([]);
    expect(html.match(/.{30}(NaN|undefined|Infinity).{30}/g)).toBeNull();
  });

  test('fetches nothing and runs nothing; knows light and dark', () => {
    expect(html.match(/https?:|\/\/[a-z]|@import|url\(|<script|<link|<img|\bsrc=/gi)).toBeNull();
    expect(html.includes('prefers-color-scheme: dark')).toBe(true);
  });
});

describe('emporium realism', () => {
  test('prints real, accepted and measured values and the index; exit 1 when a test fails', async () => {
    const { code, stdout, stderr } = await run(['realism', folder], temp());
    expect(stderr).toBe('');
    expect(stdout).toMatch(/fail │ Lines a basket, mean \(lines\) +│ +9\.43 │ +8–11 │ +2\.99 │/);
    expect(stdout).toMatch(
      /\nindex \d+\.\d of 100 over 2023-01-02 to 2023-03-12\n\d+ passed, \d+ failed, \d+ skipped\n$/,
    );
    expect(stdout).toMatch(/\nskip: [^\n]*: a year is needed, there are 70 days\n/);
    expect(code).toBe(1);
  });

  test('--json prints the result of the library, --html writes the page', async () => {
    const at = temp();
    const { code, stdout } = await run(['realism', folder, '--json', '--html', 'page.html'], at);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await realism({ folder }))));
    expect(existsSync(join(at, 'page.html'))).toBe(true);
    expect(code).toBe(1);
  });

  test('exit 0 when no test fails', async () => {
    const path = await folderWith({}, { lines: [] });
    const { code, stdout } = await run(['realism', path], temp());
    expect(stdout).toMatch(/\n0 passed, 0 failed, 39 skipped\n$/);
    expect(code).toBe(0);
  });

  test('wrong use: exit 2 and one line', async () => {
    const path = await folderWith({ without: ['promotion'] });
    expect(await run(['realism', path], temp())).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${path} must hold the table promotion: it was not written (--tables left it out)\n`,
    });
  });
});
