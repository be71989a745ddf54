import { type EncodedRows, type FeedBatch, type FeedSink, RejectedError, startOf } from '../../engine/feed-sink.js';
import { addLetters, type DeadLetter, type Retried, retryDeadLetters } from './letter-files.js';

export interface DeadLetterOptions {
  /** Where dead letters go: `<folder>/<feed>/batch-<number>.jsonl`. */
  readonly folder: string;
  /**
   * The events of a batch as JSON, as the target would have had them. Read before anything else happens, so its buffer may
   * be used again; an encoder that a sink holds on to while it sends must not be given here, too.
   */
  readonly encode: (batch: FeedBatch) => EncodedRows;
}

export interface DeadLetterStatus {
  /** Events of the feed that went to the dead letters in this run. */
  readonly dead: number;
  /** What the target said last, and when, ms since 1970-01-01. */
  readonly lastReason: string | undefined;
  readonly lastAt: number | undefined;
}

export interface DeadLetterSink extends FeedSink {
  deadLetterStatus(feed: string): DeadLetterStatus;
}

/**
 * A sink that never rejects: events that the target will never take are written to a folder, and are on the disk when
 * `write` resolves. An OutsideError when the folder cannot be written.
 */
export function withDeadLetters(sink: FeedSink, options: DeadLetterOptions): DeadLetterSink {
  const feeds = new Map<string, DeadLetterStatus>();
  const statusOf = (feed: string): DeadLetterStatus =>
    feeds.get(feed) ?? { dead: 0, lastReason: undefined, lastAt: undefined };
  return {
    target: sink.target,
    open: (descriptions) => sink.open(descriptions),
    close: () => sink.close(),
    deadLetterStatus: statusOf,
    async write(batch, signal) {
      try {
        await sink.write(batch, signal);
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        const letters = lettersOf(batch, error, options.encode);
        await addLetters(options.folder, letters);
        feeds.set(batch.feed, {
          dead: statusOf(batch.feed).dead + letters.length,
          lastReason: error.message,
          lastAt: Date.now(),
        });
      }
    },
  };
}

function lettersOf(batch: FeedBatch, error: RejectedError, encode: (batch: FeedBatch) => EncodedRows): DeadLetter[] {
  const rows = rejectedRows(batch, error);
  const encoded = batch.encoded ?? encode(batch);
  const failedAt = new Date().toISOString();
  return rows.map((row) => ({
    event_id: batch.ids[row],
    feed: batch.feed,
    batch: batch.number,
    row,
    key: batch.keys[row],
    event_time: timeText(batch.eventTimes[row]),
    arrival_time: timeText(batch.arrivalTimes[row]),
    operation: batch.operations?.[row],
    reason: error.message,
    failed_at: failedAt,
    value: encoded.bytes.toString('utf8', startOf(encoded, row), encoded.ends[row]),
  }));
}

function rejectedRows(batch: FeedBatch, error: RejectedError): number[] {
  const rows = [...new Set(error.rows)].sort((a, b) => a - b);
  // Nobody could say what became of the events: better to stop than to count them as delivered.
  if (rows.length === 0 || rows.some((row) => !Number.isInteger(row) || row < 0 || row >= batch.rows)) {
    throw new Error(
      `rows ${rows.join(', ')} of batch ${batch.number} of ${batch.feed} were rejected, it has ${batch.rows}: ${error.message}`,
      { cause: error },
    );
  }
  return rows;
}

/** The letters of one batch as a batch without columns: what a sink that sends encoded events can write. */
export function letterBatch(letters: readonly DeadLetter[]): FeedBatch {
  const ends = new Uint32Array(letters.length);
  let end = 0;
  for (const [i, { value }] of letters.entries()) {
    end += Buffer.byteLength(value);
    ends[i] = end;
  }
  return {
    feed: letters[0].feed,
    number: letters[0].batch,
    rows: letters.length,
    columns: [],
    ids: letters.map((letter) => letter.event_id),
    keys: letters.map((letter) => letter.key),
    eventTimes: BigInt64Array.from(letters, (letter) => timeUs(letter.event_time)),
    arrivalTimes: BigInt64Array.from(letters, (letter) => timeUs(letter.arrival_time)),
    operations: letters[0].operation === undefined ? undefined : letters.map((letter) => letter.operation ?? 'r'),
    encoded: { bytes: Buffer.from(letters.map(({ value }) => value).join('')), ends },
  };
}

/**
 * Sends the dead letters of a folder to a sink that takes encoded batches: what it takes goes from the folder, what it
 * rejects again stays with the new reason, any other error ends it. The sink is open. The letters have the number of the
 * batch that they were in: a sink that knows a batch by its number (files, tables) would take them for that batch.
 */
export function resendDeadLetters(
  folder: string,
  sink: FeedSink,
  options: { readonly signal: AbortSignal; readonly feed?: string },
): Promise<Retried> {
  const send = async (letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> => {
    options.signal.throwIfAborted();
    const batch = letterBatch(letters);
    try {
      await sink.write(batch, options.signal);
      return [];
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      const again = { reason: error.message, failed_at: new Date().toISOString() };
      return rejectedRows(batch, error).map((row) => ({ ...letters[row], ...again }));
    }
  };
  return retryDeadLetters(folder, send, options.feed);
}

/** Microseconds since 1970-01-01 as `2024-03-01T12:00:00.000000`. */
function timeText(us: bigint): string {
  const micros = ((us % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((us - micros) / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros).padStart(6, '0')}`;
}

function timeUs(text: string): bigint {
  const [seconds, micros] = text.split('.');
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(micros);
}
