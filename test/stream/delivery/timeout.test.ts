import { describe, expect, test, vi } from 'vitest';
import { OutsideError } from '../../../src/engine/errors.js';
import { RejectedError } from '../../../src/engine/feed-sink.js';
import { type TimeoutOptions, withTimeout } from '../../../src/stream/delivery/timeout.js';
import {
  batchOf,
  never,
  outcome,
  pass,
  settle,
  sinkThat,
  sleep,
  untilAborted,
  useVirtualClock,
} from './virtual-clock.js';

useVirtualClock();

const batch = batchOf('sales', 1);

describe('withTimeout', () => {
  test('leaves a write alone that ends in time, well or not', async () => {
    expect(await outcome(withTimeout(sinkThat(() => sleep(29_999))).write(batch, never))).toMatchObject({ ms: 29_999 });
    expect(vi.getTimerCount()).toBe(0);
    const error = new Error('connection refused');
    expect((await outcome(withTimeout(sinkThat(() => Promise.reject(error))).write(batch, never)))?.error).toBe(error);
    const thrower = sinkThat(() => {
      throw error;
    });
    expect((await outcome(withTimeout(thrower).write(batch, never)))?.error).toBe(error);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stops a write that takes too long', async () => {
    const sink = withTimeout(sinkThat((_, signal) => untilAborted(signal)));
    const ended = await outcome(sink.write(batch, never));
    expect(ended?.ms).toBe(30_000);
    expect(ended?.error).toBeInstanceOf(OutsideError);
    expect(String(ended?.error)).toContain('kafka://test did not answer within 30 s');
    expect(sink.timeoutStatus('sales')).toEqual({ writingSince: undefined, timeouts: 1, abandoned: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves one that does not listen when the grace is over', async () => {
    const sink = withTimeout(
      sinkThat(() => new Promise(() => undefined)),
      { timeoutMs: 1000, graceMs: 300 },
    );
    let ended: unknown;
    sink.write(batch, never).catch((error) => {
      ended = error;
    });
    await pass(1299);
    expect(ended).toBeUndefined();
    expect(sink.timeoutStatus('sales')).toMatchObject({ timeouts: 1, abandoned: 0 });
    await pass(1);
    expect(ended).toBeInstanceOf(OutsideError);
    expect(sink.timeoutStatus('sales')).toMatchObject({ timeouts: 1, abandoned: 1 });
  });

  test('takes what a write says in the grace when it says what became of the batch', async () => {
    const late = (end: () => void) =>
      withTimeout(
        sinkThat(() => sleep(1100).then(end)),
        { timeoutMs: 1000 },
      );
    expect(await outcome(late(() => undefined).write(batch, never))).toEqual({ value: undefined, ms: 1100 });
    const rejected = new RejectedError('too large', [0]);
    const reject = () => {
      throw rejected;
    };
    expect((await outcome(late(reject).write(batch, never)))?.error).toBe(rejected);
  });

  test.each(['one that listens', 'one that does not'])('ends at once when the signal aborts: %s', async (which) => {
    const abort = new AbortController();
    const sink = withTimeout(
      sinkThat((_, signal) => (which === 'one that listens' ? untilAborted(signal) : new Promise(() => undefined))),
    );
    let ended: unknown;
    sink.write(batch, abort.signal).catch((error) => {
      ended = error;
    });
    await pass(10);
    expect(sink.timeoutStatus('sales').writingSince).toBeDefined();
    abort.abort('by hand');
    await settle();
    expect(ended).toBe('by hand');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin when the signal has aborted', async () => {
    let tries = 0;
    const sink = withTimeout(
      sinkThat(async () => {
        tries++;
      }),
    );
    await expect(sink.write(batch, AbortSignal.abort('by hand'))).rejects.toBe('by hand');
    expect(tries).toBe(0);
  });

  test.each<[TimeoutOptions, string]>([
    [{ timeoutMs: 0 }, 'timeoutMs must be from 1 to 86400000, got 0'],
    [{ graceMs: -1 }, 'graceMs must be from 0 to 60000, got -1'],
  ])('refuses %o', (options, message) => {
    expect(() =>
      withTimeout(
        sinkThat(async () => undefined),
        options,
      ),
    ).toThrow(message);
  });
});
