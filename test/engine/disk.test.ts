import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'emporium';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseHashes, tempFolders, thrownBy, treeOf } from '../support/runs.js';

const temp = tempFolders();
const job = {
  dataset: 'store-tiers',
  settings: { stores: 4, products: 40, years: 1, 'dc.stores_max': 3 },
  from: '2024-05-01',
  workers: 2,
};
const mounts: string[] = [];

/** A small disk in memory, or undefined where the machine does not let us mount one. */
function smallDisk(kib: number): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'emporium-disk-'));
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', place]);
  if (mount.status !== 0) {
    rmSync(place, { recursive: true });
    return undefined;
  }
  mounts.push(place);
  return place;
}

function remount(place: string, options: string): void {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${options}`, place]);
  if (status !== 0) throw new Error(`remount failed: ${stderr}`);
}

afterAll(() => {
  for (const place of mounts) {
    spawnSync('umount', ['-l', place]);
    rmSync(place, { recursive: true, force: true });
  }
});

const probe = smallDisk(64);
const unless = probe === undefined;

// Skipped where mounting is not allowed (it takes root): there is no other way to make a disk full on purpose.
describe.skipIf(unless)('a disk that is full', () => {
  let whole: Record<string, string>;
  let database: Record<string, string>;

  beforeAll(async () => {
    const folder = temp();
    await generate({ ...job, out: join(folder, 'data') });
    whole = treeOf(join(folder, 'data'));
    await generate({ ...job, duckdb: join(folder, 'data.duckdb') });
    database = await databaseHashes(join(folder, 'data.duckdb'));
  });

  test.each([4, 40, 150])('folder on %i KiB: says so, shows nothing half written, and goes on', async (kib) => {
    const disk = smallDisk(kib) as string;
    const out = join(disk, 'data');
    expect(await thrownBy(generate({ ...job, out }))).toBe(
      `OutsideError: the disk of ${out} is full; nothing is lost: free some space and run the same command again`,
    );
    const files = Object.entries(readable(out));
    for (const [path, hash] of files) expect([path, hash]).toEqual([path, whole[path]]);
    // Still full: the same words again.
    expect(await thrownBy(generate({ ...job, out }))).toMatch(/^OutsideError: the disk of .* is full/);
    remount(disk, 'size=64m');
    expect(await generate({ ...job, out })).toMatchObject({ status: 'written' });
    expect(treeOf(out)).toEqual(whole);
  });

  test.each([4, 600])('DuckDB file on %i KiB: says so and goes on', async (kib) => {
    const disk = smallDisk(kib) as string;
    const duckdb = join(disk, 'data.duckdb');
    for (let i = 0; i < 2; i++) {
      expect(await thrownBy(generate({ ...job, duckdb }))).toBe(
        `OutsideError: the disk of ${duckdb} is full; nothing is lost: free some space and run the same command again`,
      );
    }
    remount(disk, 'size=64m');
    expect(await generate({ ...job, duckdb })).toMatchObject({ status: 'written' });
    expect(await databaseHashes(duckdb)).toEqual(database);
    expect(readdirSync(disk)).toEqual(['data.duckdb']);
  });

  test('a disk that may only be read', async () => {
    const disk = smallDisk(4096) as string;
    mkdirSync(join(disk, 'empty'));
    remount(disk, 'ro');
    for (const target of [
      { out: join(disk, 'new') },
      { out: join(disk, 'empty') },
      { duckdb: join(disk, 'new.duckdb') },
    ]) {
      expect(await thrownBy(generate({ ...job, ...target }))).toMatch(
        /^OutsideError: cannot write to .*(EROFS|ENOENT)/,
      );
    }
  });
});

/** The data files of a folder that is not finished: what a reader sees. */
function readable(out: string): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(treeOf(out)).filter(([path]) => path.endsWith('.parquet') && !path.startsWith('.')),
    );
  } catch {
    return {};
  }
}

test('a place that cannot be a folder', async () => {
  const file = join(temp(), 'file');
  writeFileSync(file, 'text');
  expect(await thrownBy(generate({ ...job, out: file }))).toBe(`UsageError: ${file} must be a folder, it is a file`);
  for (const target of [{ out: join(file, 'below') }, { duckdb: join(file, 'below.duckdb') }]) {
    expect(await thrownBy(generate({ ...job, ...target }))).toMatch(
      new RegExp(`^UsageError: .* must be a folder, (it|${file}) is a file$`),
    );
  }
});
