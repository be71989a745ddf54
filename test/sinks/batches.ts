/** Batches of all types, made by fast-check and by hand, and the slow way to say what their cells are. */
import fc from 'fast-check';
import type { BatchColumn, FeedBatch } from '../../src/engine/feed-sink.js';

/** A cell as a reader sees it: BIGINT as digits, DATE and TIMESTAMP as ISO text. */
export type Cell = string | number | boolean | null;

export const types = ['BOOLEAN', 'INTEGER', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR'] as const;

/** Microseconds as `2024-01-01T08:30:00.123456`. */
export function isoOf(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const text = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, -1);
  return `${text}${String(rest).padStart(3, '0')}`;
}

/** The cell of a row; NaN and the infinities are null, as text formats have no word for them. */
export function cellAt(column: BatchColumn, row: number): Cell {
  if (column.valid?.[row] === 0) return null;
  const value = column.values[row];
  if (column.words) return column.words[value as number];
  if (column.type === 'BOOLEAN') return value === 1;
  if (column.type === 'BIGINT') return String(value);
  if (column.type === 'DATE') return isoOf(BigInt(value as number) * 86_400_000_000n).split('T')[0];
  if (column.type === 'TIMESTAMP') return isoOf(value as bigint);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  return value as string;
}

export function rowsOf(batch: Pick<FeedBatch, 'columns' | 'rows'>): Record<string, Cell>[] {
  return Array.from({ length: batch.rows }, (_, row) =>
    Object.fromEntries(batch.columns.map((column) => [column.name, cellAt(column, row)])),
  );
}

/** A batch around columns; event ids and times are made up from the number and the row. */
export function batchOf(
  feed: string,
  number: number,
  rows: number,
  columns: readonly BatchColumn[],
  more: Partial<FeedBatch> = {},
): FeedBatch {
  const start = 1_704_067_200_000_000n + BigInt(number) * 30_000_000n;
  return {
    feed,
    number,
    rows,
    columns,
    ids: Array.from({ length: rows }, (_, row) => `${feed}-${number}-${row}`),
    keys: Array.from({ length: rows }, (_, row) => String(row)),
    eventTimes: BigInt64Array.from({ length: rows }, (_, row) => start - BigInt(row) * 1_000_001n),
    arrivalTimes: BigInt64Array.from({ length: rows }, (_, row) => start + BigInt(row) * 1_003n),
    ...more,
  };
}

/** Lowest and highest time that Date can write, in microseconds and without the last day. */
const FAR = 8_640_000_000_000_000_000n;

const valuesOf: Readonly<Record<(typeof types)[number], (rows: number) => fc.Arbitrary<Partial<BatchColumn>>>> = {
  BOOLEAN: (n) => array(fc.integer({ min: 0, max: 1 }), n).map((v) => ({ values: Uint8Array.from(v) })),
  INTEGER: (n) => array(fc.integer(), n).map((v) => ({ values: Int32Array.from(v) })),
  BIGINT: (n) =>
    array(
      fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
        fc.integer().map(BigInt),
        fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, -(2n ** 53n), 99_999_999n, 100_000_000n, 0n),
      ),
      n,
    ).map((v) => ({ values: BigInt64Array.from(v) })),
  DOUBLE: (n) =>
    array(
      fc.oneof(
        fc.double(),
        fc.integer().map((cents) => cents / 100),
        fc.double({ min: -1e18, max: 1e18 }).map((x) => Math.round(x * 100) / 100),
        fc.constantFrom(-0, 0, 5e-324, 1.7976931348623157e308, 1e21, 1e15, 1e13, 0.005, -0.005, 0.1 + 0.2),
      ),
      n,
    ).map((v) => ({ values: Float64Array.from(v) })),
  DATE: (n) => array(fc.integer({ min: -99_999_999, max: 99_999_999 }), n).map((v) => ({ values: Int32Array.from(v) })),
  TIMESTAMP: (n) =>
    array(
      fc.oneof(
        fc.bigInt({ min: -FAR, max: FAR }),
        fc.bigInt({ min: 1_500_000_000_000_000n, max: 2_000_000_000_000_000n }),
        fc.constantFrom(-1n, 0n, 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 8_589_934_591_999_999n),
      ),
      n,
    ).map((v) => ({ values: BigInt64Array.from(v) })),
  VARCHAR: (n) =>
    fc.oneof(
      array(text, n).map((values) => ({ values })),
      fc
        .array(text, { minLength: 1, maxLength: 8 })
        .chain((words) =>
          array(fc.nat({ max: words.length - 1 }), n).map((v) => ({ words, values: Uint16Array.from(v) })),
        ),
    ),
};

/** Text with what formats trip over; half of a surrogate pair cannot be written as UTF-8 and is left out. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\\', '\t', '\u0000', '\u007f', 'é', '😀', ' ', 'a') }),
  fc.constantFrom('', 'null', 'NULL', "O'Brien", '\u2028', 'Straße 3, "Köln"'),
);

function array<T>(of: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(of, { minLength: length, maxLength: length });
}

function columnOf(rows: number, index: number): fc.Arbitrary<BatchColumn> {
  return fc
    .tuple(fc.constantFrom(...types), fc.option(array(fc.integer({ min: 0, max: 1 }), rows), { nil: undefined }))
    .chain(([type, valid]) =>
      valuesOf[type](rows).map((values) => ({
        name: `c${index} "ä"`,
        type,
        ...(valid && { valid: Uint8Array.from(valid) }),
        ...(values as Pick<BatchColumn, 'values'>),
      })),
    );
}

/** Columns of any types with a few rows. */
export const anyColumns: fc.Arbitrary<{ rows: number; columns: BatchColumn[] }> = fc
  .tuple(fc.nat({ max: 6 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, width]) =>
    fc
      .tuple(...Array.from({ length: width }, (_, index) => columnOf(rows, index)))
      .map((columns) => ({ rows, columns })),
  );

const texts = [
  'Ana',
  '',
  'a,b',
  'say "hi"',
  'two\nlines',
  'Zoë 😀',
  "O'Brien",
  '\\n',
  'null',
  ' padded ',
  '\t',
  '\u2028',
  'ß'.repeat(20),
];
const bigs = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 1_234_567_890_123n];
const doubles = [0, 15, -0.07, 48.94, 1e21, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -1234567.891];
const times = [
  0n,
  -1n,
  1_704_097_800_123_456n,
  -62_135_596_800_000_000n,
  253_402_300_799_999_999n,
  951_825_600_000_000n,
];
const words = ['Cash', 'Credit Card', 'Gift "Card", ü', ''];

/** What a feed with every type looks like. */
export const everyType = [
  { name: 'id', type: 'BIGINT' },
  { name: 'quantity', type: 'INTEGER' },
  { name: 'price', type: 'DOUBLE' },
  { name: 'is_open', type: 'BOOLEAN' },
  { name: 'since', type: 'DATE' },
  { name: 'event_time', type: 'TIMESTAMP' },
  { name: 'method', type: 'VARCHAR' },
  { name: 'name', type: 'VARCHAR' },
  { name: 'note', type: 'VARCHAR' },
] as const;

/** A batch with every type, nulls in all columns but the first, and the far ends of each. The same for the same arguments. */
export function everyTypeBatch(feed: string, number: number, rows: number, more: Partial<FeedBatch> = {}): FeedBatch {
  const pick = <T>(from: readonly T[]) => Array.from({ length: rows }, (_, row) => from[(row + number) % from.length]);
  const values: Readonly<Record<(typeof everyType)[number]['name'], BatchColumn['values']>> = {
    id: BigInt64Array.from(pick(bigs)),
    quantity: Int32Array.from(pick([0, -1, 2_147_483_647, -2_147_483_648, 9999, 10_000, 99_999_999])),
    price: Float64Array.from(pick(doubles)),
    is_open: Uint8Array.from(pick([1, 0])),
    since: Int32Array.from(pick([0, -1, 19_723, -719_162, 2_932_896])),
    event_time: BigInt64Array.from(pick(times)),
    method: Uint8Array.from(pick([0, 1, 2, 3])),
    name: pick(texts),
    note: Array.from({ length: rows }, (_, row) => `${feed} ${number} ${row}`),
  };
  const columns = everyType.map(({ name, type }, index) => ({
    name,
    type,
    values: values[name],
    ...(name === 'method' && { words }),
    ...(index > 0 && { valid: Uint8Array.from({ length: rows }, (_, row) => ((row + index) % 11 === 0 ? 0 : 1)) }),
  }));
  return batchOf(feed, number, rows, columns, more);
}

/** A SELECT that gives cells as `cellAt` does. */
export function selectCells(
  from: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const list = columns.map(({ name, type }) => {
    const column = `"${name.replaceAll('"', '""')}"`;
    if (type === 'TIMESTAMP') return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%f') AS ${column}`;
    return type === 'BIGINT' || type === 'DATE' ? `${column}::VARCHAR AS ${column}` : column;
  });
  return `SELECT ${list.join(', ')} FROM ${from}`;
}
