import { existsSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Dataset, loadDataset } from '../datasets/load.js';
import { defectKinds } from '../defects/kinds.js';
import { messageOf, UsageError } from '../engine/errors.js';
import { didYouMean } from '../engine/nearest.js';
import { outside } from '../engine/run.js';
import { flattenSettings, type SettingValues } from '../engine/settings.js';
import { makeFolder } from '../sinks/atomic.js';
import { takeLock } from '../sinks/lock.js';
import { packedRows } from '../sinks/packed-rows.js';
import type { Pace } from '../stream/pace.js';
import { runStream } from '../stream/runtime.js';
import type { StreamResult, StreamStatus } from '../stream/status.js';
import { feedClock } from '../world/feeds/feeds.js';
import { createWorld } from '../world/world.js';
import { resolveSettings } from './settings.js';
import { planStream } from './stream-plan.js';
import { type SinkOptions, sinkNames, sinkOf } from './stream-sinks.js';

/** What to stream, where to, and how fast. Durations are in seconds. */
export interface StreamOptions extends SinkOptions {
  /** Name of a built-in dataset with feeds, or path of a folder with a `dataset.yaml`. */
  readonly dataset: string;
  readonly settings?: SettingValues;
  /** World seconds that pass in a second: 1 is real time. */
  readonly timeScale?: number;
  /** Events of all feeds a second. Neither this nor `timeScale`: as fast as possible. */
  readonly rate?: number;
  /** Length of a batch of arrivals; the interval of the feeds by default. */
  readonly batchInterval?: number;
  /** Longest time from an event to its arrival: the setting feed.latency_max. */
  readonly latencyMax?: number;
  /** Share of rows that arrive after a usual watermark, and the longest lateness: defects of the kind late_arrival. */
  readonly lateShare?: number;
  readonly lateMax?: number;
  /** Names of the feeds; all by default. */
  readonly streams?: readonly string[];
  /** Rates of the defects of the kinds duplicate, orphan_key and delete. */
  readonly duplicates?: number;
  readonly orphans?: number;
  readonly deletes?: number;
  /** `feed.column@2h` adds, `feed.column>name@2h` renames, `feed.column:TYPE@2h` retypes a column. */
  readonly schemaDrift?: readonly string[];
  /** First and last day, YYYY-MM-DD. By default the first day of the history, and no end. */
  readonly from?: string;
  readonly to?: string;
  /** Ends after so many events (at the end of the batch they are in, where a state is kept), or seconds. */
  readonly maxEvents?: number;
  readonly duration?: number;
  /** Folder of checkpoint, truth and dead letters. */
  readonly state?: string;
  /** How long one batch is tried before its feed fails; 600 by default. */
  readonly retryFor?: number;
  /** Batches of a feed that may wait for the target; 8 by default. */
  readonly buffer?: number;
  /** Stops the stream; what is acknowledged is in the checkpoint and the truth. */
  readonly signal?: AbortSignal;
  /** Called about once a second. */
  readonly onStatus?: (status: StreamStatus) => void;
}

/** Folder of checkpoint and truth when nobody names one; nothing is kept of what goes to standard output or memory. */
export function stateFolder(options: Pick<StreamOptions, 'state' | 'sink' | 'out' | 'dataset'>): string | undefined {
  if (options.state !== undefined) return resolve(options.state);
  if (options.sink === 'files') return resolve(options.out ?? 'landing', '_emporium');
  if (options.sink === 'kafka' || options.sink === 'duckdb')
    return resolve('data', `${options.dataset.replaceAll(/[\\/.]+/g, '-')}-stream`);
  return undefined;
}

/** Streams a dataset until it ends or is stopped. Run again with the same options it goes on where it was. */
export async function stream(options: StreamOptions): Promise<StreamResult> {
  checkNumbers(options);
  const dataset = loadDataset(options.dataset);
  const settings = resolveSettings(dataset, withShortcuts(dataset, options));
  const world = createWorld(settings.config);
  const pace = paceOf(options);
  const plan = await planStream(dataset, settings, world, {
    streams: options.streams,
    from: options.from,
    to: options.to,
    batchSeconds: options.batchInterval,
    images: options.cdc === 'debezium',
    drifts: options.schemaDrift ?? [],
    form: { sink: typeof options.sink === 'string' ? options.sink : 'own', cdc: options.cdc, format: options.format },
  });
  const { startUs } = feedClock(world);
  const state = stateFolder(options);
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  if (options.signal?.aborted) stop.abort();
  options.signal?.addEventListener('abort', onAbort);
  // What is wrong with the flags of a sink is said before anything is written.
  const { sink, secrets } = await sinkOf(options, {
    dataset: dataset.definition.name,
    startOf: (batch) => BigInt(startUs + batch * plan.batchUs),
    onClosed: onAbort,
  });
  const unlock = state === undefined ? undefined : lock(state);
  try {
    return await runStream({
      plan,
      world,
      sink,
      pace,
      state,
      delivery: {
        bufferBatches: options.buffer,
        deadLetters: {
          folder: join(state ?? join(tmpdir(), `emporium-${process.pid}`), 'dead-letters'),
          encode: packedRows(options.cdc ?? 'plain', { name: dataset.definition.name }),
        },
        ...(options.retryFor !== undefined && { retry: { retryForMs: options.retryFor * 1000 } }),
        secrets,
      },
      maxEvents: options.maxEvents,
      ...(options.duration !== undefined && { durationMs: options.duration * 1000 }),
      signal: stop.signal,
      onStatus: options.onStatus,
    });
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    unlock?.();
  }
}

/** One stream a folder. What was made for a stream that then wrote nothing goes again. */
function lock(state: string): () => void {
  const missing: string[] = [];
  for (let folder = state; !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  try {
    makeFolder(state);
  } catch (thrown) {
    throw thrown instanceof UsageError ? thrown : outside(messageOf(thrown), state);
  }
  const unlock = takeLock(join(state, 'lock.json'), `the stream in ${state}`);
  return () => {
    unlock();
    try {
      for (const folder of missing) rmdirSync(folder);
    } catch {
      // Something is in it.
    }
  };
}

function checkNumbers(options: StreamOptions): void {
  if (options === null || typeof options !== 'object')
    throw new UsageError('stream must be given an object of options');
  const rules: readonly [keyof StreamOptions, string, number, number, boolean][] = [
    ['timeScale', '--time-scale', 1e-6, 1e9, false],
    ['rate', '--rate', 1e-3, 1e9, false],
    ['lateShare', '--late-share', 0, 1, false],
    ['duplicates', '--duplicates', 0, 1, false],
    ['orphans', '--orphans', 0, 1, false],
    ['deletes', '--deletes', 0, 1, false],
    ['maxEvents', '--max-events', 1, 1e15, true],
    ['duration', '--duration', 0.001, 1e9, false],
    ['retryFor', '--retry-for', 0.001, 604_800, false],
    ['buffer', '--buffer', 1, 10_000, true],
  ];
  for (const [name, flag, min, max, whole] of rules) {
    const value = options[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new UsageError(
        `${flag} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, got ${String(value)}`,
      );
    }
  }
  if (typeof options.sink === 'string' && !(sinkNames as readonly string[]).includes(options.sink)) {
    throw new UsageError(
      `--sink must be one of ${sinkNames.join(', ')}, got "${options.sink}"${didYouMean(options.sink, sinkNames)}`,
    );
  }
}

function paceOf({ timeScale, rate }: StreamOptions): Pace {
  if (timeScale !== undefined && rate !== undefined) throw new UsageError('--rate must not stand beside --time-scale');
  if (timeScale !== undefined) return { kind: 'scaled', scale: timeScale };
  return rate === undefined ? { kind: 'free' } : { kind: 'rate', perSecond: rate };
}

/** The settings that flags stand for: a flag of a kind of defect sets the rate of each defect of the kind. */
function withShortcuts({ definition }: Dataset, options: StreamOptions): SettingValues {
  const settings: Record<string, unknown> = { ...flattenSettings(options.settings ?? {}) };
  const set = (name: string, value: unknown, flag: string): void => {
    if (Object.hasOwn(settings, name) && settings[name] !== value) {
      throw new UsageError(
        `${flag} must agree with --set ${name}=…, got ${String(value)} and ${String(settings[name])}`,
      );
    }
    settings[name] = value;
  };
  const kinds = [
    ['late_arrival', options.lateShare, '--late-share'],
    ['duplicate', options.duplicates, '--duplicates'],
    ['orphan_key', options.orphans, '--orphans'],
    ['delete', options.deletes, '--deletes'],
  ] as const;
  for (const [kind, rate, flag] of kinds) {
    if (rate === undefined) continue;
    const found = definition.defects.filter((defect) => defect.kind === kind);
    if (found.length === 0)
      throw new UsageError(`${flag}: ${definition.name} has no defect of the kind ${defectKinds[kind].kind}`);
    for (const { id } of found) if (!Object.hasOwn(settings, `defect.${id}`)) settings[`defect.${id}`] = rate;
  }
  if (options.latencyMax !== undefined) set('feed.latency_max', options.latencyMax, '--latency-max');
  if (options.lateMax !== undefined) set('feed.late_max', options.lateMax, '--late-max');
  return settings;
}
