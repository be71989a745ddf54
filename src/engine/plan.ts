import { formatDay, monthIndexOf, monthStart } from '../world/calendar/civil.js';
import type { Job, JobTable, Task } from './job.js';
import type { Window } from './world-tables.js';

/**
 * The tasks of a job. `pieces` are the windows in which the dataset was written, one after the other: a run adds one or
 * two, and what an earlier piece wrote is left as it is. The tasks follow from the configuration, never from the cores.
 */
export function planTasks(job: Job, regions: number, pieces: readonly Window[]): Task[] {
  const tasks: Task[] = [];
  for (const table of job.tables) {
    if (table.time !== undefined) continue;
    // A table that depends on the window is made anew with it; the others never change.
    const suffix = table.windowed ? `:${formatDay(job.window.from)}..${formatDay(job.window.to - 1)}` : '';
    tasks.push({ kind: 'once', id: `${table.name}${suffix}`, table: table.name });
  }
  if (!job.tables.some((table) => table.time !== undefined)) return tasks;
  for (let region = 0; region < regions; region++) {
    for (const piece of pieces) {
      if (piece.from >= piece.to) continue;
      for (let month = monthIndexOf(piece.from); month <= monthIndexOf(piece.to - 1); month++) {
        const from = Math.max(piece.from, monthStart(month));
        const to = Math.min(piece.to, monthStart(month + 1));
        tasks.push({ kind: 'shard', id: `${shardName(region, from, to)}`, region, month, from, to });
      }
    }
  }
  return tasks;
}

/** Name of a shard's files, such as `r001_2024-01-01_2024-01-31`. */
export function shardName(region: number, from: number, to: number): string {
  return `r${String(region + 1).padStart(3, '0')}_${formatDay(from)}_${formatDay(to - 1)}`;
}

/** Path of the file that a task writes for a table, below the output folder, with `/`. */
export function filePath(table: JobTable, task: Task, extension: string): string {
  if (task.kind === 'once') return `${table.path}.${extension}`;
  const folders = [table.path];
  if (table.partitionBy.includes('year')) folders.push(`year=${Math.floor(task.month / 12)}`);
  if (table.partitionBy.includes('month')) folders.push(`month=${(task.month % 12) + 1}`);
  return `${folders.join('/')}/${shardName(task.region, task.from, task.to)}.${extension}`;
}

/** Hands tasks to workers so that each takes the months of a region in order, and none waits while another has many. */
export class Dispatcher {
  readonly #runs: { tasks: Task[]; owner: number | undefined }[] = [];

  constructor(tasks: readonly Task[]) {
    const byRegion = new Map<string, Task[]>();
    for (const task of tasks) {
      const key = task.kind === 'once' ? 'once' : String(task.region);
      const run = byRegion.get(key);
      if (run) run.push(task);
      else byRegion.set(key, [task]);
    }
    for (const run of byRegion.values()) this.#runs.push({ tasks: run, owner: undefined });
  }

  next(worker: number): Task | undefined {
    const left = this.#runs.filter((run) => run.tasks.length > 0);
    const own = left.find((run) => run.owner === worker) ?? left.find((run) => run.owner === undefined);
    if (own) {
      own.owner = worker;
      return own.tasks.shift();
    }
    // Take the later half of the longest run: its months stay in order for both.
    const longest = left.sort((a, b) => b.tasks.length - a.tasks.length)[0];
    if (!longest) return undefined;
    const taken = longest.tasks.splice(Math.floor(longest.tasks.length / 2));
    this.#runs.push({ tasks: taken, owner: worker });
    return taken.shift();
  }
}
