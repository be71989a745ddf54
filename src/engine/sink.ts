import type { FileEntry, FileFormat, TaskResult } from './job.js';
import type { Window } from './world-tables.js';

/** What a run is: two runs with the same identity write the same bytes. Values are compared as JSON. */
export type Identity = Readonly<Record<string, unknown>>;

/** What a target holds already. */
export interface Held {
  /** Windows written so far, one after the other; the last one may be unfinished. */
  readonly pieces: readonly Window[];
  readonly files: readonly FileEntry[];
  /** Ids of the tasks that are done. */
  readonly done: ReadonlySet<string>;
  /** Whether the last run came to its end. */
  readonly finished: boolean;
}

/** A document beside the data: manifest, dictionary, lineage. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/**
 * Where a run's tables go. Workers write files of the sink's format into `staging`; the sink takes them over, whole or
 * not at all. Calls come one at a time, in the order open, (begin, commit…, settle, finish)?, close.
 */
export interface Sink {
  /** How workers write what they stage. */
  readonly format: FileFormat;
  /** What to call the target in messages. */
  readonly target: string;
  /** Folder for staged files, on the same disk as the target. It exists from `begin` on. */
  readonly staging: string;
  /**
   * Takes the target for this writer alone and says what it holds. Throws a UsageError when it holds something else,
   * or when another writer is at work.
   */
  open(identity: Identity): Promise<Held>;
  /** A run starts (or goes on) that will leave the target with these windows. */
  begin(pieces: readonly Window[]): Promise<void>;
  /** Takes over what tasks have staged and remembers that they are done. */
  commit(results: readonly TaskResult[]): Promise<void>;
  /**
   * All tasks are done: completes what must wait for all of them (files made of parts, rows that refer to others). Given
   * the files that tasks wrote, it returns those that stand there now.
   */
  settle(files: readonly FileEntry[]): Promise<FileEntry[]>;
  /** Writes the documents: the run is over. */
  finish(documents: readonly Document[]): Promise<void>;
  /** Lets go of the target; what was committed stays. */
  close(): Promise<void>;
}
