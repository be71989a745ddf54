import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedBatch, Operation } from '../../src/engine/feed-sink.js';
import { csvEncoder, csvHeader } from '../../src/sinks/csv-lines.js';
import { jsonEncoder } from '../../src/sinks/json-lines.js';
import { anyColumns, batchOf, cellAt, isoOf, rowsOf } from './batches.js';

const runs = { numRuns: 400 };

/** The lines by `ends`, which must tile the bytes. */
function linesOf({ bytes, ends }: { bytes: Buffer; ends: Uint32Array }): string[] {
  const lines = [...ends].map((end, i) => bytes.toString('utf8', i === 0 ? 0 : ends[i - 1] + 1, end));
  expect(bytes.toString()).toBe(lines.map((line) => `${line}\n`).join(''));
  return lines;
}

/** The slow way: JSON.stringify of the cells, with digits that no double holds put in afterwards. */
function slowly(columns: FeedBatch['columns'], row: number): string {
  const cells = columns.map((column) => {
    const cell = cellAt(column, row);
    if (cell !== null && column.type === 'BIGINT') return cell as string;
    const text = JSON.stringify(cell);
    return column.type === 'DOUBLE' && cell !== null && !/[.e]/.test(text) ? `${text}.0` : text;
  });
  return `{${columns.map(({ name }, i) => `${JSON.stringify(name)}:${cells[i]}`).join(',')}}`;
}

/** The fields of a line of CSV by RFC 4180, with null for an empty field that is not quoted. */
function fieldsOf(line: string): (string | null)[] {
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/gs)].map(
    ([, inQuotes, bare]) => inQuotes?.replaceAll('""', '"') ?? (bare === '' ? null : bare),
  );
}

describe('JSON lines', () => {
  test('are what JSON.stringify gives, for every type, null, text and number', () => {
    const encode = jsonEncoder('plain');
    fc.assert(
      fc.property(anyColumns, ({ rows, columns }) => {
        const lines = linesOf(encode(batchOf('any', 0, rows, columns)));
        expect(lines).toEqual(Array.from({ length: rows }, (_, row) => slowly(columns, row)));
      }),
      runs,
    );
  });

  test('look like this', () => {
    const columns = [
      { name: 'id', type: 'BIGINT', values: BigInt64Array.of(9_223_372_036_854_775_807n, -1n) },
      { name: 'price', type: 'DOUBLE', values: Float64Array.of(15, -0.07) },
      { name: 'at', type: 'TIMESTAMP', values: BigInt64Array.of(1_704_097_800_123_456n, -1n) },
      { name: 'on', type: 'DATE', values: Int32Array.of(19_723, 0) },
      { name: 'open', type: 'BOOLEAN', values: Uint8Array.of(1, 0) },
      { name: 'by', type: 'VARCHAR', values: Uint8Array.of(1, 0), words: ['Cash', 'Gift "Card"'] },
      { name: 'note', type: 'VARCHAR', values: ['', ''], valid: Uint8Array.of(1, 0) },
    ];
    expect(linesOf(jsonEncoder('plain')(batchOf('sales', 0, 2, columns)))).toEqual([
      '{"id":9223372036854775807,"price":15.0,"at":"2024-01-01T08:30:00.123456","on":"2024-01-01","open":true,"by":"Gift \\"Card\\"","note":""}',
      '{"id":-1,"price":-0.07,"at":"1969-12-31T23:59:59.999999","on":"1970-01-01","open":false,"by":"Cash","note":null}',
    ]);
  });

  test('grow with long text', () => {
    const values = ['a'.repeat(100_000), '\u0001'.repeat(100_000), 'ü'.repeat(100_000), ''];
    const columns = [{ name: 't', type: 'VARCHAR', values }];
    expect(linesOf(jsonEncoder('plain')(batchOf('long', 0, 4, columns)))).toEqual(
      values.map((t) => JSON.stringify({ t })),
    );
  });

  test('with labels tell the stream, the id and both times', () => {
    const encode = jsonEncoder('plain', { labelled: true });
    fc.assert(
      fc.property(anyColumns, ({ rows, columns }) => {
        const batch = batchOf('sal"es', 7, rows, columns);
        const lines = linesOf(encode(batch));
        lines.forEach((line, row) => {
          const label = {
            stream: batch.feed,
            event_id: batch.ids[row],
            event_time: isoOf(batch.eventTimes[row]),
            arrival_time: isoOf(batch.arrivalTimes[row]),
          };
          expect(line).toBe(`${JSON.stringify(label).slice(0, -1)},"data":${slowly(columns, row)}}`);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('as change envelopes: before, after, source, op, ts_ms', () => {
    const operations: Operation[] = ['r', 'c', 'u', 'd'];
    const columns = [
      { name: 'id', type: 'INTEGER', values: Int32Array.of(1, 2, 3, 4) },
      { name: 'name', type: 'VARCHAR', values: ['a', 'b', 'c', 'd'], valid: Uint8Array.of(1, 1, 1, 0) },
    ];
    const before = [columns[0], { name: 'name', type: 'VARCHAR', values: ['', '', 'old', 'last'] }];
    const batch = batchOf('stores', 2, 4, columns, { operations, before });
    const events = linesOf(jsonEncoder('debezium', { name: 'shop' })(batch)).map((line) => JSON.parse(line));
    expect(events.map(({ op, before, after }) => ({ op, before, after }))).toEqual([
      { op: 'r', before: null, after: { id: 1, name: 'a' } },
      { op: 'c', before: null, after: { id: 2, name: 'b' } },
      { op: 'u', before: { id: 3, name: 'old' }, after: { id: 3, name: 'c' } },
      { op: 'd', before: { id: 4, name: 'last' }, after: null },
    ]);
    events.forEach((event, row) => {
      expect(Object.keys(event)).toEqual(['before', 'after', 'source', 'op', 'ts_ms']);
      expect(event.ts_ms).toBe(Number(batch.arrivalTimes[row] / 1000n));
      expect(event.source).toEqual({
        connector: 'emporium',
        name: 'shop',
        table: 'stores',
        event_id: `stores-2-${row}`,
        ts_ms: Number(batch.eventTimes[row] / 1000n) - (batch.eventTimes[row] % 1000n < 0n ? 1 : 0),
        snapshot: row === 0 ? 'true' : 'false',
      });
    });
    const [gone] = linesOf(jsonEncoder('debezium')({ ...batch, rows: 1, operations: ['d'], before: undefined }));
    expect(JSON.parse(gone)).toMatchObject({ before: { id: 1 }, after: null });
    expect(linesOf(jsonEncoder('debezium')({ ...batch, operations: undefined }))[0]).toBe('{"id":1,"name":"a"}');
  });

  test('a column whose values do not fit its type is a bug that is named', () => {
    const columns = [{ name: 'id', type: 'BIGINT', values: Int32Array.of(1) }];
    expect(() => jsonEncoder('plain')(batchOf('x', 0, 1, columns))).toThrow(
      'column id of type BIGINT cannot hold values of Int32Array',
    );
  });
});

describe('CSV lines', () => {
  test('read back by RFC 4180: null is empty, empty text is quoted', () => {
    const encode = csvEncoder();
    fc.assert(
      fc.property(anyColumns, ({ rows, columns }) => {
        const { bytes, ends } = encode(batchOf('any', 0, rows, columns));
        const cells = rowsOf({ rows, columns });
        cells.forEach((expected, row) => {
          const line = bytes.toString('utf8', row === 0 ? 0 : ends[row - 1] + 1, ends[row]);
          const fields = fieldsOf(line);
          expect(fields.map((field, i) => (field !== null && columns[i].type === 'DOUBLE' ? +field : field))).toEqual(
            Object.values(expected).map((cell, i) =>
              cell === null || columns[i].type === 'DOUBLE' ? cell : String(cell),
            ),
          );
        });
      }),
      runs,
    );
  });

  test('the header quotes what needs it', () => {
    expect(csvHeader([{ name: 'id' }, { name: 'a,b' }, { name: 'say "x"' }]).toString()).toBe('id,"a,b","say ""x"""\n');
  });
});
