/**
 * Rows of a batch as the record batches of Kafka's protocol, version 2, written straight into one buffer. The client would
 * make some fifteen buffers a message, and put them together. https://kafka.apache.org/documentation/#recordbatch
 */

import type { EncodedRows } from '../engine/feed-sink.js';
import { exactAt, type Halves, halvesOf, putTimestamp } from './cell-text.js';

/** Rows of one partition that are sent, and acknowledged or refused, as one. */
export type Chunk = readonly number[];

/** What the records of a batch are made of. */
export interface RecordSource {
  /** Stable ids of the events. */
  readonly ids: readonly string[];
  readonly keys: EncodedRows;
  readonly values: EncodedRows;
  /** µs since 1970-01-01. */
  readonly eventTimes: Halves;
  readonly arrivalTimes: Halves;
  /** Whether a row without a value is a tombstone. */
  isTombstone(row: number): boolean;
}

/** Records of a chunk, as they go into a record batch. */
export interface Records {
  readonly bytes: Buffer;
  readonly count: number;
  /** ms since 1970-01-01. */
  readonly firstTime: number;
  readonly maxTime: number;
}

/** Who sends a record batch, and as which of the records for its partition; without one the broker looks for no copies. */
export interface Sender {
  readonly id: bigint;
  readonly epoch: number;
  readonly sequence: number;
}

const NOBODY: Sender = { id: -1n, epoch: -1, sequence: -1 };
const MAGIC = 2;
/** Bytes before the records. */
const HEAD_BYTES = 61;
/** The checksum is of what comes behind it. */
const CHECKED_FROM = 21;
/** Bytes of a time in a header, at most, and of the lengths around the parts of a record. */
const TIME_BYTES = 40;
const LENGTHS_BYTES = 64;
const Z = 0x5a;

const HEADERS = ['event_id', 'event_time', 'arrival_time'].map((name) => Buffer.from(name));
const [ID, EVENT, ARRIVAL] = HEADERS;
const NAMES_BYTES = HEADERS.reduce((sum, { length }) => sum + length, 0);

export const timesOf = (times: BigInt64Array): Halves => halvesOf(times);

/** Milliseconds since 1970-01-01. */
export function millisAt(halves: Halves, row: number): number {
  return Math.floor(exactAt(halves, row) / 1000);
}

/** Where row `row` begins in rows that lie one right after the other. */
export function startOf({ ends }: EncodedRows, row: number): number {
  return row === 0 ? 0 : ends[row - 1];
}

/** Texts one right after the other, as UTF-8. */
export function encodedTexts(texts: readonly string[]): EncodedRows {
  const ends = new Uint32Array(texts.length);
  let bytes = Buffer.allocUnsafe(16 * texts.length);
  let at = 0;
  texts.forEach((text, i) => {
    if (at + 3 * text.length > bytes.length) {
      const grown = Buffer.allocUnsafe(2 * bytes.length + 3 * text.length);
      bytes.copy(grown, 0, 0, at);
      bytes = grown;
    }
    at += putText(bytes, at, text);
    ends[i] = at;
  });
  return { bytes: bytes.subarray(0, at), ends };
}

/** Writes text as UTF-8 where there is room for three bytes a character; gives how many bytes it took. */
function putText(bytes: Buffer, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return bytes.write(text, at);
    bytes[at + i] = code;
  }
  return text.length;
}

/** The records of a chunk. */
export function encodeRecords(source: RecordSource, chunk: Chunk): Records {
  const { ids, keys, values, eventTimes, arrivalTimes } = source;
  let room = 0;
  for (const row of chunk) {
    room += keys.ends[row] - startOf(keys, row) + values.ends[row] - startOf(values, row);
    room += 3 * ids[row].length + NAMES_BYTES + 2 * TIME_BYTES + LENGTHS_BYTES;
  }
  const bytes = Buffer.allocUnsafe(room);
  // Times are written once, behind the room that they need at most, and then moved.
  const scratch = Buffer.allocUnsafe(3 * TIME_BYTES);
  const view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);
  const firstTime = millisAt(eventTimes, chunk[0]);
  let maxTime = firstTime;
  let at = 0;
  for (let i = 0; i < chunk.length; i++) {
    const row = chunk[i];
    const time = millisAt(eventTimes, row);
    if (time > maxTime) maxTime = time;
    const [keyFrom, keyEnd] = [startOf(keys, row), keys.ends[row]];
    const [valueFrom, valueEnd] = [startOf(values, row), values.ends[row]];
    const keyBytes = keyEnd - keyFrom;
    const valueBytes = valueFrom === valueEnd && source.isTombstone(row) ? -1 : valueEnd - valueFrom;
    const id = ids[row];
    const idBytes = isAscii(id) ? id.length : Buffer.byteLength(id);
    const eventEnd = putInstant(view, 0, eventTimes, row);
    const arrivalEnd = putInstant(view, eventEnd, arrivalTimes, row);
    const length =
      1 +
      varintBytes(time - firstTime) +
      varintBytes(i) +
      varintBytes(keyBytes) +
      keyBytes +
      varintBytes(valueBytes) +
      Math.max(0, valueBytes) +
      1 +
      NAMES_BYTES +
      HEADERS.length +
      varintBytes(idBytes) +
      idBytes +
      varintBytes(eventEnd) +
      varintBytes(arrivalEnd - eventEnd) +
      arrivalEnd;
    at = putVarint(bytes, at, length);
    bytes[at++] = 0;
    at = putVarint(bytes, at, time - firstTime);
    at = putVarint(bytes, at, i);
    at = putVarint(bytes, at, keyBytes);
    at += keys.bytes.copy(bytes, at, keyFrom, keyEnd);
    at = putVarint(bytes, at, valueBytes);
    at += values.bytes.copy(bytes, at, valueFrom, valueEnd);
    at = putVarint(bytes, at, HEADERS.length);
    at = putHeaderName(bytes, at, ID);
    at = putVarint(bytes, at, idBytes);
    at += putText(bytes, at, id);
    at = putHeaderName(bytes, at, EVENT);
    at = putVarint(bytes, at, eventEnd);
    at = putBytes(bytes, at, scratch, 0, eventEnd);
    at = putHeaderName(bytes, at, ARRIVAL);
    at = putVarint(bytes, at, arrivalEnd - eventEnd);
    at = putBytes(bytes, at, scratch, eventEnd, arrivalEnd);
  }
  return { bytes: bytes.subarray(0, at), count: chunk.length, firstTime, maxTime };
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

/** 2024-01-01T08:30:00.123456Z. */
function putInstant(view: DataView, at: number, times: Halves, row: number): number {
  const end = putTimestamp(view, at, times, row);
  view.setUint8(end, Z);
  return end + 1;
}

function putHeaderName(bytes: Buffer, at: number, name: Buffer): number {
  return putBytes(bytes, putVarint(bytes, at, name.length), name, 0, name.length);
}

/** Few bytes: a call into the system would take longer. */
function putBytes(bytes: Buffer, at: number, from: Buffer, start: number, end: number): number {
  for (let i = start; i < end; i++) bytes[at + i - start] = from[i];
  return at + end - start;
}

/** A whole number as Kafka writes it: zigzag, seven bits a byte. Exact between -2⁵² and 2⁵². */
function putVarint(bytes: Buffer, start: number, n: number): number {
  let at = start;
  let rest = n < 0 ? -2 * n - 1 : 2 * n;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

function varintBytes(n: number): number {
  let count = 1;
  for (let rest = n < 0 ? -2 * n - 1 : 2 * n; rest >= 128; rest = Math.floor(rest / 128)) count++;
  return count;
}

/** The record batch around records. `records.bytes` are compressed as the lowest bits of `attributes` say. */
export function recordBatch(
  { bytes: records, count, firstTime, maxTime }: Records,
  attributes: number,
  checksum: (bytes: Buffer) => number,
  { id, epoch, sequence }: Sender = NOBODY,
): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + records.length);
  // The first offset is the broker's to give, and so is the epoch of the leader.
  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt32BE(-1, 12);
  bytes.writeInt8(MAGIC, 16);
  bytes.writeInt16BE(attributes, 21);
  bytes.writeInt32BE(count - 1, 23);
  bytes.writeBigInt64BE(BigInt(firstTime), 27);
  bytes.writeBigInt64BE(BigInt(maxTime), 35);
  bytes.writeBigInt64BE(id, 43);
  bytes.writeInt16BE(epoch, 51);
  bytes.writeInt32BE(sequence, 53);
  bytes.writeInt32BE(count, 57);
  records.copy(bytes, HEAD_BYTES);
  bytes.writeUInt32BE(checksum(bytes.subarray(CHECKED_FROM)), 17);
  return bytes;
}
