import type { Progress } from '../index.js';
import { count, duration } from './output.js';

/** Shows how far a run is, on stderr. */
export interface ProgressDisplay {
  readonly onProgress?: (progress: Progress) => void;
  stop(): void;
}

/** When stderr is no terminal, a line at most this often. */
const LINE_EVERY_SECONDS = 5;

/** A bar on a terminal, a plain line now and then elsewhere, nothing when quiet. */
export async function progressDisplay(quiet: boolean): Promise<ProgressDisplay> {
  if (quiet) return { stop: () => undefined };
  return process.stderr.isTTY ? await bar() : lines();
}

async function bar(): Promise<ProgressDisplay> {
  const { default: cliProgress } = await import('cli-progress');
  const display = new cliProgress.SingleBar({
    format: '{bar} {percentage}% {value}/{total} shards · {rows} rows · {rate} rows/s · {left}',
    stream: process.stderr,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
    fps: 10,
  });
  let started = false;
  return {
    onProgress: (progress) => {
      const text = { rows: count(progress.rows), rate: count(progress.rowsPerSecond), left: left(progress) };
      if (!started) display.start(progress.tasksTotal, progress.tasksDone, text);
      else display.update(progress.tasksDone, text);
      started = true;
    },
    stop: () => {
      if (started) display.stop();
    },
  };
}

function lines(): ProgressDisplay {
  let told = 0;
  let last: Progress | undefined;
  const write = (progress: Progress) => {
    const { tasksDone, tasksTotal, rows, rowsPerSecond } = progress;
    process.stderr.write(
      `${tasksDone}/${tasksTotal} shards, ${count(rows)} rows, ${count(rowsPerSecond)} rows/s, ${left(progress)}\n`,
    );
    last = undefined;
  };
  return {
    onProgress: (progress) => {
      last = progress;
      if (progress.seconds - told < LINE_EVERY_SECONDS) return;
      told = progress.seconds;
      write(progress);
    },
    stop: () => {
      if (last) write(last);
    },
  };
}

function left({ secondsLeft, seconds, tasksDone, tasksTotal }: Progress): string {
  if (tasksDone === tasksTotal) return `done in ${duration(seconds)}`;
  return secondsLeft === undefined ? 'starting' : `${duration(secondsLeft)} left`;
}
