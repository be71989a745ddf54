import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { FeedDescription } from '../../src/engine/feed-sink.js';
import { readFiles } from '../../src/sinks/formats.js';
import { type LandingOptions, landingSink } from '../../src/sinks/landing.js';
import { ask, tempFolders, thrownBy, treeOf } from '../support/runs.js';
import { anyColumns, batchOf, everyType, everyTypeBatch, rowsOf, selectCells } from './batches.js';
import { feedConformance } from './feed-conformance.js';

const ways: Omit<LandingOptions, 'folder'>[] = [
  { format: 'json' },
  { format: 'json', compression: 'gzip', safe: false },
  { format: 'csv' },
  { format: 'csv', compression: 'gzip', safe: false },
  { format: 'parquet' },
  { format: 'parquet', compression: 'zstd', safe: false },
];

const never = new AbortController().signal;
const sales: FeedDescription = { feed: 'sales', columns: everyType, primaryKey: ['id'] };
const temp = tempFolders();

/** The files of a feed as a loader sees them: by name, without those that begin with a dot. */
function filesOf(folder: string, feed: string): string[] {
  const path = join(folder, feed);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(path, name));
}

for (const way of ways) {
  feedConformance(`landing folder, ${way.format} ${way.compression ?? ''}`, {
    make: (folder) => landingSink({ folder, ...way }),
    read: async (folder, { feed, columns }) => {
      const files = filesOf(folder, feed);
      if (files.length === 0) return [];
      const rows = await ask(selectCells(`(${readFiles(way.format, files, columns)})`, columns));
      return rows.map((row) => ({ row: row as Record<string, string> }));
    },
    again: 'nothing',
  });
}

test('names sort by arrival: feed, number, start of the interval', async () => {
  const folder = temp();
  const startOf = (batch: number) => 1_704_067_200_000_000n + BigInt(batch) * 30_000_000n;
  const sink = landingSink({ folder, format: 'json', startOf });
  await sink.open([sales]);
  for (const number of [1, 2, 1000]) await sink.write(everyTypeBatch('sales', number, 3), never);
  await sink.close();
  expect(Object.keys(treeOf(folder))).toEqual([
    'sales/',
    'sales/sales-000000001-20240101T000030.json',
    'sales/sales-000000002-20240101T000100.json',
    'sales/sales-000001000-20240101T082000.json',
  ]);
});

test.each(ways)('the same batch gives the same bytes: %o', async (way) => {
  const folder = temp();
  const write = async () => {
    const sink = landingSink({ folder, ...way });
    await sink.open([sales]);
    for (const number of [0, 1]) await sink.write(everyTypeBatch('sales', number, 3000), never);
    await sink.close();
    return treeOf(folder);
  };
  const once = await write();
  expect(Object.keys(once).length).toBe(3);
  expect(await write()).toEqual(once);
});

test('Parquet has the types of the feed, text from a dictionary too', async () => {
  const folder = temp();
  const sink = landingSink({ folder, format: 'parquet' });
  await sink.open([sales]);
  await sink.write(everyTypeBatch('sales', 0, 100), never);
  await sink.close();
  const types = await ask(`DESCRIBE SELECT * FROM '${filesOf(folder, 'sales')[0]}'`);
  expect(types.map(({ column_name: name, column_type: type }) => ({ name, type }))).toEqual(everyType);
});

test('Parquet holds any cells there are', async () => {
  const folder = temp();
  let number = 0;
  const sink = landingSink({ folder, format: 'parquet', safe: false });
  await sink.open([sales]);
  await fc.assert(
    fc.asyncProperty(anyColumns, async ({ rows, columns }) => {
      // Beyond these years DuckDB has other words for times.
      const within = columns.filter(({ type }) => type !== 'TIMESTAMP' && type !== 'DATE' && type !== 'DOUBLE');
      if (rows === 0 || within.length === 0) return;
      await sink.write(batchOf('sales', ++number, rows, within), never);
      const file = filesOf(folder, 'sales').at(-1) as string;
      expect(await ask(selectCells(`'${file}'`, within))).toEqual(rowsOf({ rows, columns: within }));
    }),
    { numRuns: 60 },
  );
  await sink.close();
});

describe('change envelopes', () => {
  const columns = [
    { name: 'id', type: 'INTEGER', values: Int32Array.of(1, 2, 3, 4) },
    { name: 'name', type: 'VARCHAR', values: ['a', 'b', 'c', ''], valid: Uint8Array.of(1, 1, 1, 0) },
  ];
  const before = [columns[0], { name: 'name', type: 'VARCHAR', values: ['', '', 'old', 'last'] }];
  const batch = batchOf('stores', 0, 4, columns, { operations: ['r', 'c', 'u', 'd'], before });

  test.each(['json', 'parquet'] as const)('as %s', async (format) => {
    const folder = temp();
    const sink = landingSink({ folder, format, form: 'debezium', name: 'shop' });
    await sink.open([{ feed: 'stores', columns, primaryKey: ['id'] }]);
    await sink.write(batch, never);
    await sink.close();
    const [file] = filesOf(folder, 'stores');
    const rows = await ask(`SELECT before::JSON::VARCHAR AS b, after::JSON::VARCHAR AS a, op, ts_ms::INT8::VARCHAR AS t,
      source.event_id AS id, source.snapshot AS s, source."table" AS f, source.name AS n FROM '${file}'`);
    const at = (row: number) => String(batch.arrivalTimes[row] / 1000n);
    expect(rows).toEqual([
      { b: null, a: '{"id":1,"name":"a"}', op: 'r', t: at(0), id: 'stores-0-0', s: 'true', f: 'stores', n: 'shop' },
      { b: null, a: '{"id":2,"name":"b"}', op: 'c', t: at(1), id: 'stores-0-1', s: 'false', f: 'stores', n: 'shop' },
      {
        b: '{"id":3,"name":"old"}',
        a: '{"id":3,"name":"c"}',
        op: 'u',
        t: at(2),
        id: 'stores-0-2',
        s: 'false',
        f: 'stores',
        n: 'shop',
      },
      { b: '{"id":4,"name":"last"}', a: null, op: 'd', t: at(3), id: 'stores-0-3', s: 'false', f: 'stores', n: 'shop' },
    ]);
  });
});

describe('a folder that cannot be used', () => {
  const opened = (options: LandingOptions, feed = 'sales') => landingSink(options).open([{ ...sales, feed }]);

  test('a file on the way, a place where nothing can be made', async () => {
    const folder = temp();
    writeFileSync(join(folder, 'file'), '');
    expect(await thrownBy(opened({ folder: join(folder, 'file'), format: 'json' }))).toMatch(
      /^UsageError: .*must be a folder, .* is a file$/,
    );
    expect(await thrownBy(opened({ folder: '/proc/landing', format: 'json' }))).toMatch(
      /^OutsideError: cannot write to \/proc\/landing: /,
    );
  });

  test('another writer is at work', async () => {
    const folder = temp();
    const sink = landingSink({ folder, format: 'json' });
    await sink.open([sales]);
    expect(await thrownBy(opened({ folder, format: 'json' }))).toMatch(
      /^UsageError: .* is being written by this process/,
    );
    await sink.close();
    expect(readdirSync(folder)).toEqual(['sales']);
  });

  test('a feed whose name is no name of a folder', async () => {
    expect(await thrownBy(opened({ folder: temp(), format: 'json' }, '../sales'))).toMatch(
      /^UsageError: the name of a feed must be usable as the name of a folder, got "\.\.\/sales"$/,
    );
  });

  test('options that do not go together', () => {
    expect(() => landingSink({ folder: 'x', format: 'csv', form: 'debezium' })).toThrow(
      'change envelopes need the format json or parquet, got csv',
    );
    expect(() => landingSink({ folder: 'x', format: 'json', compression: 'snappy' })).toThrow(
      'compression of json files must be one of none, gzip, got snappy',
    );
  });
});

test('what an earlier run left half written is removed, what others put there stays', async () => {
  const folder = temp();
  mkdirSync(join(folder, 'sales'));
  const draft = '.sales-000000004-20240101T000200.json.tmp';
  for (const name of [draft, '.other.tmp', 'notes.txt']) writeFileSync(join(folder, 'sales', name), 'x');
  const sink = landingSink({ folder, format: 'json' });
  await sink.open([sales]);
  await sink.close();
  expect(readdirSync(join(folder, 'sales')).sort()).toEqual(['.other.tmp', 'notes.txt']);
});

test('a file never shows up half written', async () => {
  const folder = temp();
  const sink = landingSink({ folder, format: 'csv' });
  await sink.open([sales]);
  const batch = everyTypeBatch('sales', 0, 20_000);
  let done = false;
  const written = sink.write(batch, never).then(() => {
    done = true;
  });
  const sizes = new Set<number>();
  while (!done) {
    for (const file of filesOf(folder, 'sales')) sizes.add(readFileSync(file).length);
    await new Promise((next) => setImmediate(next));
  }
  await written;
  await sink.close();
  for (const file of filesOf(folder, 'sales')) sizes.add(readFileSync(file).length);
  expect(sizes.size).toBe(1);
});

const mounts: string[] = [];
afterAll(() => {
  for (const place of mounts) {
    spawnSync('umount', ['-l', place]);
    rmSync(place, { recursive: true, force: true });
  }
});

/** A small disk in memory, or undefined where the machine does not let us mount one. */
function smallDisk(kib: number): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'emporium-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', place]).status !== 0) {
    rmSync(place, { recursive: true });
    return undefined;
  }
  mounts.push(place);
  return place;
}

// Skipped where mounting is not allowed (it takes root): there is no other way to make a disk full on purpose.
describe.skipIf(smallDisk(64) === undefined)('a disk', () => {
  test.each(['json', 'csv', 'parquet'] as const)(
    'that is full: %s says so, shows nothing half written, goes on',
    async (format) => {
      const disk = smallDisk(64) as string;
      const sink = landingSink({ folder: disk, format });
      await sink.open([sales]);
      const [small, large] = [everyTypeBatch('sales', 0, 10), everyTypeBatch('sales', 1, 40_000)];
      await sink.write(small, never);
      expect(await thrownBy(sink.write(large, never))).toMatch(
        /^OutsideError: the disk of .* is full; nothing is lost/,
      );
      expect(readdirSync(join(disk, 'sales')).length).toBe(1);
      spawnSync('mount', ['-o', 'remount,size=64m', disk]);
      await sink.write(large, never);
      expect(readdirSync(join(disk, 'sales')).length).toBe(2);
      await sink.close();
    },
  );

  test('that takes no writes is refused in one sentence', async () => {
    const disk = smallDisk(64) as string;
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    expect(await thrownBy(landingSink({ folder: disk, format: 'json' }).open([sales]))).toMatch(
      /^OutsideError: cannot write to .*: EROFS: [^\n]*$/,
    );
  });
});
