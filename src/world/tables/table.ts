import type { FeedTable as FeedName, Feeds } from '../feeds/feeds.js';
import type { Shard, ShardTable } from '../shard.js';
import type { RegionShoppers } from '../shoppers.js';
import type { World } from '../world.js';

/**
 * The type of a world column, in DuckDB's words. TEXT is handed over as numbers into a dictionary: text is never made
 * row by row.
 */
export type ColumnType = 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'BOOLEAN' | 'TEXT';

/** The arrays that carry a type: DATE is days, TIMESTAMP microseconds since 1970-01-01, BOOLEAN 0 or 1. */
export type ColumnValues = Int32Array | BigInt64Array | Float64Array | Uint8Array;

export interface Column<From> {
  readonly name: string;
  readonly type: ColumnType;
  readonly describe: string;
  /** The column's rows; may be longer than the table. Asked only when a query reads the column. */
  values(from: From): ColumnValues;
  /** TEXT: the words that the numbers stand for. */
  dictionary?(world: World): readonly string[];
  /** TEXT: the number of the first word, 0 unless told. */
  readonly base?: number;
}

export interface ShardView {
  readonly world: World;
  readonly shard: Shard;
}

interface TableText {
  readonly name: string;
  readonly describe: string;
  readonly key: readonly string[];
}

/** A table that is small and whole. For `calendar` the world's first and last day are those of the window. */
export interface WideTable extends TableText {
  readonly grain: 'world';
  rows(world: World): number;
  readonly columns: readonly Column<World>[];
}

/** The shoppers of one region. */
export interface RegionView {
  readonly world: World;
  readonly shoppers: RegionShoppers;
}

/** A table of shoppers, made region by region: they may be many. */
export interface RegionTable extends TableText {
  readonly grain: 'region';
  rows(view: RegionView): number;
  readonly columns: readonly Column<RegionView>[];
}

/** A table whose rows belong to a region and month. */
export interface ShardedTable extends TableText {
  readonly grain: 'shard';
  readonly name: ShardTable;
  /** The column that places a row in time. */
  readonly time: string;
  rows(view: ShardView): number;
  readonly columns: readonly Column<ShardView>[];
}

/** The rows of some intervals, which the feeds hold. */
export interface FeedView {
  readonly world: World;
  readonly feeds: Feeds;
}

/** A table of the live feeds: rows of intervals of some seconds, without end. */
export interface FeedTable extends TableText {
  readonly grain: 'feed';
  readonly name: FeedName;
  /** The column that places a row in time. */
  readonly time: string;
  rows(view: FeedView): number;
  readonly columns: readonly Column<FeedView>[];
}

export type WorldTable = WideTable | RegionTable | ShardedTable | FeedTable;

type Make<From> = (name: string, describe: string, values: (from: From) => ColumnValues) => Column<From>;

/** Makers of columns, one for each type. */
export function makers<From>() {
  const of =
    (type: ColumnType): Make<From> =>
    (name, describe, values) => ({ name, type, describe, values });
  return {
    integer: of('INTEGER'),
    bigint: of('BIGINT'),
    double: of('DOUBLE'),
    date: of('DATE'),
    timestamp: of('TIMESTAMP'),
    boolean: of('BOOLEAN'),
    text: (
      name: string,
      describe: string,
      dictionary: (world: World) => readonly string[],
      values: (from: From) => ColumnValues,
      base = 0,
    ): Column<From> => ({ name, type: 'TEXT', describe, dictionary, values, base }),
  };
}

/** Numbers 1…count. */
export function numbered(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i + 1);
}

/** Each number one higher: an index becomes an id. */
export function ids(indexes: ArrayLike<number>): Int32Array {
  return Int32Array.from(indexes, (i) => i + 1);
}
