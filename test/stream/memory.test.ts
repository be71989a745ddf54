import { spawn } from 'node:child_process';
import { type FeedBatch, type FeedSink, type StreamOptions, type StreamStatus, stream } from 'emporium';
import { describe, expect, test } from 'vitest';
import { front, sleep, tempFolders, thrownBy } from '../support/runs.js';
import { dayAfter, feeds, noDefects, small } from './small.js';

const temp = tempFolders();
const day = { dataset: 'apparel-streams', settings: { ...small, ...noDefects }, to: dayAfter(0) };

/** A sink that counts and keeps nothing; `write` is asked before a batch counts. */
function counting(write: (batch: FeedBatch, signal: AbortSignal) => Promise<void> | void = () => undefined) {
  const rows: Record<string, number> = {};
  const log: { readonly feed: string; readonly number: number }[] = [];
  const sink: FeedSink = {
    target: 'a counter',
    open: async (descriptions) => {
      for (const { feed } of descriptions) rows[feed] = 0;
    },
    write: async (batch, signal) => {
      await write(batch, signal);
      rows[batch.feed] += batch.rows;
      log.push({ feed: batch.feed, number: batch.number });
    },
    close: async () => undefined,
  };
  return { sink, rows, log };
}

/** Runs a stream in a process of its own into a sink that counts, and tells the memory of the process as time goes by. */
const program = `
import { stream } from ${JSON.stringify(front)};
const options = JSON.parse(process.argv[1]);
const samples = [];
let rows = 0, most = 0, bufferMost = 0;
const sink = { target: 'a counter', async open() {}, async close() {}, async write(batch) { rows += batch.rows; } };
const timer = setInterval(() => samples.push([rows, process.memoryUsage().rss / 2 ** 20]), 50);
const onStatus = ({ feeds }) => { for (const { delivery } of feeds) bufferMost = Math.max(bufferMost, delivery.buffer.batches); };
const result = await stream({ ...options, sink, onStatus });
clearInterval(timer);
console.log(JSON.stringify({ rows, samples, bufferMost, end: result.end, seconds: result.seconds }));
`;

interface Measured {
  readonly rows: number;
  readonly samples: readonly [rows: number, mebibytes: number][];
  readonly bufferMost: number;
  readonly end: string;
}

async function measured(options: Omit<StreamOptions, 'sink'>): Promise<Measured> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 90_000,
  });
  let stdout = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return JSON.parse(stdout) as Measured;
}

test.each([
  ['against the clock, 10,000 times as fast', { timeScale: 10_000, maxEvents: 66_000 }, 60_000],
  ['as fast as it can', { maxEvents: 600_000 }, 600_000],
])('the memory of a long stream does not grow with it: %s', async (_how, how, least) => {
  const { rows, samples, bufferMost } = await measured({ dataset: 'apparel-streams', settings: noDefects, ...how });
  expect(rows).toBeGreaterThanOrEqual(least);
  const most = (from: number, to: number) =>
    Math.max(...samples.filter(([at]) => at >= rows * from && at <= rows * to).map(([, mebibytes]) => mebibytes));
  const [early, late] = [most(0.2, 0.5), most(0.75, 1)];
  expect(early).toBeGreaterThan(50);
  expect(late).toBeLessThan(early + 100);
  expect(bufferMost).toBeLessThanOrEqual(8);
});

test('buffers are as long as they may be, not longer, while the target is slow', async () => {
  const most: Record<string, number> = {};
  const { sink, rows } = counting(() => sleep(10));
  await stream({
    ...day,
    sink,
    buffer: 3,
    duration: 3,
    batchInterval: 60,
    onStatus: (status) => {
      for (const { feed, delivery } of status.feeds) most[feed] = Math.max(most[feed] ?? 0, delivery.buffer.batches);
    },
  });
  expect(Math.min(...Object.values(rows))).toBeGreaterThan(0);
  expect(Math.max(...Object.values(most))).toBe(3);
});

describe('feeds run on their own', () => {
  const whole = (async () => {
    const { sink, rows } = counting();
    await stream({ ...day, sink });
    return rows;
  })();

  test('one whose target stands still does not hold back the others', async () => {
    const controller = new AbortController();
    const state = temp();
    let isHeld = 0;
    // 60 s a batch: the others go further ahead than feeds that move would let them.
    const { sink, rows } = counting(async ({ feed, number }, signal) => {
      if (feed !== 'stores' || number < 60) return;
      isHeld++;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    });
    const ended = stream({ ...day, sink, state, batchInterval: 10, signal: controller.signal });
    const { stores: _stores, ...others } = await whole;
    for (let waited = 0; waited < 40_000; waited += 50) {
      if (Object.entries(others).every(([feed, count]) => rows[feed] === count)) break;
      await sleep(50);
    }
    controller.abort();
    expect(rows).toMatchObject(others);
    expect(isHeld).toBe(1);
    const result = await ended;
    expect(result.end).toBe('stopped');
    const held = result.feeds.find(({ feed }) => feed === 'stores');
    expect(held?.events).toBe(rows.stores);
    // Run again it goes on with what was not acknowledged.
    const again = counting();
    await stream({ ...day, sink: again.sink, state, batchInterval: 10 });
    expect(again.rows).toEqual({ stores: (await whole).stores - rows.stores, customers: 0, items: 0, sales: 0 });
  });

  test('one that fails does not hold back the others; the stream says so at the end and goes on later', async () => {
    const state = temp();
    const first = counting(({ feed, number }) => {
      if (feed === 'items' && number >= 20) throw new Error('the shelf is full');
    });
    const message = await thrownBy(stream({ ...day, sink: first.sink, state, retryFor: 0.2 }));
    expect(message).toMatch(
      /^OutsideError: a counter did not take batch \d+ of items .*the shelf is full; nothing is lost/,
    );
    const { items, ...others } = await whole;
    expect(first.rows).toMatchObject(others);
    const second = counting();
    await stream({ ...day, sink: second.sink, state });
    expect(second.rows).toEqual({ stores: 0, customers: 0, sales: 0, items: items - first.rows.items });
  });

  test('a feed that fails before its first row ends those that wait for it, and the stream', async () => {
    const { sink, rows } = counting(({ feed }) => {
      if (feed === 'stores') throw new Error('closed');
    });
    expect(await thrownBy(stream({ ...day, sink, retryFor: 0.1 }))).toMatch(/^OutsideError: .* of stores .*closed/);
    const { customers, items } = await whole;
    expect(rows).toEqual({ customers, items, stores: 0, sales: 0 });
  });

  test('sales wait until stores, customers and items have rows', async () => {
    const { sink, log } = counting(async ({ feed, number }) => {
      if (number === 0) await sleep({ stores: 300, customers: 600, items: 50 }[feed] ?? 0);
    });
    await stream({ ...day, sink });
    const first = feeds.map((feed) => log.findIndex((entry) => entry.feed === feed));
    expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...first)).toBe(first[3]);
  });

  test('sales do not wait for a feed that has no rows in these days', async () => {
    const settings = { ...day.settings, 'feed.store_records': 0 };
    const { sink, rows } = counting();
    const result = await stream({ ...day, settings, sink, from: dayAfter(2), to: dayAfter(2) });
    expect(result.end).toBe('over');
    expect(rows.stores).toBe(0);
    expect(rows.sales).toBe(48 * small['feed.sales']);
  });

  test('a stream that is to end after some events ends, although a feed has failed', async () => {
    const { sink } = counting(async ({ feed }) => {
      if (feed === 'items') throw new Error('broken');
      await sleep(5);
    });
    const ended = stream({ ...day, sink, streams: ['items', 'customers', 'stores'], maxEvents: 100, retryFor: 0.05 });
    expect(await thrownBy(ended)).toMatch(/^OutsideError: .* of items .*broken/);
  });
});

describe('against the clock', () => {
  const lagOf = async (write: () => Promise<void>): Promise<number> => {
    const seen: StreamStatus[] = [];
    // A batch of 1800 s each 60 ms.
    const { sink } = counting(write);
    const onStatus = (status: StreamStatus) => seen.push(status);
    const result = await stream({
      ...day,
      sink,
      timeScale: 30_000,
      streams: ['sales'],
      buffer: 1,
      onStatus,
      duration: 4,
    });
    return Math.max(...[...seen, result].flatMap(({ feeds: all }) => all.map(({ lagMs }) => lagMs)));
  };

  test('a slow target makes a lag, which is reported', async () => {
    expect(await lagOf(() => sleep(200))).toBeGreaterThan(1000);
  });

  test('a quick target makes none', async () => {
    expect(await lagOf(async () => undefined)).toBeLessThan(1000);
  });

  test('nothing is delivered before its time', async () => {
    const began = performance.now();
    const at: number[] = [];
    const { sink, log } = counting(() => void at.push(performance.now() - began));
    await stream({ ...day, sink, timeScale: 43_200, streams: ['sales'] });
    expect(log.length).toBeGreaterThan(40);
    // A batch is whole at its end: number 0 after 1800 s of the world, which are 1/24 s here.
    for (const [i, { number }] of log.entries()) expect(at[i]).toBeGreaterThan(((number + 1) * 1000) / 24 - 5);
  });
});
