import { setImmediate as turn } from 'node:timers/promises';
import { type Shard, ShardSimulator, type ShardTable } from '../world/shard.js';
import type { World } from '../world/world.js';
import type { Task } from './job.js';

type ShardTask = Task & { readonly kind: 'shard' };

/**
 * The shards of tasks, one after the other. While DuckDB writes one shard the next one is simulated, store by store:
 * between two stores this thread answers DuckDB. Memory: two shards.
 */
export class ShardAhead {
  readonly #simulator: ShardSimulator;
  readonly #wanted: ReadonlySet<ShardTable>;
  readonly #interrupted: () => boolean;
  #spare: Shard;
  #taken: Shard;
  /** The shard that is being simulated into `#spare`. */
  #begun: { readonly task: ShardTask; readonly steps: Generator<void, void> } | undefined;

  constructor(world: World, wanted: ReadonlySet<ShardTable>, interrupted: () => boolean) {
    this.#simulator = new ShardSimulator(world);
    this.#spare = this.#simulator.newShard();
    this.#taken = this.#simulator.newShard();
    this.#wanted = wanted;
    this.#interrupted = interrupted;
  }

  /** The shard of a task, whole; it is refilled after the next call. Empty when nothing is wanted of it. */
  take(task: ShardTask): Shard {
    if (this.#wanted.size === 0) return this.#taken;
    if (this.#begun?.task !== task) this.#begin(task);
    while (this.#step());
    this.#begun = undefined;
    [this.#taken, this.#spare] = [this.#spare, this.#taken];
    return this.#taken;
  }

  /** Simulates the shard of a task while `work` is under way, and resolves to what the work does. */
  async during<T>(work: Promise<T>, task: ShardTask | undefined): Promise<T> {
    if (!task || this.#wanted.size === 0) return work;
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    if (this.#begun?.task !== task) this.#begin(task);
    await turn();
    try {
      while (!over && this.#step()) await turn();
    } catch {
      // A task that fails does so when its turn has come: then it is begun anew.
      this.#begun = undefined;
    }
    return work;
  }

  #begin(task: ShardTask): void {
    this.#begun = { task, steps: this.#simulator.steps(this.#spare, task.region, task.month, this.#wanted) };
  }

  #step(): boolean {
    if (this.#interrupted()) throw new Error('interrupted');
    return this.#begun?.steps.next().done === false;
  }
}
