/** The rows of a query as columns, without a value being touched one by one where that can be. */
import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { BatchColumn } from '../engine/feed-sink.js';

/** What the vectors of DuckDB's client hold inside: arrays for numbers, nothing for text. */
interface RawVector {
  readonly items?: BatchColumn['values'] & { readonly length: number };
  readonly validity: { readonly data: BigUint64Array | null; itemValid(row: number): boolean };
  readonly enumType?: { readonly values: readonly string[] };
  getItem(row: number): unknown;
}

type NumberArray = Exclude<BatchColumn['values'], readonly string[]>;

export interface Columns {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
}

/** The rows of a result as columns of their own memory. Types are those of BatchColumn. */
export async function readColumns(result: DuckDBResult): Promise<Columns> {
  // The memory of vectors is that of their chunk, and goes with it: the chunk is held until all is copied.
  const chunks: { readonly chunk: DuckDBDataChunk; readonly rows: number; readonly vectors: readonly RawVector[] }[] =
    [];
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const vectors = Array.from(
      { length: chunk.columnCount },
      (_, i) => chunk.getColumnVector(i) as unknown as RawVector,
    );
    chunks.push({ chunk, rows: chunk.rowCount, vectors });
    rows += chunk.rowCount;
  }
  return { rows, columns: result.columnNames().map((name, i) => joined(name, typeName(result, i), i, rows, chunks)) };
}

/** The type without what only DuckDB knows. */
function typeName(result: DuckDBResult, column: number): string {
  const type = String(result.columnType(column));
  return type.startsWith('ENUM') ? 'VARCHAR' : type;
}

function joined(
  name: string,
  type: string,
  column: number,
  rows: number,
  chunks: readonly { readonly rows: number; readonly vectors: readonly RawVector[] }[],
): BatchColumn {
  const valid = validOf(column, rows, chunks);
  const first = chunks[0]?.vectors[column];
  const items = first?.items;
  // Booleans have arrays of their own kind, text has none.
  if (items === undefined || Array.isArray(items)) {
    const values: unknown[] = [];
    for (const chunk of chunks) {
      const vector = chunk.vectors[column];
      for (let row = 0; row < chunk.rows; row++) values.push(vector.getItem(row) ?? (type === 'BOOLEAN' ? false : ''));
    }
    if (type === 'BOOLEAN') return { name, type, valid, values: Uint8Array.from(values as boolean[], Number) };
    return { name, type, valid, values: values as string[] };
  }
  const values = new (items.constructor as new (length: number) => NumberArray)(rows);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.vectors[column].items as NumberArray;
    (values as Int32Array).set(part.subarray(0, chunk.rows) as Int32Array, at);
    at += chunk.rows;
  }
  return { name, type, valid, values, ...(first.enumType && { words: first.enumType.values }) };
}

function validOf(
  column: number,
  rows: number,
  chunks: readonly { readonly rows: number; readonly vectors: readonly RawVector[] }[],
): Uint8Array | undefined {
  if (chunks.every(({ vectors }) => vectors[column].validity.data === null)) return undefined;
  const valid = new Uint8Array(rows).fill(1);
  let at = 0;
  for (const chunk of chunks) {
    const { validity } = chunk.vectors[column];
    if (validity.data !== null) {
      for (let row = 0; row < chunk.rows; row++) if (!validity.itemValid(row)) valid[at + row] = 0;
    }
    at += chunk.rows;
  }
  return valid;
}

/** Rows [from, to) of a column, in the same memory. */
export function sliced(column: BatchColumn, from: number, to: number): BatchColumn {
  const { values, valid } = column;
  return {
    ...column,
    values: Array.isArray(values) ? values.slice(from, to) : (values as NumberArray).subarray(from, to),
    ...(valid && { valid: valid.subarray(from, to) }),
  };
}
