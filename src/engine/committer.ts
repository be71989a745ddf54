import type { FileEntry, Job, Task, TaskResult } from './job.js';
import type { Sink } from './sink.js';

/** Between two commits: the tasks that gather meanwhile share the syncs of folders and journal. */
const PAUSE_MS = 100;

export interface CommitterOptions {
  /** Whether what is staged may still be committed. */
  readonly isOpen: () => boolean;
  readonly onCommit: (batch: readonly TaskResult[]) => void;
  readonly onFailure: (reason: unknown) => void;
}

/** Hands what tasks have staged to the sink: a batch at a time, dimensions first. */
export class Committer {
  /** What was committed. */
  readonly files: FileEntry[] = [];
  readonly #sink: Sink;
  readonly #options: CommitterOptions;
  readonly #dimensions: ReadonlySet<string>;
  readonly #waiting: TaskResult[] = [];
  #dimensionsLeft: number;
  /** A commit and the pause after it. */
  #committing: Promise<void> | undefined;
  /** How many wait for all to be committed: there are no pauses for them. */
  #hurried = 0;
  #endPause = (): void => undefined;

  constructor(job: Job, tasks: readonly Task[], sink: Sink, options: CommitterOptions) {
    this.#sink = sink;
    this.#options = options;
    // Dimensions are committed before facts, so that a target never holds a row whose keys it does not know.
    this.#dimensions = new Set(
      job.tables.filter((table) => table.time === undefined && table.needs.length === 0).map((table) => table.name),
    );
    this.#dimensionsLeft = tasks.filter((task) => this.#isDimension(task)).length;
  }

  /** How many results wait for a commit. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(result: TaskResult): void {
    this.#waiting.push(result);
    this.#drain();
  }

  /** Resolves when nothing is left that can be committed. */
  async settled(): Promise<void> {
    this.#hurried++;
    this.#endPause();
    while (this.#committing) await this.#committing;
    this.#hurried--;
  }

  #isDimension(task: Task): boolean {
    return task.kind === 'once' && this.#dimensions.has(task.table);
  }

  #drain(): void {
    if (this.#committing || !this.#options.isOpen()) return;
    const ready = this.#waiting.filter(({ task }) => this.#isDimension(task));
    // All dimensions together, for they refer to each other.
    if (ready.length < this.#dimensionsLeft) return;
    const batch = this.#dimensionsLeft > 0 ? ready : [...this.#waiting];
    if (batch.length === 0) return;
    for (const result of batch) this.#waiting.splice(this.#waiting.indexOf(result), 1);
    this.#committing = this.#commit(batch).finally(() => {
      this.#committing = undefined;
      this.#drain();
    });
  }

  async #commit(batch: readonly TaskResult[]): Promise<void> {
    try {
      await this.#sink.commit(batch);
      for (const { files } of batch) for (const { staged: _, ...file } of files) this.files.push(file);
      this.#dimensionsLeft -= batch.filter(({ task }) => this.#isDimension(task)).length;
      this.#options.onCommit(batch);
    } catch (thrown) {
      this.#options.onFailure(thrown);
    }
    if (this.#hurried === 0) await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
