import type { MemoryEvent, MemorySink } from 'emporium';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tempFolders } from '../support/runs.js';
import {
  allDefects,
  dayAfter,
  difference,
  eventTexts,
  feeds,
  generated,
  generatedRows,
  noDefects,
  rowTexts,
  small,
  streamed,
} from './small.js';

const temp = tempFolders();

const wish = fc.record({
  seed: fc.nat({ max: 4294967295 }),
  first: fc.nat({ max: 3 }),
  days: fc.integer({ min: 1, max: 2 }),
  sales: fc.integer({ min: 10, max: 40 }),
  latency: fc.constantFrom(0, 1, 60, 1800),
  batchInterval: fc.constantFrom(undefined, 60, 97.5, 1000, 3600, 86_400),
  pace: fc.constantFrom({}, { timeScale: 1e7 }, { rate: 1e6 }),
  streams: fc.subarray([...feeds], { minLength: 1 }),
  dirty: fc.boolean(),
});
const examples = [
  { dirty: true, first: 0, days: 2, batchInterval: 97.5, latency: 60, streams: [...feeds], pace: {} },
  { dirty: false, first: 2, days: 1, batchInterval: 86_400, latency: 1800, streams: ['customers', 'sales'], pace: {} },
].map((example) => [{ seed: 11, sales: 20, ...example }] as const);

test('for any days, batches, latency, pace and choice of feeds a stream has exactly the rows of generate, in order of arrival', async () => {
  await fc.assert(
    fc.asyncProperty(wish, async ({ seed, first, days, sales, latency, batchInterval, pace, streams, dirty }) => {
      const settings = {
        ...small,
        'feed.sales': sales,
        'feed.latency_max': latency,
        ...(dirty ? allDefects : noDefects),
        seed,
      };
      const window = { from: dayAfter(first), to: dayAfter(first + days - 1) };
      const { sink, result } = await streamed(settings, { ...window, ...pace, batchInterval, streams });
      expect(result.end).toBe('over');
      const out = await generated(temp(), { ...window, settings, defects: dirty });
      for (const feed of feeds) {
        const rows = rowTexts(sink, feed);
        if (!streams.includes(feed)) expect(rows).toEqual([]);
        else {
          expect(difference(rows, await generatedRows(out, feed))).toEqual([]);
          expect(rows.length).toBeGreaterThan(days * 20);
          checkOrder(sink.events(feed));
        }
      }
    }),
    { seed: 3, numRuns: 5, examples: examples as never },
  );
});

/** Sorted by arrival, nothing arrives before it happened, an event has one id and a copy of it the same. */
function checkOrder(events: readonly MemoryEvent[]): void {
  for (const [i, { arrivalTime, eventTime }] of events.entries()) {
    if (i > 0 && arrivalTime < events[i - 1].arrivalTime)
      throw new Error(`event ${i} arrives before the one before it`);
    if (eventTime > arrivalTime) throw new Error(`event ${i} arrives before it happens`);
  }
  const byId = new Map<string, string>();
  for (const { id, key, eventTime, row, operation } of events) {
    const what = JSON.stringify([key, String(eventTime), operation, Object.values(row).map(String)]);
    expect(byId.get(id) ?? what).toBe(what);
    byId.set(id, what);
  }
}

describe('three days', () => {
  const settings = { ...small, ...allDefects };
  const whole = streamed(settings, { from: dayAfter(1), to: dayAfter(3) });

  test('are the union of two windows, with the same ids and times', async () => {
    const { sink } = await whole;
    const first = await streamed(settings, { from: dayAfter(1), to: dayAfter(1) });
    const rest = await streamed(settings, { from: dayAfter(2), to: dayAfter(3) });
    for (const feed of feeds) {
      const parts = [...eventTexts(first.sink, feed), ...eventTexts(rest.sink, feed)].sort();
      expect(difference(parts, eventTexts(sink, feed))).toEqual([]);
    }
  });

  test.each([
    ['long batches, against the clock', { batchInterval: 7200, timeScale: 1e6 }],
    ['short batches, at a rate', { batchInterval: 125, rate: 200_000 }],
  ])('are the same events with the same ids in %s', async (_how, how) => {
    const { sink } = await whole;
    const other = await streamed(settings, { from: dayAfter(1), to: dayAfter(3), ...how });
    for (const feed of feeds) expect(difference(eventTexts(other.sink, feed), eventTexts(sink, feed))).toEqual([]);
  });
});

describe('with the defects that are on unless told otherwise', () => {
  const begun = streamed({ ...small, 'feed.interval': 300, 'feed.latency_max': 900 }, { to: dayAfter(0) });
  const dimensions = [
    ['customers', 'customer_id'],
    ['items', 'product_id'],
    ['stores', 'store_id'],
  ] as const;

  test('each event has an id of its own', async () => {
    const { sink } = await begun;
    const ids = feeds.flatMap((feed) => sink.events(feed).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(dimensions)('when something is sold, its record among the %s has arrived', async (feed, column) => {
    const { sink } = await begun;
    const known = firstArrivals(sink, feed);
    const sales = sink.events('sales');
    expect(new Set(sales.map(({ row }) => row[column])).size).toBeGreaterThan(feed === 'stores' ? 3 : 20);
    for (const { id, row, eventTime } of sales) {
      const arrival = known.get(String(row[column]));
      if (arrival === undefined || arrival > eventTime) throw new Error(`${id} names ${feed} ${row[column]} too early`);
    }
  });

  test.each(dimensions)('the records of one key among the %s arrive in the order of their changes', async (feed) => {
    const { sink } = await begun;
    const last = new Map<string, MemoryEvent>();
    let updates = 0;
    for (const event of sink.events(feed)) {
      const before = last.get(event.key);
      expect(event.operation).toBe(before ? 'u' : event.arrivalTime < firstInterval ? 'r' : 'c');
      if (before) {
        updates++;
        expect(event.eventTime).toBeGreaterThan(before.eventTime);
      }
      last.set(event.key, event);
    }
    expect(updates).toBeGreaterThan(50);
    // Feeds are out of step: what happened later may arrive earlier.
    const times = sink.events(feed).map(({ eventTime }) => eventTime);
    expect(times.some((time, i) => i > 0 && time < times[i - 1])).toBe(true);
  });
});

const firstInterval = BigInt(Date.UTC(2024, 0, 1, 0, 5)) * 1000n;

function firstArrivals(sink: MemorySink, feed: string): Map<string, bigint> {
  const first = new Map<string, bigint>();
  for (const { key, arrivalTime } of sink.events(feed)) if (!first.has(key)) first.set(key, arrivalTime);
  return first;
}
