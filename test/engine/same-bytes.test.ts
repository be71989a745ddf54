import { join } from 'node:path';
import { type GenerateOptions, generate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateInChild, tempFolders, tiny, treeOf } from '../support/runs.js';

const temp = tempFolders();

describe.each(['parquet', 'csv', 'json'] as const)('%s', (format) => {
  const job: GenerateOptions = { dataset: 'store-tiers', settings: tiny, from: '2024-11-10', format };
  let one: Record<string, string>;

  beforeAll(async () => {
    const out = temp();
    await generate({ ...job, out, workers: 1 });
    one = treeOf(out);
  });

  test.each([1, 2, 4])('%i workers, another folder: the same tree', async (workers) => {
    const out = join(temp(), "a folder's name, with Ünïcode");
    await generate({ ...job, out, workers });
    expect(treeOf(out)).toEqual(one);
  });

  test.each([
    ['Asia/Kolkata', 'de_DE.UTF-8'],
    ['America/St_Johns', 'tr_TR.UTF-8'],
  ])('time zone %s and language %s: the same tree', async (TZ, LANG) => {
    const out = temp();
    const run = generateInChild({ ...job, out, workers: 2 }, { TZ, LANG, LC_ALL: LANG });
    expect(await run.ended).toMatchObject({ result: { status: 'written' } });
    expect(treeOf(out)).toEqual(one);
  });
});

test('another seed gives another tree', async () => {
  const [a, b] = [temp(), temp()];
  const job = { dataset: 'store-tiers', from: '2024-12-01', workers: 1 };
  await generate({ ...job, out: a, settings: tiny });
  await generate({ ...job, out: b, settings: { ...tiny, seed: 43 } });
  expect(treeOf(b)['fact_sales/year=2024/month=12/r001_2024-12-01_2024-12-31.parquet']).not.toBe(
    treeOf(a)['fact_sales/year=2024/month=12/r001_2024-12-01_2024-12-31.parquet'],
  );
});
