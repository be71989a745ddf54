/**
 * The text of cells as bytes, for formats of lines. Bytes go straight into one buffer: text of JavaScript that is put
 * together first and turned into bytes afterwards takes five times as long. Numbers are written four digits at a time
 * and fixed text eight bytes at a time; such a write may run over its end, and what comes next covers the rest.
 */
import { UsageError } from '../engine/errors.js';
import type { BatchColumn, FeedBatch } from '../engine/feed-sink.js';
import { civilOf, formatDay } from '../world/calendar/civil.js';

/** The rows of a batch as text. */
export interface EncodedLines {
  /** The rows, a line feed after each. */
  readonly bytes: Buffer;
  /** Where each row ends, without its line feed: the next one starts a byte later. */
  readonly ends: Uint32Array;
}

/** Turns batches into text. What it gives is valid until its next call: the bytes lie in a buffer that is used again. */
export type LineEncoder = (batch: FeedBatch) => EncodedLines;

/** Refuses rows that are text already, as dead letters keep them: nobody can take their cells apart again. */
export function refuseText({ feed, encoded }: FeedBatch, target: string): void {
  if (encoded) throw new UsageError(`${target} takes no events of ${feed} that are kept as text: send them to Kafka`);
}

/** A buffer that grows. */
export interface Text {
  bytes: Buffer;
  view: DataView;
}

/** Bytes that a write may run over its end. */
export const OVERRUN_BYTES = 16;
/** The longest text of a number or a time. */
export const CELL_BYTES = 40;
const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;
const TWO_TO_32 = 4_294_967_296;
/** Halves of a 64-bit number whose upper one is within this distance of 0 are exact as a double. */
const EXACT_UPPER = 2_097_152;
/** Which half of a 64-bit number stands first in memory. */
export const LOWER = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
export const UPPER = 1 - LOWER;

/** Four digits, 0000 to 9999, in the order of memory. */
const four = Uint32Array.from({ length: 10_000 }, (_, n) => digitsOf(n, 4));
const two = Uint16Array.from({ length: 100 }, (_, n) => digitsOf(n, 2));

function digitsOf(n: number, count: number): number {
  let word = 0;
  for (let place = 0, rest = n; place < count; place++, rest = Math.floor(rest / 10)) {
    word = word * 256 + 48 + (rest % 10);
  }
  return word;
}

export function newText(): Text {
  const bytes = Buffer.allocUnsafe(65_536);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** Makes room for `more` bytes from `at` on. */
export function makeRoom(text: Text, at: number, more: number): void {
  if (at + more + OVERRUN_BYTES <= text.bytes.length) return;
  const bytes = Buffer.allocUnsafe(Math.max(2 * text.bytes.length, at + more + OVERRUN_BYTES));
  text.bytes.copy(bytes, 0, 0, at);
  text.bytes = bytes;
  text.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Fixed bytes, held as doubles: UTF-8 never has the bits of a NaN, which alone might change on the way. */
export interface Piece {
  readonly words: Float64Array;
  readonly length: number;
}

export function pieceOf(text: string): Piece {
  const bytes = Buffer.from(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  return {
    words: Float64Array.from({ length: padded.length / 8 }, (_, i) => view.getFloat64(8 * i, true)),
    length: bytes.length,
  };
}

export function putPiece(view: DataView, at: number, piece: Piece): number {
  const { words } = piece;
  for (let i = 0, to = at; i < words.length; i++, to += 8) view.setFloat64(to, words[i], true);
  return at + piece.length;
}

/** Text of ASCII alone. */
export function putAscii(view: DataView, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  return at + text.length;
}

function putSmall(view: DataView, at: number, n: number): number {
  const digits = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
  view.setUint32(at, four[n] >>> (32 - 8 * digits), true);
  return at + digits;
}

/** A whole number, 0 up to 2⁵³. */
function putWhole(view: DataView, at: number, n: number): number {
  if (n < 10_000) return putSmall(view, at, n);
  if (n < 100_000_000) {
    const thousands = (n / 10_000) | 0;
    const next = putSmall(view, at, thousands);
    view.setUint32(next, four[n - thousands * 10_000], true);
    return next + 4;
  }
  let upper = Math.floor(n / 100_000_000);
  let rest = n - upper * 100_000_000;
  // The division rounds: it may reach the next whole number from below.
  if (rest < 0) {
    upper--;
    rest += 100_000_000;
  }
  const next = putWhole(view, at, upper);
  const thousands = (rest / 10_000) | 0;
  view.setUint32(next, four[thousands], true);
  view.setUint32(next + 4, four[rest - thousands * 10_000], true);
  return next + 8;
}

/** A whole number between -2⁵³ and 2⁵³. */
export function putInteger(view: DataView, at: number, n: number): number {
  if (n >= 0) return putWhole(view, at, n);
  view.setUint8(at, 0x2d);
  return putWhole(view, at + 1, -n);
}

/** 64-bit numbers as pairs of halves: reading one as a BigInt takes longer than writing its digits. */
export type Halves = Int32Array;

export function halvesOf(values: BigInt64Array): Halves {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** The number at an index, or NaN when it is beyond what a double holds exactly. */
export function exactAt(halves: Halves, i: number): number {
  const upper = halves[2 * i + UPPER];
  if (upper >= EXACT_UPPER || upper < -EXACT_UPPER) return Number.NaN;
  return upper * TWO_TO_32 + (halves[2 * i + LOWER] >>> 0);
}

export function bigAt(halves: Halves, i: number): bigint {
  return (BigInt(halves[2 * i + UPPER]) << 32n) + BigInt(halves[2 * i + LOWER] >>> 0);
}

export function putBigint(view: DataView, at: number, halves: Halves, i: number): number {
  const n = exactAt(halves, i);
  return Number.isNaN(n) ? putAscii(view, at, String(bigAt(halves, i))) : putInteger(view, at, n);
}

/** Milliseconds since 1970-01-01 of a time in microseconds. */
export function putMillis(view: DataView, at: number, halves: Halves, i: number): number {
  const micros = exactAt(halves, i);
  if (!Number.isNaN(micros)) return putInteger(view, at, Math.floor(micros / 1000));
  return putAscii(view, at, String(BigInt.asIntN(64, bigAt(halves, i)) / 1000n));
}

/**
 * A finite double, in the fewest digits that give it back, always with a point or an exponent: readers that guess types
 * from one file must not take 15.0 for a whole number. -0 is written as 0.0.
 */
export function putDouble(view: DataView, at: number, x: number): number {
  const cents = Math.round(x * 100);
  // With 15 digits at most, no shorter text gives the same double.
  if (cents / 100 !== x || cents >= 1e15 || cents <= -1e15) {
    const text = String(x);
    return putAscii(view, at, /[.e]/.test(text) ? text : `${text}.0`);
  }
  let next = at;
  if (cents < 0) view.setUint8(next++, 0x2d);
  const all = Math.abs(cents);
  const whole = Math.floor(all / 100);
  next = putWhole(view, next, whole);
  view.setUint8(next, 0x2e);
  const fraction = two[all - whole * 100];
  view.setUint16(next + 1, fraction, true);
  return next + (fraction >>> 8 === 0x30 ? 2 : 3);
}

/** Dates met of late, as the eight bytes of 2024-01- and two of the day; a date stands at its day's remainder. */
const DATES = 4096;
const knownDays = new Int32Array(DATES).fill(-2_147_483_648);
const knownMonths = new Float64Array(DATES);
const knownTails = new Uint16Array(DATES);

/** 2024-01-01. */
export function putDate(view: DataView, at: number, day: number): number {
  const place = day & (DATES - 1);
  if (knownDays[place] === day) {
    view.setFloat64(at, knownMonths[place], true);
    view.setUint16(at + 8, knownTails[place], true);
    return at + 10;
  }
  const date = civilOf(day);
  if (date.year < 0 || date.year > 9999) return putAscii(view, at, dateText(day));
  view.setUint32(at, four[date.year], true);
  view.setUint8(at + 4, 0x2d);
  view.setUint16(at + 5, two[date.month], true);
  view.setUint8(at + 7, 0x2d);
  view.setUint16(at + 8, two[date.day], true);
  knownDays[place] = day;
  knownMonths[place] = view.getFloat64(at, true);
  knownTails[place] = two[date.day];
  return at + 10;
}

/** The date of a day since 1970-01-01, as ISO 8601 writes it; a year beyond four digits is extended: +012024-01-01. */
export function dateText(day: number): string {
  const { year, month, day: dayOfMonth } = civilOf(day);
  if (year >= 0 && year <= 9999) return formatDay(day);
  const pad = (n: number, width: number) => String(n).padStart(width, '0');
  return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

/** 2024-01-01T08:30:00.123456, of a time in microseconds since 1970-01-01. */
export function putTimestamp(view: DataView, at: number, halves: Halves, i: number): number {
  const time = exactAt(halves, i);
  if (Number.isNaN(time)) {
    const big = bigAt(halves, i);
    const second = BigInt(MICROS_PER_SECOND);
    const rest = ((big % second) + second) % second;
    return putInstant(view, at, Number((big - rest) / second), Number(rest));
  }
  let seconds = Math.floor(time / MICROS_PER_SECOND);
  let micros = time - seconds * MICROS_PER_SECOND;
  // The division rounds: it may reach the next second from below.
  if (micros < 0) {
    seconds--;
    micros += MICROS_PER_SECOND;
  }
  return putInstant(view, at, seconds, micros);
}

function putInstant(view: DataView, at: number, seconds: number, micros: number): number {
  const day = Math.floor(seconds / SECONDS_PER_DAY);
  const second = seconds - day * SECONDS_PER_DAY;
  const next = putDate(view, at, day);
  const hours = (second / 3600) | 0;
  const minutes = ((second - hours * 3600) / 60) | 0;
  const upper = (micros / 10_000) | 0;
  view.setUint8(next, 0x54);
  view.setUint16(next + 1, two[hours], true);
  view.setUint8(next + 3, 0x3a);
  view.setUint16(next + 4, two[minutes], true);
  view.setUint8(next + 6, 0x3a);
  view.setUint16(next + 7, two[second - hours * 3600 - minutes * 60], true);
  view.setUint8(next + 9, 0x2e);
  view.setUint16(next + 10, two[upper], true);
  view.setUint32(next + 12, four[micros - upper * 10_000], true);
  return next + 16;
}

export const Kind = { boolean: 0, integer: 1, bigint: 2, double: 3, date: 4, timestamp: 5, text: 6, word: 7 } as const;

/** A column ready to be written. All have the same shape, so that the loop over them is compiled once. */
export interface Cell {
  readonly kind: number;
  /** What stands before the value. */
  readonly head: Piece;
  readonly valid: Uint8Array | undefined;
  readonly flags: Uint8Array;
  readonly integers: Int32Array;
  readonly halves: Halves;
  readonly doubles: Float64Array;
  readonly texts: readonly string[];
  readonly numbers: BatchColumn['values'] & ArrayLike<number>;
  readonly words: Words;
}

/** A dictionary in the text of a format; a word is encoded when it is met first. */
interface Words {
  readonly pieces: (Piece | undefined)[];
  readonly source: readonly string[];
  /** Bytes of the longest word, at most. */
  readonly longest: number;
}

/** How a format writes what does not depend on the row. */
export interface Dialect {
  head(name: string, index: number): string;
  word(text: string): string;
}

/** Bytes of one character of JavaScript, at most: \u0000. */
const ESCAPED_BYTES = 6;
const none: Pick<Cell, 'flags' | 'integers' | 'halves' | 'doubles' | 'texts' | 'numbers' | 'words'> = {
  flags: new Uint8Array(),
  integers: new Int32Array(),
  halves: new Int32Array(),
  doubles: new Float64Array(),
  texts: [],
  numbers: new Uint8Array(),
  words: { pieces: [], source: [], longest: 0 },
};

/** Makes cells of columns, and remembers names and dictionaries from batch to batch. */
export function cellMaker(dialect: Dialect): (columns: readonly BatchColumn[]) => Cell[] {
  const heads = new Map<string, Piece>();
  const dictionaries = new WeakMap<readonly string[], Words>();
  const headOf = (name: string, index: number): Piece => {
    const key = `${index} ${name}`;
    const head = heads.get(key) ?? pieceOf(dialect.head(name, index));
    heads.set(key, head);
    return head;
  };
  const wordsOf = (source: readonly string[]): Words => {
    let words = dictionaries.get(source);
    if (!words) {
      const longest = source.reduce((most, word) => Math.max(most, word.length), 0) * ESCAPED_BYTES + 2;
      words = { pieces: new Array(source.length).fill(undefined), source, longest };
      dictionaries.set(source, words);
    }
    return words;
  };
  return (columns) => columns.map((column, index) => cellOf(column, headOf(column.name, index), wordsOf));
}

function cellOf(column: BatchColumn, head: Piece, wordsOf: (words: readonly string[]) => Words): Cell {
  const { valid, values, words } = column;
  const kind = kindOf(column);
  // One literal: objects that are put together in steps differ in shape.
  return {
    kind,
    head,
    valid,
    flags: kind === Kind.boolean ? (values as Uint8Array) : none.flags,
    integers: kind === Kind.integer || kind === Kind.date ? (values as Int32Array) : none.integers,
    halves: kind === Kind.bigint || kind === Kind.timestamp ? halvesOf(values as BigInt64Array) : none.halves,
    doubles: kind === Kind.double ? (values as Float64Array) : none.doubles,
    texts: kind === Kind.text ? (values as readonly string[]) : none.texts,
    numbers: kind === Kind.word ? (values as Cell['numbers']) : none.numbers,
    words: words && kind === Kind.word ? wordsOf(words) : none.words,
  };
}

function kindOf({ name, type, values, words }: BatchColumn): number {
  if (type === 'BOOLEAN' && values instanceof Uint8Array) return Kind.boolean;
  if (type === 'DOUBLE' && values instanceof Float64Array) return Kind.double;
  if (type === 'INTEGER' && values instanceof Int32Array) return Kind.integer;
  if (type === 'DATE' && values instanceof Int32Array) return Kind.date;
  if (type === 'BIGINT' && values instanceof BigInt64Array) return Kind.bigint;
  if (type === 'TIMESTAMP' && values instanceof BigInt64Array) return Kind.timestamp;
  if (type === 'VARCHAR' && Array.isArray(values) && !words) return Kind.text;
  if (type === 'VARCHAR' && ArrayBuffer.isView(values) && words) return Kind.word;
  throw new Error(`column ${name} of type ${type} cannot hold values of ${values.constructor.name}`);
}

export function wordPiece({ pieces, source }: Words, n: number, dialect: Dialect): Piece {
  const known = pieces[n];
  if (known) return known;
  const piece = pieceOf(dialect.word(source[n]));
  pieces[n] = piece;
  return piece;
}

/** Bytes of a row's fixed part, at most. */
export function fixedBytes(cells: readonly Cell[]): number {
  return cells.reduce((sum, { head, words }) => sum + head.length + CELL_BYTES + words.longest, CELL_BYTES);
}

/** The cells whose length is known from row to row only. */
export function freeCells(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ kind }) => kind === Kind.text);
}

/** Bytes of a row's free text, at most. */
export function freeBytes(free: readonly Cell[], row: number): number {
  let sum = 0;
  for (let i = 0; i < free.length; i++) sum += free[i].texts[row].length * ESCAPED_BYTES + 2;
  return sum;
}
