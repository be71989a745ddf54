/** A worker thread: a world and a DuckDB of its own; tasks come in, staged files go out. */
import { parentPort, workerData } from 'node:worker_threads';
import { createWorld } from '../world/world.js';
import { openWorld, type WorldDatabase } from './database.js';
import { messageOf } from './errors.js';
import type { Job, Task, TaskResult } from './job.js';
import { TaskWriter } from './write-task.js';

export interface WorkerData {
  readonly job: Job;
  readonly staging: string;
  /** One Int32 shared with the main thread; not 0 when the run is to end. */
  readonly stop: SharedArrayBuffer;
}
export type ToWorker = { readonly task: Task } | { readonly end: true };
export type FromWorker = { readonly result: TaskResult } | { readonly error: string };

const port = parentPort;
if (port) {
  const { job, staging, stop } = workerData as WorkerData;
  const flag = new Int32Array(stop);
  let database: WorldDatabase | undefined;
  let writer: TaskWriter | undefined;
  const tasks: Task[] = [];
  let ended = false;
  let working = false;

  const work = async (task: Task): Promise<void> => {
    try {
      // Each task is answered, for the main thread counts the answers.
      if (Atomics.load(flag, 0) !== 0) throw new Error('interrupted');
      if (!database || !writer) {
        database = await openWorld(createWorld(job.config), {
          window: job.window,
          parameters: job.parameters,
          interrupted: () => Atomics.load(flag, 0) !== 0,
        });
        writer = await TaskWriter.open(job, database, staging);
      }
      port.postMessage({ result: await writer.write(task, () => tasks[0]) } satisfies FromWorker);
    } catch (thrown) {
      port.postMessage({ error: messageOf(thrown) } satisfies FromWorker);
    }
  };

  const workOff = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let task = tasks.shift(); task; task = tasks.shift()) await work(task);
    working = false;
    if (!ended) return;
    database?.close();
    port.close();
  };

  port.on('message', (message: ToWorker) => {
    if ('task' in message) tasks.push(message.task);
    else ended = true;
    void workOff();
  });
}
