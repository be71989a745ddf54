/**
 * The stream itself: each feed makes its batches, waits for its time, and hands them to the delivery; the checkpoint
 * follows the acknowledgements. Feeds run side by side: one that stands still does not hold back the others.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, OutsideError } from '../engine/errors.js';
import type { FeedBatch, FeedSink } from '../engine/feed-sink.js';
import { feedClock } from '../world/feeds/feeds.js';
import type { World } from '../world/world.js';
import { Checkpoint } from './checkpoint.js';
import { sliced } from './columns.js';
import { type Delivery, type DeliveryOptions, deliver } from './delivery/deliver.js';
import { FeedSource } from './feed-source.js';
import { type Pace, Pacer, type WallClock } from './pace.js';
import type { FeedPlan, StreamPlan } from './plan.js';

import type { StreamEnd, StreamResult, StreamStatus } from './status.js';
import { meanBetween } from './times.js';
import { writeTruth } from './truth.js';
import { clearParts, truthFolder } from './truth-parts.js';

/** Rows that a feed without a pace makes at a time, about. */
const STEP_ROWS = 32_768;
const STEP_BATCHES = 256;
/** What a feed makes at a time waits while it is ahead of the others: so many times as far as it may be, at most. */
const STEP_LEADS = 4;
/** Sales of the batches that a feed may be ahead of the slowest one that is not standing still, about. */
const LEAD_ROWS = 65_536;
/** A feed whose batch is not acknowledged for so long stands still, in ms. */
const STANDSTILL_MS = 2000;
/** How long a stream that is stopped waits for the next acknowledgement, in ms. */
const PATIENCE_MS = 5000;

export interface RunOptions {
  readonly plan: StreamPlan;
  /** The world of the plan's settings. */
  readonly world: World;
  readonly sink: FeedSink;
  readonly pace: Pace;
  /** Folder of checkpoint and truth; nothing is kept when undefined. */
  readonly state: string | undefined;
  readonly delivery: Omit<DeliveryOptions, 'buffer'> & { readonly bufferBatches?: number };
  /** Ends after so many events; with the batch that they end in where a state is kept. */
  readonly maxEvents?: number;
  /** Ends after so many ms. */
  readonly durationMs?: number;
  /** A graceful stop: what is under way is acknowledged or left for the next run. */
  readonly signal: AbortSignal;
  readonly onStatus?: (status: StreamStatus) => void;
}

const wallClock: WallClock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
};

interface Running {
  readonly plan: FeedPlan;
  readonly source: FeedSource;
  /** Events that were acknowledged in this run. */
  events: number;
  /** When a batch was acknowledged last. */
  movedAt: number;
  lagMs: number;
  latencySeconds: number;
  /** Resolves with the first batch that is acknowledged, or when there will be none. */
  readonly begun: Promise<void>;
  begin(): void;
  isDone: boolean;
  /** Batches that it makes at a time: few at first, so that all feeds have rows soon. */
  step: number;
  /** Number of the batch that is handed over. */
  position: number;
  hasFailed: boolean;
}

class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
  readonly end: StreamEnd;

  constructor(end: StreamEnd) {
    super(`the stream has ended: ${end}`);
    this.end = end;
  }
}

/** Runs a stream until it ends or is stopped. Everything acknowledged is in the checkpoint and in the truth then. */
export async function runStream(options: RunOptions): Promise<StreamResult> {
  const stream = new Stream(options);
  return stream.run();
}

class Stream {
  readonly #options: RunOptions;
  readonly #checkpoint: Checkpoint;
  readonly #pacer: Pacer;
  /** Ends the making of batches. */
  readonly #halt = new AbortController();
  /** Ends what is on its way to the target, too. */
  readonly #stop = new AbortController();
  readonly #feeds = new Map<string, Running>();
  readonly #delivery: Delivery;
  readonly #startedAt = performance.now();
  /** Batches that a feed may be ahead of the slowest one that is not standing still. */
  readonly #lead: number;
  readonly #startUs: number;
  /** Batches of which a part was handed over. */
  readonly #parts = new WeakSet<FeedBatch>();
  #failure: unknown;
  #handed = 0;
  #acknowledgements = 0;
  #events = 0;
  #perSecond = 0;
  #counted = { at: performance.now(), events: 0 };

  constructor(options: RunOptions) {
    const { plan, sink, state, delivery } = options;
    this.#options = options;
    this.#checkpoint = new Checkpoint(
      state,
      {
        dataset: plan.dataset,
        target: sink.target,
        identity: plan.identity,
        ...(plan.toInterval !== undefined && {
          endsIn: Math.floor((plan.toInterval * plan.config['feed.interval'] * 1e6) / plan.batchUs),
        }),
      },
      plan.feeds.map(({ feed }) => feed),
    );
    this.#pacer = new Pacer(options.pace, wallClock);
    const { 'feed.sales': sales, 'feed.interval': seconds } = plan.config;
    const rows = (sales * plan.batchUs) / (seconds * 1e6);
    this.#lead = Math.max(2, Math.min(STEP_BATCHES, Math.floor(LEAD_ROWS / rows)));
    // Each write of each feed listens to it.
    setMaxListeners(0, this.#stop.signal, this.#halt.signal);
    this.#delivery = deliver(sink, {
      ...delivery,
      buffer: {
        batches: delivery.bufferBatches,
        signal: this.#stop.signal,
        onAcknowledged: (batch) => this.#acknowledged(batch),
        onFailed: (error, feed) => this.#fail(error, feed),
      },
    });
    this.#startUs = feedClock(options.world).startUs;
  }

  async run(): Promise<StreamResult> {
    const { plan, sink, state, signal, durationMs } = this.#options;
    await this.#delivery.open(
      plan.feeds.map((feed) => ({ feed: feed.feed, columns: feed.columns, primaryKey: feed.key })),
    );
    const end = (why: StreamEnd) => () => this.#halt.abort(new StreamEnded(why));
    const onStop = end('stopped');
    if (signal.aborted) onStop();
    signal.addEventListener('abort', onStop);
    const timer = durationMs === undefined ? undefined : setTimeout(end('duration'), durationMs);
    const ticker = setInterval(() => this.#tick(), 1000);
    let truth: string[] = [];
    try {
      this.#checkpoint.begin();
      await Promise.all(plan.feeds.map((feed) => this.#open(feed)));
      const feeds = Promise.all([...this.#feeds.values()].map((feed) => this.#run(feed)));
      const delivered = feeds.then(() => this.#delivery.drain().catch(() => undefined));
      await Promise.race([delivered, aborted(this.#halt.signal)]);
      // A stream that is stopped waits for what was handed over, unless the target stands still.
      await Promise.race([delivered, this.#standstill()]);
      this.#stop.abort(this.#halt.signal.reason);
      await feeds;
    } finally {
      clearInterval(ticker);
      clearTimeout(timer);
      signal.removeEventListener('abort', onStop);
      this.#checkpoint.save();
      await sink.close().catch(() => undefined);
      const isKept = await this.#settle();
      for (const { source } of this.#feeds.values()) source.close();
      if (state !== undefined && isKept) {
        truth = await writeTruth({ plan, state, arrivedUs: this.#arrivedUs(), startUs: this.#startUs });
      }
    }
    if (this.#failure !== undefined) throw this.#failure;
    const reason: unknown = this.#halt.signal.reason;
    this.#tick();
    return { ...this.status(), end: reason instanceof StreamEnded ? reason.end : 'over', truth };
  }

  /** Keeps what the truth needs of every feed. False, and the stream has failed, where that cannot be. */
  async #settle(): Promise<boolean> {
    const kept = [...this.#feeds.values()].map(async ({ plan, source }) => {
      try {
        await source.settle();
        return true;
      } catch (thrown) {
        this.#fail(thrown, plan.feed);
        return false;
      }
    });
    return (await Promise.all(kept)).every(Boolean);
  }

  /** Resolves when nothing was acknowledged for a while. */
  async #standstill(): Promise<void> {
    for (let seen = -1; seen !== this.#acknowledgements; ) {
      seen = this.#acknowledgements;
      await sleep(PATIENCE_MS, undefined, { ref: false });
    }
  }

  status(): StreamStatus {
    return {
      dataset: this.#options.plan.dataset,
      target: this.#options.sink.target,
      seconds: (performance.now() - this.#startedAt) / 1000,
      events: this.#events,
      perSecond: this.#perSecond,
      feeds: [...this.#feeds.values()].map(({ plan: { feed }, events, lagMs, latencySeconds }) => ({
        feed,
        events,
        eventsInAll: this.#checkpoint.of(feed).events,
        arrivedUntil: new Date(this.#arrivedUs()[feed] / 1000).toISOString().replace(/Z$/, ''),
        lagMs,
        latencySeconds,
        delivery: this.#delivery.status(feed),
      })),
    };
  }

  #tick(): void {
    const now = performance.now();
    const seconds = (now - this.#counted.at) / 1000;
    if (seconds >= 0.2) {
      this.#perSecond = (this.#events - this.#counted.events) / seconds;
      this.#counted = { at: now, events: this.#events };
    }
    this.#checkpoint.save();
    this.#options.onStatus?.(this.status());
  }

  #arrivedUs(): Record<string, number> {
    const { plan } = this.#options;
    return Object.fromEntries(
      plan.feeds.map(({ feed }) => [feed, this.#startUs + this.#checkpoint.of(feed).next * plan.batchUs]),
    );
  }

  async #open(plan: FeedPlan): Promise<void> {
    const { plan: stream, state, world } = this.#options;
    const { next } = this.#checkpoint.of(plan.feed);
    const place = state === undefined ? undefined : truthFolder(state, plan.feed);
    if (place !== undefined && this.#checkpoint.isNew) clearParts(place);
    const source = await FeedSource.open(stream, plan, world, next, place);
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const feed: Running = {
      plan,
      source,
      events: 0,
      movedAt: performance.now(),
      lagMs: 0,
      latencySeconds: 0,
      begun,
      begin,
      isDone: false,
      step: 1,
      position: source.nextBatch,
      hasFailed: false,
    };
    if (this.#checkpoint.of(plan.feed).events > 0) begin();
    this.#feeds.set(plan.feed, feed);
  }

  /** Hands over the batches of a feed, one after the other, until the stream or the feed ends. */
  async #run(feed: Running): Promise<void> {
    const { plan: stream, pace } = this.#options;
    const { signal } = this.#halt;
    let given = 0;
    try {
      // The pace begins where the feed that is furthest behind goes on.
      this.#pacer.begin(Math.min(...[...this.#feeds.values()].map(({ source }) => source.nextBatch)) * stream.batchUs);
      if (!(await this.#waitFor(feed.plan.after))) return;
      while (!signal.aborted && !feed.source.isOver) {
        const many = pace.kind === 'scaled' ? this.#due(feed) : feed.step;
        const batches = await feed.source.next(many);
        for (const batch of batches) {
          feed.position = batch.number;
          await this.#keepTogether(feed);
          await this.#hand(feed, batch);
        }
        feed.position = feed.source.nextBatch;
        await this.#keepTogether(feed);
        feed.step = Math.min(nextStep(many, batches), STEP_LEADS * this.#lead);
        given += batches.length;
      }
      // Nothing came, and nothing will: whoever waits for the first row need not wait any longer.
      if (given === 0) feed.begin();
    } catch (thrown) {
      if (!signal.aborted && !this.#stop.signal.aborted) this.#fail(thrown, feed.plan.feed);
    } finally {
      feed.isDone = true;
    }
  }

  /** Batches to make at a time against the wall clock: those that are due already, at least one. */
  #due(feed: Running): number {
    const { batchUs } = this.#options.plan;
    let due = 1;
    while (due < feed.step && this.#pacer.lagMs((feed.source.nextBatch + due + 1) * batchUs) >= 0) due++;
    return due;
  }

  /** Waits until feeds have rows, or are over without any. False when one has failed before its first row. */
  async #waitFor(feeds: readonly string[]): Promise<boolean> {
    const { signal } = this.#halt;
    const begun = Promise.all(feeds.map((name) => this.#feeds.get(name)?.begun));
    await Promise.race([begun, aborted(signal)]);
    return !feeds.some((name) => this.#feeds.get(name)?.hasFailed && this.#checkpoint.of(name).events === 0);
  }

  /** Waits while the feed is far ahead of another that moves. */
  async #keepTogether(feed: Running): Promise<void> {
    const { signal } = this.#halt;
    const isAhead = () =>
      [...this.#feeds.values()].some(
        (other) =>
          other !== feed &&
          !other.isDone &&
          performance.now() - other.movedAt < STANDSTILL_MS &&
          other.position + this.#lead < feed.position,
      );
    while (!signal.aborted && isAhead()) await sleep(5, undefined, { signal });
  }

  async #hand(feed: Running, batch: FeedBatch): Promise<void> {
    const { plan, maxEvents, state } = this.#options;
    const { signal } = this.#halt;
    const arrivalUs = (batch.number + 1) * plan.batchUs;
    await this.#pacer.wait(arrivalUs, batch.rows, signal);
    signal.throwIfAborted();
    feed.lagMs = Math.max(0, this.#pacer.lagMs(arrivalUs));
    feed.latencySeconds = meanBetween(batch.eventTimes, batch.arrivalTimes) / 1e6;
    if (this.#handed === maxEvents) {
      // Another feed brings the last ones to their target.
      await aborted(signal);
      return;
    }
    if (maxEvents !== undefined && this.#handed + batch.rows >= maxEvents) {
      const rows = maxEvents - this.#handed;
      this.#handed = maxEvents;
      // Where a checkpoint is kept a batch is delivered whole: half of one is in no truth.
      const part = rows === batch.rows || state !== undefined ? batch : firstRows(batch, rows);
      if (part !== batch) this.#parts.add(part);
      try {
        await this.#delivery.put(part);
        await this.#delivery.drain();
      } finally {
        // Also when a feed has failed: the others wait for this end.
        this.#halt.abort(new StreamEnded('events'));
      }
      return;
    }
    this.#handed += batch.rows;
    await this.#delivery.put(batch);
  }

  #acknowledged(batch: FeedBatch): void {
    const feed = this.#feeds.get(batch.feed) as Running;
    feed.events += batch.rows;
    feed.movedAt = performance.now();
    this.#acknowledgements++;
    this.#events += batch.rows;
    feed.begin();
    // The rest of a batch that was cut short comes with the next run, which sends all of it again.
    if (!this.#parts.has(batch)) this.#checkpoint.acknowledged(batch.feed, batch.number + 1, batch.rows);
  }

  /** A feed has failed: the others go on, and the stream ends with the first failure. */
  #fail(error: unknown, feed: string): void {
    const running = this.#feeds.get(feed);
    if (running) {
      running.isDone = true;
      running.hasFailed = true;
      running.begin();
    }
    this.#failure ??=
      error instanceof Error && ['UsageError', 'OutsideError'].includes(error.name)
        ? error
        : new OutsideError(`the feed ${feed} has failed: ${messageOf(error)}`);
    if ([...this.#feeds.values()].every(({ isDone }) => isDone)) this.#halt.abort(error);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Batches to make next: twice as many as long as they are few rows. */
function nextStep(step: number, batches: readonly FeedBatch[]): number {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  return Math.max(1, Math.min(2 * step, STEP_BATCHES, Math.floor((step * STEP_ROWS) / Math.max(1, rows))));
}

/** The first rows of a batch. */
function firstRows(batch: FeedBatch, rows: number): FeedBatch {
  const { feed, number, columns, ids, keys, eventTimes, arrivalTimes, operations, before } = batch;
  return {
    feed,
    number,
    rows,
    columns: columns.map((column) => sliced(column, 0, rows)),
    ids: ids.slice(0, rows),
    keys: keys.slice(0, rows),
    eventTimes: eventTimes.subarray(0, rows),
    arrivalTimes: arrivalTimes.subarray(0, rows),
    ...(operations && { operations: operations.slice(0, rows) }),
    ...(before && { before: before.map((column) => sliced(column, 0, rows)) }),
  };
}
