/** Batches of made-up events for the tests of a stream's sinks, and what to ask of messages that came of them. */
import { type EncodedRows, type FeedBatch, type FeedSink, RejectedError } from '../../src/engine/feed-sink.js';
import type { Received } from '../support/kafka.js';

export interface BatchShape {
  readonly feed: string;
  readonly number: number;
  readonly rows: number;
  /** Number of keys that the rows share, turn by turn; default 17. */
  readonly keys?: number;
  /** Bytes of the value of a row; default 60. */
  readonly valueBytes?: (row: number) => number;
  readonly deleted?: readonly number[];
  /** µs since 1970-01-01. */
  readonly eventTime?: (row: number) => bigint;
}

const START = 1_763_000_000_000_000n;

export function batchOf(shape: BatchShape): FeedBatch {
  const { feed, number, rows, keys = 17, valueBytes = () => 60, deleted = [] } = shape;
  const eventTime =
    shape.eventTime ?? ((row) => START + BigInt(number) * 1_000_000n + BigInt((row * 7919) % 1000) * 1_000n);
  const row = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, i) => make(i));
  const values = row((i) => (deleted.includes(i) ? '' : madeUp(`${feed}:${number}:${i}`, valueBytes(i))));
  return {
    feed,
    number,
    rows,
    columns: [{ name: 'value', type: 'VARCHAR', values }],
    ids: row((i) => `${feed}:${number}:${i}`),
    keys: row((i) => `${feed}-${i % keys}`),
    eventTimes: BigInt64Array.from(row(eventTime)),
    arrivalTimes: BigInt64Array.from(row((i) => START + BigInt(number) * 1_000_000n + BigInt(i))),
    operations: deleted.length > 0 ? row((i) => (deleted.includes(i) ? 'd' : 'u')) : undefined,
  };
}

/** Text that compresses badly, and is of no other event. */
function madeUp(id: string, bytes: number): string {
  let seed = [...id].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
  let text = '';
  while (text.length < bytes) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    text += (seed >>> 0).toString(36);
  }
  return JSON.stringify({ id, text: text.slice(0, Math.max(0, bytes - id.length - 19)) });
}

export function encode(batch: FeedBatch): EncodedRows {
  const values = (batch.columns[0].values as readonly string[]).map((value) => Buffer.from(value));
  let end = 0;
  return { bytes: Buffer.concat(values), ends: Uint32Array.from(values, (value) => (end += value.length)) };
}

/** The message that a row must become. */
export function expected(batch: FeedBatch, row: number) {
  const value = (batch.columns[0].values as readonly string[])[row];
  return {
    key: batch.keys[row],
    value: value === '' ? null : value,
    timestamp: Number(batch.eventTimes[row] / 1000n),
    id: batch.ids[row],
  };
}

export const seen = ({ key, value, timestamp, headers }: Received) => ({ key, value, timestamp, id: headers.event_id });

/** Ids of the rows of batches, in their order. */
export const idsOf = (batches: readonly FeedBatch[]): string[] => batches.flatMap(({ ids }) => ids);

/** Whether every row of the batches has come. */
export const complete = (batches: readonly FeedBatch[]) => (messages: readonly Received[]) => {
  if (messages.length < batches.reduce((sum, { rows }) => sum + rows, 0)) return false;
  const there = new Set(messages.map(({ headers }) => headers.event_id));
  return idsOf(batches).every((id) => there.has(id));
};

/**
 * What a topic must hold after batches were acknowledged: each event, its bytes the same in every copy, and each key in
 * one partition and, when copies are left out, in order. Returns the ids that came more than once.
 */
export function judge(
  batches: readonly FeedBatch[],
  messages: readonly Received[],
): { problems: string[]; twice: string[] } {
  const problems: string[] = [];
  const wanted = new Map(
    batches.flatMap((batch) => batch.ids.map((id, row) => [id, JSON.stringify(expected(batch, row))] as const)),
  );
  const first = new Map<string, Received>();
  const twice: string[] = [];
  const sorted = [...messages].sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  for (const message of sorted) {
    const id = message.headers.event_id;
    if (wanted.get(id) !== JSON.stringify(seen(message))) problems.push(`${id} is not as it was written`);
    if (first.has(id)) twice.push(id);
    else first.set(id, message);
  }
  for (const id of wanted.keys()) if (!first.has(id)) problems.push(`${id} is lost`);
  const partitions = new Map<string, number>();
  const order = new Map<string, string[]>();
  for (const [id, { key, partition }] of first) {
    if ((partitions.get(key) ?? partition) !== partition) problems.push(`${key} is in two partitions`);
    partitions.set(key, partition);
    order.set(key, [...(order.get(key) ?? []), id]);
  }
  const wantedOrder = new Map<string, string[]>();
  for (const batch of batches)
    for (const [row, key] of batch.keys.entries())
      (wantedOrder.get(key) ?? wantedOrder.set(key, []).get(key))?.push(batch.ids[row]);
  for (const [key, ids] of wantedOrder)
    if (order.get(key)?.join() !== ids.join()) problems.push(`${key} is out of order`);
  return { problems: problems.slice(0, 10), twice };
}

/** Writes batches, each again until it is acknowledged, as a run does. `before` may break something. Number of tries. */
export async function persist(
  sink: FeedSink,
  batches: readonly FeedBatch[],
  before: (batch: FeedBatch, tries: number) => unknown,
): Promise<number> {
  let failures = 0;
  for (const batch of batches) {
    for (let tries = 0; ; tries++) {
      await before(batch, tries);
      try {
        await sink.write(batch, new AbortController().signal);
        break;
      } catch (thrown) {
        if (thrown instanceof RejectedError || tries > 100) throw thrown;
        failures++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
  return failures;
}
