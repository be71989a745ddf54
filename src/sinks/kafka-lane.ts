/** The way of one feed to its topic: what was sent, what is acknowledged, and what to send again. */
import { type EncodedRows, type FeedBatch, RejectedError } from '../engine/feed-sink.js';
import { brokerSays, namedRecords, protocolErrors, type Where, writeError } from './kafka-errors.js';
import { prepare, type Sending } from './kafka-messages.js';
import type { RecordProducer } from './kafka-producer.js';
import { bytesOf, type Chunk, encodeRecords } from './kafka-records.js';

export interface LaneOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly where: Where;
  readonly encode: (batch: FeedBatch) => EncodedRows;
  /** A producer that has its id from the broker. */
  readonly connect: () => Promise<RecordProducer>;
}

export interface Lane {
  open(): Promise<void>;
  write(batch: FeedBatch, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Brokers take 1 MiB as one at most, if not told otherwise; what does not compress may grow a little. */
const MOST_CHUNK_BYTES = 900_000;
const LEAST_CHUNK_BYTES = 16_384;

/** The broker and the producer do not agree on what was sent before: only a new producer helps. */
const OUT_OF_STEP = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'PRODUCER_FENCED',
];
const TOO_LARGE = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];
const BAD_RECORD = ['INVALID_RECORD', 'INVALID_TIMESTAMP'];

/**
 * Each request is for one partition and each partition has one request on the way. A request that failed is sent again as
 * it was, by the same producer, and the broker knows it by its number; where that cannot be, the producer is replaced.
 */
export function kafkaLane(options: LaneOptions): Lane {
  const { topic, where } = options;
  let producer: RecordProducer | undefined;
  let sending: Sending | undefined;
  let settled: Promise<unknown> = Promise.resolve();
  let mostBytes = MOST_CHUNK_BYTES;
  let closed = false;

  const replace = async (): Promise<void> => {
    const old = producer;
    producer = undefined;
    await old?.close();
  };

  const sendPartition = async (work: Sending, partition: number, state: { stopped: boolean }): Promise<void> => {
    const queue = work.queues[partition];
    while (queue.length > 0 && !state.stopped) {
      try {
        await (producer as RecordProducer).send(topic, partition, encodeRecords(work.source, queue[0]));
        queue.shift();
      } catch (thrown) {
        if (!settleRefusal(thrown, work, queue)) throw thrown;
        if (queue.length > 0 && isTooLarge(thrown)) mostBytes = smaller(mostBytes, work, queue[0]);
      }
    }
  };

  /** Sends all that is left; throws the first failure when nothing is on the way any more. */
  const sendAll = async (work: Sending, state: { stopped: boolean }): Promise<void> => {
    let first: unknown;
    producer ??= await options.connect();
    if (closed) {
      await replace();
      throw new Error('the sink is closed');
    }
    const chains = work.queues.map((_, partition) =>
      sendPartition(work, partition, state).catch((thrown: unknown) => {
        first ??= thrown;
        state.stopped = true;
        // After a time-out an answer may still come, which the client takes for that of the next request.
        if (protocolErrors(thrown).length === 0) producer?.drop();
      }),
    );
    await Promise.all(chains);
    if (first === undefined) return;
    if (protocolErrors(first).some((name) => OUT_OF_STEP.includes(name))) await replace();
    throw first;
  };

  return {
    async open() {
      producer ??= await options.connect();
      // Another feed may have failed meanwhile.
      if (closed) await replace();
    },
    async write(batch, signal) {
      if (closed) throw new Error('the sink is closed');
      // Requests of a write that was given up may still be on the way.
      await untilAborted(settled, signal);
      if (sending && sending.batch !== batch) {
        // What became of the other batch is not known: its numbers must not be taken by this one.
        await replace();
        sending = undefined;
      }
      sending ??= prepare(batch, options.encode(batch), options.partitions, mostBytes);
      const work = sending;
      const state = { stopped: false };
      const done = sendAll(work, state);
      settled = done.catch(() => undefined);
      try {
        await untilAborted(done, signal);
      } catch (thrown) {
        state.stopped = true;
        if (signal.aborted) producer?.drop();
        throw signal.aborted ? signal.reason : writeError(thrown, where, topic, batch);
      }
      sending = undefined;
      if (work.refused.length > 0) throw rejected(topic, work);
    },
    async close() {
      closed = true;
      await replace();
    },
  };
}

function isTooLarge(thrown: unknown): boolean {
  return protocolErrors(thrown).some((name) => TOO_LARGE.includes(name));
}

/** Takes messages that the broker will never take out of the queue, or halves the chunk they are in. False: other error. */
function settleRefusal(thrown: unknown, work: Sending, queue: Chunk[]): boolean {
  const chunk = queue[0];
  const tooLarge = isTooLarge(thrown);
  if (!tooLarge && !protocolErrors(thrown).some((name) => BAD_RECORD.includes(name))) return false;
  const named = tooLarge ? [] : namedRecords(thrown);
  const bad = new Set(chunk.length === 1 ? [0] : named);
  if (bad.size > 0) {
    const reason = tooLarge ? 'larger than its max.message.bytes' : (brokerSays(thrown) ?? protocolErrors(thrown)[0]);
    for (const i of bad) work.refused.push({ row: chunk[i], reason });
    const rest = chunk.filter((_, i) => !bad.has(i));
    queue.splice(0, 1, ...(rest.length > 0 ? [rest] : []));
  } else {
    const half = Math.ceil(chunk.length / 2);
    queue.splice(0, 1, chunk.slice(0, half), chunk.slice(half));
  }
  return true;
}

/** A size for chunks that the topic may take, after it did not take one twice as large as `half`. */
function smaller(mostBytes: number, { source }: Sending, half: Chunk): number {
  const sizeBytes = half.reduce((sum, row) => sum + bytesOf(source.values, row), 0);
  return Math.min(mostBytes, Math.max(LEAST_CHUNK_BYTES, sizeBytes));
}

function rejected(topic: string, { batch, refused, source }: Sending): RejectedError {
  refused.sort((a, b) => a.row - b.row);
  const [{ row, reason }] = refused;
  const others = refused.length > 1 ? `, and ${refused.length - 1} more` : '';
  return new RejectedError(
    `topic "${topic}" does not take event ${batch.ids[row]} (${bytesOf(source.values, row)} bytes)${others}: ${reason}`,
    refused.map((one) => one.row),
  );
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
