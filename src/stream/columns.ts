/** Rows as columns, cut without a value being looked at. */
import type { BatchColumn } from '../engine/feed-sink.js';

export type NumberArray = Exclude<BatchColumn['values'], readonly string[]>;

export interface Columns {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
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
