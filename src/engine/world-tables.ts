/**
 * The tables of the world as DuckDB table functions, `world.<name>`. A scan hands typed arrays over, 2,048 rows at a
 * time, and only the columns that the query reads.
 */
import type { DuckDBConnection, DuckDBTableFunction, DuckDBType } from '@duckdb/node-api';
import { formatDay, monthIndexOf, monthStart } from '../world/calendar/civil.js';
import { Feeds, feedTables, type Image } from '../world/feeds/feeds.js';
import { type Shard, ShardSimulator } from '../world/shard.js';
import { regionShoppers } from '../world/shoppers.js';
import {
  type Column,
  type ColumnType,
  type FeedTable,
  type FeedView,
  type ShardedTable,
  type WorldTable,
  worldTables,
} from '../world/tables/index.js';
import type { World } from '../world/world.js';
import { api, bindings } from './duckdb.js';

const { BIGINT, BOOLEAN, DATE, DOUBLE, ENUM, INTEGER, TIMESTAMP } = api;
const VECTOR_SIZE = 2048;

const types: Record<Exclude<ColumnType, 'TEXT'>, DuckDBType> = {
  INTEGER,
  BIGINT,
  DOUBLE,
  DATE,
  TIMESTAMP,
  BOOLEAN,
};

/** Days [from, to) since 1970-01-01. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Intervals [from, to) of the live feeds, and which rows of a change are meant. */
export interface FeedRange {
  readonly from: number;
  readonly to: number;
  readonly image?: Image;
}

/** The intervals of days of the history, and after it. */
export function feedRange({ config, from }: World, days: Window): FeedRange {
  const perDay = 86_400 / config['feed.interval'];
  return { from: Math.max(0, days.from - from) * perDay, to: Math.max(0, days.to - from) * perDay };
}

/** The same for what is written with a region: the feeds know no regions, their rows come with the first. */
export function regionFeeds(world: World, region: number, days: Window): FeedRange {
  return feedRange(world, region === 0 ? days : { from: days.from, to: days.from });
}

/**
 * Whether a query with these needs reads a live feed. Exactly the intervals that are asked for are made; the news that
 * a thing is gone may be told after them, and belongs to them nevertheless.
 */
export function readsFeed(needs: readonly string[]): boolean {
  return feedTables.some((name) => needs.includes(name));
}

/**
 * Where scans of sharded tables find their rows: in the shard that is loaded, whole; or, when none is, in one shard
 * after the other over the window.
 */
export interface WorldSource {
  readonly world: World;
  shard: Shard | undefined;
  window: Window;
  /** Intervals of the live feeds that scans give; those of the window when undefined. */
  feeds?: FeedRange;
  /** Feeds that no scan uses now. */
  readonly idleFeeds: Feeds[];
  /** Asked now and then; when it says yes the running query ends with an error. */
  interrupted(): boolean;
}

/**
 * Rows that a planner expects of a sharded table. One figure for all shards: a plan, and with it the order of rows, must
 * not depend on the shard that came first.
 */
export const SHARD_ROWS = 50_000;

/** One piece of rows that a scan walks through: the columns it reads, in the order of the query. */
interface Piece {
  readonly rows: number;
  readonly columns: readonly ScanColumn[];
}

export interface ScanColumn {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly bytes: number;
  /** TEXT with a dictionary of fewer than 2³² words: numbers must be narrowed to the width of the ENUM. */
  readonly narrow?: {
    readonly values: Int32Array;
    readonly base: number;
    readonly to: Uint8Array | Uint16Array | Uint32Array;
  };
}

/** Registers every table of the world on a connection's database: views in the schema `world` over table functions. */
export async function registerWorld(connection: DuckDBConnection, source: WorldSource): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS world');
  for (const table of worldTables) {
    const name = `scan_${table.name}`;
    connection.registerTableFunction(tableFunction(name, table, source));
    await connection.run(`CREATE VIEW world.${table.name} AS SELECT * FROM ${name}()`);
  }
}

/**
 * Cuts the sharded tables to the window, for queries that sweep over it; without a window they are whole again, as a
 * task of one shard needs them: what it counts and ranks must not depend on the window.
 */
export async function cutToWindow(connection: DuckDBConnection, window: Window | undefined): Promise<void> {
  for (const table of worldTables) {
    if (table.grain !== 'shard') continue;
    await connection.run(
      `CREATE OR REPLACE VIEW world.${table.name} AS SELECT * FROM scan_${table.name}()${
        window === undefined
          ? ''
          : ` WHERE ${table.time} >= DATE '${formatDay(window.from)}' AND ${table.time} < DATE '${formatDay(window.to)}'`
      }`,
    );
  }
}

function tableFunction(name: string, table: WorldTable, source: WorldSource): DuckDBTableFunction {
  const columns = table.columns as readonly Column<unknown>[];
  // An ENUM is made once: a bind that made it anew would copy its words each time.
  const columnTypes = columns.map((column) => cachedType(typeOf(column, source.world)));
  return api.DuckDBTableFunction.create({
    name,
    supportsProjectionPushdown: true,
    bindFunction: (bind) => {
      columns.forEach((column, i) => {
        bind.addResultColumn(column.name, columnTypes[i]);
      });
      if (table.grain === 'world') bind.setCardinality(table.rows(withWindow(source)), true);
      else if (table.grain === 'region') bind.setCardinality(source.world.config.shoppers, false);
      else if (table.grain === 'feed') bind.setCardinality(FEED_ROWS, false);
      else if (source.shard) bind.setCardinality(SHARD_ROWS, false);
    },
    initFunction: (init) => {
      init.setMaxThreads(1);
      const wanted = init.getColumnIndexes().map((index) => columns[index]);
      init.setInitData({ pieces: pieces(table, wanted, source), piece: undefined, at: 0 } satisfies Scan);
    },
    mainFunction: (info, output) => {
      const scan = info.getInitData() as Scan;
      if (source.interrupted()) throw new Error('interrupted');
      while (scan.piece === undefined || scan.at >= scan.piece.rows) {
        const next = scan.pieces.next();
        scan.at = 0;
        scan.piece = next.done ? undefined : next.value;
        if (scan.piece === undefined) {
          bindings.data_chunk_set_size(output.chunk, 0);
          return;
        }
      }
      const rows = Math.min(VECTOR_SIZE, scan.piece.rows - scan.at);
      bindings.data_chunk_set_size(output.chunk, rows);
      scan.piece.columns.forEach((column, i) => {
        copyColumn(bindings.data_chunk_get_vector(output.chunk, i), column, scan.at, rows);
      });
      scan.at += rows;
    },
  });
}

interface Scan {
  readonly pieces: Iterator<Piece>;
  piece: Piece | undefined;
  at: number;
}

/** The world with the days that are asked for in the place of its history: the window, and the whole of a shard. */
function withWindow({ world, window, shard }: WorldSource): World {
  const from = shard ? Math.min(window.from, monthStart(shard.month)) : window.from;
  const to = shard ? Math.max(window.to, monthStart(shard.month + 1)) : window.to;
  return { ...world, from, to };
}

function* pieces(table: WorldTable, wanted: readonly Column<unknown>[], source: WorldSource): Generator<Piece> {
  const { world } = source;
  if (table.grain === 'world') {
    const asked = withWindow(source);
    yield { rows: table.rows(asked), columns: wanted.map((c) => scanColumn(c, asked, world)) };
    return;
  }
  if (table.grain === 'region') {
    for (const region of world.regions) {
      const view = { world, shoppers: regionShoppers(world, region) };
      yield { rows: table.rows(view), columns: wanted.map((c) => scanColumn(c, view, world)) };
    }
    return;
  }
  if (table.grain === 'feed') {
    yield* feedPieces(table, wanted, source);
    return;
  }
  for (const shard of shards(table, source)) {
    const view = { world, shard };
    yield { rows: table.rows(view), columns: wanted.map((c) => scanColumn(c, view, world)) };
  }
}

/** Rows of a piece of a feed, about: the steps of a stream are one piece, which a second query then finds made. */
const FEED_ROWS = 65_536;

function* feedPieces(table: FeedTable, wanted: readonly Column<unknown>[], source: WorldSource): Generator<Piece> {
  const { world } = source;
  const { from, to, image } = source.feeds ?? feedRange(world, source.window);
  const feeds = takeFeeds(source);
  for (let interval = from; interval < to; ) {
    let end = interval;
    for (let rows = 0; end < to && rows < FEED_ROWS; end++) rows += feeds.count(table.name, end);
    yield feedPiece(table, wanted, { world, feeds }, { from: interval, to: end, image });
    interval = end;
  }
  source.idleFeeds.push(feeds);
}

/** The columns of the last piece of feeds: a second query that asks for the same rows finds them. */
const made = new WeakMap<Feeds, { readonly piece: string; readonly columns: Map<Column<unknown>, ScanColumn> }>();

function feedPiece(table: FeedTable, wanted: readonly Column<unknown>[], view: FeedView, range: FeedRange): Piece {
  const { feeds, world } = view;
  feeds.fill(table.name, range.from, range.to, range.image);
  const piece = `${table.name} ${range.from}-${range.to} ${range.image}`;
  let held = made.get(feeds);
  if (held?.piece !== piece) {
    held = { piece, columns: new Map() };
    made.set(feeds, held);
  }
  const { columns } = held;
  const columnOf = (column: Column<unknown>): ScanColumn => {
    const known = columns.get(column) ?? scanColumn(column, view, world);
    columns.set(column, known);
    return known;
  };
  return { rows: table.rows(view), columns: wanted.map(columnOf) };
}

/** Feeds for one scan, which hold its rows: those of an earlier scan know much already. To be given back. */
function takeFeeds(source: WorldSource): Feeds {
  return source.idleFeeds.pop() ?? new Feeds(source.world);
}

/** Feeds for whoever asks for no rows. */
export function idleFeeds({ idleFeeds: idle, world }: WorldSource): Feeds {
  if (idle.length === 0) idle.push(new Feeds(world));
  return idle[idle.length - 1];
}

function* shards(table: ShardedTable, source: WorldSource): Generator<Shard> {
  if (source.shard) {
    yield source.shard;
    return;
  }
  const { world, window } = source;
  if (window.from >= window.to) return;
  const simulator = new ShardSimulator(world);
  const wanted = new Set([table.name]);
  for (const region of world.regions) {
    for (let month = monthIndexOf(window.from); month <= monthIndexOf(window.to - 1); month++) {
      yield simulator.simulate(region.index, month, wanted, source.interrupted);
    }
  }
}

/** Most rows that are handed over at once, a multiple of DuckDB's 2,048. */
export const BATCH_ROWS = 65_536;
/** Where numbers are narrowed, by the width that they get: one for all scans of a thread, DuckDB has a copy at once. */
const scratch = { 1: new Uint8Array(BATCH_ROWS), 2: new Uint16Array(BATCH_ROWS), 4: new Uint32Array(BATCH_ROWS) };

/** How a column's rows are handed over. */
export function scanColumn(column: Column<unknown>, from: unknown, world: World): ScanColumn {
  const values = column.values(from);
  const plain = {
    buffer: values.buffer as ArrayBuffer,
    byteOffset: values.byteOffset,
    bytes: values.BYTES_PER_ELEMENT,
  };
  if (!column.dictionary) return plain;
  const words = column.dictionary(world).length;
  const to = scratch[words < 256 ? 1 : words < 65536 ? 2 : 4];
  return { ...plain, narrow: { values: values as Int32Array, base: column.base ?? 0, to } };
}

/** Copies rows of a column, at most `BATCH_ROWS`, to the beginning of a vector. */
export function copyColumn(
  vector: Parameters<typeof bindings.copy_data_to_vector>[0],
  column: ScanColumn,
  at: number,
  rows: number,
): void {
  const { narrow } = column;
  if (narrow) {
    const { values, base, to } = narrow;
    for (let i = 0; i < rows; i++) to[i] = values[at + i] - base;
    bindings.copy_data_to_vector(vector, 0, to.buffer as ArrayBuffer, 0, rows * to.BYTES_PER_ELEMENT);
  } else {
    bindings.copy_data_to_vector(vector, 0, column.buffer, column.byteOffset + at * column.bytes, rows * column.bytes);
  }
}

/** The type of a column in DuckDB. An ENUM is made anew each time. */
export function typeOf(column: Column<unknown>, world: World): DuckDBType {
  return column.type === 'TEXT' ? ENUM(column.dictionary?.(world) ?? ['']) : types[column.type];
}

export function cachedType(type: DuckDBType): DuckDBType {
  const logical = type.toLogicalType();
  return { toLogicalType: () => logical } as DuckDBType;
}
