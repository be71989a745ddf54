import type { MemoryEvent, MemorySink } from 'emporium';
import { generate } from 'emporium';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, readBack, tempFolders, thrownBy, tiny, treeOf, userDataset, writeDataset } from '../support/runs.js';
import {
  allDefects,
  dayAfter,
  difference,
  eventTexts,
  type Feed,
  feeds,
  noDefects,
  type Streamed,
  small,
  startUs,
  streamed,
  textOf,
  truthOf,
} from './small.js';

const temp = tempFolders();
type MemoryCell = MemoryEvent['row'][string];
const day = { from: dayAfter(0), to: dayAfter(0) };
/** Rows of the answer key of a feed. */
interface KeyRow {
  readonly table_name: string;
  readonly column_name: string | null;
  readonly row_key: string;
  readonly defect: string;
  readonly kind: string;
  readonly event_time: string;
  readonly value_before: string | null;
  readonly value_after: string | null;
  readonly arrival_time: string;
}

const clean = once(() => streamed({ ...small, ...noDefects }, { ...day, state: temp() }));

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** µs since 1970-01-01 of `2024-01-01 08:30:00.12`, as DuckDB writes it. */
function microsOf(text: string): bigint {
  const [second, fraction = ''] = text.split('.');
  return BigInt(Date.parse(`${second.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

const keyOf = async (state: string, feed: string) => (await truthOf(state, `defect_${feed}`)) as unknown as KeyRow[];

/** Where an event stands in the answer key: its key and, of dimensions, its time. */
const placeOf = (feed: Feed, { key, eventTime }: { key: string; eventTime: bigint }) =>
  feed === 'sales' ? key : `${key}|${eventTime}`;
const placeOfRow = (feed: Feed, { row_key }: KeyRow) => {
  const [key, time] = row_key.split('|');
  return feed === 'sales' ? key : `${key}|${microsOf(time)}`;
};

type Restored = Omit<MemoryEvent, 'row' | 'arrivalTime'> & { arrivalTime: bigint; row: Record<string, MemoryCell> };

/** Takes back, one by one, what the answer key names. Throws when it names something that is not there. */
function restored(feed: Feed, sink: MemorySink, key: readonly KeyRow[]): Restored[] {
  const events: Restored[] = sink.events(feed).map((event) => ({ ...event, row: { ...event.row } }));
  const remove = (row: KeyRow, holds: (event: Restored) => boolean): void => {
    const at = events.findLastIndex((event) => event.arrivalTime === microsOf(row.arrival_time) && holds(event));
    if (at < 0) throw new Error(`there is no ${row.kind} of ${feed} ${row.row_key}`);
    events.splice(at, 1);
  };
  for (const row of key) {
    const place = placeOfRow(feed, row);
    if (row.kind === 'delete') {
      remove(row, ({ key: id, id: event, row: cells }) => {
        const isGone = event.endsWith('-d') && row.row_key.split('|')[0] === id;
        const told = Object.entries(cells).filter(([, cell]) => cell !== null);
        return isGone && told.length === 2;
      });
    } else if (row.kind === 'duplicate') remove(row, (event) => placeOf(feed, event) === place);
  }
  const byPlace = new Map(events.map((event) => [placeOf(feed, event), event]));
  expect(byPlace.size).toBe(events.length);
  for (const row of key) {
    const event = byPlace.get(placeOfRow(feed, row));
    if (!event) throw new Error(`the answer key names ${feed} ${row.row_key}, which is not there`);
    if (row.kind === 'late_arrival') {
      expect(event.arrivalTime).toBe(microsOf(String(row.value_after)));
      expect(event.arrivalTime).toBe(microsOf(row.arrival_time));
      event.arrivalTime = microsOf(String(row.value_before));
    } else if (row.column_name !== null) {
      const damaged = event.row[row.column_name];
      const isNumber = /discount|_id$/.test(row.column_name);
      expect(damaged).toBe(row.value_after === null ? null : isNumber ? Number(row.value_after) : row.value_after);
      event.row[row.column_name] = isNumber ? Number(row.value_before) : row.value_before;
    }
  }
  return events;
}

const intervalOf = (row: KeyRow) => Number((microsOf(row.event_time) - startUs) / 1_800_000_000n);

/** Of the rows of each interval exactly round(rows × rate) are named, for each defect that is on; others are not. */
async function checkRates(feed: Feed, key: readonly KeyRow[], rates: Readonly<Record<string, number>>): Promise<void> {
  const { sink } = await clean();
  const rows = new Map<number, number>();
  for (const { id } of sink.events(feed)) {
    const interval = Number(id.split('-')[2]);
    rows.set(interval, (rows.get(interval) ?? 0) + 1);
  }
  const on = Object.entries(rates).filter(([, rate]) => rate > 0);
  expect(on.map(([name]) => name)).toEqual(
    expect.arrayContaining([...new Set(key.map(({ defect }) => `defect.${defect}`))]),
  );
  for (const [name, rate] of on) {
    const own = key.filter(({ defect }) => `defect.${defect}` === name);
    if (own.length === 0) continue;
    const hits = new Map<number, number>();
    for (const row of own) hits.set(intervalOf(row), (hits.get(intervalOf(row)) ?? 0) + 1);
    for (const [interval, count] of rows)
      expect([interval, hits.get(interval) ?? 0]).toEqual([interval, Math.round(count * rate)]);
  }
}

/** What is delivered, less what the answer key names, is the clean stream. */
async function checkKey(dirty: Streamed, state: string, rates: Readonly<Record<string, number>>): Promise<KeyRow[]> {
  const all: KeyRow[] = [];
  for (const feed of feeds) {
    const key = await keyOf(state, feed);
    const taken = restored(feed, dirty.sink, key).map(textOf).sort();
    expect(difference(taken, eventTexts((await clean()).sink, feed))).toEqual([]);
    await checkRates(feed, key, rates);
    all.push(...key);
  }
  return all;
}

describe('of feeds', () => {
  test('off: nothing is damaged, and the answer keys are empty', async () => {
    const { sink, result } = await clean();
    expect(result.truth).toEqual(expect.arrayContaining(feeds.map((feed) => `defect_${feed}`)));
    const ids = feeds.flatMap((feed) => sink.events(feed).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.endsWith('-d'))).toEqual([]);
    for (const feed of feeds) {
      for (const event of sink.events(feed)) {
        expect(event.arrivalTime - event.eventTime).toBeLessThanOrEqual(60_000_000n);
        const empty = Object.entries(event.row).filter(
          ([column, cell]) => cell === null && !['email', 'manager'].includes(column),
        );
        expect(empty).toEqual([]);
      }
    }
    for (const row of sink.rows('sales')) expect(Number(row.discount_applied)).toBeGreaterThanOrEqual(0);
    const customers = new Set(sink.rows('customers').map((row) => row.customer_id));
    expect(sink.rows('sales').filter((row) => !customers.has(row.customer_id))).toEqual([]);
  });

  test('any choice of defects at any rates: the answer key names exactly what differs from the clean stream', async () => {
    const rates = fc.record(
      Object.fromEntries(
        Object.keys(allDefects).map((name) => [
          name,
          fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
        ]),
      ),
    );
    await fc.assert(
      fc.asyncProperty(rates, async (chosen) => {
        const state = temp();
        const dirty = await streamed({ ...small, ...chosen }, { ...day, state });
        await checkKey(dirty, state, chosen);
      }),
      { seed: 8, numRuns: 3, examples: [[allDefects]], endOnFailure: true },
    );
  });

  test('generate gives the same answer key, row for row', async () => {
    const [state, out] = [temp(), temp()];
    await streamed({ ...small, ...allDefects }, { ...day, state });
    await generate({
      dataset: 'apparel-streams',
      out,
      settings: { ...small, ...allDefects },
      ...day,
      workers: 1,
      safety: false,
    });
    for (const feed of feeds) {
      const ofStream = `SELECT * FROM read_parquet('${state}/truth/defect_${feed}.parquet')`;
      const ofBatch = readBack(out, `truth/defect_${feed}`);
      expect(await ask(`(${ofStream} EXCEPT ALL ${ofBatch}) UNION ALL (${ofBatch} EXCEPT ALL ${ofStream})`)).toEqual(
        [],
      );
      expect((await ask(ofStream)).length).toBeGreaterThan(10);
    }
  });

  test('legal returns, customers without e-mail and vacant posts are no defects', async () => {
    const state = temp();
    const settings = {
      ...small,
      'feed.sales': 50,
      'feed.email_unknown': 0.2,
      'feed.manager_vacant': 0.3,
      'feed.return_share': 0.2,
    };
    const { sink } = await streamed(settings, { ...day, state });
    const key = (await Promise.all(feeds.map((feed) => keyOf(state, feed)))).flat();
    expect(new Set(key.map(({ defect }) => defect))).toEqual(new Set(['invalid_discount']));
    const named = new Map(key.map((row) => [row.row_key, row]));
    let returns = 0;
    for (const { transaction_id, quantity, discount_applied } of sink.rows('sales')) {
      if (Number(quantity) < 0) returns++;
      // A return that is damaged is so by its discount.
      expect(named.has(String(transaction_id))).toBe(Number(discount_applied) < 0);
    }
    expect(returns).toBeGreaterThan(300);
    expect(sink.rows('customers').filter(({ email }) => email === null).length).toBeGreaterThan(5);
    expect(sink.rows('stores').filter(({ manager }) => manager === null).length).toBeGreaterThan(5);
  });

  test('late rows are later than a usual watermark, and no later than the longest lateness after that', async () => {
    const state = temp();
    const settings = { ...small, ...noDefects, 'defect.late_sale': 0.3, 'feed.late_max': 3600 };
    const { sink } = await streamed(settings, { ...day, state, streams: ['sales'] });
    const late = sink.events('sales').filter(({ eventTime, arrivalTime }) => arrivalTime - eventTime > 60_000_000n);
    expect(late.length).toBe((await keyOf(state, 'sales')).length);
    expect(late.length).toBe(47 * 6);
    for (const { eventTime, arrivalTime } of late) {
      expect(arrivalTime - eventTime).toBeGreaterThanOrEqual(1_800_000_000n);
      expect(arrivalTime - eventTime).toBeLessThanOrEqual(3_660_000_000n);
    }
  });
});

describe('schema drift', () => {
  const schemaDrift = [
    'items.material@2h',
    'stores.manager>boss@370m',
    'sales.unit_price:VARCHAR@12h',
    'sales.quantity:DOUBLE@0s',
    'customers.last_update_time:VARCHAR@1h',
  ];

  test('adds, renames and retypes from the first batch that begins at or after its moment, and changes no value', async () => {
    const state = temp();
    const drifted = await streamed({ ...small, ...noDefects }, { ...day, schemaDrift, state });
    const at = (hours: number) => startUs + BigInt(hours * 3600) * 1_000_000n;
    const expected = (feed: Feed, event: MemoryEvent): unknown => {
      const { row, arrivalTime } = event;
      const cells: Record<string, MemoryCell> = { ...row };
      if (feed === 'sales') {
        if (arrivalTime >= at(12)) cells.unit_price = String(row.unit_price);
        cells.quantity = Number(row.quantity);
      }
      if (feed === 'stores' && arrivalTime >= at(6.5)) {
        cells.boss = cells.manager;
        delete cells.manager;
      }
      return { ...event, row: Object.fromEntries(Object.entries(cells).sort()) };
    };
    for (const feed of feeds) {
      const { sink } = await clean();
      const got = drifted.sink.events(feed).map((event) => {
        const { material, ...row } = event.row;
        expect('material' in event.row).toBe(feed === 'items' && event.arrivalTime >= at(2));
        if ('material' in event.row) expect(String(row.description)).toContain(String(material).toLowerCase());
        return { ...event, row: Object.fromEntries(Object.entries(row).sort()) };
      });
      const wanted = sink.events(feed).map((event) => textOf(expected(feed, event)));
      expect(difference(got.map(textOf), wanted)).toEqual([]);
    }
    const key = (await Promise.all(feeds.map((feed) => keyOf(state, feed)))).flat();
    expect(
      key.map(({ table_name, column_name, kind, value_before, value_after, arrival_time }) => [
        table_name,
        column_name,
        kind,
        value_before,
        value_after,
        arrival_time,
      ]),
    ).toEqual([
      ['stores', 'manager', 'schema_drift_rename', 'manager', 'boss', '2024-01-01 06:10:00'],
      ['customers', 'last_update_time', 'schema_drift_retype', 'last_update_time', 'VARCHAR', '2024-01-01 01:00:00'],
      ['items', 'material', 'schema_drift_add', null, 'material', '2024-01-01 02:00:00'],
      ['sales', 'quantity', 'schema_drift_retype', 'quantity', 'DOUBLE', '2024-01-01 00:00:00'],
      ['sales', 'unit_price', 'schema_drift_retype', 'unit_price', 'VARCHAR', '2024-01-01 12:00:00'],
    ]);
  });
});

describe('of a table that is no feed', () => {
  const definition = (defects: string) => ({
    ...userDataset,
    'dataset.yaml': userDataset['dataset.yaml'].replace(/\ndefects:\n[\s\S]*?(?=checks:)/, `\ndefects:\n${defects}`),
  });
  const kinds = `
  - { id: units_negative, kind: invalid_negative, table: line, column: units, rate: 0.07, describe: Below nought. }
  - { id: item_unknown, kind: orphan_key, table: line, column: item_id, rate: 0.11, describe: No such product. }
  - { id: line_twice, kind: duplicate, table: line, rate: 0.05, describe: Twice. }
  - { id: item_twice, kind: duplicate, table: item, rate: 0.2, describe: Twice. }
`;
  const job = { settings: tiny, workers: 1, from: '2024-10-01', to: '2024-11-30' };

  test('invalid_negative, orphan_key and duplicate: dirty = clean + answer key, exactly round(rows × rate) of each shard', async () => {
    const dataset = writeDataset(`${temp()}/till`, definition(kinds));
    const [dirty, whole] = [temp(), temp()];
    await generate({ ...job, dataset, out: dirty });
    await generate({ ...job, dataset, out: whole, defects: false });
    expect(Object.keys(treeOf(whole)).filter((path) => path.includes('defect'))).toEqual([]);
    const key = readBack(dirty, 'truth/defect_line');
    const hits = (id: string) => `(SELECT * FROM (${key}) WHERE defect = '${id}')`;
    const cells = `SELECT c.line_id, sold_at, coalesce(CAST(o.value_after AS INTEGER), item_id) AS item_id,
        coalesce(CAST(u.value_after AS INTEGER), units) AS units, price
      FROM (${readBack(whole, 'line')}) c
      LEFT JOIN ${hits('units_negative')} u ON u.row_key = c.line_id::VARCHAR
      LEFT JOIN ${hits('item_unknown')} o ON o.row_key = c.line_id::VARCHAR`;
    const put = `SELECT * FROM (${cells}) UNION ALL
      SELECT x.* FROM (${cells}) x SEMI JOIN ${hits('line_twice')} d ON d.row_key = x.line_id::VARCHAR`;
    const written = readBack(dirty, 'line');
    expect(await ask(`((${put}) EXCEPT ALL ${written}) UNION ALL (${written} EXCEPT ALL (${put}))`)).toEqual([]);
    const wrong = `SELECT * FROM (${key}) JOIN (${readBack(whole, 'line')}) c ON row_key = c.line_id::VARCHAR WHERE NOT CASE defect
      WHEN 'units_negative' THEN value_before = units::VARCHAR AND CAST(value_after AS INTEGER) = -units
      WHEN 'item_unknown' THEN value_before = item_id::VARCHAR AND CAST(value_after AS INTEGER) > 1000000
      ELSE value_before IS NULL AND value_after IS NULL END`;
    expect(await ask(wrong)).toEqual([]);
    // Shards are the months of a region; the key goes by event time.
    const counted = await ask(`SELECT regexp_extract(filename, 'r\\d+_.*') AS shard, count(*)::INT AS n,
        ${['units_negative', 'item_unknown', 'line_twice'].map((id) => `count(*) FILTER (line_id::VARCHAR IN (SELECT row_key FROM ${hits(id)}))::INT AS ${id}`).join(', ')}
      FROM read_parquet('${whole}/line/**/*.parquet', filename = true) GROUP BY ALL`);
    expect(counted.length).toBeGreaterThan(2);
    for (const { n, units_negative, item_unknown, line_twice } of counted) {
      const rows = Number(n);
      expect([units_negative, item_unknown, line_twice]).toEqual(
        [0.07, 0.11, 0.05].map((rate) => Math.round(rows * rate)),
      );
    }
    const [{ n }] = await ask(`SELECT count(*)::INT AS n FROM (${readBack(dirty, 'item')})`);
    expect(n).toBe(30 + 6);
  });

  test.each([
    ['late_arrival', 'late', /defects\.late\.table must be a feed for late_arrival, got line/],
    ['delete', 'gone', /defects\.gone\.table must be a feed for delete, got line/],
  ])('%s is refused', async (kind, id, message) => {
    const dataset = writeDataset(
      `${temp()}/till`,
      definition(`  - { id: ${id}, kind: ${kind}, table: line, rate: 0.1, describe: None. }\n`),
    );
    expect(await thrownBy(generate({ ...job, dataset, out: temp() }))).toMatch(message);
  });
});
