import { existsSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { api } from '../engine/duckdb.js';
import { CancelledError, messageOf, OutsideError, UsageError } from '../engine/errors.js';
import type { FeedBatch, FeedDescription, FeedSink } from '../engine/feed-sink.js';
import { outside } from '../engine/run.js';
import { makeFolder } from './atomic.js';
import { batchTable, quotedName, quotedText, type Rows } from './batch-table.js';
import { refuseText } from './cell-text.js';
import { takeLock } from './lock.js';

export interface AppendDuckdbOptions {
  /** The database file; made when it is not there. */
  readonly file: string;
  /** Schema of the tables, `main` unless told. */
  readonly schema?: string;
}

/** What is known of a feed's table. */
interface Table {
  /** The table's name as SQL takes it. */
  readonly name: string;
  /** Types by name in lower case: DuckDB does not tell cases apart. */
  readonly types: Map<string, string>;
  /** The SELECT of a batch. */
  readonly select: (batch: Rows) => string;
  /** Highest number among the batches that are there. */
  last: number;
}

/**
 * Tables of a DuckDB file, a row an event, in the order of arrival. Each batch goes in as one transaction together with a
 * note in `emporium.batch`: a batch that comes again changes nothing, and after a crash nothing is there twice.
 *
 * Columns may change from batch to batch. A new one is added, null in the rows so far; one that is missing is null from
 * then on. When types differ, INTEGER gives way to BIGINT or DOUBLE, and any other pair becomes VARCHAR for good.
 */
export function appendDuckdbSink({ file, schema = 'main' }: AppendDuckdbOptions): FeedSink {
  if (schema.toLowerCase() === 'emporium') throw new UsageError('schema must not be emporium, which holds the notes');
  const path = resolve(file);
  const work = `${path}.emporium`;
  const tables = new Map<string, Table>();
  let unlock: (() => void) | undefined;
  let database: Database | undefined;
  let described: readonly FeedDescription[] = [];
  const turns = turnsAt(path);

  const failed = (thrown: unknown): Error =>
    thrown instanceof UsageError || thrown instanceof OutsideError ? thrown : outside(messageOf(thrown), path);
  const shut = (): void => {
    database?.close();
    database = undefined;
    tables.clear();
  };
  const start = async (): Promise<Database> => {
    const opened = await openDatabase(path);
    database = opened;
    await makeNotes(opened, schema);
    for (const feed of described) tables.set(feed.feed, await openTable(opened, path, schema, feed, tables.size));
    return opened;
  };

  return {
    target: path,
    async open(feeds) {
      described = feeds;
      try {
        makeFolder(work);
        unlock = takeLock(join(work, 'lock'), path);
        await start();
      } catch (thrown) {
        shut();
        unlock = letGo(unlock, work);
        throw failed(thrown);
      }
    },
    write: (batch, signal) =>
      turns.take(signal, async () => {
        try {
          refuseText(batch, path);
          if (!unlock) throw new Error(`${path} is not open`);
          const opened = database ?? (await start());
          const table = tables.get(batch.feed);
          if (!table) throw new Error(`${batch.feed} was not opened`);
          if (batch.rows > 0) await append(opened, path, schema, table, batch);
        } catch (thrown) {
          // After an error on the disk DuckDB refuses everything until the file is opened anew.
          if (/FATAL|invalidated/.test(messageOf(thrown))) shut();
          throw failed(thrown);
        }
      }),
    async close() {
      await turns.over();
      shut();
      unlock = letGo(unlock, work);
    },
  };
}

/** The tables that tell which feeds and batches are there. */
async function makeNotes({ run }: Database, schema: string): Promise<void> {
  await run(`CREATE SCHEMA IF NOT EXISTS ${quotedName(schema)}`);
  await run('CREATE SCHEMA IF NOT EXISTS emporium');
  await run(
    `CREATE TABLE IF NOT EXISTS emporium.batch
       ("schema" VARCHAR, feed VARCHAR, number BIGINT, "rows" BIGINT, first_id VARCHAR, PRIMARY KEY ("schema", feed, number))`,
  );
  await run('CREATE TABLE IF NOT EXISTS emporium.feed ("schema" VARCHAR, feed VARCHAR, PRIMARY KEY ("schema", feed))');
}

interface Turns {
  take(signal: AbortSignal, action: () => Promise<void>): Promise<void>;
  /** Resolves when every turn that was asked for is over. */
  over(): Promise<void>;
}

/**
 * One action after the other; the signal ends the waiting for a turn, not the turn. DuckDB writes one transaction at a
 * time anyway, and on one connection they must be kept apart.
 */
function turnsAt(path: string): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(signal, action) {
      const cancelled = () => new CancelledError(`writing to ${path} was cancelled`);
      if (signal.aborted) throw cancelled();
      let onAbort = (): void => undefined;
      const aborted = new Promise<never>((_, fail) => {
        onAbort = () => fail(cancelled());
        signal.addEventListener('abort', onAbort, { once: true });
      });
      const turn = last.then(() => {
        signal.removeEventListener('abort', onAbort);
        return signal.aborted ? undefined : action();
      });
      last = turn.catch(() => undefined);
      await Promise.race([turn, aborted]);
    },
    over: async () => void (await last),
  };
}

function letGo(unlock: (() => void) | undefined, work: string): undefined {
  unlock?.();
  try {
    rmdirSync(work);
  } catch {
    // It was never made, or another writer is there.
  }
  return undefined;
}

interface Database {
  readonly connection: DuckDBConnection;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<unknown[][]>;
  close(): void;
}

async function openDatabase(path: string): Promise<Database> {
  const isNew = !existsSync(path);
  let instance: DuckDBInstance;
  try {
    instance = await api.DuckDBInstance.create(path, {
      threads: '1',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
  } catch (thrown) {
    const error = outside(messageOf(thrown), path);
    if (isNew || /disk .* is full|cannot write/.test(error.message)) throw error;
    throw new UsageError(`${path} cannot be opened as a DuckDB file: ${messageOf(thrown).split('\n')[0]}`);
  }
  const connection = await instance.connect();
  return {
    connection,
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openTable(
  database: Database,
  path: string,
  schema: string,
  { feed, columns }: FeedDescription,
  number: number,
): Promise<Table> {
  const name = `${quotedName(schema)}.${quotedName(feed)}`;
  const where = `"schema" = ${quotedText(schema)} AND feed = ${quotedText(feed)}`;
  const known = await database.rows(`SELECT 1 FROM emporium.feed WHERE ${where}`);
  const there = await typesOf(database, schema, feed);
  if (known.length === 0) {
    if (there.size > 0) throw new UsageError(`${path} holds a table ${feed} that no stream of this command wrote`);
    const list = columns.map((column) => `${quotedName(column.name)} ${column.type}`).join(', ');
    await transaction(database, [
      `CREATE TABLE ${name} (${list})`,
      `INSERT INTO emporium.feed VALUES (${quotedText(schema)}, ${quotedText(feed)})`,
    ]);
  }
  const [[last]] = await database.rows(`SELECT coalesce(max(number), -1) FROM emporium.batch WHERE ${where}`);
  return {
    name,
    types: known.length === 0 ? await typesOf(database, schema, feed) : there,
    select: batchTable(database.connection, `batch_${number}`),
    last: Number(last),
  };
}

async function typesOf(database: Database, schema: string, table: string): Promise<Map<string, string>> {
  const rows = await database.rows(
    `SELECT lower(column_name), data_type FROM duckdb_columns()
     WHERE database_name = current_database() AND schema_name = ${quotedText(schema)} AND table_name = ${quotedText(table)}`,
  );
  return new Map(rows.map(([name, type]) => [String(name), String(type)]));
}

async function append(database: Database, path: string, schema: string, table: Table, batch: FeedBatch): Promise<void> {
  const { feed, number, rows, ids } = batch;
  if (number <= table.last && (await isThere(database, path, schema, batch))) return;
  for (const column of batch.columns) await fitColumn(database, table, column.name, column.type);
  const note = [quotedText(schema), quotedText(feed), number, rows, quotedText(ids[0])];
  const last = Math.max(table.last, number);
  // Should it fail, nobody knows how far it came: the notes are asked from then on.
  table.last = Number.MAX_SAFE_INTEGER;
  await transaction(database, [
    `INSERT INTO ${table.name} BY NAME ${table.select(batch)}`,
    `INSERT INTO emporium.batch VALUES (${note.join(', ')})`,
  ]);
  table.last = last;
}

/** Whether a batch was written before. Throws a UsageError when another one has its number: another stream was here. */
async function isThere(database: Database, path: string, schema: string, batch: FeedBatch): Promise<boolean> {
  const { feed, number, rows, ids } = batch;
  const [known] = await database.rows(
    `SELECT "rows", first_id FROM emporium.batch
     WHERE "schema" = ${quotedText(schema)} AND feed = ${quotedText(feed)} AND number = ${number}`,
  );
  if (!known) return false;
  if (known[1] === ids[0] && Number(known[0]) !== rows) {
    throw new UsageError(
      `${path} has ${known[0]} rows of batch ${number} of ${feed}, here it has ${rows}: a stream into DuckDB cannot be given another end. Choose another file or schema`,
    );
  }
  if (known[1] !== ids[0]) {
    throw new UsageError(
      `${path} holds another stream: batch ${number} of ${feed} begins with ${known[1]} there and with ${ids[0]} here. Choose another file or schema`,
    );
  }
  return true;
}

/** Makes a table take a column. A change that stands without its batch does no harm. */
async function fitColumn({ run }: Database, table: Table, name: string, type: string): Promise<void> {
  const key = name.toLowerCase();
  const there = table.types.get(key);
  const needed = there === undefined ? type : commonType(there, type);
  if (there === needed) return;
  const column = quotedName(name);
  await run(
    there === undefined
      ? `ALTER TABLE ${table.name} ADD COLUMN ${column} ${needed}`
      : `ALTER TABLE ${table.name} ALTER COLUMN ${column} TYPE ${needed}`,
  );
  table.types.set(key, needed);
}

/** The type that holds what a column has and what comes. */
function commonType(there: string, coming: string): string {
  if (there === coming) return there;
  const pair = new Set([there, coming]);
  if (pair.has('INTEGER') && pair.has('BIGINT')) return 'BIGINT';
  if (pair.has('INTEGER') && pair.has('DOUBLE')) return 'DOUBLE';
  return 'VARCHAR';
}

/** All statements in one call: each one costs a way to DuckDB's thread and back. */
async function transaction({ run }: Database, statements: readonly string[]): Promise<void> {
  try {
    await run(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
  } catch (thrown) {
    await run('ROLLBACK').catch(() => undefined);
    throw thrown;
  }
}
