/** Schema drift: from a moment on a column is added, renamed, or given another type. */
import type { BatchColumn } from '../engine/feed-sink.js';

export type Drift = {
  readonly feed: string;
  /** From the first batch that begins at or after this moment, in µs since the start of the feeds. */
  readonly atUs: number;
} & (
  | { readonly kind: 'add'; readonly column: string }
  | { readonly kind: 'rename'; readonly column: string; readonly to: string }
  | { readonly kind: 'retype'; readonly column: string; readonly type: DriftType }
);

export const driftTypes = ['VARCHAR', 'DOUBLE', 'BIGINT'] as const;
export type DriftType = (typeof driftTypes)[number];

/** The columns of a batch that begins at a moment. Columns that a drift adds come with the others and go before it. */
export function drifted(columns: readonly BatchColumn[], drifts: readonly Drift[], atUs: number): BatchColumn[] {
  let shown = [...columns];
  for (const drift of drifts) {
    const isOn = atUs >= drift.atUs;
    if (drift.kind === 'add') {
      if (!isOn) shown = shown.filter(({ name }) => name !== drift.column);
    } else if (isOn) {
      shown = shown.map((column) => {
        if (column.name !== drift.column) return column;
        return drift.kind === 'rename' ? { ...column, name: drift.to } : retyped(column, drift.type);
      });
    }
  }
  return shown;
}

function retyped(column: BatchColumn, type: DriftType): BatchColumn {
  const { name, valid, words } = column;
  const rows = column.values.length;
  const text = (row: number): string => {
    const value = column.values[row];
    if (column.type === 'TIMESTAMP') return timeText(value as bigint);
    return words ? words[Number(value)] : String(value);
  };
  if (type === 'VARCHAR') return { name, type, valid, values: Array.from({ length: rows }, (_, row) => text(row)) };
  const number = (row: number) => (column.type === 'TIMESTAMP' ? Number(column.values[row]) : Number(text(row)));
  if (type === 'DOUBLE')
    return { name, type, valid, values: Float64Array.from({ length: rows }, (_, row) => number(row)) };
  return {
    name,
    type,
    valid,
    values: BigInt64Array.from({ length: rows }, (_, row) => {
      const value = number(row);
      return Number.isFinite(value) ? BigInt(Math.round(value)) : 0n;
    }),
  };
}

/** 2024-01-01T08:30:00.123456, of µs since 1970-01-01. */
function timeText(us: bigint): string {
  const second = new Date(Number(us / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(us % 1_000_000n).padStart(6, '0')}`;
}
