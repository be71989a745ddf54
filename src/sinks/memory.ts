import { CancelledError } from '../engine/errors.js';
import type { BatchColumn, FeedBatch, FeedSink, Operation } from '../engine/feed-sink.js';
import { dateText, refuseText } from './cell-text.js';

/** A cell: BIGINT as bigint, DATE and TIMESTAMP as text, 2024-01-01 and 2024-01-01T08:30:00.123456. */
export type MemoryCell = boolean | number | bigint | string | null;
export type MemoryRow = Readonly<Record<string, MemoryCell>>;

export interface MemoryEvent {
  readonly id: string;
  readonly key: string;
  /** µs since 1970-01-01. */
  readonly eventTime: bigint;
  readonly arrivalTime: bigint;
  readonly row: MemoryRow;
  readonly operation?: Operation;
  /** The row as it was, where the operation is u or d and the feed tells it. */
  readonly before?: MemoryRow;
}

export interface MemorySink extends FeedSink {
  /** The events of a feed so far, in the order of their arrival. */
  events(feed: string): readonly MemoryEvent[];
  /** The rows of these events. */
  rows(feed: string): readonly MemoryRow[];
}

/** Keeps events as plain objects, for tests and for programs that want them in hand. A batch that comes again takes the place of the first. */
export function memorySink(): MemorySink {
  const feeds = new Map<string, Map<number, readonly MemoryEvent[]>>();
  const events = (feed: string) => [...(feeds.get(feed)?.values() ?? [])].flat();
  return {
    target: 'memory',
    events,
    rows: (feed) => events(feed).map(({ row }) => row),
    async open(descriptions) {
      for (const { feed } of descriptions) if (!feeds.has(feed)) feeds.set(feed, new Map());
    },
    async write(batch, signal) {
      if (signal.aborted) throw new CancelledError('writing to memory was cancelled');
      const batches = feeds.get(batch.feed);
      if (!batches) throw new Error(`${batch.feed} was not opened`);
      refuseText(batch, 'memory');
      if (batch.rows > 0) batches.set(batch.number, eventsOf(batch));
    },
    async close() {},
  };
}

function eventsOf(batch: FeedBatch): MemoryEvent[] {
  return Array.from({ length: batch.rows }, (_, i) => {
    const operation = batch.operations?.[i];
    return {
      id: batch.ids[i],
      key: batch.keys[i],
      eventTime: batch.eventTimes[i],
      arrivalTime: batch.arrivalTimes[i],
      row: rowAt(batch.columns, i),
      ...(operation && { operation }),
      ...(batch.before && (operation === 'u' || operation === 'd') && { before: rowAt(batch.before, i) }),
    };
  });
}

function rowAt(columns: readonly BatchColumn[], i: number): MemoryRow {
  return Object.fromEntries(columns.map((column) => [column.name, cellAt(column, i)]));
}

function cellAt({ type, values, words, valid }: BatchColumn, i: number): MemoryCell {
  if (valid?.[i] === 0) return null;
  const value = values[i];
  if (words) return words[value as number];
  if (type === 'BOOLEAN') return value !== 0;
  if (type === 'DATE') return dateText(value as number);
  return type === 'TIMESTAMP' ? timestampText(value as bigint) : value;
}

const DAY = 86_400_000_000n;

function timestampText(micros: bigint): string {
  const rest = ((micros % DAY) + DAY) % DAY;
  const pad = (n: bigint, width = 2) => String(n).padStart(width, '0');
  const second = rest / 1_000_000n;
  return `${dateText(Number((micros - rest) / DAY))}T${pad(second / 3600n)}:${pad((second / 60n) % 60n)}:${pad(second % 60n)}.${pad(rest % 1_000_000n, 6)}`;
}
