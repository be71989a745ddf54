/** Batches in front of DuckDB: a table function that hands over the columns of the batch it was given last. */
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { api, bindings } from '../engine/duckdb.js';
import type { BatchColumn } from '../engine/feed-sink.js';
import { cachedType } from '../engine/world-tables.js';

type Vector = Parameters<typeof bindings.copy_data_to_vector>[0];
type Numbers = Exclude<BatchColumn['values'], readonly string[] | BigInt64Array>;

const VECTOR_SIZE = 2048;
const { BIGINT, BOOLEAN, DATE, DOUBLE, ENUM, INTEGER, TIMESTAMP, VARCHAR } = api;
const types: Readonly<Record<string, DuckDBType>> = { BIGINT, BOOLEAN, DATE, DOUBLE, INTEGER, TIMESTAMP, VARCHAR };

/** Columns of equal length. */
export interface Rows {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
}

/** A column as a scan hands it over. */
interface Fill {
  readonly type: DuckDBType;
  /** The expression that gives the column its type. */
  readonly expression: string;
  fill(vector: Vector, at: number, rows: number): void;
}

/**
 * Registers a table function under a name that the database does not know yet, and returns a function that takes a batch
 * and gives the SELECT that reads it, rows in order. The batch is read when the SELECT runs: one at a time. Columns may
 * differ from batch to batch.
 */
export function batchTable(connection: DuckDBConnection, name: string): (batch: Rows) => string {
  let fills: readonly Fill[] = [];
  let columns: readonly BatchColumn[] = [];
  let total = 0;
  connection.registerTableFunction(
    api.DuckDBTableFunction.create({
      name,
      bindFunction: (bind) => {
        fills.forEach(({ type }, i) => {
          bind.addResultColumn(columns[i].name, type);
        });
        bind.setCardinality(total, true);
      },
      initFunction: (init) => {
        // One thread keeps the order of rows.
        init.setMaxThreads(1);
        init.setInitData({ at: 0 });
      },
      mainFunction: (info, output) => {
        const scan = info.getInitData() as { at: number };
        const rows = Math.min(VECTOR_SIZE, total - scan.at);
        bindings.data_chunk_set_size(output.chunk, rows);
        if (rows === 0) return;
        fills.forEach(({ fill }, i) => {
          const vector = bindings.data_chunk_get_vector(output.chunk, i);
          fill(vector, scan.at, rows);
          const { valid } = columns[i];
          if (valid) putValidity(vector, valid, scan.at, rows);
        });
        scan.at += rows;
      },
    }),
  );
  const words = new WeakMap<readonly string[], DuckDBType | null>();
  return (batch) => {
    columns = batch.columns;
    total = batch.rows;
    fills = columns.map((column) => fillOf(column, batch.rows, words));
    return `SELECT ${fills.map(({ expression }) => expression).join(', ')} FROM ${name}()`;
  };
}

/** A name as SQL takes it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function fillOf(column: BatchColumn, rows: number, known: WeakMap<readonly string[], DuckDBType | null>): Fill {
  const { name, values, words } = column;
  const expression = quotedName(name);
  const type = types[column.type];
  if (!type) throw new Error(`column ${name} has the type ${column.type}, which no batch has`);
  if (!ArrayBuffer.isView(values)) {
    return { type, expression, fill: (vector, at, n) => putTexts(vector, (i) => values[i], column.valid, at, n) };
  }
  if (!words) {
    const size = values.BYTES_PER_ELEMENT;
    const buffer = values.buffer as ArrayBuffer;
    const fill = (vector: Vector, at: number, n: number) =>
      bindings.copy_data_to_vector(vector, 0, buffer, values.byteOffset + at * size, n * size);
    return { type, expression, fill };
  }
  const numbers = values as Numbers;
  const dictionary = dictionaryOf(words, rows, known);
  if (!dictionary) {
    return {
      type,
      expression,
      fill: (vector, at, n) => putTexts(vector, (i) => words[numbers[i]], column.valid, at, n),
    };
  }
  const narrow =
    words.length < 256
      ? new Uint8Array(VECTOR_SIZE)
      : words.length < 65_536
        ? new Uint16Array(VECTOR_SIZE)
        : new Uint32Array(VECTOR_SIZE);
  return {
    type: dictionary,
    expression: `CAST(${expression} AS VARCHAR) AS ${expression}`,
    fill: (vector, at, n) => {
      const { valid } = column;
      for (let i = 0; i < n; i++) narrow[i] = valid?.[at + i] === 0 ? 0 : numbers[at + i];
      bindings.copy_data_to_vector(vector, 0, narrow.buffer as ArrayBuffer, 0, n * narrow.BYTES_PER_ELEMENT);
    },
  };
}

/**
 * A dictionary as an ENUM, which takes numbers where text would be put in word by word; undefined when it does not pay
 * or cannot be one: its words must differ, and DuckDB's interface for them ends at a zero character.
 */
function dictionaryOf(
  words: readonly string[],
  rows: number,
  known: WeakMap<readonly string[], DuckDBType | null>,
): DuckDBType | undefined {
  let type = known.get(words);
  if (type === undefined) {
    if (words.length > rows) return undefined;
    const fits = words.length > 0 && new Set(words).size === words.length && !words.some((word) => word.includes('\0'));
    type = fits ? cachedType(ENUM([...words])) : null;
    known.set(words, type);
  }
  return type ?? undefined;
}

function putTexts(
  vector: Vector,
  textAt: (row: number) => string,
  valid: Uint8Array | undefined,
  at: number,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) {
    if (valid?.[at + i] === 0) continue;
    const text = textAt(at + i);
    // Text would end at a zero character, bytes do not.
    if (text.includes('\0')) bindings.vector_assign_string_element_len(vector, i, Buffer.from(text));
    else bindings.vector_assign_string_element(vector, i, text);
  }
}

const mask = new Uint8Array(VECTOR_SIZE / 8);

function putValidity(vector: Vector, valid: Uint8Array, at: number, rows: number): void {
  mask.fill(0);
  for (let i = 0; i < rows; i++) if (valid[at + i] !== 0) mask[i >> 3] |= 1 << (i & 7);
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.length);
}
