import { BIGINT, BOOLEAN, DOUBLE, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { Arrivals } from '../../src/stream/arrivals.js';
import type { Columns } from '../../src/stream/columns.js';
import { RowReader } from '../../src/stream/row-reader.js';

async function connect() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return connection;
}

/** The cell of a row as plain JavaScript. */
function cell({ columns }: Columns, name: string, row: number): unknown {
  const column = columns.find((one) => one.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  if (column.valid?.[row] === 0) return null;
  const value = column.values[row];
  return column.words ? column.words[Number(value)] : value;
}

const word = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '"', '\u0000', ' '), maxLength: 20 });
const row = fc.record({
  arrives: fc.bigInt({ min: 1_700_000_000_000_000n, max: 1_700_000_000_000_400n }),
  row: fc.integer({ min: -3, max: 3 }),
  flag: fc.option(fc.boolean()),
  price: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  big: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  kind: fc.constantFrom('red', 'green'),
  name: fc.option(word),
  note: word,
});
type Row = { -readonly [K in keyof ReturnType<typeof rowOf>]: ReturnType<typeof rowOf>[K] };
const rowOf = (columns: Columns, i: number) => ({
  arrives: cell(columns, 'arrives', i) as bigint,
  row: cell(columns, 'row', i) as number,
  flag: cell(columns, 'flag', i) === null ? null : cell(columns, 'flag', i) === 1,
  price: cell(columns, 'price', i) as number | null,
  big: cell(columns, 'big', i) as bigint,
  kind: cell(columns, 'kind', i) as string,
  name: cell(columns, 'name', i) as string | null,
  note: cell(columns, 'note', i) as string,
});

const types =
  'arrives TIMESTAMP, row INTEGER, flag BOOLEAN, price DOUBLE, big BIGINT, kind kind, name VARCHAR, note VARCHAR';
const numbersOnly = 'arrives, row, flag, price, big, kind';

test.each([
  ['with text', '*'],
  ['of numbers alone', numbersOnly],
])('rows %s come out when they arrive, in order, each as it went in', async (_what, columns) => {
  const connection = await connect();
  await connection.run(`CREATE TYPE kind AS ENUM ('red', 'green'); CREATE TEMP TABLE t (${types})`);
  const reader = await RowReader.prepare(connection, `SELECT ${columns} FROM t`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 60 }), { minLength: 1, maxLength: 4 }), async (steps) => {
      const arrivals = new Arrivals({ arrives: 0, ties: [1] });
      const start = 1_700_000_000_000_000;
      let expected: Row[] = [];
      for (const [i, rows] of steps.entries()) {
        await connection.run('DELETE FROM t');
        const insert = await connection.prepare(
          'INSERT INTO t VALUES (make_timestamp($1::BIGINT), $2, $3::BOOLEAN, $4::DOUBLE, $5::BIGINT, $6::kind, $7, $8)',
        );
        for (const { arrives, row, flag, price, big, kind, name, note } of rows) {
          insert.bind(
            [arrives, row, flag, price, big, kind, name, note],
            [BIGINT, INTEGER, BOOLEAN, DOUBLE, BIGINT, VARCHAR, VARCHAR, VARCHAR],
          );
          await insert.run();
        }
        expect(await arrivals.add(reader)).toBe(rows.length);
        const [from, until] = [start + 100 * i, start + 100 * (i + 1)];
        expected = [...expected, ...rows];
        const due = expected
          .filter(({ arrives }) => Number(arrives) >= from && Number(arrives) < until)
          .sort((a, b) => Number(a.arrives - b.arrives) || a.row - b.row);
        expected = expected.filter(({ arrives }) => Number(arrives) >= until);
        const taken = arrivals.take(from, until);
        const shown = due.map((one) => (columns === '*' ? one : { ...one, name: null, note: null }));
        const blank = { name: 'name', type: 'VARCHAR', values: [], valid: new Uint8Array(taken.rows) };
        const whole =
          columns === '*' ? taken : { ...taken, columns: [...taken.columns, blank, { ...blank, name: 'note' }] };
        expect(Array.from({ length: taken.rows }, (_, row) => rowOf(whole, row))).toEqual(shown);
        expect(arrivals.rows).toBe(expected.length);
      }
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('more rows than one chunk, of one instant, keep the order of their numbers', async () => {
  const connection = await connect();
  const reader = await RowReader.prepare(
    connection,
    "SELECT make_timestamp(1700000000000000) AS arrives, CAST(hash(i) % 5000 AS INTEGER) AS row, 'item ' || i AS name FROM range(10000) r(i)",
  );
  const arrivals = new Arrivals({ arrives: 0, ties: [1] });
  await arrivals.add(reader);
  const taken = arrivals.take(1_700_000_000_000_000, 1_700_000_000_000_001);
  const rows = Array.from(taken.columns[1].values as Int32Array);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  expect(new Set(taken.columns[2].values as string[]).size).toBe(10_000);
});

test.each(['i', "'item ' || i"])(
  'an error in the middle of a query is told, not taken for its end: %s',
  async (shown) => {
    const connection = await connect();
    const reader = await RowReader.prepare(
      connection,
      `SELECT ${shown} AS shown, CASE WHEN i = 90000 THEN error('no such row') ELSE i END AS i FROM range(100000) t(i)`,
    );
    await expect(reader.read(reader.newStore())).rejects.toThrow('no such row');
  },
);
