import { CancelledError, messageOf, OutsideError, UsageError } from '../../engine/errors.js';
import { type FeedBatch, type FeedSink, RejectedError } from '../../engine/feed-sink.js';
import { perFeed } from './per-feed.js';
import { inRange, limited, pause, shownDuration, wholeInRange } from './wait.js';

export interface RetryOptions {
  /**
   * How long one batch is tried, in milliseconds, waiting included: 1 to 604,800,000 (a week) or Infinity (for ever),
   * default 600,000 (10 minutes). Then the write fails.
   */
  readonly retryForMs?: number;
  /** How often one batch is tried: 1 (never again) to 1,000,000 or Infinity, the default. */
  readonly attempts?: number;
  /** The shortest wait before a batch is tried again, in milliseconds: 1 to 60,000, default 100. */
  readonly firstDelayMs?: number;
  /** By how much the longest wait grows from one attempt to the next: 1 to 10, default 2. */
  readonly factor?: number;
  /** What the longest wait grows to, in milliseconds: `firstDelayMs` to 3,600,000 (an hour), default 30,000. */
  readonly maxDelayMs?: number;
  /** Numbers in [0, 1) that spread the waits; default Math.random. */
  readonly random?: () => number;
  /** Why the target fails as others know it, for a batch that never had its turn: a breaker's last error. */
  readonly lastError?: (feed: string) => string | undefined;
}

export interface RetryStatus {
  /** Attempts after the first one, over all batches. */
  readonly retries: number;
  /** Attempts of the batch that is at work, 0 when none is. */
  readonly attempt: number;
  /** While a batch waits to be tried again: when that will be, ms since 1970-01-01. */
  readonly nextTryAt: number | undefined;
  /** Why the last attempt that failed did so, and when, ms since 1970-01-01. */
  readonly lastError: string | undefined;
  readonly lastErrorAt: number | undefined;
}

export interface RetryingSink extends FeedSink {
  retryStatus(feed: string): RetryStatus;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A sink that writes a batch again while the outside fails, with waits that grow and are spread at random. Fails with an
 * OutsideError that says how long it tried and the last reason. What another attempt cannot help is thrown at once:
 * RejectedError, UsageError, CancelledError; an aborted signal ends it at once with its reason.
 *
 * Not cockatiel's retry: nothing wakes that one from its wait when the signal aborts, its timer would hold the process for
 * up to `maxDelayMs`, and it knows no end by time.
 */
export function withRetry(sink: FeedSink, options: RetryOptions = {}): RetryingSink {
  const retryForMs = options.retryForMs ?? 600_000;
  if (retryForMs !== Number.POSITIVE_INFINITY) inRange('retryForMs', retryForMs, 1, 604_800_000);
  const attempts = options.attempts ?? Number.POSITIVE_INFINITY;
  if (attempts !== Number.POSITIVE_INFINITY) wholeInRange('attempts', attempts, 1, 1_000_000);
  const delayMs = delays(options);
  const statusOf = perFeed(
    (): Mutable<RetryStatus> => ({
      retries: 0,
      attempt: 0,
      nextTryAt: undefined,
      lastError: undefined,
      lastErrorAt: undefined,
    }),
  );

  return {
    target: sink.target,
    open: (descriptions) => sink.open(descriptions),
    close: () => sink.close(),
    retryStatus: (feed) => ({ ...statusOf(feed) }),
    async write(batch, signal) {
      signal.throwIfAborted();
      const status = statusOf(batch.feed);
      const began = Date.now();
      const limit = limited(signal, retryForMs, () => new OutsideError('the time to try is over'));
      let tried = 0;
      let reason: string | undefined;
      try {
        for (;;) {
          status.attempt = ++tried;
          if (tried > 1) status.retries++;
          try {
            return await sink.write(batch, limit.signal);
          } catch (error) {
            if (isFinal(error) || limit.signal.aborted) throw error;
            reason = messageOf(error);
            status.lastError = reason;
            status.lastErrorAt = Date.now();
            if (tried >= attempts) throw error;
          }
          const waitMs = delayMs(tried);
          status.nextTryAt = Date.now() + waitMs;
          await pause(waitMs, limit.signal);
          status.nextTryAt = undefined;
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (isFinal(error)) throw error;
        reason ??= options.lastError?.(batch.feed) ?? 'it did not answer';
        throw new OutsideError(gaveUp(sink.target, batch, Date.now() - began, tried, reason), { cause: error });
      } finally {
        status.attempt = 0;
        status.nextTryAt = undefined;
        limit.release();
      }
    },
  };
}

function gaveUp(target: string, batch: FeedBatch, ms: number, tried: number, reason: string): string {
  const effort = `${shownDuration(ms)} (${tried} ${tried === 1 ? 'attempt' : 'attempts'})`;
  return `${target} did not take batch ${batch.number} of ${batch.feed} in ${effort}: ${reason}; nothing is lost: run the same command again when it answers`;
}

/**
 * The wait after the n-th failed attempt (from 1): anywhere from `firstDelayMs` to the envelope
 * `firstDelayMs × factor^n`, at most `maxDelayMs`. Full jitter with a floor: the floor bounds the attempts in a second.
 */
function delays(options: RetryOptions): (failed: number) => number {
  const firstMs = inRange('firstDelayMs', options.firstDelayMs ?? 100, 1, 60_000);
  const factor = inRange('factor', options.factor ?? 2, 1, 10);
  const maxMs = inRange('maxDelayMs', options.maxDelayMs ?? Math.max(30_000, firstMs), firstMs, 3_600_000);
  const random = options.random ?? Math.random;
  return (failed) => firstMs + random() * (Math.min(maxMs, firstMs * factor ** failed) - firstMs);
}

function isFinal(error: unknown): boolean {
  return error instanceof RejectedError || error instanceof UsageError || error instanceof CancelledError;
}
