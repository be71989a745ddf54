/** Runs a job: tasks go to worker threads, what they stage goes to the sink. */
import { Worker } from 'node:worker_threads';
import { root } from '../package.js';
import { Committer } from './committer.js';
import { CancelledError, OutsideError } from './errors.js';
import type { FileEntry, Job, Task, TaskResult } from './job.js';
import { Dispatcher } from './plan.js';
import type { Sink } from './sink.js';
import type { FromWorker, ToWorker, WorkerData } from './worker.js';

/** How far a run is. Rates are means over the run so far. */
export interface Progress {
  readonly tasksDone: number;
  readonly tasksTotal: number;
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Undefined until there is something to estimate from. */
  readonly secondsLeft: number | undefined;
}

export interface RunOptions {
  /** Worker threads, at least 1. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  /** Called at most ten times a second, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Tasks that a worker holds: one is written, one simulated, one waits, so that it never waits for the main thread. */
const HELD = 3;
/** Young generation of a worker's heap. */
const YOUNG_MB = 6;
/** Workers get no more tasks while this many results wait to be committed. */
const BACKLOG_MAX = 64;

/** Runs the tasks and returns the files that were committed. The sink must have begun; it is not closed. */
export async function runTasks(
  job: Job,
  tasks: readonly Task[],
  sink: Sink,
  options: RunOptions,
): Promise<FileEntry[]> {
  if (tasks.length === 0) return [];
  const dispatcher = new Dispatcher(tasks);
  const stop = new SharedArrayBuffer(4);
  const flag = new Int32Array(stop);
  const meter = new Meter(job, tasks, options.onProgress);
  let failure: unknown;
  const fail = (reason: unknown): void => {
    failure ??= reason;
    Atomics.store(flag, 0, 1);
  };
  const onAbort = () => fail(new CancelledError('cancelled; the same command goes on where it stopped'));
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort);

  const committer = new Committer(job, tasks, sink, {
    // What was staged before a cancel is kept; after a failed write nothing more is tried.
    isOpen: () => !failure || failure instanceof CancelledError,
    onCommit: (batch) => meter.add(batch),
    // What the caller's onProgress throws ends the run, too.
    onFailure: fail,
  });

  const runWorker = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const data: WorkerData = { job, staging: sink.staging, stop };
      // No flags of the program: some, such as --input-type, do not suit a file.
      let worker: Worker;
      try {
        worker = new Worker(new URL('./engine/worker.js', root), {
          workerData: data,
          execArgv: [],
          // Scans leave small handles behind; a small nursery gives them back sooner: a fifth less memory, no slower.
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        });
      } catch (thrown) {
        fail(thrown);
        resolve();
        return;
      }
      let held = 0;
      const send = (message: ToWorker) => worker.postMessage(message);
      const feed = async (): Promise<void> => {
        if (committer.waiting >= BACKLOG_MAX) await committer.settled();
        while (!failure && held < HELD) {
          const task = dispatcher.next(index);
          if (!task) break;
          held++;
          send({ task });
        }
        if (held === 0 || failure) send({ end: true });
      };
      worker.on('message', (message: FromWorker) => {
        held--;
        if ('error' in message) {
          if (!failure) fail(outside(message.error, sink.target));
        } else {
          committer.add(message.result);
        }
        void feed();
      });
      worker.on('error', (thrown) => {
        fail(thrown);
        resolve();
      });
      worker.on('exit', () => {
        if (held > 0 && !failure) fail(new Error(`worker ${index} ended with ${held} tasks unfinished`));
        resolve();
      });
      void feed();
    });

  try {
    await Promise.all(Array.from({ length: Math.min(options.workers, tasks.length) }, (_, i) => runWorker(i)));
    await committer.settled();
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
  if (failure) throw failure;
  meter.report(true);
  return committer.files;
}

/** Puts a failed write into words that say what to do. */
export function outside(message: string, target: string): Error {
  if (/no space left|ENOSPC|disk quota|EDQUOT/i.test(message)) {
    return new OutsideError(
      `the disk of ${target} is full; nothing is lost: free some space and run the same command again`,
    );
  }
  // Errors of the file system begin with their code, those of DuckDB with these words.
  if (/permission denied|EACCES|EROFS|read-only file system/i.test(message) || /^E[A-Z]+: /.test(message)) {
    return new OutsideError(`cannot write to ${target}: ${message.split('\n')[0]}`);
  }
  if (/out of memory/i.test(message)) {
    return new OutsideError(
      `writing to ${target} took too much memory: use fewer --workers, or fewer stores for a centre (--set dc.stores_max=…), and run it again`,
    );
  }
  if (/^IO Error/.test(message)) return new OutsideError(`writing to ${target} failed: ${message.split('\n')[0]}`);
  return new Error(message);
}

/** Counts what is done and tells it now and then. */
class Meter {
  readonly #start = performance.now();
  readonly #tasks: number;
  readonly #onceTotal: number;
  readonly #shardsTotal: number;
  readonly #shardTables: number;
  readonly #report: ((progress: Progress) => void) | undefined;
  #told = 0;
  #onceDone = 0;
  #shardsDone = 0;
  #rows = 0;
  #bytes = 0;

  constructor(job: Job, tasks: readonly Task[], report: ((progress: Progress) => void) | undefined) {
    this.#report = report;
    this.#tasks = tasks.length;
    this.#onceTotal = tasks.filter((task) => task.kind === 'once').length;
    this.#shardsTotal = tasks.length - this.#onceTotal;
    this.#shardTables = this.#shardsTotal > 0 ? job.tables.filter((table) => table.time !== undefined).length : 0;
  }

  add(results: readonly TaskResult[]): void {
    for (const { task, files } of results) {
      if (task.kind === 'once') this.#onceDone++;
      else this.#shardsDone++;
      for (const file of files) {
        this.#rows += file.rows;
        this.#bytes += file.bytes;
      }
    }
    this.report(false);
  }

  report(last: boolean): void {
    const now = performance.now();
    if (!this.#report || (!last && now - this.#told < 100)) return;
    this.#told = now;
    const seconds = (now - this.#start) / 1000;
    const done = this.#onceDone + this.#shardsDone;
    this.#report({
      tasksDone: done,
      tasksTotal: this.#tasks,
      tablesDone: this.#onceDone + (this.#shardsDone === this.#shardsTotal ? this.#shardTables : 0),
      tablesTotal: this.#onceTotal + this.#shardTables,
      rows: this.#rows,
      bytes: this.#bytes,
      seconds,
      rowsPerSecond: seconds > 0 ? this.#rows / seconds : 0,
      secondsLeft: done > 0 ? (seconds / done) * (this.#tasks - done) : undefined,
    });
  }
}
