import { expect, test } from 'vitest';
import { type MemorySink, memorySink } from '../../src/sinks/memory.js';
import { batchOf, type Cell } from './batches.js';
import { feedConformance } from './feed-conformance.js';

const sinks = new Map<string, MemorySink>();

feedConformance('memory', {
  make: (folder) => {
    const sink = sinks.get(folder) ?? memorySink();
    sinks.set(folder, sink);
    return sink;
  },
  read: async (folder, { feed }) =>
    (sinks.get(folder) as MemorySink).events(feed).map(({ id, row }) => ({
      id,
      row: Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [name, typeof cell === 'bigint' ? String(cell) : (cell as Cell)]),
      ),
    })),
  again: 'nothing',
});

test('an event tells what happened, when, and how the row was before', async () => {
  const sink = memorySink();
  await sink.open([{ feed: 'stores', columns: [], primaryKey: ['id'] }]);
  const columns = [{ name: 'id', type: 'INTEGER', values: Int32Array.of(1, 1) }];
  const before = [{ name: 'id', type: 'INTEGER', values: Int32Array.of(0, 7) }];
  const batch = batchOf('stores', 0, 2, columns, { operations: ['c', 'u'], before });
  await sink.write(batch, new AbortController().signal);
  expect(sink.events('stores')).toEqual([
    {
      id: 'stores-0-0',
      key: '0',
      eventTime: batch.eventTimes[0],
      arrivalTime: batch.arrivalTimes[0],
      operation: 'c',
      row: { id: 1 },
    },
    {
      id: 'stores-0-1',
      key: '1',
      eventTime: batch.eventTimes[1],
      arrivalTime: batch.arrivalTimes[1],
      operation: 'u',
      row: { id: 1 },
      before: { id: 7 },
    },
  ]);
  expect(sink.rows('stores')).toEqual([{ id: 1 }, { id: 1 }]);
  expect(sink.rows('sales')).toEqual([]);
});
