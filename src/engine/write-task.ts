import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBPreparedStatement, DuckDBResultReader } from '@duckdb/node-api';
import { formatDay, monthStart } from '../world/calendar/civil.js';
import { shardTables } from '../world/shard.js';
import { BatchTables } from './batch-tables.js';
import type { WorldDatabase } from './database.js';
import type { FileEntry, FileFormat, Job, JobTable, Task, TaskResult } from './job.js';
import { filePath } from './plan.js';
import { ShardAhead } from './shard-ahead.js';
import { cutToWindow, readsFeed, regionFeeds } from './world-tables.js';

/** Runs tasks of a job on a database of its own and writes their files into the staging folder. */
export class TaskWriter {
  readonly #job: Job;
  readonly #database: WorldDatabase;
  readonly #staging: string;
  readonly #shards: ShardAhead;
  #batches: BatchTables | undefined;
  #views: Views | undefined;
  /** COPY of whole shards by table, planned once: a plan costs as much as copying some ten thousand rows. */
  readonly #prepared = new Map<JobTable, { readonly statement: DuckDBPreparedStatement; readonly path: string }>();

  private constructor(job: Job, database: WorldDatabase, staging: string) {
    this.#job = job;
    this.#database = database;
    this.#staging = staging;
    const needs = new Set(job.tables.filter((t) => t.time !== undefined).flatMap((t) => t.needs));
    const tables = shardTables.filter((table) => needs.has(table));
    this.#shards = new ShardAhead(database.source.world, new Set(tables), database.source.interrupted);
  }

  static async open(job: Job, database: WorldDatabase, staging: string): Promise<TaskWriter> {
    for (const view of job.views) {
      await database.connection.run(`CREATE TEMP VIEW "${view.name}" AS ${view.query}`);
    }
    return new TaskWriter(job, database, staging);
  }

  /** Writes the files of a task; `next` tells the task that will follow, so that its shard can be made meanwhile. */
  async write(task: Task, next: () => Task | undefined = () => undefined): Promise<TaskResult> {
    const { source } = this.#database;
    const files: TaskResult['files'][number][] = [];
    if (task.kind === 'once') {
      source.shard = undefined;
      source.feeds = undefined;
      await this.#setViews('window');
      const table = this.#job.tables.find((t) => t.name === task.table) as JobTable;
      files.push(await this.#copy(table, task, table.query));
      return { task, files };
    }
    const whole = task.from === monthStart(task.month) && task.to === monthStart(task.month + 1);
    await this.#setViews(whole ? 'batches' : 'chunks');
    source.shard = this.#shards.take(task);
    source.feeds = regionFeeds(source.world, task.region, task);
    for (const table of this.#job.tables) {
      if (table.time === undefined) continue;
      const query =
        whole || readsFeed(table.needs)
          ? table.query
          : `SELECT * FROM (${table.query}) WHERE "${table.time}" >= DATE '${formatDay(task.from)}' AND "${table.time}" < DATE '${formatDay(task.to)}'`;
      const following = next();
      const file = await this.#shards.during(
        this.#copy(table, task, query),
        following?.kind === 'shard' ? following : undefined,
      );
      if (file.rows > 0) files.push(file);
      else rmSync(file.staged);
    }
    return { task, files };
  }

  async #setViews(views: Views): Promise<void> {
    if (this.#views === views) return;
    const { connection, source } = this.#database;
    await cutToWindow(connection, views === 'window' ? this.#job.window : undefined);
    if (views === 'batches') {
      const queries = this.#job.tables.filter((table) => table.time !== undefined).map((table) => table.query);
      this.#batches ??= await BatchTables.open(connection, source, queries);
      await this.#batches.use();
    }
    this.#views = views;
  }

  async #copy(table: JobTable, task: Task, query: string): Promise<TaskResult['files'][number]> {
    const { safe } = this.#job;
    const format = this.#formatOf(table);
    const path = filePath(table, task, format.extension);
    const staged = join(this.#staging, path.replaceAll('/', '~'));
    const reader = await this.#run(table, query, staged);
    const [row] = reader.getRowObjectsJson() as {
      count?: string;
      Count?: string;
      column_statistics?: ColumnStatistics;
    }[];
    const rows = Number(row.count ?? row.Count ?? 0);
    // Of a time that is not written nobody asks for the first and the last.
    const isTimed = table.columns.some(({ name }) => name === table.time);
    const span =
      table.time === undefined || rows === 0 || !isTimed
        ? undefined
        : await this.#span(table.time, query, row.column_statistics);
    return {
      path,
      staged,
      table: table.name,
      task: task.id,
      ...(task.kind === 'shard' && {
        shard: { region: task.region + 1, from: formatDay(task.from), to: formatDay(task.to - 1) },
      }),
      rows,
      bytes: statSync(staged).size,
      // The hash of a part that becomes a piece of another file is of no use.
      ...(safe && !table.singleFile && { sha256: hashFile(staged) }),
      ...(span && { minEventTime: span[0], maxEventTime: span[1] }),
    } satisfies FileEntry & { staged: string };
  }

  #formatOf(table: JobTable): FileFormat {
    return table.singleFile ? this.#job.partFormat : this.#job.format;
  }

  /** Copies a query's rows into a file. The whole shards of a table share one plan and a path from which they are moved. */
  async #run(table: JobTable, query: string, staged: string): Promise<DuckDBResultReader> {
    const { connection } = this.#database;
    const format = this.#formatOf(table);
    const { time, columns } = table;
    const shown =
      time === undefined || columns.some(({ name }) => name === time)
        ? query
        : `SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM (${query})`;
    const copy = (path: string) =>
      `COPY (${shown}) TO '${path.replaceAll("'", "''")}' (${format.copyOptions}${format.name === 'parquet' ? ', RETURN_STATS' : ''})`;
    if (table.time === undefined || query !== table.query) return connection.runAndReadAll(copy(staged));
    let prepared = this.#prepared.get(table);
    if (!prepared) {
      const path = `${staged}.next`;
      prepared = { statement: await connection.prepare(copy(path)), path };
      this.#prepared.set(table, prepared);
    }
    const reader = await prepared.statement.runAndReadAll();
    renameSync(prepared.path, staged);
    return reader;
  }

  /** First and last event time of what was written: from the file's own statistics, else asked once more. */
  async #span(time: string, query: string, statistics: ColumnStatistics | undefined): Promise<[string, string]> {
    const own = statistics?.find((s) => s.key === `"${time}"`)?.value;
    const least = own?.find((s) => s.key === 'min')?.value;
    const most = own?.find((s) => s.key === 'max')?.value;
    if (least !== undefined && most !== undefined) return [least, most];
    const reader = await this.#database.connection.runAndReadAll(
      `SELECT CAST(min("${time}") AS VARCHAR), CAST(max("${time}") AS VARCHAR) FROM (${query})`,
    );
    return reader.getRows()[0] as [string, string];
  }
}

/** What stands behind `world.…`: rows of the window, a whole shard in chunks, or a whole shard in batches. */
type Views = 'window' | 'chunks' | 'batches';

type ColumnStatistics = readonly { key: string; value: readonly { key: string; value: string }[] }[];

/** What is read of a file at once. One for all files of a thread: a new one each time calls the garbage collector. */
const piece = Buffer.allocUnsafeSlow(1 << 18);

/** SHA-256 of a file in hexadecimal. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
