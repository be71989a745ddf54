import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { loadDataset } from '../datasets/load.js';
import { openWorld } from '../engine/database.js';
import { api } from '../engine/duckdb.js';
import { CancelledError, messageOf, UsageError } from '../engine/errors.js';
import type { SettingValues } from '../engine/settings.js';
import { createWorld } from '../world/world.js';
import { checkDataset } from './check-dataset.js';
import { windowOf } from './generate.js';
import { resolveSettings } from './settings.js';

export interface QueryOptions {
  /** A SELECT over `world.*`, and over the tables of the dataset by their names. */
  readonly sql: string;
  /** Dataset whose settings and tables are used; store-tiers when not given. */
  readonly dataset?: string;
  readonly settings?: SettingValues;
  readonly from?: string;
  readonly to?: string;
  readonly signal?: AbortSignal;
}

export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Values as JSON has them: numbers beyond 2⁵³, decimals, dates and times are text. */
  readonly rows: readonly (readonly unknown[])[];
}

/** Statements that change nothing outside the session's memory. ATTACH opens a written DuckDB file. */
const { StatementType } = api;
const READING: readonly number[] = [
  StatementType.SELECT,
  StatementType.EXPLAIN,
  StatementType.ATTACH,
  StatementType.DETACH,
];

/** Runs statements one after the other and gives the rows of the last; refuses what writes. */
async function readOnly(connection: DuckDBConnection, sql: string): Promise<DuckDBResultReader> {
  const statements = await connection.extractStatements(sql);
  if (statements.count === 0) throw new UsageError('the query must not be empty');
  let reader: DuckDBResultReader | undefined;
  for (let i = 0; i < statements.count; i++) {
    const prepared = await statements.prepare(i);
    if (!READING.includes(prepared.statementType)) {
      throw new UsageError(
        `the query must only read, got a statement of the kind ${StatementType[prepared.statementType]}`,
      );
    }
    if (prepared.statementType === StatementType.ATTACH && !/\bread_only\b/i.test(sql)) {
      throw new UsageError("the query must only read: write ATTACH '…' AS name (READ_ONLY)");
    }
    reader = await prepared.runAndReadAll();
  }
  return reader as DuckDBResultReader;
}

/** Asks the simulated world directly; nothing is written. The rows are held in memory: use LIMIT or aggregate. */
export async function query(options: QueryOptions): Promise<QueryResult> {
  const dataset = loadDataset(options.dataset ?? 'store-tiers');
  const { config, parameters } = resolveSettings(dataset, options.settings ?? {});
  const world = createWorld(config);
  const window = windowOf(world, options.from, options.to, dataset.definition.window_days);
  const database = await openWorld(world, {
    window,
    parameters,
    memory: '4GB',
    interrupted: () => options.signal?.aborted === true,
  });
  const stop = () => database.connection.interrupt();
  options.signal?.addEventListener('abort', stop);
  try {
    await checkDataset(dataset, database);
    const reader = await readOnly(database.connection, options.sql);
    const names = reader.columnNames();
    const types = reader.columnTypes();
    return {
      columns: names.map((name, i) => ({
        name,
        type: String(types[i]).startsWith('ENUM') ? 'VARCHAR' : String(types[i]),
      })),
      rows: reader.getRowsJson(),
    };
  } catch (thrown) {
    if (options.signal?.aborted) throw new CancelledError('cancelled');
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(messageOf(thrown).trim());
  } finally {
    options.signal?.removeEventListener('abort', stop);
    database.close();
  }
}
