import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type GenerateOptions, generate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  databaseHashes,
  generateInChild,
  journalLines,
  tempFolders,
  thrownBy,
  tiny,
  treeOf,
  until,
} from '../support/runs.js';

const temp = tempFolders();
// Long enough for a second writer to come while the first is at work.
const settings = { ...tiny, 'demand.lines_per_day': 1000 };
const job = { dataset: 'store-tiers', settings, workers: 1, from: '2024-01-01' };

/** The two kinds of target: how to name one in a folder, whether a writer is at work there, and what it holds. */
const targets = {
  folder: {
    at: (folder: string): Partial<GenerateOptions> => ({ out: join(folder, 'data') }),
    work: (folder: string) => join(folder, 'data', '.emporium'),
    atWork: (folder: string) => journalLines(join(folder, 'data')) > 0,
    content: async (folder: string) => treeOf(join(folder, 'data')),
  },
  duckdb: {
    at: (folder: string): Partial<GenerateOptions> => ({ duckdb: join(folder, 'data.duckdb') }),
    work: (folder: string) => join(folder, 'data.duckdb.emporium'),
    atWork: (folder: string) => existsSync(join(folder, 'data.duckdb.emporium', 'staging')),
    content: async (folder: string) => databaseHashes(join(folder, 'data.duckdb')),
  },
};

describe.each(Object.entries(targets))('one writer, %s', (_, target) => {
  let whole: Record<string, string>;

  beforeAll(async () => {
    const folder = temp();
    await generate({ ...job, ...target.at(folder) });
    whole = await target.content(folder);
  });

  test('a second run in the same process is refused, and the first is not disturbed', async () => {
    const folder = temp();
    const first = generate({ ...job, ...target.at(folder) });
    await until(() => existsSync(join(target.work(folder), 'staging')));
    // All at once: the first run must not have ended before the last of them asks.
    for (const said of await Promise.all([1, 2, 3].map(() => thrownBy(generate({ ...job, ...target.at(folder) }))))) {
      expect(said).toMatch(/^UsageError: .* is being written by this process; wait for it or stop it$/);
    }
    expect(await first).toMatchObject({ status: 'written' });
    expect(await target.content(folder)).toEqual(whole);
  });

  test('a run in another process names the holder', async () => {
    const folder = temp();
    const first = generateInChild({ ...job, ...target.at(folder) });
    await until(() => target.atWork(folder));
    expect(await thrownBy(generate({ ...job, ...target.at(folder) }))).toMatch(
      new RegExp(`^UsageError: .* is being written by process ${first.process.pid} on ${hostname()} \\(since 2`),
    );
    expect(await first.ended).toMatchObject({ result: { status: 'written' } });
    expect(await target.content(folder)).toEqual(whole);
  });

  test('the lock of a process that is gone is taken over, and its litter with it', async () => {
    const folder = temp();
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const holder = { pid: gone, host: hostname(), started: '1', since: '2024-01-01T00:00:00.000Z' };
    mkdirSync(target.work(folder), { recursive: true });
    writeFileSync(join(target.work(folder), 'lock'), JSON.stringify(holder));
    writeFileSync(join(target.work(folder), `lock-${gone}-abc`), JSON.stringify(holder));
    expect(await generate({ ...job, ...target.at(folder) })).toMatchObject({ status: 'written' });
    expect(existsSync(target.work(folder))).toBe(false);
    expect(await target.content(folder)).toEqual(whole);
  });

  test('the number of a dead process that a living one got is no holder', async () => {
    if (!existsSync('/proc/self/stat')) return;
    const folder = temp();
    mkdirSync(target.work(folder), { recursive: true });
    const holder = { pid: process.ppid, host: hostname(), started: '1', since: '2024-01-01T00:00:00.000Z' };
    writeFileSync(join(target.work(folder), 'lock'), JSON.stringify(holder));
    expect(await generate({ ...job, ...target.at(folder) })).toMatchObject({ status: 'written' });
  });

  test.each([
    [
      'another host',
      JSON.stringify({ pid: 1, host: 'elsewhere', started: '1', since: 'then' }),
      /process 1 on elsewhere \(since then\)/,
    ],
    ['nobody we know', 'not json', /a holder that cannot be read from .*lock/],
  ])('a lock of %s is not touched', async (_name, text, message) => {
    const folder = temp();
    mkdirSync(target.work(folder), { recursive: true });
    writeFileSync(join(target.work(folder), 'lock'), text);
    expect(await thrownBy(generate({ ...job, ...target.at(folder) }))).toMatch(message);
    expect(readFileSync(join(target.work(folder), 'lock'), 'utf8')).toBe(text);
    expect(readdirSync(target.work(folder))).toEqual(['lock']);
  });

  test('of processes that start together one wins; the others are refused or find it finished', async () => {
    const folder = temp();
    const runs = [1, 2, 3].map(() => generateInChild({ ...job, ...target.at(folder) }));
    const ends = await Promise.all(runs.map((run) => run.ended));
    const said = ends.map((end) => end.result?.status ?? end.error?.name ?? end.stderr);
    expect(said.filter((word) => word === 'written')).toHaveLength(1);
    expect(said.filter((word) => !['written', 'unchanged', 'UsageError'].includes(word))).toEqual([]);
    for (const { error } of ends) if (error) expect(error.message).toMatch(/is being written by process \d+/);
    expect(await target.content(folder)).toEqual(whole);
    expect(existsSync(target.work(folder))).toBe(false);
  });
});
