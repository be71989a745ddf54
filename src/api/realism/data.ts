/** A written `world` folder, opened for measuring. */
import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { api } from '../../engine/duckdb.js';
import { UsageError } from '../../engine/errors.js';
import { parseDay } from '../../world/calendar/civil.js';
import { createViews, readWritten, type Written } from '../written.js';

/** Tables that the tests read. */
const NEEDED = [
  'receipt',
  'receipt_line',
  'product',
  'shopper',
  'promotion',
  'promotion_product',
  'assortment',
  'stock_snapshot',
  'stock_movement',
  'return',
];

export interface Data {
  /** Settings that the folder was written with. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The window, in days since 1970-01-01; `to` is the day after the last. */
  readonly from: number;
  readonly to: number;
  /** Whole days in the window. */
  readonly days: number;
  run(sql: string): Promise<void>;
  /** Rows of numbers; a query must cast what is none. */
  rows(sql: string): Promise<number[][]>;
  close(): void;
}

/** Something that several tests need and that is found out once for a folder. */
export function fact<Value>(find: (data: Data) => Promise<Value>): (data: Data) => Promise<Value> {
  const found = new WeakMap<Data, Promise<Value>>();
  return (data) => {
    const known = found.get(data) ?? find(data);
    found.set(data, known);
    return known;
  };
}

/** A day as SQL: an integer, days since 1970-01-01. */
export const dayOf = (column: string) => `CAST(${column} - DATE '1970-01-01' AS INTEGER)`;

/** Opens a folder; a UsageError says what it lacks. */
export async function openData(folder: string, signal?: AbortSignal): Promise<Data> {
  const written = readWritten(folder);
  refuse(written);
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(availableParallelism()),
    memory_limit: '1GB',
    preserve_insertion_order: 'false',
    temp_directory: join(tmpdir(), 'emporium-spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection: DuckDBConnection = await instance.connect();
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  const close = () => {
    signal?.removeEventListener('abort', stop);
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const unreadable = await createViews(written, connection);
    for (const name of NEEDED) {
      const reason = unreadable.get(name);
      if (reason !== undefined) throw new UsageError(`${written.root}: table ${name} cannot be read: ${reason}`);
    }
  } catch (thrown) {
    close();
    throw thrown;
  }
  const from = Math.min(...written.windows.map((window) => parseDay(window.from) ?? Number.NaN));
  const to = Math.max(...written.windows.map((window) => parseDay(window.to) ?? Number.NaN)) + 1;
  return {
    config: written.config as unknown as Record<string, unknown>,
    from,
    to,
    days: to - from,
    async run(sql) {
      await connection.run(sql);
    },
    async rows(sql) {
      const rows = (await connection.runAndReadAll(sql)).getRows();
      return rows.map((row) => row.map((value) => (value === null ? Number.NaN : Number(value))));
    },
    close,
  };
}

function refuse(written: Written): void {
  const { root } = written;
  if (written.dataset !== 'world') {
    throw new UsageError(`${root} must hold the dataset world, it holds ${written.dataset}`);
  }
  const missing = NEEDED.filter((name) => !written.tables[name]);
  if (missing.length > 0) {
    throw new UsageError(`${root} must hold the table ${missing[0]}: it was not written (--tables left it out)`);
  }
  const gone = written.files.find((file) => NEEDED.includes(file.table) && !existsSync(join(root, file.path)));
  if (gone) throw new UsageError(`${root} is not whole: ${gone.path} of the table ${gone.table} is missing`);
}
