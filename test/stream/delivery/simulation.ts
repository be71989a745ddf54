/** A delivery from end to end on a virtual clock: feeds that put batches, a target that does what a seed says. */
import { type FeedBatch, type FeedSink, RejectedError } from '../../../src/engine/feed-sink.js';
import { type Delivery, deliver } from '../../../src/stream/delivery/deliver.js';
import { batchOf, must, randomFrom, resetClock, settle, sinkThat, sleep, step, untilAborted } from './virtual-clock.js';

/** What a target may do with a batch, with how often. */
type Deed = 'write' | 'fail' | 'lose the answer' | 'hang' | 'end late' | 'hear nothing';
type Manner = Readonly<Partial<Record<Deed, number>>>;

const healthy: Manner = { write: 1 };
const shaky: Manner = { write: 8, fail: 4, 'lose the answer': 1, hang: 1, 'end late': 1, 'hear nothing': 0.5 };
const down: Manner = { fail: 8, hang: 1, 'hear nothing': 1 };
export const stalled: Manner = { fail: 1, hang: 1, 'hear nothing': 1 };

export interface Plan {
  readonly seed: number;
  readonly feeds: readonly string[];
  readonly mannersOf: (feed: string, at: number) => Manner;
  readonly batches: number;
  readonly maxBatches: number;
  readonly maxEvents: number | undefined;
  readonly failures: number;
  readonly retryForMs: number;
  readonly poisoned: number;
  readonly random: () => number;
  readonly abortAfterMs: number | undefined;
}

export const TIMEOUT_MS = 2000;
const GRACE_MS = 300;
const OPEN_MS = 1500;
const FIRST_DELAY_MS = 100;

/** A plan from a seed: healthy, shaky and dead times, small and large buffers, some that are aborted. */
export function planOf(seed: number): Plan {
  const random = randomFrom(seed);
  const whole = (most: number) => Math.floor(random() * (most + 1));
  const feeds = ['sales', 'stores', 'visits'].slice(0, 1 + whole(2));
  const outage = [whole(3000), whole(12_000)];
  const usual = random() < 0.3 ? healthy : shaky;
  return {
    seed,
    feeds,
    mannersOf: (_, at) => (at >= outage[0] && at < outage[0] + outage[1] ? down : usual),
    batches: 2 + whole(5),
    maxBatches: 1 + whole(3),
    maxEvents: whole(1) === 0 ? undefined : 1 + whole(8),
    failures: 1 + whole(4),
    retryForMs: random() < 0.2 ? 3000 : 600_000,
    poisoned: random() < 0.5 ? 0 : 0.2,
    random,
    abortAfterMs: whole(3) === 0 ? whole(15_000) : undefined,
  };
}

/** What a run has come to. */
export interface Ran {
  readonly put: Map<string, number>;
  /** When each batch was acknowledged: `feed/number` and ms after the start. */
  readonly acknowledged: Map<string, number>;
  readonly dead: number;
  readonly failed: ReadonlySet<string>;
  readonly isAborted: boolean;
  readonly deeds: ReadonlyMap<string, number>;
  readonly paused: number;
  readonly refusedWhileOpen: number;
}

/** The target: what it has, and what each feed's attempts were. */
class Target {
  readonly #plan: Plan;
  readonly #fail: (what: string) => void;
  readonly #randoms: Map<string, () => number>;
  readonly delivered = new Set<string>();
  readonly inFlight = new Map<string, number>();
  readonly lastNumber = new Map<string, number>();
  readonly failedAt = new Map<string, number[]>();
  readonly deeds = new Map<string, number>();
  /** Until when the breaker of a feed lets nothing through, as it said at the last moment. */
  readonly closedUntil = new Map<string, number>();
  readonly sink: FeedSink;
  /** Timers of the target itself, which outlive an abort. */
  timers = 0;
  #began = Date.now();

  constructor(plan: Plan, fail: (what: string) => void) {
    this.#plan = plan;
    this.#fail = fail;
    this.#randoms = new Map(plan.feeds.map((feed, i) => [feed, randomFrom(plan.seed * 31 + feed.length + i * 7)]));
    this.sink = sinkThat((batch, signal) => this.#write(batch, signal));
  }

  async #write(batch: FeedBatch, signal: AbortSignal): Promise<void> {
    const { feed, number } = batch;
    const at = Date.now();
    if (signal.aborted) this.#fail('a write began after the abort');
    if ((this.inFlight.get(feed) ?? 0) > 0) this.#fail(`two writes of ${feed} at a time`);
    if (number < (this.lastNumber.get(feed) ?? 0)) this.#fail(`batch ${number} of ${feed} after a later one`);
    if (at < (this.closedUntil.get(feed) ?? 0)) this.#fail(`an attempt of ${feed} while its breaker is open`);
    this.lastNumber.set(feed, number);
    this.inFlight.set(feed, 1);
    const random = this.#randoms.get(feed)!;
    const deed = drawn(this.#plan.mannersOf(feed, at - this.#began), random());
    this.deeds.set(deed, (this.deeds.get(deed) ?? 0) + 1);
    try {
      await this.#do(deed, batch, signal, Math.floor(random() * 200));
    } catch (error) {
      if (!(error instanceof RejectedError)) {
        const failures = this.failedAt.get(feed) ?? [];
        failures.push(Date.now());
        this.failedAt.set(feed, failures);
      }
      throw error;
    } finally {
      this.inFlight.set(feed, 0);
    }
  }

  async #do(deed: Deed, batch: FeedBatch, signal: AbortSignal, ms: number): Promise<void> {
    if (deed === 'hang') return untilAborted(signal);
    if (deed === 'hear nothing') {
      // Left alone after the grace: from then on the next attempt may come.
      await this.#sleep(TIMEOUT_MS + GRACE_MS - 1);
      this.inFlight.set(batch.feed, 0);
      return new Promise(() => undefined);
    }
    if (deed === 'end late') await untilAborted(signal).catch(() => undefined);
    await this.#sleep(ms);
    if (deed === 'fail') throw new Error('connection refused');
    const poisoned: number[] = [];
    for (const [row, id] of batch.ids.entries()) {
      if (isPoisoned(id, this.#plan.poisoned)) poisoned.push(row);
      else this.delivered.add(id);
    }
    if (deed === 'lose the answer') throw new Error('connection reset');
    if (poisoned.length > 0) throw new RejectedError('too large', poisoned);
  }

  async #sleep(ms: number): Promise<void> {
    this.timers++;
    await sleep(ms);
    this.timers--;
  }
}

/** Runs a plan and checks at every moment what must always hold. `dead` gets the ids of dead letters, by feed. */
export async function run(plan: Plan, dead: Set<string>, timerCount: () => number): Promise<Ran> {
  resetClock();
  dead.clear();
  const start = Date.now();
  const wrong: string[] = [];
  const target = new Target(plan, (what) => wrong.push(what));
  const abort = new AbortController();
  const put = new Map<string, number>();
  const putRows = new Map<string, number>();
  const ackRows = new Map<string, number>();
  const pending = new Set<string>();
  const acknowledged = new Map<string, number>();
  const next = new Map<string, number>();
  const failed = new Set<string>();
  let sleeping = 0;
  let paused = 0;
  let refusedWhileOpen = 0;

  const delivery = deliver(target.sink, {
    buffer: {
      batches: plan.maxBatches,
      events: plan.maxEvents,
      signal: abort.signal,
      onAcknowledged: ({ feed, number, rows, ids }) => {
        const name = `${feed}/${number}`;
        if (acknowledged.has(name)) wrong.push(`${name} is acknowledged twice`);
        if (number !== (next.get(feed) ?? 0)) wrong.push(`${name} is acknowledged before ${next.get(feed) ?? 0}`);
        next.set(feed, number + 1);
        acknowledged.set(name, Date.now() - start);
        ackRows.set(feed, (ackRows.get(feed) ?? 0) + rows);
        for (const id of ids) {
          const isDead = dead.has(id);
          if (isDead !== isPoisoned(id, plan.poisoned)) wrong.push(`${id} is ${isDead ? 'dead' : 'not dead'}`);
          if (!isDead && !target.delivered.has(id)) wrong.push(`${id} is acknowledged and was never delivered`);
        }
      },
      onFailed: (_, feed) => {
        if (failed.has(feed)) wrong.push(`${feed} fails twice`);
        failed.add(feed);
      },
    },
    deadLetters: { folder: 'nowhere', encode: () => ({ bytes: Buffer.alloc(0), ends: new Uint32Array(99) }) },
    retry: { firstDelayMs: FIRST_DELAY_MS, maxDelayMs: 2000, random: plan.random, retryForMs: plan.retryForMs },
    breaker: { failures: plan.failures, openForMs: OPEN_MS },
    timeout: { timeoutMs: TIMEOUT_MS, graceMs: GRACE_MS },
  });

  const generate = async (feed: string): Promise<void> => {
    const random = randomFrom(plan.seed * 17 + feed.length);
    for (let number = 0; number < plan.batches; number++) {
      sleeping++;
      await sleep(Math.floor(random() * 300));
      sleeping--;
      const batch = batchOf(feed, number, 1 + Math.floor(random() * 5));
      pending.add(feed);
      await delivery.put(batch).finally(() => pending.delete(feed));
      put.set(feed, number + 1);
      putRows.set(feed, (putRows.get(feed) ?? 0) + batch.rows);
    }
  };
  let isOver = false;
  void Promise.allSettled(plan.feeds.map(generate))
    .then(() => delivery.drain())
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  if (plan.abortAfterMs !== undefined) setTimeout(() => abort.abort('by hand'), plan.abortAfterMs);

  const check = (): void => {
    must(wrong.length === 0, plan.seed, wrong[0]);
    if (abort.signal.aborted) {
      must(timerCount() <= target.timers + sleeping, plan.seed, 'something waits after the abort');
      must(pending.size === 0, plan.seed, 'a put waits after the abort');
      return;
    }
    for (const feed of plan.feeds) {
      paused += pending.has(feed) ? 1 : 0;
      if (checkFeed(plan, delivery, target, feed, pending.has(feed))) refusedWhileOpen++;
      const { buffer } = delivery.status(feed);
      const known = (ackRows.get(feed) ?? 0) + buffer.events;
      const all = putRows.get(feed) ?? 0;
      must(failed.has(feed) || known === all, plan.seed, `${feed}: put ${all} events, knows of ${known}`);
      must(failed.has(feed) === (buffer.failed !== undefined), plan.seed, `${feed} failed and nobody was told`);
    }
  };
  await settle();
  do check();
  while (!(isOver && sleeping === 0) && (await step()));
  must(isOver, plan.seed, 'it never ended');
  return {
    put,
    acknowledged,
    dead: dead.size,
    failed,
    isAborted: abort.signal.aborted,
    deeds: target.deeds,
    paused,
    refusedWhileOpen,
  };
}

/** What must hold for one feed at every moment. Says whether its breaker holds it back. */
function checkFeed(plan: Plan, delivery: Delivery, target: Target, feed: string, isPending: boolean): boolean {
  const { buffer, breaker, retry } = delivery.status(feed);
  const { seed, maxBatches, maxEvents } = plan;
  const now = Date.now();
  must(buffer.batches <= maxBatches, seed, `${buffer.batches} batches of ${feed} are held`);
  must(
    maxEvents === undefined || buffer.events <= maxEvents || buffer.batches === 1,
    seed,
    `${buffer.events} events of ${feed} are held`,
  );
  must(
    buffer.waiting === isPending,
    seed,
    `the status of ${feed} says that it ${buffer.waiting ? '' : 'does not '}wait`,
  );
  must(!(isPending && buffer.batches === 0), seed, `${feed} waits for an empty buffer`);
  must(
    !(isPending && maxEvents === undefined && buffer.batches < maxBatches),
    seed,
    `${feed} waits and there is room for it`,
  );
  const isAtWork = (target.inFlight.get(feed) ?? 0) > 0 || delivery.status(feed).timeout.writingSince !== undefined;
  const isWaiting = retry.nextTryAt !== undefined || breaker.waiting > 0;
  must(buffer.batches === 0 || isAtWork || isWaiting, seed, `${feed} has batches and nothing happens`);
  must(retry.nextTryAt === undefined || retry.nextTryAt >= now - 1, seed, `${feed} should have been tried`);
  target.closedUntil.set(feed, breaker.state === 'open' ? (breaker.probeAt ?? 0) : 0);
  const recent = (target.failedAt.get(feed) ?? []).filter((at) => at > now - 1000).length;
  must(recent <= 1 + 1000 / FIRST_DELAY_MS, seed, `${recent} attempts of ${feed} failed in a second`);
  return breaker.state === 'open' && breaker.waiting > 0;
}

function isPoisoned(id: string, share: number): boolean {
  let hash = 17;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 1009;
  return (hash * 7) % 100 < share * 100;
}

function drawn(manner: Manner, dice: number): Deed {
  const entries = Object.entries(manner) as [Deed, number][];
  let rest = dice * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [deed, weight] of entries) {
    rest -= weight;
    if (rest < 0) return deed;
  }
  return entries[0][0];
}
