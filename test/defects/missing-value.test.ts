import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, validate } from 'emporium';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ask,
  folderHashes,
  readBack,
  tempFolders,
  thrownBy,
  tiny,
  treeOf,
  userDataset,
  writeDataset,
} from '../support/runs.js';

const temp = tempFolders();
const stores = 40;
const dims = ['dim_store_physical'];
const dim = { dataset: 'store-tiers', settings: { ...tiny, stores }, tables: dims, workers: 1, safety: false };
const physical = 'dim_store_physical';

describe('of a whole table', () => {
  test('off: no answer key, no damaged cell', async () => {
    const out = temp();
    await generate({ ...dim, out, defects: false });
    expect(Object.keys(treeOf(out)).filter((path) => path.includes('defect'))).toEqual([]);
    expect(await ask(`SELECT count(*)::INT AS n FROM (${readBack(out, physical)}) WHERE size_m2 IS NULL`)).toEqual([
      { n: 0 },
    ]);
  });

  test('for any seed and rate: exactly round(rows × rate), and dirty = clean + answer key, row for row', async () => {
    const rate = fc.oneof(fc.constantFrom(0, 1, 0.0125, 0.0124, 1e-9), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(rate, fc.nat({ max: 4294967295 }), async (share, seed) => {
        const [dirty, clean] = [temp(), temp()];
        const settings = { ...dim.settings, seed, 'defect.size_missing': share };
        await generate({ ...dim, out: dirty, settings });
        await generate({ ...dim, out: clean, settings, defects: false });
        const key =
          share > 0
            ? readBack(dirty, 'truth/defect')
            : 'SELECT NULL AS row_key, NULL AS value_before, NULL AS value_after WHERE false';
        const [{ n }] = await ask(`SELECT count(*)::INT AS n FROM (${key})`);
        expect(n).toBe(Math.round(stores * share));
        const put = `SELECT * EXCLUDE (row_key, value_before, value_after)
          REPLACE (CASE WHEN row_key IS NULL THEN size_m2 ELSE CAST(value_after AS DOUBLE) END AS size_m2)
          FROM (SELECT c.*, row_key, value_before, value_after FROM (${readBack(clean, physical)}) c
            LEFT JOIN (${key}) k ON k.row_key = c.store_id)`;
        const written = readBack(dirty, physical);
        expect(await ask(`(${put} EXCEPT ALL ${written}) UNION ALL (${written} EXCEPT ALL ${put})`)).toEqual([]);
        const wrong = `SELECT * FROM (${key}) k JOIN (${readBack(clean, physical)}) c ON k.row_key = c.store_id
          WHERE CAST(c.size_m2 AS VARCHAR) IS DISTINCT FROM value_before OR value_after IS NOT NULL`;
        expect(await ask(wrong)).toEqual([]);
      }),
      { seed: 5, numRuns: 8 },
    );
  });

  test('a smaller rate hits a part of what a larger one hits', async () => {
    const hit = async (rate: number): Promise<unknown[]> => {
      const out = temp();
      await generate({ ...dim, out, settings: { ...dim.settings, 'defect.size_missing': rate } });
      return (await ask(`SELECT row_key FROM (${readBack(out, 'truth/defect')})`)).map((row) => row.row_key);
    };
    const [few, many] = [await hit(0.1), await hit(0.35)];
    expect([few.length, many.length]).toEqual([4, 14]);
    expect(many).toEqual(expect.arrayContaining(few));
  });

  test('every other file is the same with defects and without', async () => {
    const [on, off] = [temp(), temp()];
    const job = { dataset: 'store-tiers', settings: { ...tiny, stores: 10 }, from: '2024-12-10', workers: 2 };
    await generate({ ...job, out: on });
    await generate({ ...job, out: off, defects: false });
    const data = (out: string) =>
      Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => path.endsWith('.parquet')));
    const { [`${physical}.parquet`]: damaged, 'truth/defect.parquet': key, ...others } = data(on);
    const { [`${physical}.parquet`]: whole, ...same } = data(off);
    expect(others).toEqual(same);
    expect(damaged).not.toBe(whole);
    expect(key).toBeDefined();
    const columns = 'SELECT * EXCLUDE (size_m2) FROM';
    const [a, b] = [on, off].map((out) => `${columns} (${readBack(out, physical)})`);
    expect(await ask(`(${a} EXCEPT ALL ${b}) UNION ALL (${b} EXCEPT ALL ${a})`)).toEqual([]);
  });

  test.each([-0.1, 1.1, Number.NaN, '5 %', null])('a rate of %s is refused', async (rate) => {
    const settings = { 'defect.size_missing': rate };
    expect(await thrownBy(generate({ ...dim, out: temp(), settings }))).toMatch(
      /^UsageError: setting defect.size_missing must be a number from 0 to 1, got/,
    );
  });
});

describe('of a table that is cut into shards, two in one table', () => {
  const job = { settings: tiny, workers: 2 };
  const [from, to] = ['2024-10-10', '2024-11-20'];

  test('dirty = clean + answer key, exactly round(rows × rate) of each shard', async () => {
    const dataset = writeDataset(join(temp(), 'till'), userDataset);
    const [dirty, clean] = [temp(), temp()];
    await generate({ ...job, dataset, out: dirty, from: '2024-10-01', to: '2024-11-30' });
    await generate({ ...job, dataset, out: clean, from: '2024-10-01', to: '2024-11-30', defects: false });
    const key = readBack(dirty, 'truth/defect_line');
    const put = `SELECT c.line_id, sold_at, item_id,
        CASE WHEN u.row_key IS NULL THEN units END AS units, CASE WHEN p.row_key IS NULL THEN price END AS price
      FROM (${readBack(clean, 'line')}) c
      LEFT JOIN (SELECT * FROM (${key}) WHERE defect = 'units_missing') u ON u.row_key = c.line_id::VARCHAR
      LEFT JOIN (SELECT * FROM (${key}) WHERE defect = 'price_missing') p ON p.row_key = c.line_id::VARCHAR`;
    const written = readBack(dirty, 'line');
    expect(await ask(`(${put} EXCEPT ALL ${written}) UNION ALL (${written} EXCEPT ALL ${put})`)).toEqual([]);
    const { files } = JSON.parse(readFileSync(join(dirty, 'manifest.json'), 'utf8')) as {
      files: { path: string; table: string; rows: number }[];
    };
    const shards = files.filter((file) => file.table === 'line');
    expect(shards.length).toBeGreaterThan(2);
    for (const { path, rows } of shards) {
      const [{ units, price }] = await ask(
        `SELECT count(*) FILTER (units IS NULL)::INT AS units, count(*) FILTER (price IS NULL)::INT AS price
         FROM read_parquet('${join(dirty, path)}')`,
      );
      expect([units, price]).toEqual([Math.round(rows * 0.03), Math.round(rows * 0.1)]);
    }
    expect((await folderHashes(dirty)).total).toBe((await folderHashes(clean)).total);
    const { results } = await validate({ folder: dirty, dataset });
    expect(results.filter((check) => check.status !== 'pass')).toEqual([]);
  });

  test('windows: dirty rows and answer key are those of the whole, however the days are cut', async () => {
    const dataset = writeDataset(join(temp(), 'till'), userDataset);
    const whole = temp();
    await generate({ ...job, dataset, out: whole, from, to });
    for (const cuts of [
      ['2024-10-20', '2024-10-31'],
      ['2024-10-11', '2024-11-11'],
    ]) {
      const out = temp();
      for (const end of [...cuts, to]) await generate({ ...job, dataset, out, from, to: end });
      expect(await folderHashes(out)).toEqual(await folderHashes(whole));
    }
  });
});
