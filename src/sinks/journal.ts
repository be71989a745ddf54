/**
 * The memory of an unfinished run in `.emporium/`: `run.json` says what it is, `journal.jsonl` has a line for each task
 * that is done. A line that was cut off by a crash is as if it had never been written.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UsageError } from '../engine/errors.js';
import type { FileEntry, TaskResult } from '../engine/job.js';
import type { Identity } from '../engine/sink.js';
import type { Window } from '../engine/world-tables.js';
import { writeWhole } from './atomic.js';

export interface RunRecord {
  readonly identity: Identity;
  readonly pieces: readonly Window[];
}

interface Line {
  readonly id: string;
  readonly files: readonly FileEntry[];
}

export class Journal {
  readonly #folder: string;
  readonly #safe: boolean;
  #file: number | undefined;

  constructor(folder: string, safe: boolean) {
    this.#folder = folder;
    this.#safe = safe;
  }

  /** The unfinished run, if there is one. */
  read(): { run: RunRecord; lines: Line[] } | undefined {
    const runPath = join(this.#folder, 'run.json');
    if (!existsSync(runPath)) return undefined;
    let run: RunRecord;
    try {
      run = JSON.parse(readFileSync(runPath, 'utf8')) as RunRecord;
    } catch (thrown) {
      throw new UsageError(`${runPath} cannot be read: ${messageOf(thrown)}; remove the folder it stands for`);
    }
    const path = join(this.#folder, 'journal.jsonl');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const lines: Line[] = [];
    for (const line of text.split('\n').slice(0, -1)) {
      try {
        lines.push(JSON.parse(line) as Line);
      } catch {
        break;
      }
    }
    return { run, lines };
  }

  /** Starts or goes on with a run; `lines` are the tasks that are known to be done. */
  begin(run: RunRecord, lines: readonly Line[]): void {
    writeWhole(
      join(this.#folder, 'journal.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      this.#safe,
    );
    writeWhole(join(this.#folder, 'run.json'), JSON.stringify(run), this.#safe);
    this.#file = openSync(join(this.#folder, 'journal.jsonl'), 'a');
  }

  /** Notes that tasks are done. Without safety nothing is noted, and such a run cannot be resumed. */
  add(results: readonly TaskResult[]): void {
    if (this.#file === undefined) throw new Error('the journal has not begun');
    if (!this.#safe) return;
    const text = results
      .map(
        ({ task, files }) => `${JSON.stringify({ id: task.id, files: files.map(({ staged: _, ...file }) => file) })}\n`,
      )
      .join('');
    writeSync(this.#file, text);
    fsyncSync(this.#file);
  }

  /** Removes what a run that is over, or that never began, may have left. */
  forget(): void {
    for (const name of ['journal.jsonl', 'journal.jsonl.tmp', 'run.json.tmp']) {
      rmSync(join(this.#folder, name), { force: true });
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
