/** What is streamed: the feeds of a dataset as queries, and how they are cut and delivered. Plain data. */

import type { FeedTable } from '../world/feeds/feeds.js';
import type { WorldConfig } from '../world/knobs.js';
import type { Drift } from './drift.js';

export interface FeedPlan {
  readonly feed: string;
  /** Table of the world whose rows are those of the feed. */
  readonly table: FeedTable;
  /** What is delivered. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly string[];
  readonly eventTime: string;
  readonly interval: string;
  readonly row: string;
  /** The column that tells changes from new things, where changes are captured. */
  readonly version?: string;
  /** Feeds that must have rows before this one begins. */
  readonly after: readonly string[];
  /** SELECT of every row that is delivered, cells clean, with `arrives`, `extra` and the marks of defects. */
  readonly events: string;
  /** Whether there are copies and deletions among them. */
  readonly hasExtras: boolean;
  /** SELECT of the clean rows, for the rows as they were before a change. */
  readonly clean: string;
  /** The cells of every column as they are delivered, over `events`. */
  readonly cells: readonly string[];
  /** SELECT of the answer key over a relation named `pending` that holds rows of `events`; undefined without defects. */
  readonly answerKey?: string;
  readonly drifts: readonly Drift[];
}

/** A truth table as a query over the clean feeds by their names. */
export interface TruthPlan {
  readonly table: string;
  readonly query: string;
}

export interface StreamPlan {
  readonly dataset: string;
  readonly config: WorldConfig;
  readonly parameters: Readonly<Record<string, number>>;
  /** Tables of the dataset in order, by which queries name each other. */
  readonly views: readonly { readonly name: string; readonly query: string }[];
  readonly feeds: readonly FeedPlan[];
  readonly truth: readonly TruthPlan[];
  /** Where the stream begins: number of an interval of the feeds. It has seen no interval before. */
  readonly fromInterval: number;
  /** Interval before which it ends; undefined for a stream without end. */
  readonly toInterval?: number;
  /** Length of a batch of arrivals. */
  readonly batchUs: number;
  /** Longest time from an event to its arrival. */
  readonly latencyUs: number;
  /** Rows as they were before a change go with the row as it is. */
  readonly images: boolean;
  /** Hash of everything that decides the events: a stream goes on only with the same. */
  readonly identity: string;
}
