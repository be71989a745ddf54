import { messageOf } from '../../engine/errors.js';
import type { FeedBatch, FeedDescription, FeedSink } from '../../engine/feed-sink.js';
import { perFeed } from './per-feed.js';
import { Bell, wholeInRange } from './wait.js';

export interface BufferOptions {
  /** Batches of a feed that are held until they are acknowledged, the one being written included: 1 to 10,000, default 8. */
  readonly batches?: number;
  /**
   * Events of a feed that are held: 1 to 100,000,000, default no bound but that of the batches. A batch with more
   * events than that is held alone.
   */
  readonly events?: number;
  /** Ends everything: what waits is dropped and stays unacknowledged. */
  readonly signal: AbortSignal;
  /** The target has the batch for good; in the order of the feed's batches. The next write waits for what this returns. */
  readonly onAcknowledged: (batch: FeedBatch) => void | Promise<void>;
  /** A feed has failed: nothing more of it is written. Once a feed; not when the signal aborted. */
  readonly onFailed: (error: unknown, feed: string) => void;
}

export interface BufferStatus {
  readonly batches: number;
  readonly events: number;
  /** Number of the batch that is being written. */
  readonly writing: number | undefined;
  /** Whether the feed's generation waits for room. */
  readonly waiting: boolean;
  /** Why the feed failed. */
  readonly failed: string | undefined;
}

/** A sink that takes batches faster than they can be written, up to a bound. */
export interface BufferedSink {
  readonly target: string;
  open(feeds: readonly FeedDescription[]): Promise<void>;
  /**
   * Resolves when the batch is in the buffer: when it is full, the caller waits. One call a feed at a time, in the order
   * of the numbers. Rejects when the feed has failed, or the signal has aborted.
   */
  put(batch: FeedBatch): Promise<void>;
  /**
   * Resolves when everything that was put before is acknowledged. Rejects with the first failure when the other feeds are
   * through, and with the signal's reason at once when it aborts.
   */
  drain(): Promise<void>;
  bufferStatus(feed: string): BufferStatus;
  close(): Promise<void>;
}

/** The batches of a feed that are not acknowledged. */
interface Queue {
  readonly batches: FeedBatch[];
  events: number;
  /** Number of the last batch that was put. */
  last: number;
  /** Rings when a batch has left the queue. */
  readonly room: Bell;
  isWriting: boolean;
  isWaiting: boolean;
  failure: { readonly error: unknown } | undefined;
}

/**
 * A bounded buffer before a sink: a queue a feed, written in order, one batch at a time; feeds do not wait for each
 * other. A batch leaves the buffer when it is acknowledged.
 */
export function withBuffer(sink: FeedSink, options: BufferOptions): BufferedSink {
  const mostBatches = wholeInRange('buffer batches', options.batches ?? 8, 1, 10_000);
  const mostEvents = options.events === undefined ? undefined : wholeInRange('buffer events', options.events, 1, 1e8);
  const { signal, onAcknowledged, onFailed } = options;
  const queues: Queue[] = [];
  const queueOf = perFeed(() => {
    const queue: Queue = {
      batches: [],
      events: 0,
      last: Number.NEGATIVE_INFINITY,
      room: new Bell(),
      isWriting: false,
      isWaiting: false,
      failure: undefined,
    };
    queues.push(queue);
    return queue;
  });
  let firstFailure: { readonly error: unknown } | undefined;

  const hasRoom = (queue: Queue, rows: number): boolean =>
    queue.batches.length === 0 ||
    (queue.batches.length < mostBatches && (mostEvents === undefined || queue.events + rows <= mostEvents));

  /** Writes what is in a queue until it is empty, or the feed has failed. */
  const writeAll = async (feed: string, queue: Queue): Promise<void> => {
    queue.isWriting = true;
    try {
      while (queue.batches.length > 0) {
        signal.throwIfAborted();
        const batch = queue.batches[0];
        await sink.write(batch, signal);
        await onAcknowledged(batch);
        queue.batches.shift();
        queue.events -= batch.rows;
        queue.room.ring();
      }
    } catch (error) {
      queue.failure = { error };
      firstFailure ??= queue.failure;
      queue.batches.length = 0;
      queue.events = 0;
      queue.room.ring();
      if (!signal.aborted) onFailed(error, feed);
    } finally {
      queue.isWriting = false;
    }
  };

  return {
    target: sink.target,
    open: (feeds) => sink.open(feeds),
    close: () => sink.close(),
    async put(batch) {
      const queue = queueOf(batch.feed);
      if (queue.isWaiting)
        throw new Error(`two batches of ${batch.feed} are put at a time, the second is ${batch.number}`);
      if (batch.number <= queue.last) {
        throw new Error(`batch ${batch.number} of ${batch.feed} is put after batch ${queue.last}`);
      }
      queue.last = batch.number;
      queue.isWaiting = true;
      try {
        while (!signal.aborted && !queue.failure && !hasRoom(queue, batch.rows)) await queue.room.heard(signal);
      } finally {
        queue.isWaiting = false;
      }
      signal.throwIfAborted();
      if (queue.failure) throw queue.failure.error;
      queue.batches.push(batch);
      queue.events += batch.rows;
      if (!queue.isWriting) void writeAll(batch.feed, queue);
    },
    async drain() {
      const through = async ({ batches, room }: Queue): Promise<void> => {
        const last = batches.at(-1);
        while (last && batches.includes(last)) await room.heard(signal);
      };
      await Promise.all(queues.map(through));
      signal.throwIfAborted();
      if (firstFailure) throw firstFailure.error;
    },
    bufferStatus(feed) {
      const { batches, events, isWriting, isWaiting, failure } = queueOf(feed);
      return {
        batches: batches.length,
        events,
        writing: isWriting ? batches[0]?.number : undefined,
        waiting: isWaiting,
        failed: failure && messageOf(failure.error),
      };
    },
  };
}
