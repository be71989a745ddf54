import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { World } from '../world/world.js';
import { api } from './duckdb.js';
import { feedHits } from './feed-hits.js';
import { cutToWindow, registerWorld, type Window, type WorldSource } from './world-tables.js';

export interface WorldDatabase {
  readonly connection: DuckDBConnection;
  readonly source: WorldSource;
  close(): void;
}

/**
 * An in-memory DuckDB (one thread and 1 GB unless told) that knows the tables of a world. Sharded tables sweep over
 * `window` (the history unless told; it need not be a part of it) until a shard is put into `source.shard`.
 */
export async function openWorld(
  world: World,
  options: {
    window?: Window;
    interrupted?: () => boolean;
    threads?: number;
    memory?: string;
    /** Settings of the dataset, beside those of the world. */
    parameters?: Readonly<Record<string, number>>;
  } = {},
): Promise<WorldDatabase> {
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? 1),
    // One thread keeps the order by itself; told not to care, DuckDB writes without gathering batches.
    ...((options.threads ?? 1) === 1 && { preserve_insertion_order: 'false' }),
    memory_limit: options.memory ?? '1GB',
    // Spills, should there be any, do not belong into the caller's folder.
    temp_directory: join(tmpdir(), 'emporium-spill'),
    // Nothing is fetched from the network, whatever a query asks for.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const window = options.window ?? { from: world.from, to: world.to };
  const source: WorldSource = {
    world,
    shard: undefined,
    window,
    idleFeeds: [],
    interrupted: options.interrupted ?? (() => false),
  };
  await setSettings(connection, { ...world.config, ...options.parameters });
  await registerWorld(connection, source);
  connection.registerTableFunction(feedHits(source));
  await cutToWindow(connection, window);
  return {
    connection,
    source,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Makes `setting('name')` give the value of every setting. */
export async function setSettings(
  connection: DuckDBConnection,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const literal = (value: unknown): string =>
    Array.isArray(value)
      ? `${JSON.stringify(value)}::DOUBLE[]`
      : typeof value === 'number'
        ? String(value)
        : `'${String(value).replaceAll("'", "''")}'`;
  const fields = Object.entries(settings).map(([name, value]) => `'${name}': ${literal(value)}`);
  await connection.run(`SET VARIABLE emporium_settings = {${fields.join(', ')}};
    CREATE MACRO setting(name) AS struct_extract(getvariable('emporium_settings'), name);`);
}
