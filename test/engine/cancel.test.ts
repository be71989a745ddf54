import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError, generate, type Progress } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { sleep, tempFolders, thrownBy, tiny, treeOf } from '../support/runs.js';

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: tiny, from: '2024-08-01', workers: 2 };
let whole: Record<string, string>;

beforeAll(async () => {
  const out = temp();
  await generate({ ...job, out });
  whole = treeOf(out);
});

describe('cancel', () => {
  test.each([0, 20, 60, 150, 300, 500])('after %i ms: quick, and the same command goes on', async (ms) => {
    const out = temp();
    const abort = new AbortController();
    let aborted = Number.POSITIVE_INFINITY;
    const running = generate({ ...job, out, signal: abort.signal }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const timer = setTimeout(() => {
      aborted = performance.now();
      abort.abort();
    }, ms);
    const thrown = await running;
    clearTimeout(timer);
    if (aborted !== Number.POSITIVE_INFINITY && thrown !== undefined) {
      expect(thrown).toBeInstanceOf(CancelledError);
      expect(performance.now() - aborted).toBeLessThan(2000);
      expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    }
    await generate({ ...job, out });
    expect(treeOf(out)).toEqual(whole);
  });

  test('as soon as the first rows are committed', async () => {
    const out = temp();
    const abort = new AbortController();
    const run = generate({ ...job, out, signal: abort.signal, onProgress: () => abort.abort() });
    expect(await thrownBy(run)).toBe('CancelledError: cancelled; the same command goes on where it stopped');
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    const again = await generate({ ...job, out });
    expect(again.rows).toBeLessThan(again.tables.reduce((sum, table) => sum + table.rows, 0));
    expect(treeOf(out)).toEqual(whole);
  });

  test('before the start: nothing is written', async () => {
    const out = temp();
    expect(await thrownBy(generate({ ...job, out, signal: AbortSignal.abort() }))).toMatch(/^CancelledError/);
    expect(Object.keys(treeOf(out)).filter((path) => !path.startsWith('.emporium'))).toEqual([]);
    await generate({ ...job, out });
    expect(treeOf(out)).toEqual(whole);
  });

  test('in the middle of the simulation of one large shard', async () => {
    const out = temp();
    const abort = new AbortController();
    const settings = { stores: 60, products: 60, years: 1, 'dc.stores_max': 200, 'demand.lines_per_day': 400 };
    const run = thrownBy(
      generate({ dataset: 'store-tiers', settings, out, workers: 1, safety: false, signal: abort.signal }),
    );
    await sleep(700);
    const start = performance.now();
    abort.abort();
    expect(await run).toMatch(/^CancelledError/);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('progress', () => {
  test('never goes back and ends with everything done', async () => {
    const events: Progress[] = [];
    const result = await generate({ ...job, out: temp(), onProgress: (p) => events.push(p) });
    const last = events[events.length - 1];
    for (const key of ['tasksDone', 'tablesDone', 'rows', 'bytes', 'seconds'] as const) {
      expect(events.every((event, i) => i === 0 || event[key] >= events[i - 1][key])).toBe(true);
    }
    expect(last).toMatchObject({ tasksDone: last.tasksTotal, tablesDone: last.tablesTotal, secondsLeft: 0 });
    expect(last.tasksTotal).toBeGreaterThan(result.shards);
    expect(last).toMatchObject({ rows: result.rows, bytes: result.bytes });
  });

  test.each([1, 2, 99])('an error in event %i ends the run and harms nothing', async (when) => {
    const out = temp();
    let events = 0;
    const onProgress = (p: Progress) => {
      if (++events === when || (when === 99 && p.tasksDone === p.tasksTotal)) throw new Error('the display broke');
    };
    expect(await thrownBy(generate({ ...job, out, onProgress }))).toBe('Error: the display broke');
    await generate({ ...job, out });
    expect(treeOf(out)).toEqual(whole);
  });
});
