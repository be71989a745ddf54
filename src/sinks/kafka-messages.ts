/** The messages of a batch: which partition each goes to, and which go together. */
import { type EncodedRows, type FeedBatch, startOf } from '../engine/feed-sink.js';
import { halvesOf } from './cell-text.js';
import { bytesOf, type Chunk, encodedTexts, type RecordSource } from './kafka-records.js';

/** A batch that is being sent. The bytes are kept so that a second try sends the same. */
export interface Sending {
  readonly batch: FeedBatch;
  readonly source: RecordSource;
  /** For each partition the chunks that are not acknowledged yet, in order. */
  readonly queues: Chunk[][];
  /** Rows that the topic does not take, with the broker's reason. */
  readonly refused: { readonly row: number; readonly reason: string }[];
}

/** What headers, lengths and the like add to a message, roughly; compression is not counted on. */
const EXTRA_BYTES = 130;

/** Cuts a batch into chunks of at most `mostBytes`; a single message may be larger. */
export function prepare(batch: FeedBatch, values: EncodedRows, partitions: number, mostBytes: number): Sending {
  const queues: number[][][] = Array.from({ length: partitions }, () => []);
  const sizes = new Float64Array(partitions);
  const keys = encodedTexts(batch.keys);
  const ids = encodedTexts(batch.ids);
  const source: RecordSource = {
    ids,
    keys,
    values,
    eventTimes: halvesOf(batch.eventTimes),
    arrivalTimes: halvesOf(batch.arrivalTimes),
    // A row that is gone, where no envelope tells of it: a tombstone, at which the broker forgets its key.
    isTombstone: (row) => batch.operations?.[row] === 'd' && batch.before === undefined,
  };
  for (let row = 0; row < batch.rows; row++) {
    const partition = partitionOf(keys.bytes, partitions, startOf(keys, row), keys.ends[row]);
    const queue = queues[partition];
    const sizeBytes = bytesOf(values, row) + bytesOf(keys, row) + bytesOf(ids, row) + EXTRA_BYTES;
    if (queue.length === 0 || sizes[partition] + sizeBytes > mostBytes) {
      queue.push([]);
      sizes[partition] = 0;
    }
    queue[queue.length - 1].push(row);
    sizes[partition] += sizeBytes;
  }
  return { batch, source, queues, refused: [] };
}

/** The partition that every client that follows the Java one gives to a key, which is bytes [from, to). */
export function partitionOf(bytes: Uint8Array, partitions: number, from = 0, to = bytes.length): number {
  return (murmur2(bytes, from, to) & 0x7fffffff) % partitions;
}

/** MurmurHash2 with Kafka's seed. The client has one of its own, on big integers: 30 times slower. */
function murmur2(bytes: Uint8Array, from: number, to: number): number {
  const m = 0x5bd1e995;
  let hash = 0x9747b28c ^ (to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    let word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    word = Math.imul(word, m);
    word = Math.imul(word ^ (word >>> 24), m);
    hash = Math.imul(hash, m) ^ word;
  }
  const left = to - at;
  if (left > 0) {
    for (let i = left - 1; i >= 0; i--) hash ^= bytes[at + i] << (8 * i);
    hash = Math.imul(hash, m);
  }
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
}
