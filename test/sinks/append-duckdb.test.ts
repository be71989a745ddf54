import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { BatchColumn, FeedDescription, FeedSink } from '../../src/engine/feed-sink.js';
import { appendDuckdbSink } from '../../src/sinks/append-duckdb.js';
import { ask, tempFolders, thrownBy } from '../support/runs.js';
import { batchOf, type Cell, everyType, everyTypeBatch, selectCells } from './batches.js';
import { feedConformance } from './feed-conformance.js';

const never = new AbortController().signal;
const sales: FeedDescription = { feed: 'sales', columns: everyType, primaryKey: ['id'] };
const temp = tempFolders();

for (const schema of ['main', 'bronze "1"']) {
  feedConformance(`DuckDB file, schema ${schema}`, {
    make: (folder) => appendDuckdbSink({ file: join(folder, 'data.duckdb'), schema }),
    read: async (folder, { feed, columns }) => {
      const from = `"${schema.replaceAll('"', '""')}"."${feed}" ORDER BY rowid`;
      const rows = await ask(selectCells(from, columns), join(folder, 'data.duckdb'));
      return rows.map((row) => ({ row: row as Record<string, Cell> }));
    },
    again: 'nothing',
  });
}

/** Opens a sink, hands it over and closes it. */
async function using(file: string, feeds: readonly FeedDescription[], action: (sink: FeedSink) => Promise<void>) {
  const sink = appendDuckdbSink({ file });
  await sink.open(feeds);
  try {
    await action(sink);
  } finally {
    await sink.close();
  }
}

describe('columns that change', () => {
  const id = { name: 'id', type: 'INTEGER', values: Int32Array.of(1) };
  const feed: FeedDescription = { feed: 'items', columns: [{ name: 'id', type: 'INTEGER' }], primaryKey: ['id'] };
  const written = async (batches: readonly (readonly BatchColumn[])[]) => {
    const file = join(temp(), 'drift.duckdb');
    for (const [number, columns] of batches.entries()) {
      // Opened anew for each: what the table has become is found in the file.
      await using(file, [feed], (sink) => sink.write(batchOf('items', number, 1, columns), never));
    }
    return ask('SELECT * FROM items ORDER BY rowid', file);
  };
  const column = (name: string, type: string, values: BatchColumn['values']) => ({ name, type, values });

  test('a new one is added, one that is missing is null', async () => {
    expect(await written([[id], [id, column('size', 'VARCHAR', ['XL'])], [id]])).toEqual([
      { id: 1, size: null },
      { id: 1, size: 'XL' },
      { id: 1, size: null },
    ]);
  });

  test('INTEGER gives way to BIGINT and DOUBLE', async () => {
    const big = column('id', 'BIGINT', BigInt64Array.of(5_000_000_000n));
    expect(await written([[id], [big], [id]])).toEqual([{ id: '1' }, { id: '5000000000' }, { id: '1' }]);
    expect(await written([[id], [column('id', 'DOUBLE', Float64Array.of(1.5))], [id]])).toEqual([
      { id: 1 },
      { id: 1.5 },
      { id: 1 },
    ]);
  });

  test('any other pair becomes VARCHAR for good', async () => {
    expect(
      await written([
        [column('id', 'DOUBLE', Float64Array.of(1.5))],
        [column('ID', 'VARCHAR', ['$1.50'])],
        [column('id', 'BIGINT', BigInt64Array.of(2n))],
        [column('id', 'TIMESTAMP', BigInt64Array.of(0n))],
      ]),
    ).toEqual([{ id: '1.5' }, { id: '$1.50' }, { id: '2' }, { id: '1970-01-01 00:00:00' }]);
  });
});

test('what was written is noted with it', async () => {
  const file = join(temp(), 'notes.duckdb');
  await using(file, [sales], async (sink) => {
    for (const number of [4, 9]) await sink.write(everyTypeBatch('sales', number, 10), never);
  });
  expect(
    await ask(
      'SELECT feed, number::INT AS number, rows::INT AS rows, first_id FROM emporium.batch ORDER BY number',
      file,
    ),
  ).toEqual([
    { feed: 'sales', number: 4, rows: 10, first_id: 'sales-4-0' },
    { feed: 'sales', number: 9, rows: 10, first_id: 'sales-9-0' },
  ]);
  expect(readdirSync(join(file, '..'))).toEqual(['notes.duckdb']);
});

test('four feeds that write at once share the file, and a batch that fails holds no other one up', async () => {
  const file = join(temp(), 'many.duckdb');
  await using(file, [sales], async (sink) => {
    const batch = everyTypeBatch('sales', 0, 3);
    const broken = batchOf('sales', 1, 1, [{ name: 'id', type: 'STRUCT', values: ['x'] }]);
    const [good, bad, after] = await Promise.allSettled(
      [batch, broken, everyTypeBatch('sales', 2, 3)].map((each) => sink.write(each, never)),
    );
    expect([good.status, bad.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
  expect(await ask('SELECT count(*)::INT AS n FROM sales', file)).toEqual([{ n: 6 }]);
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
test.skipIf(smallDisk(64) === undefined)('a disk that is full: says so, keeps what it has, and goes on', async () => {
  const disk = smallDisk(4000) as string;
  const file = join(disk, 'full.duckdb');
  const batches = Array.from({ length: 12 }, (_, number) => everyTypeBatch('sales', number, 10_000));
  await using(file, [sales], async (sink) => {
    let written = 0;
    let said = '';
    for (; written < batches.length && said === ''; written++) {
      await sink.write(batches[written], never).catch((thrown: unknown) => {
        said = String(thrown);
      });
    }
    expect(said).toMatch(/^OutsideError: the disk of .* is full; nothing is lost/);
    expect(written).toBeGreaterThan(1);
    spawnSync('mount', ['-o', 'remount,size=64m', disk]);
    for (const batch of batches) await sink.write(batch, never);
  });
  expect(await ask('SELECT count(*)::INT AS n, count(DISTINCT note)::INT AS notes FROM sales', file)).toEqual([
    { n: 120_000, notes: 12 * (10_000 - 909) },
  ]);
});

describe('a file that is not for this stream', () => {
  test('holds another stream', async () => {
    const file = join(temp(), 'other.duckdb');
    await using(file, [sales], (sink) => sink.write(everyTypeBatch('sales', 0, 3), never));
    await using(file, [sales], async (sink) => {
      const other = { ...everyTypeBatch('sales', 0, 3), ids: ['x', 'y', 'z'] };
      expect(await thrownBy(sink.write(other, never))).toMatch(
        /^UsageError: .* holds another stream: batch 0 of sales begins with sales-0-0 there and with x here\. Choose another file or schema$/,
      );
    });
  });

  test('holds the stream with another end', async () => {
    const file = join(temp(), 'end.duckdb');
    await using(file, [sales], (sink) => sink.write(everyTypeBatch('sales', 0, 3), never));
    await using(file, [sales], async (sink) => {
      expect(await thrownBy(sink.write(everyTypeBatch('sales', 0, 5), never))).toMatch(
        /^UsageError: .* has 3 rows of batch 0 of sales, here it has 5: a stream into DuckDB cannot be given another end\. Choose another file or schema$/,
      );
    });
  });

  test('holds a table of somebody else', async () => {
    const file = join(temp(), 'own.duckdb');
    await ask('CREATE TABLE sales AS SELECT 1 AS one', file);
    expect(await thrownBy(appendDuckdbSink({ file }).open([sales]))).toMatch(
      /^UsageError: .* holds a table sales that no stream of this command wrote$/,
    );
    expect(await ask('SELECT * FROM sales', file)).toEqual([{ one: 1 }]);
  });

  test('is a text, a folder, or in a place where nothing can be made', async () => {
    const folder = temp();
    writeFileSync(join(folder, 'text.duckdb'), 'not a database at all, only a text that stands here. '.repeat(100));
    mkdirSync(join(folder, 'folder.duckdb'));
    for (const name of ['text.duckdb', 'folder.duckdb']) {
      expect(await thrownBy(appendDuckdbSink({ file: join(folder, name) }).open([sales]))).toMatch(
        /^UsageError: .* cannot be opened as a DuckDB file: /,
      );
    }
    expect(await thrownBy(appendDuckdbSink({ file: '/proc/data.duckdb' }).open([sales]))).toMatch(/^OutsideError: /);
    expect(readdirSync(folder).sort()).toEqual(['folder.duckdb', 'text.duckdb']);
  });

  test('is being written by another one', async () => {
    const file = join(temp(), 'busy.duckdb');
    await using(file, [sales], async () => {
      expect(await thrownBy(appendDuckdbSink({ file }).open([sales]))).toMatch(
        /^UsageError: .* is being written by this process/,
      );
    });
  });

  test('the schema of the notes', () => {
    expect(() => appendDuckdbSink({ file: 'x', schema: 'Emporium' })).toThrow(/^schema must not be emporium/);
  });
});
