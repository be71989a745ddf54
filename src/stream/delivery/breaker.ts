import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { messageOf, UsageError } from '../../engine/errors.js';
import { type FeedSink, RejectedError } from '../../engine/feed-sink.js';
import { perFeed } from './per-feed.js';
import { Bell, inRange, wholeInRange } from './wait.js';

export interface BreakerOptions {
  /** Writes that fail one after the other until the breaker opens: 1 to 1,000, default 5. */
  readonly failures?: number;
  /** How long it stays open before one write may try, in milliseconds: 1 to 3,600,000 (an hour), default 10,000. */
  readonly openForMs?: number;
  /**
   * Whether each feed has a breaker of its own (the default: a feed that fails holds no other), or all feeds of the
   * target share one (fewer attempts on a target that is down).
   */
  readonly per?: 'feed' | 'target';
}

export interface BreakerStatus {
  readonly state: 'closed' | 'open' | 'half-open';
  /** Failures since the last write that was answered. */
  readonly consecutiveFailures: number;
  /** How often the breaker has opened. */
  readonly opened: number;
  /** While it is open: when a write may try, ms since 1970-01-01. */
  readonly probeAt: number | undefined;
  /** Writes that wait for it. */
  readonly waiting: number;
  /** Why the last write that failed did so. */
  readonly lastError: string | undefined;
}

export interface BreakerSink extends FeedSink {
  breakerStatus(feed: string): BreakerStatus;
}

/**
 * A sink with a circuit breaker: after `failures` failed writes in a row nothing is sent for `openForMs`, then one write
 * goes through as a probe; if it is answered the breaker closes, else it opens again. While it is not closed, writes
 * wait; an aborted signal ends the waiting with its reason. A RejectedError is an answer, not a failure.
 */
export function withBreaker(sink: FeedSink, options: BreakerOptions = {}): BreakerSink {
  const failures = wholeInRange('failures', options.failures ?? 5, 1, 1000);
  const openForMs = inRange('openForMs', options.openForMs ?? 10_000, 1, 3_600_000);
  const breakers = perFeed(() => new Breaker(failures, openForMs));
  const breakerOf = (feed: string): Breaker => breakers(options.per === 'target' ? '' : feed);
  return {
    target: sink.target,
    open: (descriptions) => sink.open(descriptions),
    close: () => sink.close(),
    breakerStatus: (feed) => breakerOf(feed).status(),
    write: (batch, signal) => breakerOf(batch.feed).run(() => sink.write(batch, signal), signal),
  };
}

/** An error that says nothing about the target: neither a failure nor an answer. */
class Unjudged {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** cockatiel's breaker, with writes that wait where it throws. */
class Breaker {
  readonly #count: ConsecutiveBreaker;
  readonly #policy;
  readonly #changed = new Bell();
  /** By the wall clock, for a display. */
  #probeAt: number | undefined;
  /** By the clock that nobody sets. */
  #mayProbeAt = 0;
  #opened = 0;
  #waiting = 0;
  #lastError: string | undefined;

  constructor(failures: number, openForMs: number) {
    this.#count = new ConsecutiveBreaker(failures);
    const judged = handleWhen((error: unknown) => !(error instanceof Unjudged));
    // When a probe may go is decided here: cockatiel looks at the wall clock, and would stay open for as long as somebody
    // sets that back.
    const halfOpenAfter = Number.NEGATIVE_INFINITY;
    this.#policy = circuitBreaker(judged, { halfOpenAfter, breaker: this.#count });
    this.#policy.onStateChange((state) => {
      this.#probeAt = undefined;
      if (state === CircuitState.Open) {
        this.#opened++;
        this.#probeAt = Date.now() + openForMs;
        this.#mayProbeAt = performance.now() + openForMs;
      }
      this.#changed.ring();
    });
  }

  status(): BreakerStatus {
    const { state } = this.#policy;
    return {
      state: state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open',
      consecutiveFailures: this.#count.state,
      opened: this.#opened,
      probeAt: this.#probeAt,
      waiting: this.#waiting,
      lastError: this.#lastError,
    };
  }

  /** Runs the write when the breaker lets it. */
  async run(write: () => Promise<void>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#waiting++;
    try {
      for (let restMs = this.#restMs(); restMs > 0; restMs = this.#restMs()) await this.#changed.heard(signal, restMs);
    } finally {
      this.#waiting--;
    }
    // Nothing is awaited between the look at the state and this call: of those that wake, one alone becomes the probe.
    try {
      const refusal = await this.#policy.execute(() => this.#attempt(write, signal));
      if (refusal !== undefined) throw refusal;
    } catch (error) {
      throw error instanceof Unjudged ? error.error : error;
    }
  }

  /** How long a write has to wait if nothing changes: for ever while another one probes. */
  #restMs(): number {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return 0;
    return state === CircuitState.Open ? this.#mayProbeAt - performance.now() : Number.POSITIVE_INFINITY;
  }

  /** What cockatiel counts: what is thrown is a failure, unless it is unjudged; what is returned is an answer. */
  async #attempt(write: () => Promise<void>, signal: AbortSignal): Promise<unknown> {
    const isProbe = this.#policy.state !== CircuitState.Closed;
    try {
      await write();
      return undefined;
    } catch (error) {
      if (error instanceof RejectedError || error instanceof UsageError) return error;
      if (!signal.aborted) this.#lastError = messageOf(error);
      // A probe that was stopped has not shown that the target answers: the breaker opens again.
      if (isProbe) throw error;
      // A write that was stopped says nothing, and one from before the opening must not end another's probe.
      throw signal.aborted || this.#policy.state !== CircuitState.Closed ? new Unjudged(error) : error;
    }
  }
}
