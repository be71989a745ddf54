import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { World } from '../world/world.js';
import { cutToWindow, registerWorld, type Window, type WorldSource } from './world-tables.js';

export interface WorldDatabase {
  readonly connection: DuckDBConnection;
  readonly source: WorldSource;
  close(): void;
}

/**
 * An in-memory DuckDB of one thread that knows the tables of a world. Sharded tables sweep over `window`, which need
 * not be the world's own history, until a shard is put into `source.shard`.
 */
export async function openWorld(
  world: World,
  options: { window?: Window; interrupted?: () => boolean } = {},
): Promise<WorldDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    // Text must sort and compare the same everywhere, and nothing may come from the user's own settings.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'").catch(() => undefined);
  const window = options.window ?? { from: world.from, to: world.to };
  const source: WorldSource = {
    world,
    shard: undefined,
    window,
    interrupted: options.interrupted ?? (() => false),
  };
  await registerWorld(connection, source);
  if (options.window) await cutToWindow(connection, window);
  return {
    connection,
    source,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
