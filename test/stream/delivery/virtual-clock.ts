/** Time that passes when a test says so, and sinks that do what a test says. */
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import type { FeedBatch, FeedSink } from '../../../src/engine/feed-sink.js';

/** Where the virtual clock of each test begins, ms since 1970-01-01. */
export const START = 1_700_000_000_000;

/** After so many steps something goes on for ever. */
const MOST_STEPS = 20_000;

/** Timers and clocks are virtual in the tests of this file; microtasks and setImmediate stay real. */
export function useVirtualClock(): void {
  beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
  beforeEach(resetClock);
  afterAll(() => void vi.useRealTimers());
}

export function resetClock(): void {
  vi.clearAllTimers();
  vi.setSystemTime(START);
}

/** Lets everything happen that can happen without time passing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Goes to the next moment at which something happens; false when there is none. */
export async function step(): Promise<boolean> {
  if (vi.getTimerCount() === 0) return false;
  vi.advanceTimersToNextTimer();
  await settle();
  return true;
}

/** Lets `ms` pass, moment by moment. */
export async function pass(ms: number): Promise<void> {
  await settle();
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, ms);
  while (!isOver) await step();
}

/** Lets time pass until the promise is settled, and says how it ended; undefined when nothing more would happen. */
export async function outcome<T>(promise: Promise<T>): Promise<{ value?: T; error?: unknown; ms: number } | undefined> {
  let ended: { value?: T; error?: unknown; ms: number } | undefined;
  promise.then(
    (value) => {
      ended = { value, ms: Date.now() - START };
    },
    (error) => {
      ended = { error, ms: Date.now() - START };
    },
  );
  await settle();
  for (let steps = 0; !ended && steps < MOST_STEPS && (await step()); steps++);
  return ended;
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A batch whose events have ids like `sales/3/0`. */
export function batchOf(feed: string, number: number, rows = 1): FeedBatch {
  const ids = Array.from({ length: rows }, (_, row) => `${feed}/${number}/${row}`);
  return {
    feed,
    number,
    rows,
    columns: [],
    ids,
    keys: ids.map((id) => `key of ${id}`),
    eventTimes: new BigInt64Array(rows).fill(1_709_294_400_000_001n),
    arrivalTimes: new BigInt64Array(rows).fill(1_709_294_460_000_000n),
  };
}

/** A sink whose writes do what the test says. */
export function sinkThat(write: FeedSink['write']): FeedSink {
  return { target: 'kafka://test', open: async () => undefined, write, close: async () => undefined };
}

/** Never ends by itself; ends when the signal aborts. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('stopped'));
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export const never = new AbortController().signal;

/** An expectation that costs nothing where it holds: simulations ask millions of times. */
export function must(holds: boolean, seed: number, what: string): void {
  if (!holds) throw new Error(`seed ${seed}, after ${Date.now() - START} ms: ${what}`);
}
