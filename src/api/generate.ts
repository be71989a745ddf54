import { availableParallelism } from 'node:os';
import { type Dataset, loadDataset } from '../datasets/load.js';
import { openWorld } from '../engine/database.js';
import { api } from '../engine/duckdb.js';
import { UsageError } from '../engine/errors.js';
import type { FileEntry, Task } from '../engine/job.js';
import { didYouMean } from '../engine/nearest.js';
import { planTasks } from '../engine/plan.js';
import { type Progress, runTasks } from '../engine/run.js';
import type { SettingValues } from '../engine/settings.js';
import type { Held, Identity, Sink } from '../engine/sink.js';
import type { Window } from '../engine/world-tables.js';
import { version } from '../package.js';
import { duckdbSink, shownName } from '../sinks/duckdb.js';
import { folderSink } from '../sinks/folder.js';
import {
  type CompressionName,
  compressionNames,
  type FormatName,
  fileFormat,
  formatNames,
  formats,
} from '../sinks/formats.js';
import { formatDay, parseDay } from '../world/calendar/civil.js';
import { createWorld, historyText, type World } from '../world/world.js';
import { checkDataset } from './check-dataset.js';
import { compileJob, compileTables, keysInside, type OutputTable } from './compile.js';
import { documentPaths, makeDocuments, tablePath, tableTotals } from './documents.js';
import { type ResolvedSettings, resolveSettings } from './settings.js';

/** What to generate, and where to. */
export interface GenerateOptions {
  /** Name of a built-in dataset, or path of a folder with a `dataset.yaml`. */
  readonly dataset: string;
  /** Folder to write; `data/<dataset>` when neither this nor `duckdb` is given. */
  readonly out?: string;
  /** DuckDB file to write instead of a folder. */
  readonly duckdb?: string;
  /** Settings by dotted name, or nested, such as `{ stores: 500, tier: { gold: { share: 0.1 } } }`. */
  readonly settings?: SettingValues;
  /** First and last day, YYYY-MM-DD, both included. Default: the history; `to` may lie after it. */
  readonly from?: string;
  readonly to?: string;
  readonly format?: FormatName;
  readonly compression?: CompressionName;
  /** Names of the tables to write; all when not given. */
  readonly tables?: readonly string[];
  /** Worker threads, 1–256; the number of cores when not given. */
  readonly workers?: number;
  /** false: clean data. Default true. */
  readonly defects?: boolean;
  /** Moves ground-truth columns to `truth/`. Default false. */
  readonly hideLabels?: boolean;
  /** false: no hashes, syncs and checkpoints; such a run cannot be resumed. Default true. */
  readonly safety?: boolean;
  /** Says what would be written and writes nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Called at most ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface GenerateResult {
  readonly dataset: string;
  /** Folder or file that was written. */
  readonly target: string;
  /** `unchanged`: everything was there already. `planned`: a dry run. */
  readonly status: 'written' | 'unchanged' | 'planned';
  /** First and last day of the dataset. */
  readonly from: string;
  readonly to: string;
  /** What the target holds now. */
  readonly tables: readonly {
    readonly name: string;
    readonly rows: number;
    readonly bytes: number;
    readonly files: number;
  }[];
  /** What this run added. */
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly shards: number;
  readonly shardsWritten: number;
}

/**
 * Generates a dataset. Running it again goes on where a run was interrupted, and changes nothing when it is finished; a
 * later `to` adds the new days. Throws UsageError (a wrong option, a target that holds something else), OutsideError
 * (a full disk: run it again), CancelledError (the signal).
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const start = performance.now();
  checkOptions(options);
  const dataset = loadDataset(options.dataset);
  const settings = resolveSettings(dataset, options.settings ?? {});
  const world = createWorld(settings.config);
  const window = windowOf(world, options.from, options.to, dataset.definition.window_days);
  const workers = workersOf(options.workers);
  const form = formOf(dataset, options);
  const tables = await planTables(dataset, settings, world, options);
  const sink: Sink = options.duckdb
    ? duckdbSink(options.duckdb, keysInside(tables, window.from <= world.from))
    : folderSink(options.out ?? `data/${dataset.definition.name}`, form.file, {
        safe: options.safety !== false,
        tables,
        documents: documentPaths(dataset),
      });
  const identity = identityOf(dataset, settings, form, tables, options);
  const job = compileJob(dataset, tables, {
    config: settings.config,
    parameters: settings.parameters,
    window,
    format: sink.format,
    partFormat: fileFormat('parquet', 'snappy'),
    safe: options.safety !== false,
  });
  const summary = (
    held: Held['files'],
    status: GenerateResult['status'],
    added: readonly FileEntry[],
    written: readonly FileEntry[],
    covers: Window,
  ) => ({
    dataset: dataset.definition.name,
    target: sink.target,
    status,
    from: formatDay(covers.from),
    to: formatDay(covers.to - 1),
    tables: tables.map((table) => tableTotals(table, held)),
    rows: added.reduce((sum, file) => sum + file.rows, 0),
    bytes: written.reduce((sum, file) => sum + file.bytes, 0),
    seconds: (performance.now() - start) / 1000,
  });
  if (options.dryRun) {
    const shards = shardsIn(planTasks(job, world.regions.length, [window]));
    return { ...summary([], 'planned', [], [], window), shards, shardsWritten: 0 };
  }

  try {
    const held = await sink.open(identity);
    const pieces = piecesOf(held, window, sink.target);
    const covers = { from: Math.min(...pieces.map((p) => p.from)), to: Math.max(...pieces.map((p) => p.to)) };
    const all = planTasks({ ...job, window: covers }, world.regions.length, pieces);
    const tasks = all.filter((task) => !held.done.has(task.id));
    const ids = new Set(all.map((task) => task.id));
    const isOurs = (file: FileEntry) => file.parts !== undefined || ids.has(file.task);
    if (held.finished && tasks.length === 0) {
      const files = held.files.filter(isOurs);
      return { ...summary(files, 'unchanged', [], [], covers), shards: shardsIn(all), shardsWritten: 0 };
    }
    await sink.begin(pieces);
    const added = await runTasks({ ...job, window: covers }, tasks, sink, {
      workers,
      signal: options.signal,
      onProgress: options.onProgress,
    });
    const settled = await sink.settle([...held.files, ...added].filter(isOurs));
    const files = settled.sort((a, b) => (a.path < b.path ? -1 : 1));
    await sink.finish(
      makeDocuments({
        dataset,
        identity,
        tables: keysInside(tables, covers.from <= world.from),
        files,
        tasks: [...ids].sort(),
        pieces,
        place: options.duckdb ? (table) => shownName(table.name) : (table) => tablePath(table, sink.format.extension),
      }),
    );
    const written = files.filter((file) => !held.files.includes(file));
    return {
      ...summary(files, 'written', added, written, covers),
      shards: shardsIn(all),
      shardsWritten: shardsIn(tasks),
    };
  } finally {
    await sink.close();
  }
}

/** Programs without types make mistakes, too. */
function checkOptions(options: GenerateOptions): void {
  if (options === null || typeof options !== 'object')
    throw new UsageError('generate must be given an object of options');
  if (typeof options.dataset !== 'string') {
    throw new UsageError(
      `dataset must be the name of a dataset or the path of its folder, got ${String(options.dataset)}`,
    );
  }
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`"${unknown}" is not an option of generate${didYouMean(unknown, optionNames)}`);
}

const optionNames: readonly string[] = [
  'dataset',
  'out',
  'duckdb',
  'settings',
  'from',
  'to',
  'format',
  'compression',
  'tables',
  'workers',
  'defects',
  'hideLabels',
  'safety',
  'dryRun',
  'signal',
  'onProgress',
] satisfies (keyof GenerateOptions)[];

const shardsIn = (tasks: readonly Task[]): number => tasks.filter((task) => task.kind === 'shard').length;

/** The window that the caller asks for: whole days of the history or after it, as many as the dataset says unless told. */
export function windowOf(
  world: World,
  from: string | undefined,
  to: string | undefined,
  days: number | undefined,
): Window {
  const day = (flag: string, text: string): number => {
    const parsed = parseDay(text);
    if (parsed === undefined) throw new UsageError(`${flag} must be a date written YYYY-MM-DD, got "${text}"`);
    return parsed;
  };
  const first = from === undefined ? world.from : day('--from', from);
  const window = {
    from: first,
    to: to === undefined ? Math.min(world.to, first + (days ?? Infinity)) : day('--to', to) + 1,
  };
  if (window.from < world.from) {
    throw new UsageError(
      `--from must be ${formatDay(world.from)} or later (the history is ${historyText(world)}), got ${from}`,
    );
  }
  if (window.to > (parseDay('2200-01-01') ?? 0)) throw new UsageError(`--to must be 2199-12-31 or earlier, got ${to}`);
  if (window.from >= window.to) {
    throw new UsageError(
      `--from must not be after --to, got ${formatDay(window.from)} and ${formatDay(window.to - 1)}`,
    );
  }
  return window;
}

function workersOf(workers: number | undefined): number {
  if (workers === undefined) return availableParallelism();
  if (!Number.isInteger(workers) || workers < 1 || workers > 256) {
    throw new UsageError(`--workers must be a whole number from 1 to 256, got ${workers}`);
  }
  return workers;
}

function formOf(dataset: Dataset, options: GenerateOptions) {
  const format = options.format ?? dataset.definition.format;
  if (!formatNames.includes(format))
    throw new UsageError(`--format must be one of ${formatNames.join(', ')}, got "${format}"`);
  const compression = options.compression ?? formats[format].compression;
  if (!compressionNames.includes(compression)) {
    throw new UsageError(`--compression must be one of ${compressionNames.join(', ')}, got "${compression}"`);
  }
  if (!formats[format].compressions.includes(compression)) {
    throw new UsageError(
      `--compression must be one of ${formats[format].compressions.join(', ')} for ${format}, got "${compression}"`,
    );
  }
  return { format, compression, file: fileFormat(format, compression) };
}

async function planTables(
  dataset: Dataset,
  settings: ResolvedSettings,
  world: World,
  options: GenerateOptions,
): Promise<OutputTable[]> {
  if (!dataset.builtIn) {
    const database = await openWorld(world, { parameters: settings.parameters });
    try {
      await checkDataset(dataset, database);
    } finally {
      database.close();
    }
  }
  const instance = await api.DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await compileTables(dataset, connection, {
      tables: options.tables,
      hideLabels: options.hideLabels === true,
      rates: options.defects === false ? {} : settings.rates,
      seed: settings.config.seed,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function identityOf(
  dataset: Dataset,
  settings: ResolvedSettings,
  form: { format: FormatName; compression: CompressionName },
  tables: readonly OutputTable[],
  options: GenerateOptions,
): Identity {
  return {
    version,
    dataset: dataset.definition.name,
    definition: dataset.fingerprint,
    ...(options.duckdb ? {} : { format: form.format, compression: form.compression }),
    tables: tables.map((table) => table.name),
    hideLabels: options.hideLabels === true,
    defects: options.defects === false ? {} : settings.rates,
    ...(Object.keys(settings.parameters).length > 0 && { parameters: settings.parameters }),
    config: settings.config,
  };
}

/**
 * The windows that the target will hold: what is there, and before and after it what is new. A window that is a part of
 * what is there adds nothing; one that would leave a gap, or that comes while another is unfinished, is refused.
 */
export function piecesOf(held: Pick<Held, 'pieces' | 'finished'>, window: Window, target: string): Window[] {
  const { pieces } = held;
  if (pieces.length === 0) return [window];
  const from = Math.min(...pieces.map((piece) => piece.from));
  const to = Math.max(...pieces.map((piece) => piece.to));
  const text = (w: Window) => `${formatDay(w.from)} to ${formatDay(w.to - 1)}`;
  if (window.from >= from && window.to <= to) return [...pieces];
  if (!held.finished) {
    throw new UsageError(
      `${target} holds an unfinished run over ${text({ from, to })}: finish it with the same command before asking for ${text(window)}`,
    );
  }
  if (window.from > to || window.to < from) {
    throw new UsageError(`${target} holds ${text({ from, to })}; ${text(window)} would leave a gap`);
  }
  return [
    ...pieces,
    ...(window.from < from ? [{ from: window.from, to: from }] : []),
    ...(window.to > to ? [{ from: to, to: window.to }] : []),
  ];
}
