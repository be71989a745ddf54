/** The messages of a batch: which partition each goes to, which go together, and what each holds. */
import type { MessageToProduce } from '@platformatic/kafka';
import type { EncodedRows, FeedBatch } from '../engine/feed-sink.js';

/** Rows of one partition that are sent, and acknowledged or refused, as one. */
export type Chunk = readonly number[];

export type Message = MessageToProduce<Buffer, Buffer | null, Buffer, Buffer>;

/** A batch that is being sent. The bytes are kept so that a second try sends the same. */
export interface Sending {
  readonly batch: FeedBatch;
  readonly topic: string;
  readonly encoded: EncodedRows;
  readonly keys: readonly Buffer[];
  /** For each partition the chunks that are not acknowledged yet, in order. */
  readonly queues: Chunk[][];
  /** Rows that the topic does not take, with the broker's reason. */
  readonly refused: { readonly row: number; readonly reason: string }[];
}

/** What headers, lengths and the like add to a message, roughly; compression is not counted on. */
const EXTRA_BYTES = 130;

const HEADER = {
  id: Buffer.from('event_id'),
  event: Buffer.from('event_time'),
  arrival: Buffer.from('arrival_time'),
};

/**
 * The client writes time stamps as differences to the first of a request, and those that need more than 32 bits (24 days)
 * wrongly, without a word.
 */
const MOST_APART_MS = 2 ** 31 - 1;

/** Cuts a batch into chunks of at most `mostBytes`; a single message may be larger. */
export function prepare(
  batch: FeedBatch,
  topic: string,
  encoded: EncodedRows,
  partitions: number,
  mostBytes: number,
): Sending {
  const queues: number[][][] = Array.from({ length: partitions }, () => []);
  const sizes = new Float64Array(partitions);
  const begun = new Float64Array(partitions);
  const keys = batch.keys.map((key) => Buffer.from(key));
  for (let row = 0; row < batch.rows; row++) {
    const key = keys[row];
    const partition = partitionOf(key, partitions);
    const queue = queues[partition];
    const sizeBytes = valueBytes(encoded, row) + key.length + batch.ids[row].length + EXTRA_BYTES;
    const ms = millis(batch.eventTimes[row]);
    const isFull = sizes[partition] + sizeBytes > mostBytes || Math.abs(ms - begun[partition]) > MOST_APART_MS;
    if (queue.length === 0 || isFull) {
      queue.push([]);
      sizes[partition] = 0;
      begun[partition] = ms;
    }
    queue[queue.length - 1].push(row);
    sizes[partition] += sizeBytes;
  }
  return { batch, topic, encoded, keys, queues, refused: [] };
}

export function messagesOf(sending: Sending, partition: number, chunk: Chunk): Message[] {
  const { batch, topic, encoded, keys } = sending;
  return chunk.map((row) => {
    const start = row === 0 ? 0 : encoded.ends[row - 1];
    const end = encoded.ends[row];
    return {
      topic,
      partition,
      key: keys[row],
      value: start === end && isDeletion(batch, row) ? null : encoded.bytes.subarray(start, end),
      headers: new Map([
        [HEADER.id, Buffer.from(batch.ids[row])],
        [HEADER.event, Buffer.from(instantText(batch.eventTimes[row]))],
        [HEADER.arrival, Buffer.from(instantText(batch.arrivalTimes[row]))],
      ]),
      timestamp: BigInt(millis(batch.eventTimes[row])),
    };
  });
}

export function valueBytes({ ends }: EncodedRows, row: number): number {
  return ends[row] - (row === 0 ? 0 : ends[row - 1]);
}

/** A row that is gone, where no envelope tells of it: a tombstone, at which the broker forgets its key. */
function isDeletion(batch: FeedBatch, row: number): boolean {
  return batch.operations?.[row] === 'd' && batch.before === undefined;
}

const millis = (micros: bigint): number => Math.floor(Number(micros) / 1000);

/** µs since 1970-01-01 as ISO text; microseconds only where there are any. */
function instantText(micros: bigint): string {
  const ms = millis(micros);
  const rest = Number(micros) - ms * 1000;
  const text = new Date(ms).toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** The partition that every client that follows the Java one gives to a key. */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** MurmurHash2 with Kafka's seed. The client has one of its own, on big integers: 30 times slower. */
function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  const { length } = bytes;
  let hash = 0x9747b28c ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    word = Math.imul(word, m);
    word = Math.imul(word ^ (word >>> 24), m);
    hash = Math.imul(hash, m) ^ word;
  }
  const left = length - at;
  if (left > 0) {
    for (let i = left - 1; i >= 0; i--) hash ^= bytes[at + i] << (8 * i);
    hash = Math.imul(hash, m);
  }
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
}
