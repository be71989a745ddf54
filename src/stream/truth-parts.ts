/**
 * What is kept of a feed for its truth: Parquet files of the clean rows of intervals of event time, whole. They depend on
 * nothing but the settings: whatever the target has acknowledged, no part is ever wrong or in the way, and one that is
 * missing after a crash is made later.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedRange } from '../engine/world-tables.js';
import { sync } from '../sinks/atomic.js';

/** Rows that are kept together, about: less than that waits. */
const PART_ROWS = 4096;
const PART = /^(\d+)-(\d+)\.parquet$/;

/** Folder of what is kept of a feed inside a state folder. */
export function truthFolder(state: string, feed: string): string {
  return join(state, 'parts', feed);
}

/** Takes away the parts of a feed that an earlier stream has left in the state folder of a new one. */
export function clearParts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (PART.test(name)) rmSync(join(folder, name));
}

const pad = (number: number): string => String(number).padStart(12, '0');

export class TruthParts {
  readonly #folder: string;
  /** Intervals before this one are kept. */
  #until: number;
  #waiting = 0;

  /** Those of a folder, which is made if need be, of a stream that begins with interval `from`. */
  constructor(folder: string, from: number) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    const last = this.#names().at(-1);
    this.#until = last === undefined ? from : Number(PART.exec(last)?.[2]);
  }

  /** In the order of their intervals. */
  #names(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => PART.test(name))
      .sort();
  }

  get paths(): string[] {
    return this.#names().map((name) => join(this.#folder, name));
  }

  /** Whether enough waits, now that `rows` more have been made, up to an interval. */
  isDue(interval: number, rows: number): boolean {
    if (interval > this.#until) this.#waiting += rows;
    return this.#waiting >= PART_ROWS;
  }

  /** Keeps the intervals up to `to`: `write` makes a range with the end of a COPY statement. */
  async keep(to: number, write: (range: FeedRange, copyTo: string) => Promise<void>): Promise<void> {
    if (to <= this.#until) return;
    const range = { from: this.#until, to };
    const beside = join(this.#folder, '.next.parquet');
    await write(
      range,
      `TO '${beside.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION uncompressed, PARQUET_VERSION V2)`,
    );
    await sync(beside);
    renameSync(beside, join(this.#folder, `${pad(range.from)}-${pad(to)}.parquet`));
    this.#until = to;
    this.#waiting = 0;
  }
}
