import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { api } from '../engine/duckdb.js';
import { messageOf, UsageError } from '../engine/errors.js';
import type { FileEntry } from '../engine/job.js';
import { outside } from '../engine/run.js';
import type { Held, Identity, Sink } from '../engine/sink.js';
import type { Window } from '../engine/world-tables.js';
import { makeFolder } from './atomic.js';
import { fileFormat } from './formats.js';
import { refuseOther } from './identity.js';
import { takeLock } from './lock.js';

/** A table of the database, with its keys. `name` may begin with `truth/`, which becomes a schema. */
export interface DatabaseTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Whether it is made anew when the window grows. */
  readonly windowed: boolean;
  /** The column of time, in a table that is cut into shards. */
  readonly eventTime?: string;
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly {
    readonly columns: readonly string[];
    readonly references: { readonly table: string; readonly columns: readonly string[] };
  }[];
}

/**
 * A DuckDB file. Workers stage Parquet; each batch goes in as one transaction together with the note that it is done,
 * so that the file's own log is the journal. The schema `emporium` holds the run and its documents.
 */
export function duckdbSink(file: string, wanted: readonly DatabaseTable[]): Sink {
  const tables = inOrderOfKeys(wanted);
  const rank = new Map(tables.map((table, i) => [table.name, i]));
  const waits = waitingTables(tables);
  const path = resolve(file);
  const work = `${path}.emporium`;
  const staging = join(work, 'staging');
  let unlock: (() => void) | undefined;
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  let identity: Identity = {};

  const db = (): DuckDBConnection => {
    if (!connection) throw new Error('the database is not open');
    return connection;
  };
  const rows = async (sql: string): Promise<unknown[][]> => (await db().runAndReadAll(sql)).getRows();
  const transaction = async (action: () => Promise<void>): Promise<void> => {
    try {
      await db().run('BEGIN');
      await action();
      await db().run('COMMIT');
    } catch (thrown) {
      await db()
        .run('ROLLBACK')
        .catch(() => undefined);
      throw outside(messageOf(thrown), path);
    }
  };

  return {
    format: fileFormat('parquet', 'snappy'),
    target: path,
    staging,
    async open(ours) {
      identity = ours;
      try {
        makeFolder(dirname(path));
        unlock = takeLock(join(work, 'lock'), path);
      } catch (thrown) {
        throw thrown instanceof UsageError ? thrown : outside(messageOf(thrown), path);
      }
      const nothing: Held = { pieces: [], files: [], done: new Set(), finished: false };
      try {
        if (!existsSync(path)) await createEmpty(join(work, 'new.duckdb'), path);
        instance = await api.DuckDBInstance.create(path, { threads: '1' });
        connection = await instance.connect();
      } catch (thrown) {
        const error = outside(messageOf(thrown), path);
        if (/disk .* is full|cannot write/.test(error.message)) throw error;
        throw new UsageError(`${path} cannot be opened as a DuckDB file: ${messageOf(thrown).split('\n')[0]}`);
      }
      const [[all, known]] = await rows(
        "SELECT count(*), count(*) FILTER (schema_name = 'emporium' AND table_name = 'run') FROM duckdb_tables()",
      );
      if (Number(all) === 0) return nothing;
      if (Number(known) === 0) throw new UsageError(`${path} must be new or hold a dataset of this command`);
      const [run] = await rows('SELECT identity, pieces, finished FROM emporium.run');
      if (!run) return nothing;
      refuseOther(path, JSON.parse(String(run[0])) as Identity, identity);
      const tasks = await rows('SELECT id, files FROM emporium.task ORDER BY id');
      return {
        pieces: JSON.parse(String(run[1])) as Window[],
        files: tasks.flatMap((task) => JSON.parse(String(task[1])) as FileEntry[]),
        done: new Set(tasks.map((task) => String(task[0]))),
        finished: run[2] === true,
      } satisfies Held;
    },
    async begin(pieces) {
      rmSync(staging, { recursive: true, force: true });
      mkdirSync(staging, { recursive: true });
      await transaction(async () => {
        for (const sql of ['CREATE SCHEMA IF NOT EXISTS emporium', 'CREATE SCHEMA IF NOT EXISTS truth'])
          await db().run(sql);
        await db().run('CREATE TABLE IF NOT EXISTS emporium.run (identity VARCHAR, pieces VARCHAR, finished BOOLEAN)');
        await db().run('CREATE TABLE IF NOT EXISTS emporium.task (id VARCHAR PRIMARY KEY, files VARCHAR)');
        await db().run('CREATE TABLE IF NOT EXISTS emporium.document (path VARCHAR PRIMARY KEY, text VARCHAR)');
        for (const table of tables) await db().run(createTable(table));
        for (const table of tables.filter(({ name }) => waits.has(name))) await db().run(createWaiting(table));
        await db().run('DELETE FROM emporium.run');
        await db().run('INSERT INTO emporium.run VALUES ($1, $2, false)', [
          JSON.stringify(identity),
          JSON.stringify(pieces),
        ]);
      });
    },
    async commit(results) {
      await transaction(async () => {
        // A table comes after those that its keys refer to.
        const files = results.flatMap((result) => result.files.map((file) => ({ ...file, kind: result.task.kind })));
        for (const { table, staged, kind } of files.sort(
          (a, b) => (rank.get(a.table) ?? 0) - (rank.get(b.table) ?? 0),
        )) {
          if (kind === 'once') await db().run(`DELETE FROM ${tableName(table)}`);
          const target = waits.has(table) ? waitingName(table) : tableName(table);
          await db().run(`INSERT INTO ${target} SELECT * FROM read_parquet('${staged.replaceAll("'", "''")}')`);
        }
        for (const { task, files } of results) {
          await db().run('INSERT OR REPLACE INTO emporium.task VALUES ($1, $2)', [
            task.id,
            JSON.stringify(files.map(({ staged: _, ...file }) => file)),
          ]);
        }
      });
      for (const { files } of results) for (const { staged } of files) rmSync(staged, { force: true });
    },
    async settle(files) {
      await transaction(async () => {
        for (const { name } of tables.filter((table) => waits.has(table.name))) {
          await db().run(`INSERT INTO ${tableName(name)} SELECT * FROM ${waitingName(name)}`);
          await db().run(`DROP TABLE ${waitingName(name)}`);
        }
      });
      return [...files];
    },
    async finish(documents) {
      await transaction(async () => {
        for (const { path: name, text } of documents) {
          await db().run('INSERT OR REPLACE INTO emporium.document VALUES ($1, $2)', [name, text]);
        }
        await db().run('UPDATE emporium.run SET finished = true');
      });
      await db().run('CHECKPOINT');
    },
    async close() {
      connection?.closeSync();
      instance?.closeSync();
      connection = undefined;
      instance = undefined;
      // Without the lock everything there is another writer's.
      if (!unlock) return;
      rmSync(staging, { recursive: true, force: true });
      unlock();
      unlock = undefined;
      try {
        rmdirSync(work);
      } catch {
        // Another writer has come.
      }
    },
  };
}

/** The tables in an order in which each refers to earlier ones alone; keys to tables that are not written fall away. */
function inOrderOfKeys(tables: readonly DatabaseTable[]): DatabaseTable[] {
  const ordered: DatabaseTable[] = [];
  const seen = new Set<string>();
  const visit = (table: DatabaseTable): void => {
    if (seen.has(table.name)) return;
    seen.add(table.name);
    for (const { references } of table.foreignKeys) {
      const other = tables.find((candidate) => candidate.name === references.table);
      if (other) visit(other);
    }
    // Rows of a table that is made anew with the window cannot be held fast by others.
    const foreignKeys = table.foreignKeys.filter(({ references }) =>
      ordered.some((t) => t.name === references.table && !t.windowed),
    );
    ordered.push({ ...table, foreignKeys });
  };
  for (const table of tables) visit(table);
  return ordered;
}

/**
 * Tables whose rows wait until all tasks are done: they refer to a table that is cut into shards, and a shard may come
 * before the one that holds the rows it refers to.
 */
function waitingTables(tables: readonly DatabaseTable[]): ReadonlySet<string> {
  const sharded = new Set(tables.filter((table) => table.eventTime !== undefined).map((table) => table.name));
  return new Set(
    tables
      .filter((table) => table.foreignKeys.some(({ references }) => sharded.has(references.table)))
      .map((table) => table.name),
  );
}

const waitingName = (name: string): string => `emporium."waiting_${name.replace('/', '_')}"`;

function createWaiting(table: DatabaseTable): string {
  const columns = table.columns.map((column) => `"${column.name}" ${column.type}`);
  return `CREATE TABLE IF NOT EXISTS ${waitingName(table.name)} (${columns.join(', ')})`;
}

/** Makes an empty database beside its place, so that none is ever seen half made. */
async function createEmpty(beside: string, path: string): Promise<void> {
  rmSync(beside, { force: true });
  rmSync(`${beside}.wal`, { force: true });
  const instance = await api.DuckDBInstance.create(beside);
  const connection = await instance.connect();
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  renameSync(beside, path);
}

/** `truth/store_tier` as `truth."store_tier"`, any other name as `main."name"`. */
function tableName(name: string): string {
  const [schema, table] = name.includes('/') ? name.split('/') : ['main', name];
  return `${schema}."${table}"`;
}

/** The same without quotes: `truth.store_tier`, `main.orders`. */
export function shownName(name: string): string {
  return tableName(name).replaceAll('"', '');
}

function createTable(table: DatabaseTable): string {
  const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  const parts = table.columns.map((column) => `"${column.name}" ${column.type}`);
  if (table.primaryKey.length > 0) parts.push(`PRIMARY KEY (${list(table.primaryKey)})`);
  for (const columns of table.unique) parts.push(`UNIQUE (${list(columns)})`);
  for (const key of table.foreignKeys) {
    parts.push(
      `FOREIGN KEY (${list(key.columns)}) REFERENCES ${tableName(key.references.table)} (${list(key.references.columns)})`,
    );
  }
  return `CREATE TABLE IF NOT EXISTS ${tableName(table.name)} (${parts.join(', ')})`;
}
