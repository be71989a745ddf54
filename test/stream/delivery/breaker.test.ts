import { describe, expect, test, vi } from 'vitest';
import { RejectedError } from '../../../src/engine/feed-sink.js';
import { type BreakerOptions, withBreaker } from '../../../src/stream/delivery/breaker.js';
import {
  batchOf,
  must,
  never,
  outcome,
  pass,
  randomFrom,
  resetClock,
  START,
  settle,
  sinkThat,
  sleep,
  step,
  untilAborted,
  useVirtualClock,
} from './virtual-clock.js';

useVirtualClock();

const SEEDS = 1000;
const batch = batchOf('sales', 1);
const down = new Error('connection refused');

/** A sink that fails while `isDown` says so, and counts its attempts. */
function target() {
  const state = { isDown: true, tries: 0, error: down as Error };
  const sink = sinkThat(async () => {
    state.tries++;
    if (state.isDown) throw state.error;
  });
  return { state, sink };
}

describe('withBreaker', () => {
  test('opens after so many failures in a row, and not before', async () => {
    const { state, sink } = target();
    const breaker = withBreaker(sink, { failures: 3 });
    const write = () => breaker.write(batch, never).catch(() => undefined);
    await write();
    await write();
    state.isDown = false;
    await write();
    state.isDown = true;
    await write();
    await write();
    expect(breaker.breakerStatus('sales')).toMatchObject({ state: 'closed', consecutiveFailures: 2, opened: 0 });
    await write();
    expect(breaker.breakerStatus('sales')).toEqual({
      state: 'open',
      consecutiveFailures: 3,
      opened: 1,
      probeAt: START + 10_000,
      waiting: 0,
      lastError: 'connection refused',
    });
  });

  test('lets one write through when it has been open long enough; the others wait for its end', async () => {
    const { state, sink } = target();
    const slow = sinkThat(async (b, signal) => {
      await sleep(500);
      return sink.write(b, signal);
    });
    const breaker = withBreaker(slow, { failures: 1, per: 'target' });
    await outcome(breaker.write(batch, never).catch(() => undefined));
    const writes = [1, 2, 3].map((n) => breaker.write(batchOf(`feed ${n}`, n), never).catch(() => 'failed'));
    await pass(9_999);
    expect(state.tries).toBe(1);
    expect(breaker.breakerStatus('any')).toMatchObject({ state: 'open', waiting: 3 });
    await pass(400);
    expect(breaker.breakerStatus('any')).toMatchObject({ state: 'half-open', waiting: 2, probeAt: undefined });
    await pass(600);
    // The probe failed: the others wait on, and the next of them tries after the same time.
    expect(state.tries).toBe(2);
    expect(breaker.breakerStatus('any')).toMatchObject({ state: 'open', waiting: 2, opened: 2 });
    state.isDown = false;
    const ended = await outcome(Promise.all(writes));
    expect(ended?.value).toEqual(['failed', undefined, undefined]);
    expect(breaker.breakerStatus('any')).toMatchObject({ state: 'closed', waiting: 0, consecutiveFailures: 0 });
  });

  test('opens after as many failures again when it was closed by a probe, rejected or not', async () => {
    for (const answer of [undefined, new RejectedError('too large', [0])]) {
      resetClock();
      const { state, sink } = target();
      const breaker = withBreaker(sink, { failures: 2 });
      const write = () => breaker.write(batch, never).catch((error) => error);
      await write();
      await write();
      state.isDown = answer !== undefined;
      state.error = answer ?? down;
      expect((await outcome(write()))?.value).toBe(answer);
      expect(breaker.breakerStatus('sales').state).toBe('closed');
      state.isDown = true;
      state.error = down;
      await write();
      expect(breaker.breakerStatus('sales')).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
      await write();
      expect(breaker.breakerStatus('sales').state).toBe('open');
    }
  });

  test('takes a rejection for an answer', async () => {
    const { state, sink } = target();
    state.error = new RejectedError('too large', [0]);
    const breaker = withBreaker(sink, { failures: 2 });
    for (let i = 0; i < 10; i++) await expect(breaker.write(batch, never)).rejects.toBe(state.error);
    expect(breaker.breakerStatus('sales')).toMatchObject({ state: 'closed', opened: 0, consecutiveFailures: 0 });
  });

  test('ends at once when the signal aborts, and leaves the others waiting', async () => {
    const { sink, state } = target();
    const breaker = withBreaker(sink, { failures: 1, per: 'target' });
    await breaker.write(batch, never).catch(() => undefined);
    const abort = new AbortController();
    const ended: unknown[] = [];
    breaker.write(batchOf('sales', 2), abort.signal).catch((error) => ended.push(error));
    breaker.write(batchOf('stores', 2), never).catch((error) => ended.push(error));
    await pass(5000);
    abort.abort('by hand');
    await settle();
    expect(ended).toEqual(['by hand']);
    expect(breaker.breakerStatus('sales').waiting).toBe(1);
    await pass(5001);
    expect(state.tries).toBe(2);
  });

  test('does not close because a probe was stopped', async () => {
    let tries = 0;
    const hanging = sinkThat((_, signal) => (++tries === 1 ? Promise.reject(down) : untilAborted(signal)));
    const breaker = withBreaker(hanging, { failures: 1, per: 'target' });
    await breaker.write(batch, never).catch(() => undefined);
    const abort = new AbortController();
    void breaker.write(batchOf('sales', 2), abort.signal).catch(() => undefined);
    void breaker.write(batchOf('stores', 2), never).catch(() => undefined);
    await pass(12_000);
    expect(breaker.breakerStatus('sales')).toMatchObject({ state: 'half-open', waiting: 1 });
    abort.abort();
    await settle();
    expect(breaker.breakerStatus('sales')).toMatchObject({ state: 'open', waiting: 1 });
    expect(tries).toBe(2);
  });

  test('a clock that is set back does not keep it open', async () => {
    const { state, sink } = target();
    const breaker = withBreaker(sink, { failures: 1 });
    await breaker.write(batch, never).catch(() => undefined);
    state.isDown = false;
    const written = breaker.write(batch, never);
    await pass(5000);
    vi.setSystemTime(START - 3_600_000);
    await pass(5000);
    expect(state.tries).toBe(2);
    await written;
  });

  test('a feed that fails opens its own breaker alone', async () => {
    const sink = sinkThat(async ({ feed }) => {
      if (feed === 'sales') throw down;
    });
    const breaker = withBreaker(sink, { failures: 1 });
    await breaker.write(batch, never).catch(() => undefined);
    expect(breaker.breakerStatus('sales').state).toBe('open');
    expect((await outcome(breaker.write(batchOf('stores', 1), never)))?.ms).toBe(0);
  });

  test.each<[BreakerOptions, string]>([
    [{ failures: 0 }, 'failures must be from 1 to 1000, got 0'],
    [{ failures: 2.5 }, 'failures must be a whole number from 1 to 1000, got 2.5'],
    [{ openForMs: 0 }, 'openForMs must be from 1 to 3600000, got 0'],
  ])('refuses %o', (options, message) => {
    expect(() =>
      withBreaker(
        sinkThat(async () => undefined),
        options,
      ),
    ).toThrow(message);
  });
});

/** What a breaker must do, written down once more: it is told what happens at the sink, and says when that is wrong. */
class Model {
  readonly #failures: number;
  readonly #openForMs: number;
  state: 'closed' | 'open' | 'half-open' = 'closed';
  count = 0;
  until = 0;
  probe: number | undefined;
  opened = 0;

  constructor(failures: number, openForMs: number) {
    this.#failures = failures;
    this.#openForMs = openForMs;
  }

  starts(attempt: number): string | undefined {
    if (this.state === 'closed') return undefined;
    if (this.state === 'half-open') return 'an attempt beside the probe';
    if (Date.now() < this.until) return `an attempt ${this.until - Date.now()} ms too early`;
    this.state = 'half-open';
    this.probe = attempt;
    return undefined;
  }

  ends(attempt: number, how: 'answered' | 'failed' | 'stopped'): void {
    if (attempt === this.probe) {
      this.probe = undefined;
      if (how === 'answered') {
        this.state = 'closed';
        this.count = 0;
      } else this.#open();
    } else if (this.state === 'closed') {
      if (how === 'answered') this.count = 0;
      if (how === 'failed' && ++this.count >= this.#failures) this.#open();
    }
  }

  #open(): void {
    this.state = 'open';
    this.opened++;
    this.until = Date.now() + this.#openForMs;
  }
}

test(`does what the model says with writes at the same time: ${SEEDS} seeds`, async () => {
  const seen = { opened: 0, probes: 0, stopped: 0, late: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    resetClock();
    const random = randomFrom(seed);
    const whole = (most: number) => Math.floor(random() * (most + 1));
    const failures = 1 + whole(4);
    const openForMs = 50 + whole(2000);
    const model = new Model(failures, openForMs);
    const wrong: string[] = [];
    const weights = [0.2 + random() * 0.7, 0.1 * random()];
    let attempts = 0;
    const sink = sinkThat(async (_, signal) => {
      const attempt = ++attempts;
      const era = model.opened;
      const problem = model.starts(attempt);
      if (problem) wrong.push(problem);
      const dice = random();
      const how = dice < weights[0] ? 'failed' : dice < weights[0] + weights[1] ? 'rejected' : 'written';
      const ms = whole(4) === 0 ? whole(3000) : whole(40);
      const stopped = await Promise.race([sleep(ms).then(() => false), untilAborted(signal).catch(() => true)]);
      if (era < model.opened && attempt !== model.probe) seen.late++;
      if (attempt === model.probe) seen.probes++;
      model.ends(attempt, stopped ? 'stopped' : how === 'failed' ? 'failed' : 'answered');
      if (stopped) seen.stopped++;
      if (stopped || how === 'failed') throw stopped ? signal.reason : down;
      if (how === 'rejected') throw new RejectedError('too large', [0]);
    });
    const breaker = withBreaker(sink, { failures, openForMs, per: 'target' });
    const feeds = Array.from({ length: 1 + whole(5) }, async (_, f) => {
      for (let n = 0; n < 6; n++) {
        await sleep(whole(100));
        const abort = new AbortController();
        const timer = whole(9) === 0 ? setTimeout(() => abort.abort('stopped'), whole(800)) : undefined;
        await breaker.write(batchOf(`feed ${f}`, n), abort.signal).catch(() => undefined);
        clearTimeout(timer);
      }
    });
    let isOver = false;
    void Promise.all(feeds).then(() => {
      isOver = true;
    });
    await settle();
    do {
      const status = breaker.breakerStatus('any');
      must(wrong.length === 0, seed, wrong[0]);
      must(status.state === model.state, seed, `${status.state} where the model is ${model.state}`);
      must(status.opened === model.opened, seed, `opened ${status.opened} times, the model ${model.opened}`);
      if (model.state === 'closed') {
        must(status.consecutiveFailures === model.count, seed, `${status.consecutiveFailures} is not ${model.count}`);
        must(status.waiting === 0, seed, 'writes wait for a closed breaker');
      }
      must(!(model.state === 'open' && Date.now() > model.until && status.waiting > 0), seed, 'nobody probes');
    } while (await step());
    must(isOver, seed, 'a write never ended');
    seen.opened += model.opened;
  }
  // What the seeds are for happened.
  expect(seen.opened).toBeGreaterThan(SEEDS);
  expect(seen.probes).toBeGreaterThan(SEEDS);
  expect(seen.stopped).toBeGreaterThan(SEEDS / 5);
  expect(seen.late).toBeGreaterThan(SEEDS / 5);
  expect(vi.getTimerCount()).toBe(0);
});
