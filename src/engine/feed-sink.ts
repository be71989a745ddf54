/** Where the events of a stream go: what a sink is given, and what it promises. */

/** One column of a batch. TEXT comes as words, or as numbers into a dictionary; money and measures as DOUBLE. */
export interface BatchColumn {
  readonly name: string;
  /** DuckDB type without length: BOOLEAN, INTEGER, BIGINT, DOUBLE, DATE, TIMESTAMP or VARCHAR. */
  readonly type: string;
  /**
   * One entry a row: BOOLEAN Uint8Array, INTEGER and DATE (days) Int32Array, BIGINT and TIMESTAMP (µs since 1970-01-01,
   * no time zone) BigInt64Array, DOUBLE Float64Array, VARCHAR text, or numbers into `words`.
   */
  readonly values:
    | Uint8Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | BigInt64Array
    | Float64Array
    | readonly string[];
  readonly words?: readonly string[];
  /** 0 where the cell is null; absent when no cell is. */
  readonly valid?: Uint8Array;
}

/** What happened to a row of a dimension: `r` was there at the start, `c` created, `u` updated, `d` deleted. */
export type Operation = 'r' | 'c' | 'u' | 'd';

/** The events of one feed that arrived in one interval, in the order of their arrival. */
export interface FeedBatch {
  readonly feed: string;
  /** Number of the arrival interval: batches of a feed come in this order, empty ones are left out. */
  readonly number: number;
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  /** Stable ids of the events: a function of seed, feed and position. A duplicate has the id of its original. */
  readonly ids: readonly string[];
  /** Keys of the events as text: the primary key of the row. */
  readonly keys: readonly string[];
  /** Event and arrival time of each row, µs since 1970-01-01. */
  readonly eventTimes: BigInt64Array;
  readonly arrivalTimes: BigInt64Array;
  /** Of a dimension whose changes are captured: what happened to each row. */
  readonly operations?: readonly Operation[];
  /** With envelopes: the row as it was, columns as above; a row is meaningful where the operation is u or d. */
  readonly before?: readonly BatchColumn[];
  /** The rows as text already, for what is sent once more from its dead letters; there are no columns then. */
  readonly encoded?: EncodedRows;
}

/** Rows as text, one after the other: row i is `bytes` from `startOf` to `ends[i]`. */
export interface EncodedRows {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
  /** Bytes between two rows, such as a line feed; 0 unless told. */
  readonly between?: number;
}

/** Where a row begins. */
export function startOf({ ends, between = 0 }: EncodedRows, row: number): number {
  return row === 0 ? 0 : ends[row - 1] + between;
}

export interface FeedDescription {
  readonly feed: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly primaryKey: readonly string[];
}

/**
 * Where the batches of a stream go. `write` resolves when the target has the batch for good (acknowledged); writing the
 * same batch again must be harmless or give the same events with the same ids. Feeds call at the same time, each in
 * the order of its batches, one call a feed at a time.
 */
export interface FeedSink {
  /** What to call the target in messages. */
  readonly target: string;
  /** Connects and checks that each feed can be written. Throws a UsageError or an OutsideError, one sentence. */
  open(feeds: readonly FeedDescription[]): Promise<void>;
  /**
   * Throws a RejectedError for events that the target will never take (the others of the batch are acknowledged); any
   * other error is about the outside and may go away. `signal` ends the waiting, not what was sent.
   */
  write(batch: FeedBatch, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Events that the target will never take, however often they are sent. */
export class RejectedError extends Error {
  override readonly name = 'RejectedError';
  /** Rows of the batch. */
  readonly rows: readonly number[];

  constructor(message: string, rows: readonly number[]) {
    super(message);
    this.rows = rows;
  }
}
