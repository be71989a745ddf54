/**
 * Rows that are read, wait and go: columns in memory that grows and is used again. New memory for each step of a stream
 * keeps the collector busy all the time.
 */
import type { DuckDBType } from '@duckdb/node-api';
import type { Vector } from '@duckdb/node-bindings';
import { api, bindings } from '../engine/duckdb.js';
import type { BatchColumn } from '../engine/feed-sink.js';
import type { Columns, NumberArray } from './columns.js';

const { DuckDBTypeId } = api;
const LEAST_ROWS = 2048;

/** What rows of a column look like. */
interface Shape {
  readonly name: string;
  /** As in BatchColumn. */
  readonly type: string;
  readonly words?: readonly string[];
  /** The kind of array that holds numbers; none for text, of which the lengths stand there. */
  readonly array?: new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => NumberArray;
  /** Bytes of a number, or of a length. */
  readonly width: number;
}

interface Stored {
  readonly shape: Shape;
  bytes: Uint8Array;
  /** One byte a row, 0 for null; empty as long as no row is. */
  valid: Uint8Array;
  texts: string[];
}

export class ColumnStore {
  #rows = 0;
  #capacity = 0;
  readonly #columns: Stored[];

  constructor(names: readonly string[], types: readonly DuckDBType[]) {
    this.#columns = names.map((name, i) => ({
      shape: shapeOf(name, types[i]),
      bytes: new Uint8Array(0),
      valid: new Uint8Array(0),
      texts: [],
    }));
  }

  get rows(): number {
    return this.#rows;
  }

  /** The rows as columns in the memory of the store: good until it is changed. */
  get columns(): readonly BatchColumn[] {
    return this.#columns.map((column) => ({
      ...head(column.shape),
      valid: column.valid.length === 0 ? undefined : column.valid.subarray(0, this.#rows),
      values: column.shape.array ? numbers(column.shape, column.bytes, this.#rows) : column.texts,
    }));
  }

  /**
   * Adds rows from DuckDB's vectors, one for each column. Those of text hold the lengths in bytes, and `text` the text of
   * all rows: the columns of the first row, those of the second, and so on.
   */
  append(rows: number, vectors: readonly Vector[], text = ''): void {
    this.#reserve(rows);
    this.#columns.forEach((column, i) => {
      const { width } = column.shape;
      column.bytes.set(bindings.vector_get_data(vectors[i], rows * width), this.#rows * width);
      // Nothing where all rows are valid, whatever its type says.
      const bits = bindings.vector_get_validity(vectors[i], 8 * Math.ceil(rows / 64)) as Uint8Array | null;
      if (!bits && column.valid.length === 0) return;
      if (column.valid.length === 0) column.valid = new Uint8Array(this.#capacity).fill(1);
      for (let row = 0; row < rows; row++) {
        column.valid[this.#rows + row] = bits ? (bits[row >> 3] >> (row & 7)) & 1 : 1;
      }
    });
    this.#appendTexts(rows, text);
    this.#rows += rows;
  }

  #appendTexts(rows: number, text: string): void {
    const columns = this.#columns.filter(({ shape }) => !shape.array);
    if (columns.length === 0) return;
    const lengths = columns.map(({ bytes }) => new Int32Array(bytes.buffer, 4 * this.#rows, rows));
    const bytes = Buffer.byteLength(text);
    // Text of ASCII alone is cut as it is.
    const coded = bytes === text.length ? undefined : Buffer.from(text);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns.length; c++) {
        const { texts, valid } = columns[c];
        const isNull = valid.length > 0 && valid[this.#rows + row] === 0;
        const end = isNull ? at : at + lengths[c][row];
        texts.push(coded ? coded.toString('utf8', at, end) : text.slice(at, end));
        at = end;
      }
    }
    if (at !== bytes) throw new Error(`text of ${bytes} bytes is cut into ${at}`);
  }

  #reserve(more: number): void {
    const wanted = this.#rows + more;
    if (wanted <= this.#capacity) return;
    this.#capacity = Math.max(wanted, 2 * this.#capacity, LEAST_ROWS);
    for (const column of this.#columns) {
      column.bytes = grown(column.bytes, this.#capacity * column.shape.width, 0);
      if (column.valid.length > 0) column.valid = grown(column.valid, this.#capacity, 1);
    }
  }

  /** The rows of the given numbers, in their order, in memory of their own. */
  pick(order: Int32Array): Columns {
    const columns = this.#columns.map(
      ({ shape, bytes, valid, texts }): BatchColumn => ({
        ...head(shape),
        valid: valid.length === 0 ? undefined : pickedBytes(valid, order, new Uint8Array(order.length)),
        values: shape.array
          ? numbers(shape, pickedNumbers(shape, bytes, order, new Uint8Array(order.length * shape.width)), order.length)
          : Array.from(order, (row) => texts[row]),
      }),
    );
    return { rows: order.length, columns };
  }

  /** Leaves only the rows of the given numbers, which ascend. */
  keep(order: Int32Array): void {
    for (const column of this.#columns) {
      const { shape, bytes, valid, texts } = column;
      // Rows move towards the beginning: none is overwritten before it was read.
      if (shape.array) pickedNumbers(shape, bytes, order, bytes);
      else column.texts = Array.from(order, (row) => detached(texts[row]));
      if (valid.length > 0) pickedBytes(valid, order, valid);
    }
    this.#rows = order.length;
  }
}

function shapeOf(name: string, type: DuckDBType): Shape {
  const number = (array: NonNullable<Shape['array']> & { readonly BYTES_PER_ELEMENT: number }): Shape => ({
    name,
    type: String(type),
    array,
    width: array.BYTES_PER_ELEMENT,
  });
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return number(Uint8Array);
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DATE:
      return number(Int32Array);
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.TIMESTAMP:
      return number(BigInt64Array);
    case DuckDBTypeId.DOUBLE:
      return number(Float64Array);
    case DuckDBTypeId.ENUM: {
      const { values: words } = type as unknown as { readonly values: readonly string[] };
      const array = words.length < 256 ? Uint8Array : words.length < 65_536 ? Uint16Array : Uint32Array;
      return { ...number(array), type: 'VARCHAR', words };
    }
    case DuckDBTypeId.VARCHAR:
      return { name, type: 'VARCHAR', width: 4 };
    default:
      throw new TypeError(`a feed has no columns of type ${type}, as ${name}`);
  }
}

/** Text of its own memory: a part of a longer text keeps all of that. */
const detached = (text: string): string => Buffer.from(text).toString();

const head = ({ name, type, words }: Shape) => ({ name, type, ...(words && { words }) });

function numbers({ array, width }: Shape, bytes: Uint8Array, rows: number): NumberArray {
  const kind = array as NonNullable<Shape['array']>;
  return new kind(bytes.buffer as ArrayBuffer, 0, Math.min(rows, bytes.length / width));
}

function grown(bytes: Uint8Array, length: number, fill: number): Uint8Array {
  const made = new Uint8Array(length);
  if (fill !== 0) made.fill(fill, bytes.length);
  made.set(bytes);
  return made;
}

/** By the width of a number: a loop over arrays of one kind is several times as fast as one over any kind. */
function pickedNumbers({ width }: Shape, from: Uint8Array, order: Int32Array, to: Uint8Array): Uint8Array {
  if (width === 1) return pickedBytes(from, order, to);
  if (width === 2) pickShorts(new Uint16Array(from.buffer), order, new Uint16Array(to.buffer));
  else if (width === 4) pickInts(new Int32Array(from.buffer), order, new Int32Array(to.buffer));
  else pickPairs(new Int32Array(from.buffer), order, new Int32Array(to.buffer));
  return to;
}

function pickedBytes(from: Uint8Array, order: Int32Array, to: Uint8Array): Uint8Array {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]];
  return to;
}

function pickShorts(from: Uint16Array, order: Int32Array, to: Uint16Array): void {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]];
}

function pickInts(from: Int32Array, order: Int32Array, to: Int32Array): void {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]];
}

/** Eight bytes as two numbers: a double might not keep the bits, a BigInt is an object. */
function pickPairs(from: Int32Array, order: Int32Array, to: Int32Array): void {
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    to[2 * i] = from[2 * row];
    to[2 * i + 1] = from[2 * row + 1];
  }
}
