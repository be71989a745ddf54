import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type GenerateOptions, generate } from 'emporium';
import { expect, test } from 'vitest';
import { databaseHashes, generateInChild, journalLines, sleep, tempFolders, treeOf, until } from '../support/runs.js';

/** Kills that must land; more of them: EMPORIUM_KILLS=500. */
const KILLS = Number(process.env.EMPORIUM_KILLS ?? 20);
const temp = tempFolders();
const job: GenerateOptions = {
  dataset: 'store-tiers',
  settings: { stores: 8, products: 40, years: 1, 'dc.stores_max': 3 },
  workers: 2,
};

/** Numbers from 0 to 1 that are the same in each run of the test. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test(
  `killed ${KILLS} times at random points and resumed, a folder is byte for byte that of an undisturbed run`,
  async () => {
    const undisturbed = temp();
    const { shards } = await generate({ ...job, out: undisturbed });
    const whole = treeOf(undisturbed);
    const random = numbers(7);
    const landed: number[] = [];
    let finished = 0;
    let out = temp();
    while (landed.length < KILLS || finished === 0) {
      if (existsSync(join(out, 'manifest.json')) && !existsSync(join(out, '.emporium'))) out = temp();
      const before = Math.max(journalLines(out), 0);
      const run = generateInChild({ ...job, out });
      let over = false;
      void run.ended.then(() => {
        over = true;
      });
      if (landed.length < KILLS) {
        // A third each: soon after the beginning, once some more shards are done, and towards the end.
        const kind = landed.length % 3;
        const goal = kind === 0 ? 0 : kind === 1 ? before + random() * (shards - before) * 0.6 : shards - random() * 6;
        await until(() => over || journalLines(out) >= goal);
        await sleep(random() * (kind === 0 ? 120 : 40));
        run.process.kill('SIGKILL');
      }
      const end = await run.ended;
      if (end.signal === 'SIGKILL') {
        const lines = journalLines(out);
        if (lines >= 0) landed.push(lines);
        continue;
      }
      // A kill may come when all is written, but not yet tidied up.
      expect(['written', 'unchanged']).toContain(end.result?.status);
      finished++;
      expect(treeOf(out)).toEqual(whole);
    }
    expect(landed.length).toBeGreaterThanOrEqual(KILLS);
    // They were spread over the whole run.
    expect(landed.filter((lines) => lines < shards * 0.2).length).toBeGreaterThan(0);
    expect(landed.filter((lines) => lines > shards * 0.2 && lines < shards * 0.8).length).toBeGreaterThan(0);
    expect(landed.filter((lines) => lines > shards * 0.8).length).toBeGreaterThan(0);
    if (process.env.EMPORIUM_KILLS) console.log(`tasks done of ${shards} at each kill: ${landed.join(' ')}`);
  },
  120_000 + KILLS * 3000,
);

test('killed again and again, a DuckDB file holds the same rows, and nothing is left beside it', async () => {
  const kills = Math.ceil(KILLS / 4);
  const small = { ...job, settings: { ...job.settings, stores: 4 } };
  const undisturbed = join(temp(), 'whole.duckdb');
  await generate({ ...small, duckdb: undisturbed });
  const whole = await databaseHashes(undisturbed);
  const random = numbers(11);
  const folder = temp();
  const duckdb = join(folder, 'killed.duckdb');
  let landed = 0;
  let finished = false;
  while (!finished) {
    const run = generateInChild({ ...small, duckdb });
    let over = false;
    void run.ended.then(() => {
      over = true;
    });
    if (landed < kills) {
      // The first kill comes while the file is made, the others later and later.
      await until(
        () => over || existsSync(landed === 0 ? `${duckdb}.emporium` : join(`${duckdb}.emporium`, 'staging')),
      );
      await sleep(random() * 60 * landed);
      run.process.kill('SIGKILL');
    }
    const end = await run.ended;
    if (end.signal === 'SIGKILL') landed++;
    else {
      expect(['written', 'unchanged']).toContain(end.result?.status);
      finished = true;
    }
  }
  expect(landed).toBe(kills);
  expect(await databaseHashes(duckdb)).toEqual(whole);
  expect(readdirSync(folder)).toEqual(['killed.duckdb']);
});
