import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError, UsageError } from '../engine/errors.js';
import { readCheckpoint } from '../stream/checkpoint.js';
import { resendDeadLetters } from '../stream/delivery/dead-letters.js';
import { type DeadLetter, listDeadLetters, type Retried } from '../stream/delivery/letter-files.js';
import { readStatus, runningPid, type StatusFile } from '../stream/status-file.js';
import { type SinkOptions, sinkOf } from './stream-sinks.js';

/** How long a stream may take to stop, in ms: it acknowledges what is under way and writes the truth. */
const PATIENCE_MS = 60_000;

/** The state folder that a path means: itself, or the one in a landing folder. */
export function findState(folder: string): string {
  for (const candidate of [resolve(folder), resolve(folder, '_emporium')]) {
    if (existsSync(join(candidate, 'checkpoint.json')) || existsSync(join(candidate, 'status.json'))) return candidate;
  }
  throw new UsageError(
    `no stream in ${resolve(folder)}: there is neither a checkpoint nor a status; give the --state folder or the landing folder`,
  );
}

export interface StreamState extends StatusFile {
  readonly folder: string;
  readonly isRunning: boolean;
}

/** How the stream of a folder stands. */
export function streamStatus(folder: string): StreamState {
  const state = findState(folder);
  const status = readStatus(state);
  if (!status) {
    const { dataset, target } = readCheckpoint(state) ?? { dataset: '', target: '' };
    throw new OutsideError(
      `the stream of ${dataset} into ${target} in ${state} has told nothing yet; try again in a second`,
    );
  }
  return { ...status, folder: state, isRunning: runningPid(state) !== undefined };
}

/** Stops the stream of a folder and waits until it is gone. False when none was running. */
export async function stopStream(folder: string): Promise<boolean> {
  const state = findState(folder);
  const pid = runningPid(state);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (runningPid(state) !== pid) return true;
    await sleep(50);
  }
  throw new OutsideError(`the stream in ${state} (process ${pid}) has not stopped after ${PATIENCE_MS / 1000} s`);
}

/** The dead letters of a folder's stream. */
export function deadLetters(folder: string): DeadLetter[] {
  return [...listDeadLetters(join(findState(folder), 'dead-letters'))];
}

/** Sends dead letters once more, to a sink that takes events as text: Kafka or one of the caller's own. */
export async function retryLetters(
  folder: string,
  options: SinkOptions & { readonly stream?: string; readonly signal?: AbortSignal },
): Promise<Retried> {
  const state = findState(folder);
  if (options.sink !== 'kafka' && typeof options.sink === 'string') {
    throw new UsageError(`--sink must be kafka to send dead letters once more, got ${options.sink}`);
  }
  const letters = deadLetters(state);
  const saved = readCheckpoint(state);
  const { sink } = await sinkOf(options, {
    dataset: saved?.dataset ?? 'emporium',
    startOf: () => 0n,
    onClosed: () => undefined,
  });
  const feeds = [...new Set(letters.map(({ feed }) => feed))].filter(
    (feed) => options.stream === undefined || feed === options.stream,
  );
  await sink.open(feeds.map((feed) => ({ feed, columns: [], primaryKey: [] })));
  try {
    return await resendDeadLetters(join(state, 'dead-letters'), sink, {
      signal: options.signal ?? new AbortController().signal,
      feed: options.stream,
    });
  } finally {
    await sink.close();
  }
}

export type { DeadLetter };
