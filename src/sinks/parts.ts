/** Makes one file of the parts that shards left, in order of month and key. */
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { api } from '../engine/duckdb.js';
import type { FileEntry, FileFormat } from '../engine/job.js';
import { hashFile } from '../engine/write-task.js';
import { sync } from './atomic.js';
import { readFiles } from './formats.js';

/** A table whose shards are parts of one file. */
export interface PartTable {
  readonly name: string;
  readonly path: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly primaryKey: readonly string[];
}

/** Where parts lie and where files go. */
export interface Joiner {
  readonly root: string;
  /** Folder of the parts, which are Parquet. */
  readonly parts: string;
  readonly staging: string;
  readonly format: FileFormat;
  readonly safe: boolean;
}

/** More rows than this are sorted month by month, so that memory does not grow with the years. */
const SORTED_AT_ONCE = 1_000_000;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Opens the database that `joinParts` works with: a connection for each table, all in one memory. */
export async function openJoiner({ format }: Joiner): Promise<{ connect(): Promise<DuckDBConnection>; close(): void }> {
  // Text is the same whoever writes it; blocks of Parquet and of compressed files depend on the threads.
  const isPlain = format.extension === format.name && format.name !== 'parquet';
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(isPlain ? availableParallelism() : 1),
    memory_limit: '400MB',
    temp_directory: join(tmpdir(), 'emporium-spill'),
  });
  const connections: DuckDBConnection[] = [];
  return {
    connect: async () => {
      const connection = await instance.connect();
      connections.push(connection);
      return connection;
    },
    close: () => {
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
    },
  };
}

/**
 * Joins the parts of a table, and the file that earlier runs made (`before`), to the file in its place. Parts whose
 * rows that file holds already are left out; without new parts it stays as it is.
 */
export async function joinParts(
  joiner: Joiner,
  connection: DuckDBConnection,
  table: PartTable,
  files: readonly FileEntry[],
  before: FileEntry | undefined,
): Promise<FileEntry> {
  const { root, parts, staging, format, safe } = joiner;
  const fresh = files.filter((file) => !before?.parts?.includes(file.task));
  if (before && fresh.length === 0) return before;
  const path = `${table.path}.${format.extension}`;
  const staged = join(staging, path.replaceAll('/', '~'));
  const chunks = chunksOf(fresh).map((chunk) =>
    sorted(
      table,
      chunk.map((file) => join(parts, file.path)),
    ),
  );
  const queries = [...(before ? [readFiles(format.name, [join(root, before.path)], table.columns)] : []), ...chunks];
  const rows = await copyInOrder(connection, queries, staged, format.copyOptions);
  if (safe) await sync(staged);
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  const entry = {
    path,
    table: table.name,
    task: `join:${table.name}`,
    rows,
    bytes: statSync(staged).size,
    ...(safe && { sha256: hashFile(staged) }),
    ...span([...(before ? [before] : []), ...fresh]),
    parts: [...(before?.parts ?? []), ...fresh.map((file) => file.task)].sort(),
  };
  renameSync(staged, place);
  if (safe) await sync(dirname(place));
  return entry;
}

/** All files at once, or those of each month when they are many; a table without rows is one empty chunk. */
function chunksOf(files: readonly FileEntry[]): FileEntry[][] {
  if (files.reduce((sum, file) => sum + file.rows, 0) <= SORTED_AT_ONCE) return [[...files]];
  const months = new Map<string, FileEntry[]>();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const month = file.shard?.from.slice(0, 7) ?? '';
    months.set(month, [...(months.get(month) ?? []), file]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

function sorted(table: PartTable, paths: readonly string[]): string {
  if (paths.length === 0) {
    return `SELECT ${table.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS "${name}"`).join(', ')} WHERE false`;
  }
  const key = table.primaryKey.map((column) => `"${column}"`);
  // The names of parts say the month.
  const month = `regexp_extract("part name", 'r\\d+_(\\d{4}-\\d\\d)-\\d\\d_[^/]*$', 1)`;
  return `SELECT * EXCLUDE ("part name") FROM ${parquet(paths, ", filename = 'part name'")} ORDER BY ${[month, ...key].join(', ')}`;
}

const parquet = (paths: readonly string[], options = '') =>
  `read_parquet([${paths.map(quoted).join(', ')}], hive_partitioning = false${options})`;

/** Copies what queries give, one after the other, into one file. */
async function copyInOrder(
  connection: DuckDBConnection,
  queries: readonly string[],
  path: string,
  options: string,
): Promise<number> {
  if (queries.length === 1) return copy(connection, queries[0], path, options);
  const pieces = queries.map((_, i) => `${path}.${i}`);
  for (const [i, query] of queries.entries()) await copy(connection, query, pieces[i], 'FORMAT parquet');
  const rows = await copy(connection, `SELECT * FROM ${parquet(pieces)}`, path, options);
  for (const piece of pieces) rmSync(piece);
  return rows;
}

async function copy(connection: DuckDBConnection, query: string, path: string, options: string): Promise<number> {
  const reader = await connection.runAndReadAll(`COPY (${query}) TO ${quoted(path)} (${options})`);
  return Number(reader.getRows()[0][0]);
}

/** First and last event time of some files. */
function span(files: readonly FileEntry[]): Pick<FileEntry, 'minEventTime' | 'maxEventTime'> {
  const least = files.flatMap((file) => file.minEventTime ?? []).sort()[0];
  const most = files
    .flatMap((file) => file.maxEventTime ?? [])
    .sort()
    .at(-1);
  return least === undefined ? {} : { minEventTime: least, maxEventTime: most };
}
