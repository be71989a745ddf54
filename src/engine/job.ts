import type { FeedTable } from '../world/feeds/feeds.js';
import type { WorldConfig } from '../world/knobs.js';
import type { ShardTable } from '../world/shard.js';
import type { Window } from './world-tables.js';

export interface JobColumn {
  readonly name: string;
  readonly type: string;
}

/** A table to be written: a query over the views of the job and `world.*`. */
export interface JobTable {
  /** Unique, such as `fact_sales` or `truth/store_tier`. */
  readonly name: string;
  /** Path without ending, such as `fact_sales` or `data/orders`. */
  readonly path: string;
  readonly query: string;
  /** What is written. */
  readonly columns: readonly JobColumn[];
  /**
   * The column that places a row in time; a table that has one is written shard by shard. The query gives it, but it
   * need not be written.
   */
  readonly time?: string;
  /** Folders made from the month: none, year, or year and month. */
  readonly partitionBy: readonly ('year' | 'month')[];
  /** World tables with a time that the query reads, directly or through views. */
  readonly needs: readonly (ShardTable | FeedTable)[];
  /** Whether its rows depend on the window: it sums up what happened, or it lists the days. */
  readonly windowed: boolean;
  /** Written in parts, shard by shard, that the sink makes one file of. */
  readonly singleFile: boolean;
}

/** How a worker writes a file. `copyOptions` is the list inside COPY … TO … (…). */
export interface FileFormat {
  readonly name: string;
  readonly extension: string;
  readonly copyOptions: string;
}

/** Everything a worker must know: plain data, sent to its thread as it is. */
export interface Job {
  readonly config: WorldConfig;
  /** Clean tables of the dataset by name, in the order of the definition; each may read the ones before it. */
  readonly views: readonly { readonly name: string; readonly query: string }[];
  readonly tables: readonly JobTable[];
  readonly format: FileFormat;
  /** Of the parts of tables that become one file. */
  readonly partFormat: FileFormat;
  /** Settings of the dataset, beside those of the world. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Days that the dataset covers when the run is done. */
  readonly window: Window;
  /** Hashes, syncs and checkpoints; off for throw-away data. */
  readonly safe: boolean;
}

/** A unit of work. Its id is the same in every run of the same command. */
export type Task =
  | { readonly kind: 'once'; readonly id: string; readonly table: string }
  | {
      readonly kind: 'shard';
      readonly id: string;
      readonly region: number;
      /** year × 12 + month − 1 */
      readonly month: number;
      /** The part of the month that is written. */
      readonly from: number;
      readonly to: number;
    };

/** A file that a task wrote. Days are YYYY-MM-DD, both included. */
export interface FileEntry {
  readonly path: string;
  readonly table: string;
  /** Id of the task that wrote it. */
  readonly task: string;
  readonly shard?: { readonly region: number; readonly from: string; readonly to: string };
  readonly rows: number;
  readonly bytes: number;
  /** Absent when the run was made without safety. */
  readonly sha256?: string;
  readonly minEventTime?: string;
  readonly maxEventTime?: string;
  /** Of a file that was made of parts: ids of the tasks whose rows it holds. */
  readonly parts?: readonly string[];
}

/** What a task wrote: files that stand in the staging folder until the sink commits them. */
export interface TaskResult {
  readonly task: Task;
  readonly files: readonly (FileEntry & { readonly staged: string })[];
}
