import {
  close as closeAsync,
  fsync,
  open,
  readdirSync,
  rename,
  rmdirSync,
  rmSync,
  write as writeAsync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { api } from '../engine/duckdb.js';
import { CancelledError, messageOf, UsageError } from '../engine/errors.js';
import type { FeedBatch, FeedSink } from '../engine/feed-sink.js';
import { outside } from '../engine/run.js';
import { civilOf } from '../world/calendar/civil.js';
import { makeFolder, sync } from './atomic.js';
import { batchTable, quotedText } from './batch-table.js';
import { refuseText } from './cell-text.js';
import { csvEncoder, csvHeader } from './csv-lines.js';
import { envelopeTable } from './envelope-table.js';
import { type CompressionName, formats } from './formats.js';
import { type JsonForm, jsonEncoder } from './json-lines.js';
import { takeLock } from './lock.js';

export const landingFormats = ['json', 'csv', 'parquet'] as const;
export type LandingFormat = (typeof landingFormats)[number];
export type LandingCompression = 'snappy' | 'zstd' | 'gzip' | 'none';

export interface LandingOptions {
  readonly folder: string;
  readonly format: LandingFormat;
  /** Parquet: snappy (default), zstd or none. JSON and CSV: none (default) or gzip. */
  readonly compression?: LandingCompression;
  /** `plain` (default): rows. `debezium`: change envelopes for feeds whose changes are captured; not as CSV. */
  readonly form?: JsonForm;
  /** Name of the source in change envelopes; `emporium` unless told. */
  readonly name?: string;
  /** Whether a file is on the disk before its batch counts as written. Default true. */
  readonly safe?: boolean;
  /** Start of an arrival interval, µs since 1970-01-01, for the names of files; the first arrival unless told. */
  readonly startOf?: (batch: number) => bigint;
}

/** Writes the rows of a batch into a file that does not count yet. */
type Save = (draft: string, batch: FeedBatch) => Promise<void>;

const compressions: Readonly<Record<LandingFormat, readonly LandingCompression[]>> = {
  parquet: formats.parquet.compressions,
  json: ['none', 'gzip'],
  csv: ['none', 'gzip'],
};
const [openFile, closeFile, syncFile, write, move, zip] = [
  promisify(open),
  promisify(closeAsync),
  promisify(fsync),
  promisify(writeAsync),
  promisify(rename),
  promisify(gzip),
];

/**
 * A folder that loaders watch: `<folder>/<feed>/<feed>-<batch>-<start of the arrival interval>.<format>`, a file a batch,
 * with names that sort by arrival. A file shows up whole: it is written under a name with a leading dot, which loaders
 * pass over, and moved. Writing a batch again puts the same bytes in the same place. One writer a folder.
 */
export function landingSink(options: LandingOptions): FeedSink {
  const { format, safe = true, form = 'plain' } = options;
  const compression = compressionOf(options);
  const root = resolve(options.folder);
  const work = join(root, '.emporium');
  const extension = compression === 'gzip' ? `${format}.gz` : format;
  const how: SaveOptions = { safe, form, name: options.name };
  const saves = new Map<string, Save>();
  const running = new Set<Promise<void>>();
  const connections: DuckDBConnection[] = [];
  let instance: DuckDBInstance | undefined;
  let unlock: (() => void) | undefined;

  const failed = (thrown: unknown): Error => (thrown instanceof UsageError ? thrown : outside(messageOf(thrown), root));

  const place = async (batch: FeedBatch): Promise<void> => {
    const save = saves.get(batch.feed);
    if (!save) throw new Error(`${batch.feed} was not opened`);
    const folder = join(root, batch.feed);
    const start = options.startOf?.(batch.number) ?? batch.arrivalTimes[0];
    const name = `${batch.feed}-${String(batch.number).padStart(9, '0')}-${stampOf(start)}.${extension}`;
    const draft = join(folder, `.${name}.tmp`);
    try {
      await save(draft, batch);
      await move(draft, join(folder, name));
      if (safe) await sync(folder);
    } catch (thrown) {
      rmSync(draft, { force: true });
      throw failed(thrown);
    }
  };

  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    saves.clear();
    for (const connection of connections.splice(0)) connection.closeSync();
    instance?.closeSync();
    instance = undefined;
    if (!unlock) return;
    unlock();
    unlock = undefined;
    try {
      rmdirSync(work);
    } catch {
      // Something else is remembered there.
    }
  };

  return {
    target: root,
    async open(feeds) {
      try {
        makeFolder(work);
        unlock = takeLock(join(work, 'landing.lock'), root);
        for (const { feed } of feeds) openFolder(root, feed);
        if (safe) for (const path of [root, ...feeds.map(({ feed }) => join(root, feed))]) await sync(path);
        if (format === 'parquet') instance = await openDatabase();
        for (const { feed } of feeds) {
          // A connection each: feeds are written at the same time.
          if (instance) connections.push(await instance.connect());
          const connection = connections.at(-1);
          saves.set(
            feed,
            connection
              ? saveParquet(connection, `batch_${saves.size}`, compression as CompressionName, how)
              : saveText(format as 'json' | 'csv', compression === 'gzip', how),
          );
        }
      } catch (thrown) {
        await close();
        throw failed(thrown);
      }
    },
    async write(batch, signal) {
      if (signal.aborted) throw new CancelledError(`writing to ${root} was cancelled`);
      if (batch.rows === 0) return;
      refuseText(batch, root);
      const task = place(batch);
      running.add(task);
      try {
        await task;
      } finally {
        running.delete(task);
      }
    },
    close,
  };
}

/** The compression that is asked for. A UsageError when options do not go together. */
function compressionOf({ format, form, compression = compressions[format][0] }: LandingOptions): LandingCompression {
  if (!compressions[format].includes(compression)) {
    throw new UsageError(
      `compression of ${format} files must be one of ${compressions[format].join(', ')}, got ${compression}`,
    );
  }
  if (format === 'csv' && form === 'debezium') {
    throw new UsageError('change envelopes need the format json or parquet, got csv');
  }
  return compression;
}

/** Makes the folder of a feed, finds out whether it takes files, and removes what an earlier run left half written. */
function openFolder(root: string, feed: string): void {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(feed)) {
    throw new UsageError(`the name of a feed must be usable as the name of a folder, got ${JSON.stringify(feed)}`);
  }
  const folder = join(root, feed);
  makeFolder(folder);
  const probe = join(folder, '.probe.tmp');
  writeFileSync(probe, '');
  rmSync(probe);
  for (const name of readdirSync(folder)) {
    const rest = name.startsWith(`.${feed}-`) ? name.slice(feed.length + 2) : '';
    if (/^\d{9,}-\d+T\d{6}\.(json|csv|parquet)(\.gz)?\.tmp$/.test(rest)) rmSync(join(folder, name), { force: true });
  }
}

/** 20240101T000030. */
function stampOf(micros: bigint): string {
  const seconds = Math.floor(Number(micros) / 1_000_000);
  const { year, month, day } = civilOf(Math.floor(seconds / 86_400));
  const second = seconds - Math.floor(seconds / 86_400) * 86_400;
  const pad = (n: number, width = 2) => String(n).padStart(width, '0');
  return `${pad(year, 4)}${pad(month)}${pad(day)}T${pad(Math.floor(second / 3600))}${pad(Math.floor(second / 60) % 60)}${pad(second % 60)}`;
}

interface SaveOptions {
  readonly safe: boolean;
  readonly form: JsonForm;
  readonly name: string | undefined;
}

function saveText(format: 'json' | 'csv', gzip: boolean, { safe, form, name }: SaveOptions): Save {
  const encode = format === 'json' ? jsonEncoder(form, { name }) : csvEncoder();
  return async (draft, batch) => {
    const { bytes } = encode(batch);
    const head = format === 'csv' ? csvHeader(batch.columns) : Buffer.alloc(0);
    const parts = gzip
      ? [await zip(head.length > 0 ? Buffer.concat([head, bytes]) : bytes, { level: constants.Z_BEST_SPEED })]
      : [head, bytes];
    const file = await openFile(draft, 'w');
    try {
      for (const part of parts) await writeAll(file, part);
      if (safe) await syncFile(file);
    } finally {
      await closeFile(file);
    }
  };
}

/** In one piece, where the system takes it: writeFile cuts it into many. */
async function writeAll(file: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await write(file, bytes, at)).bytesWritten;
}

async function openDatabase(): Promise<DuckDBInstance> {
  return api.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    temp_directory: join(tmpdir(), 'emporium-spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
}

function saveParquet(
  connection: DuckDBConnection,
  table: string,
  compression: CompressionName,
  { safe, form, name }: SaveOptions,
): Save {
  const rows = batchTable(connection, table);
  const select = form === 'debezium' ? envelopeTable(rows, name) : rows;
  const how = `${formats.parquet.copyOptions(compression)}, USE_TMP_FILE false`;
  return async (draft, batch) => {
    await connection.run(`COPY (${select(batch)}) TO ${quotedText(draft)} (${how})`);
    if (safe) await sync(draft);
  };
}
