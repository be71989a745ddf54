import type { FeedSink } from '../../engine/feed-sink.js';
import type { Secret } from '../../engine/secret.js';
import { type BreakerOptions, type BreakerStatus, withBreaker } from './breaker.js';
import { type BufferedSink, type BufferOptions, type BufferStatus, withBuffer } from './buffer.js';
import { type DeadLetterOptions, type DeadLetterStatus, withDeadLetters } from './dead-letters.js';
import { withSecretsHidden } from './hide-secrets.js';
import { type RetryOptions, type RetryStatus, withRetry } from './retry.js';
import { type TimeoutOptions, type TimeoutStatus, withTimeout } from './timeout.js';

export interface DeliveryOptions {
  readonly buffer: BufferOptions;
  readonly deadLetters: DeadLetterOptions;
  readonly retry?: Omit<RetryOptions, 'lastError'>;
  readonly breaker?: BreakerOptions;
  readonly timeout?: TimeoutOptions;
  /** What must not be read in messages. */
  readonly secrets?: readonly Secret[];
}

/** How the delivery of a feed stands. Plain data; times are ms since 1970-01-01. */
export interface DeliveryStatus {
  readonly feed: string;
  readonly buffer: BufferStatus;
  readonly deadLetters: DeadLetterStatus;
  readonly retry: RetryStatus;
  readonly breaker: BreakerStatus;
  readonly timeout: TimeoutStatus;
}

export interface Delivery extends BufferedSink {
  status(feed: string): DeliveryStatus;
}

/**
 * The whole way to a sink, from outside in: buffer, dead letters, retry, breaker, timeout. What `put` takes is
 * acknowledged in the end, or its feed fails: nothing is lost, since the checkpoint moves with acknowledgements alone.
 */
export function deliver(sink: FeedSink, options: DeliveryOptions): Delivery {
  const timed = withTimeout(withSecretsHidden(sink, options.secrets ?? []), options.timeout);
  const breaker = withBreaker(timed, options.breaker);
  const retrying = withRetry(breaker, {
    ...options.retry,
    lastError: (feed) => breaker.breakerStatus(feed).lastError,
  });
  const settled = withDeadLetters(retrying, options.deadLetters);
  const buffered = withBuffer(settled, options.buffer);
  return {
    ...buffered,
    status: (feed) => ({
      feed,
      buffer: buffered.bufferStatus(feed),
      deadLetters: settled.deadLetterStatus(feed),
      retry: retrying.retryStatus(feed),
      breaker: breaker.breakerStatus(feed),
      timeout: timed.timeoutStatus(feed),
    }),
  };
}
