import { expect, test, vi } from 'vitest';
import { OutsideError } from '../../../src/engine/errors.js';
import { RejectedError } from '../../../src/engine/feed-sink.js';
import { Secret } from '../../../src/engine/secret.js';
import { deliver } from '../../../src/stream/delivery/deliver.js';
import type { DeadLetter } from '../../../src/stream/delivery/letter-files.js';
import { planOf, type Ran, run, stalled } from './simulation.js';
import { batchOf, never, outcome, START, sinkThat, useVirtualClock } from './virtual-clock.js';

const dead = vi.hoisted(() => new Set<string>());
// The disk takes real time: in a simulation the letters stay in memory. The files have tests of their own.
vi.mock('../../../src/stream/delivery/letter-files.js', () => ({
  addLetters: async (_: string, letters: readonly DeadLetter[]) => {
    for (const letter of letters) dead.add(letter.event_id);
  },
  retryDeadLetters: () => undefined,
}));

useVirtualClock();

const SEEDS = 800;

test(`nothing is lost, counted twice, out of order or unbounded: ${SEEDS} seeds`, async () => {
  const seen: Record<string, number> = {};
  const count = (what: string, n: number) => {
    seen[what] = (seen[what] ?? 0) + n;
  };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const plan = planOf(seed);
    const ran = await run(plan, dead, vi.getTimerCount);
    if (!ran.isAborted && ran.failed.size === 0) {
      const all = plan.feeds.length * plan.batches;
      if (ran.acknowledged.size !== all) throw new Error(`seed ${seed}: ${ran.acknowledged.size} of ${all}`);
      count('through', 1);
    }
    count('aborted', Number(ran.isAborted));
    count('failed', ran.failed.size);
    count('dead', ran.dead);
    count('paused', ran.paused);
    count('held back by a breaker', ran.refusedWhileOpen);
    for (const [deed, times] of ran.deeds) count(deed, times);
  }
  // What the seeds are for happened, and often.
  for (const what of ['through', 'aborted', 'failed', 'dead', 'paused', 'held back by a breaker']) {
    expect(seen[what], what).toBeGreaterThan(SEEDS / 20);
  }
  for (const deed of ['write', 'fail', 'lose the answer', 'hang', 'end late', 'hear nothing']) {
    expect(seen[deed], deed).toBeGreaterThan(SEEDS / 5);
  }
});

test('a feed that stalls changes nothing for the others, to the millisecond: 100 seeds', async () => {
  let late = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const plan = {
      ...planOf(seed),
      feeds: ['sales', 'stores'],
      random: () => 0.5,
      abortAfterMs: undefined,
      retryForMs: 20_000,
    };
    const times = (ran: Ran) => [...ran.acknowledged].filter(([name]) => !name.startsWith('visits/'));
    const alone = times(await run(plan, dead, vi.getTimerCount));
    const { mannersOf } = plan;
    const beside = await run(
      {
        ...plan,
        feeds: [...plan.feeds, 'visits'],
        mannersOf: (feed, at) => (feed === 'visits' ? stalled : mannersOf(feed, at)),
      },
      dead,
      vi.getTimerCount,
    );
    expect(beside.failed.has('visits'), `seed ${seed}`).toBe(true);
    expect(times(beside).sort(), `seed ${seed}`).toEqual(alone.sort());
    if (alone.some(([, ms]) => ms > 2000)) late++;
  }
  expect(late).toBeGreaterThan(25);
});

test('from outside in: buffer, dead letters, retry, breaker, timeout; a status for a display', async () => {
  dead.clear();
  let tries = 0;
  const secret = new Secret('hunter2');
  const sink = sinkThat(async ({ ids }) => {
    tries++;
    if (tries <= 2) throw new Error('cannot log in with hunter2');
    throw new RejectedError(`${ids[1]} is too large for hunter2`, [1]);
  });
  const acknowledged: number[] = [];
  const delivery = deliver(sink, {
    buffer: {
      signal: never,
      onAcknowledged: ({ number }) => void acknowledged.push(number),
      onFailed: () => undefined,
    },
    deadLetters: {
      folder: 'nowhere',
      encode: () => ({ bytes: Buffer.from('{"a":1} {"a":2}'), ends: Uint32Array.of(7, 15) }),
    },
    retry: { random: () => 0 },
    breaker: { failures: 2 },
    secrets: [secret],
  });
  await delivery.put(batchOf('sales', 5, 2));
  const drained = await outcome(delivery.drain());
  expect(drained).toMatchObject({ value: undefined, ms: 10_100 });
  expect([tries, acknowledged, [...dead]]).toEqual([3, [5], ['sales/5/1']]);
  const status = delivery.status('sales');
  expect(structuredClone(status)).toEqual({
    feed: 'sales',
    buffer: { batches: 0, events: 0, writing: undefined, waiting: false, failed: undefined },
    deadLetters: { dead: 1, lastReason: 'sales/5/1 is too large for ***', lastAt: START + 10_100 },
    retry: {
      retries: 2,
      attempt: 0,
      nextTryAt: undefined,
      lastError: 'cannot log in with ***',
      lastErrorAt: START + 100,
    },
    breaker: {
      state: 'closed',
      consecutiveFailures: 0,
      opened: 1,
      probeAt: undefined,
      waiting: 0,
      lastError: 'cannot log in with ***',
    },
    timeout: { writingSince: undefined, timeouts: 0, abandoned: 0 },
  });
});

test('a target that is down fails all its feeds with a reason, those that never had their turn, too', async () => {
  const failures = new Map<string, unknown>();
  const delivery = deliver(
    sinkThat(async () => {
      throw new Error('connection refused');
    }),
    {
      buffer: {
        signal: never,
        onAcknowledged: () => undefined,
        onFailed: (error, feed) => void failures.set(feed, error),
      },
      deadLetters: { folder: 'nowhere', encode: () => ({ bytes: Buffer.alloc(0), ends: new Uint32Array(0) }) },
      breaker: { per: 'target', failures: 1 },
      retry: { retryForMs: 5000 },
    },
  );
  await delivery.put(batchOf('sales', 1));
  await delivery.put(batchOf('stores', 1));
  const drained = await outcome(delivery.drain());
  expect(drained?.ms).toBe(5000);
  expect(drained?.error).toBeInstanceOf(OutsideError);
  for (const feed of ['sales', 'stores']) {
    expect(String(failures.get(feed))).toMatch(
      new RegExp(`did not take batch 1 of ${feed} in 5 s \\(\\d attempts?\\): connection refused; nothing is lost`),
    );
  }
});
