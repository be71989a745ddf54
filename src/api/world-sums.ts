import type { Dataset } from '../datasets/load.js';
import type { WorldDatabase } from '../engine/database.js';
import { cutToWindow, readsFeed, regionFeeds, type Window } from '../engine/world-tables.js';
import { formatDay, monthIndexOf, monthStart } from '../world/calendar/civil.js';
import { ShardSimulator, shardTables } from '../world/shard.js';
import { checkDataset } from './check-dataset.js';
import { compileTables, type OutputTable } from './compile.js';

/** Number of rows, and the sum of a hash of each: two bags of rows with the same sums are the same rows. */
export interface Sums {
  readonly rows: bigint;
  readonly hash: bigint;
}

/** A query for the sums of another query's rows, with their columns as the types that are declared. */
export function sumsQuery(query: string, columns: readonly { readonly name: string; readonly type: string }[]): string {
  const cells = columns.map(({ name, type }) => `CAST("${name}" AS ${type})`).join(', ');
  return `SELECT count(*), CAST(coalesce(sum(hash(${cells})), 0) AS VARCHAR) FROM (${query})`;
}

/**
 * The sums of every table that a dataset writes over a window, computed from the world once more, shard by shard as
 * when it was written. `database` must be new; the dataset's tables become views of it.
 */
export async function worldSums(
  dataset: Dataset,
  database: WorldDatabase,
  window: Window,
  options: { readonly hideLabels: boolean; readonly rates: Readonly<Record<string, number>>; readonly seed: number },
): Promise<Map<string, Sums>> {
  const { connection, source } = database;
  await checkDataset(dataset, database);
  const tables = await compileTables(dataset, connection, options);
  const sums = new Map<string, Sums>();
  const add = async (table: OutputTable, query: string): Promise<void> => {
    const [row] = (await connection.runAndReadAll(sumsQuery(query, table.columns))).getRows();
    const before = sums.get(table.name) ?? { rows: 0n, hash: 0n };
    sums.set(table.name, { rows: before.rows + BigInt(String(row[0])), hash: before.hash + BigInt(String(row[1])) });
  };
  const sharded = tables.filter((table) => table.eventTime !== undefined);
  for (const table of tables) if (table.eventTime === undefined) await add(table, table.query);
  await cutToWindow(connection, undefined);
  const needed = new Set(sharded.flatMap((table) => table.needs));
  const needs = new Set(shardTables.filter((table) => needed.has(table)));
  const simulator = new ShardSimulator(source.world);
  for (let region = 0; sharded.length > 0 && region < source.world.regions.length; region++) {
    for (let month = monthIndexOf(window.from); month <= monthIndexOf(window.to - 1); month++) {
      if (needs.size > 0) source.shard = simulator.simulate(region, month, needs);
      source.feeds = regionFeeds(source.world, region, {
        from: Math.max(window.from, monthStart(month)),
        to: Math.min(window.to, monthStart(month + 1)),
      });
      const whole = window.from <= monthStart(month) && window.to >= monthStart(month + 1);
      const days = `DATE '${formatDay(window.from)}' AND DATE '${formatDay(window.to - 1)}'`;
      for (const table of sharded) {
        const cut = whole || readsFeed(table.needs) ? '' : ` WHERE CAST("${table.eventTime}" AS DATE) BETWEEN ${days}`;
        await add(table, `SELECT * FROM (${table.query})${cut}`);
      }
    }
  }
  return sums;
}
