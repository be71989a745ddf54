import { describe, expect, test, vi } from 'vitest';
import { CancelledError, OutsideError, UsageError } from '../../../src/engine/errors.js';
import { RejectedError } from '../../../src/engine/feed-sink.js';
import { type RetryOptions, withRetry } from '../../../src/stream/delivery/retry.js';
import {
  batchOf,
  never,
  outcome,
  pass,
  randomFrom,
  resetClock,
  START,
  settle,
  sinkThat,
  sleep,
  untilAborted,
  useVirtualClock,
} from './virtual-clock.js';

useVirtualClock();

const SEEDS = 1000;
const batch = batchOf('sales', 17);

/** A sink that fails `times` times, each after `ms`, and says when it was tried. */
function failing(times: number, ms = 0, error: unknown = new Error('connection refused')) {
  const tries: number[] = [];
  const sink = sinkThat(async () => {
    tries.push(Date.now() - START);
    if (ms > 0) await sleep(ms);
    if (tries.length <= times) throw error;
  });
  return { sink, tries };
}

describe('withRetry', () => {
  test('tries again until the target takes the batch', async () => {
    const { sink, tries } = failing(3);
    const retrying = withRetry(sink, { random: () => 0.5 });
    expect(await outcome(retrying.write(batch, never))).toMatchObject({ value: undefined });
    // The longest waits are 200, 400, 800; the shortest 100; these are in the middle.
    expect(tries).toEqual([0, 150, 400, 850]);
    expect(retrying.retryStatus('sales')).toEqual({
      retries: 3,
      attempt: 0,
      nextTryAt: undefined,
      lastError: 'connection refused',
      lastErrorAt: START + 400,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('says what it waits for', async () => {
    const retrying = withRetry(failing(9).sink, { random: () => 0 });
    void retrying.write(batch, never);
    await pass(150);
    expect(retrying.retryStatus('sales')).toMatchObject({ retries: 1, attempt: 2, nextTryAt: START + 200 });
    expect(retrying.retryStatus('stores')).toMatchObject({ retries: 0, attempt: 0, nextTryAt: undefined });
  });

  test('gives up when the time is over, with how long and why', async () => {
    const { sink } = failing(Number.POSITIVE_INFINITY);
    const ended = await outcome(withRetry(sink, { random: () => 0.5 }).write(batch, never));
    expect(ended?.ms).toBe(600_000);
    expect(ended?.error).toBeInstanceOf(OutsideError);
    expect(String(ended?.error)).toMatch(
      /kafka:\/\/test did not take batch 17 of sales in 10 min \(\d+ attempts\): connection refused; nothing is lost/,
    );
  });

  test('gives up in the middle of an attempt, and knows others that know why', async () => {
    const sink = sinkThat((_, signal) => untilAborted(signal));
    const ended = await outcome(
      withRetry(sink, { retryForMs: 5000, lastError: (feed) => `the broker of ${feed} is down` }).write(batch, never),
    );
    expect(ended?.ms).toBe(5000);
    expect(String(ended?.error)).toContain('in 5 s (1 attempt): the broker of sales is down; nothing');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gives up after so many attempts', async () => {
    const { sink, tries } = failing(Number.POSITIVE_INFINITY);
    const ended = await outcome(withRetry(sink, { attempts: 4, retryForMs: Infinity }).write(batch, never));
    expect(String(ended?.error)).toContain('(4 attempts): connection refused');
    expect(tries.length).toBe(4);
  });

  test.each([new RejectedError('too large', [0]), new UsageError('no such topic'), new CancelledError('stopped')])(
    'does not try again what cannot help: %s',
    async (error) => {
      const { sink, tries } = failing(1, 5, error);
      expect((await outcome(withRetry(sink).write(batch, never)))?.error).toBe(error);
      expect(tries.length).toBe(1);
    },
  );

  test.each(['before', 'in an attempt', 'in a wait'])('ends at once when the signal aborts: %s', async (when) => {
    const abort = new AbortController();
    const reason = new CancelledError('stopped by hand');
    const tries: number[] = [];
    const sink = sinkThat((_, signal) => {
      tries.push(Date.now());
      return when === 'in a wait' ? Promise.reject(new Error('no')) : untilAborted(signal);
    });
    if (when === 'before') abort.abort(reason);
    let ended: unknown;
    withRetry(sink, { random: () => 0.99 })
      .write(batch, abort.signal)
      .catch((error) => {
        ended = error;
      });
    await pass(50);
    abort.abort(reason);
    await settle();
    expect(ended).toBe(reason);
    expect(tries.length).toBe(when === 'before' ? 0 : 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each<[RetryOptions, string]>([
    [{ retryForMs: 0 }, 'retryForMs must be from 1 to 604800000, got 0'],
    [{ attempts: 1.5 }, 'attempts must be a whole number from 1 to 1000000, got 1.5'],
    [{ firstDelayMs: Number.NaN }, 'firstDelayMs must be from 1 to 60000, got NaN'],
    [{ factor: 0.5 }, 'factor must be from 1 to 10, got 0.5'],
    [{ firstDelayMs: 500, maxDelayMs: 400 }, 'maxDelayMs must be from 500 to 3600000, got 400'],
  ])('refuses %o', (options, message) => {
    expect(() =>
      withRetry(
        sinkThat(async () => undefined),
        options,
      ),
    ).toThrow(message);
  });
});

test(`waits stay in their envelope, attempts in a second are bounded: ${SEEDS} seeds`, async () => {
  let widest = 0;
  let narrowest = 1;
  for (let seed = 1; seed <= SEEDS; seed++) {
    resetClock();
    const random = randomFrom(seed);
    const firstDelayMs = 10 + Math.floor(random() * 200);
    const factor = 1 + random() * 3;
    const maxDelayMs = firstDelayMs + Math.floor(random() * 5000);
    const failures = Math.floor(random() * 25);
    const starts: number[] = [];
    const ends: number[] = [];
    const sink = sinkThat(async () => {
      starts.push(Date.now());
      const ms = Math.floor(random() * 3) * 20;
      if (ms > 0) await sleep(ms);
      ends.push(Date.now());
      if (ends.length <= failures) throw new Error('no');
    });
    const retrying = withRetry(sink, { firstDelayMs, factor, maxDelayMs, random, retryForMs: 1e8 });
    const ended = await outcome(retrying.write(batch, never));
    expect(ended?.error, `seed ${seed}`).toBeUndefined();
    expect(starts.length, `seed ${seed}`).toBe(failures + 1);
    for (let n = 1; n <= failures; n++) {
      const waited = starts[n] - ends[n - 1];
      const most = Math.min(maxDelayMs, firstDelayMs * factor ** n);
      // A timer keeps whole milliseconds.
      expect(waited, `seed ${seed}, wait ${n}`).toBeGreaterThanOrEqual(firstDelayMs - 1);
      expect(waited, `seed ${seed}, wait ${n}`).toBeLessThanOrEqual(most + 1);
      if (most > 3 * firstDelayMs) {
        widest = Math.max(widest, (waited - firstDelayMs) / (most - firstDelayMs));
        narrowest = Math.min(narrowest, (waited - firstDelayMs) / (most - firstDelayMs));
      }
    }
    for (const [i, at] of starts.entries()) {
      const within = starts.slice(i).filter((other) => other < at + 1000).length;
      expect(within, `seed ${seed}`).toBeLessThanOrEqual(1 + Math.ceil(1000 / (firstDelayMs - 1)));
    }
  }
  // The jitter uses the whole of the envelope.
  expect(widest).toBeGreaterThan(0.98);
  expect(narrowest).toBeLessThan(0.02);
});
