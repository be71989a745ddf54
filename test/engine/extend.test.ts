import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { generate, validate } from 'emporium';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderHashes, tempFolders, thrownBy, timesOf, tiny, treeOf } from '../support/runs.js';

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: tiny, workers: 2 };
const [from, to] = ['2024-10-01', '2024-12-31'];
let whole: Record<string, string>;

beforeAll(async () => {
  const out = temp();
  await generate({ ...job, out, from, to });
  whole = await folderHashes(out);
});

const dataFiles = <T>(files: Record<string, T>) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('fact_') || path.startsWith('dim_')));

describe('a finished run', () => {
  test('run again, or asked for a part of it, changes nothing', async () => {
    const out = temp();
    const first = await generate({ ...job, out, from: '2024-11-10' });
    const [tree, times] = [treeOf(out), timesOf(out)];
    const again = await generate({ ...job, out, from: '2024-11-10' });
    expect(again).toMatchObject({ status: 'unchanged', tables: first.tables, rows: 0, bytes: 0, shardsWritten: 0 });
    expect(await generate({ ...job, out, from: '2024-11-20', to: '2024-12-03' })).toMatchObject({
      status: 'unchanged',
      from: '2024-11-10',
      to: '2024-12-31',
    });
    expect([treeOf(out), timesOf(out)]).toEqual([tree, times]);
  });

  test('a file that was deleted or cut is written again, to the same bytes', async () => {
    const out = temp();
    await generate({ ...job, out, from: '2024-11-10' });
    const tree = treeOf(out);
    rmSync(join(out, 'fact_sales/year=2024/month=11/r001_2024-11-10_2024-11-30.parquet'));
    truncateSync(join(out, 'dim_product.parquet'), 100);
    expect(await generate({ ...job, out, from: '2024-11-10' })).toMatchObject({ status: 'written', shardsWritten: 1 });
    expect(treeOf(out)).toEqual(tree);
  });
});

describe('extending', () => {
  test('the end, twice, in the middle of a month: finished files stay as they are, the rows are those of the whole', async () => {
    const out = temp();
    await generate({ ...job, out, from, to: '2024-11-12' });
    for (const end of ['2024-11-13', to]) {
      const [tree, times] = [dataFiles(treeOf(out)), dataFiles(timesOf(out))];
      const result = await generate({ ...job, out, from, to: end });
      expect(result).toMatchObject({ status: 'written', from, to: end });
      expect(treeOf(out)).toMatchObject(tree);
      expect(timesOf(out)).toMatchObject(times);
    }
    expect(await folderHashes(out)).toEqual(whole);
    expect((await validate({ folder: out })).results.filter((check) => check.status === 'fail')).toEqual([]);
  });

  test('the start, then both ends at once', async () => {
    const out = temp();
    await generate({ ...job, out, from: '2024-10-25', to: '2024-11-05' });
    await generate({ ...job, out, from: '2024-10-17', to: '2024-11-05' });
    await generate({ ...job, out, from, to });
    expect(await folderHashes(out)).toEqual(whole);
  });

  test('only the next days, beyond the end of the history', async () => {
    const out = temp();
    await generate({ ...job, out, from: '2024-12-20' });
    const before = dataFiles(treeOf(out));
    const result = await generate({ ...job, out, from: '2025-01-01', to: '2025-01-09' });
    expect(result).toMatchObject({ status: 'written', from: '2024-12-20', to: '2025-01-09' });
    expect(treeOf(out)).toMatchObject(before);
    expect(existsSync(join(out, 'fact_sales/year=2025/month=1'))).toBe(true);
    const once = temp();
    await generate({ ...job, out: once, from: '2024-12-20', to: '2025-01-09' });
    expect(await folderHashes(out)).toEqual(await folderHashes(once));
  });

  test('a gap is refused, and so is another window while a run is unfinished', async () => {
    const out = temp();
    await generate({ ...job, out, from: '2024-11-01', to: '2024-11-10' });
    const tree = treeOf(out);
    expect(await thrownBy(generate({ ...job, out, from: '2024-11-12', to: '2024-11-15' }))).toMatch(
      /^UsageError: .* holds 2024-11-01 to 2024-11-10; 2024-11-12 to 2024-11-15 would leave a gap$/,
    );
    expect(await thrownBy(generate({ ...job, out, from: '2024-10-01', to: '2024-10-30' }))).toMatch(/leave a gap$/);
    expect(treeOf(out)).toEqual(tree);
    const abort = new AbortController();
    const longer = { ...job, out, from: '2024-11-01', to: '2024-12-10' };
    await thrownBy(generate({ ...longer, signal: abort.signal, onProgress: () => abort.abort() }));
    expect(await thrownBy(generate({ ...longer, to: '2024-12-20' }))).toMatch(
      /^UsageError: .* holds an unfinished run over 2024-11-01 to 2024-12-10: finish it/,
    );
    // The dataset as it was is still there to be read.
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).windows).toEqual([
      { from: '2024-11-01', to: '2024-11-10' },
    ]);
    await generate(longer);
    expect(existsSync(join(out, '.emporium'))).toBe(false);
  });
});

test('law of windows: however the days are cut, the rows of all tables are those of the whole', async () => {
  const [first, last] = [Date.parse(from) / 864e5, Date.parse(to) / 864e5];
  const text = (day: number) => new Date(day * 864e5).toISOString().slice(0, 10);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: first, max: last - 1 }), { maxLength: 3 }), async (cuts) => {
      const out = temp();
      for (const end of [...cuts.sort((a, b) => a - b), last]) await generate({ ...job, out, from, to: text(end) });
      expect(await folderHashes(out)).toEqual(whole);
    }),
    { seed: 20, numRuns: 2 },
  );
});
