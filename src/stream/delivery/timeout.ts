import { OutsideError } from '../../engine/errors.js';
import { type FeedSink, RejectedError } from '../../engine/feed-sink.js';
import { perFeed } from './per-feed.js';
import { inRange, shownDuration } from './wait.js';

export interface TimeoutOptions {
  /** How long one write may take, in milliseconds: 1 to 86,400,000 (a day), default 30,000. */
  readonly timeoutMs?: number;
  /**
   * How long a write that was told to stop may take to do so before it is left alone, in milliseconds: 0 to 60,000,
   * default 5,000. Until then nothing else is written to the feed: two writes of a feed must not overlap.
   */
  readonly graceMs?: number;
}

export interface TimeoutStatus {
  /** When the write that is at work began, ms since 1970-01-01. */
  readonly writingSince: number | undefined;
  /** Writes that took too long. */
  readonly timeouts: number;
  /** Writes that did not stop when they were told to, and may still be at work. */
  readonly abandoned: number;
}

export interface TimedSink extends FeedSink {
  timeoutStatus(feed: string): TimeoutStatus;
}

/**
 * A sink whose writes end in time: one that takes longer than `timeoutMs` is told to stop and fails with an OutsideError,
 * unless it ends well within the grace. When the caller's signal aborts, the write ends at once with its reason, even if
 * the sink does not listen.
 *
 * Not cockatiel's timeout: that one either waits for ever for a sink that does not listen, or gives up at the moment
 * at which it tells the sink to stop, so that the next attempt overlaps with this one.
 */
export function withTimeout(sink: FeedSink, options: TimeoutOptions = {}): TimedSink {
  const timeoutMs = inRange('timeoutMs', options.timeoutMs ?? 30_000, 1, 86_400_000);
  const graceMs = inRange('graceMs', options.graceMs ?? 5_000, 0, 60_000);
  const statusOf = perFeed(() => ({ writingSince: undefined as number | undefined, timeouts: 0, abandoned: 0 }));

  return {
    target: sink.target,
    open: (descriptions) => sink.open(descriptions),
    close: () => sink.close(),
    timeoutStatus: (feed) => ({ ...statusOf(feed) }),
    async write(batch, signal) {
      signal.throwIfAborted();
      const status = statusOf(batch.feed);
      const inner = new AbortController();
      let tooLate: OutsideError | undefined;
      let timer: NodeJS.Timeout | undefined;
      let abort = (): void => undefined;
      status.writingSince = Date.now();
      try {
        await new Promise<void>((resolve, reject) => {
          abort = () => {
            inner.abort(signal.reason);
            reject(signal.reason);
          };
          const leave = () => {
            status.abandoned++;
            reject(tooLate);
          };
          const stop = () => {
            status.timeouts++;
            tooLate = new OutsideError(`${sink.target} did not answer within ${shownDuration(timeoutMs)}`);
            timer = setTimeout(leave, graceMs);
            inner.abort(tooLate);
          };
          signal.addEventListener('abort', abort);
          timer = setTimeout(stop, timeoutMs);
          // As an async function: a sink that throws before it waits is treated as one that throws later.
          (async () => sink.write(batch, inner.signal))().then(resolve, reject);
        });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        // What a sink says when it is stopped tells less than why it was stopped.
        throw tooLate && !(error instanceof RejectedError) ? tooLate : error;
      } finally {
        status.writingSince = undefined;
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
