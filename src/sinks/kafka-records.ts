/**
 * Rows of a batch as the record batches of Kafka's protocol, version 2, written straight into one buffer. The client would
 * make some fifteen buffers a message, and put them together. https://kafka.apache.org/documentation/#recordbatch
 */

import { type EncodedRows, startOf } from '../engine/feed-sink.js';
import { CELL_BYTES, exactAt, type Halves, OVERRUN_BYTES, pieceOf, putPiece, putTimestamp } from './cell-text.js';

/** Rows of one partition that are sent, and acknowledged or refused, as one. */
export type Chunk = readonly number[];

/** What the records of a batch are made of. */
export interface RecordSource {
  /** Stable ids of the events. */
  readonly ids: EncodedRows;
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
/** Bytes of the lengths around the parts of a record, at most. */
const LENGTHS_BYTES = 64;
const Z = 0x5a;

/** Names of headers with their lengths before them, one byte each in zigzag. */
const HEADERS = ['event_id', 'event_time', 'arrival_time'].map((name) =>
  pieceOf(`${String.fromCharCode(2 * name.length)}${name}`),
);
const [ID, EVENT, ARRIVAL] = HEADERS;
const NAMES_BYTES = HEADERS.reduce((sum, { length }) => sum + length, 0);

/** Milliseconds since 1970-01-01. */
function millisAt(halves: Halves, row: number): number {
  return Math.floor(exactAt(halves, row) / 1000);
}

/** Bytes of a row. */
export function bytesOf(rows: EncodedRows, row: number): number {
  return rows.ends[row] - startOf(rows, row);
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
export function encodeRecords(
  { ids, keys, values, eventTimes, arrivalTimes, isTombstone }: RecordSource,
  chunk: Chunk,
): Records {
  const [idView, keyView, valueView] = [ids, keys, values].map(viewOf);
  let room = OVERRUN_BYTES;
  for (const row of chunk) {
    room +=
      bytesOf(ids, row) + bytesOf(keys, row) + bytesOf(values, row) + NAMES_BYTES + 2 * CELL_BYTES + LENGTHS_BYTES;
  }
  const bytes = Buffer.allocUnsafe(room);
  const view = viewOf({ bytes });
  // The length of a record stands before it: its times are written aside.
  const times = new DataView(new ArrayBuffer(2 * CELL_BYTES + OVERRUN_BYTES));
  const firstTime = millisAt(eventTimes, chunk[0]);
  let maxTime = firstTime;
  let at = 0;
  for (let i = 0; i < chunk.length; i++) {
    const row = chunk[i];
    const time = millisAt(eventTimes, row);
    if (time > maxTime) maxTime = time;
    const idFrom = startOf(ids, row);
    const keyFrom = startOf(keys, row);
    const valueFrom = startOf(values, row);
    const idBytes = ids.ends[row] - idFrom;
    const keyBytes = keys.ends[row] - keyFrom;
    const valueBytes = values.ends[row] - valueFrom;
    const isGone = valueBytes === 0 && isTombstone(row);
    const eventBytes = putInstant(times, 0, eventTimes, row);
    const arrivalBytes = putInstant(times, CELL_BYTES, arrivalTimes, row);
    const length =
      1 +
      varintBytes(time - firstTime) +
      varintBytes(i) +
      varintBytes(keyBytes) +
      keyBytes +
      varintBytes(isGone ? -1 : valueBytes) +
      valueBytes +
      1 +
      NAMES_BYTES +
      varintBytes(idBytes) +
      idBytes +
      varintBytes(eventBytes) +
      eventBytes +
      varintBytes(arrivalBytes) +
      arrivalBytes;
    at = putVarint(view, at, length);
    view.setUint8(at++, 0);
    at = putVarint(view, at, time - firstTime);
    at = putVarint(view, at, i);
    at = putBytes(view, putVarint(view, at, keyBytes), keyView, keyFrom, keyBytes);
    at = putBytes(view, putVarint(view, at, isGone ? -1 : valueBytes), valueView, valueFrom, valueBytes);
    at = putVarint(view, at, HEADERS.length);
    at = putPiece(view, at, ID);
    at = putBytes(view, putVarint(view, at, idBytes), idView, idFrom, idBytes);
    at = putPiece(view, at, EVENT);
    at = putBytes(view, putVarint(view, at, eventBytes), times, 0, eventBytes);
    at = putPiece(view, at, ARRIVAL);
    at = putBytes(view, putVarint(view, at, arrivalBytes), times, CELL_BYTES, arrivalBytes);
  }
  return { bytes: bytes.subarray(0, at), count: chunk.length, firstTime, maxTime };
}

const viewOf = ({ bytes }: { readonly bytes: Buffer }) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** 2024-01-01T08:30:00.123456Z; gives how many bytes that is. */
function putInstant(view: DataView, at: number, times: Halves, row: number): number {
  const end = putTimestamp(view, at, times, row);
  view.setUint8(end, Z);
  return end + 1 - at;
}

/** Copies bytes, four at a time: a call into the system would take longer. Gives where they end. */
function putBytes(to: DataView, at: number, from: DataView, start: number, count: number): number {
  const whole = count - (count % 4);
  for (let i = 0; i < whole; i += 4) to.setUint32(at + i, from.getUint32(start + i, true), true);
  for (let i = whole; i < count; i++) to.setUint8(at + i, from.getUint8(start + i));
  return at + count;
}

/** A whole number as Kafka writes it: zigzag, seven bits a byte. Exact between -2⁵² and 2⁵². */
function putVarint(view: DataView, start: number, n: number): number {
  let at = start;
  let rest = n < 0 ? -2 * n - 1 : 2 * n;
  while (rest >= 128) {
    view.setUint8(at++, (rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  view.setUint8(at++, rest);
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
