/**
 * The sharded tables of the world handed over in batches: a scan gives one row of lists, and the view unnests them. Each
 * call of a scan wakes this thread from DuckDB's and then DuckDB's from this one; 65,536 rows a call in the place of
 * 2,048 leave both free to work at the same time.
 */
import type { DuckDBConnection, DuckDBTableFunction } from '@duckdb/node-api';
import { type Column, type ShardedTable, worldTables } from '../world/tables/index.js';
import { api, bindings } from './duckdb.js';
import {
  BATCH_ROWS,
  cachedType,
  copyColumn,
  type ScanColumn,
  SHARD_ROWS,
  scanColumn,
  typeOf,
  type WorldSource,
} from './world-tables.js';

/** The head of a list: where it begins and how long it is. */
const HEAD_BYTES = 16;
/** Stands in for a value that nobody reads; no type is wider. */
const NOTHING = new ArrayBuffer(8);

interface BatchScan {
  /** Undefined for a column that no query reads. */
  readonly columns: readonly (ScanColumn | undefined)[];
  readonly rows: number;
  at: number;
}

/**
 * Finds out which columns the queries read and makes `batch_…` functions that hand over just these. UNNEST makes every
 * column that it is given, read or not, so the scans must know.
 */
export class BatchTables {
  readonly #connection: DuckDBConnection;
  readonly #views: readonly string[];

  private constructor(connection: DuckDBConnection, views: readonly string[]) {
    this.#connection = connection;
    this.#views = views;
  }

  /** The views of `world` must be whole, not cut to a window. */
  static async open(
    connection: DuckDBConnection,
    source: WorldSource,
    queries: readonly string[],
  ): Promise<BatchTables> {
    const read = new Map<string, Set<string>>();
    for (const query of queries) {
      const reader = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${query}`);
      for (const node of JSON.parse(String(reader.getRows()[0][1])) as PlanNode[]) addColumns(node, read);
    }
    const views: string[] = [];
    for (const table of worldTables) {
      const columns = read.get(table.name);
      if (table.grain !== 'shard' || !columns) continue;
      connection.registerTableFunction(batchFunction(table, columns, source));
      const list = table.columns.map(({ name }) => (columns.has(name) ? `unnest(${name}) AS ${name}` : name));
      views.push(`CREATE OR REPLACE VIEW world.${table.name} AS SELECT ${list.join(', ')} FROM batch_${table.name}()`);
    }
    return new BatchTables(connection, views);
  }

  /** Puts the batches behind the views of `world`. */
  async use(): Promise<void> {
    for (const view of this.#views) await this.#connection.run(view);
  }
}

interface PlanNode {
  readonly children?: readonly PlanNode[];
  readonly extra_info?: { readonly Function?: string; readonly Projections?: string | readonly string[] };
}

/** Notes the columns that the scans of a plan read, by table. */
function addColumns(node: PlanNode, read: Map<string, Set<string>>): void {
  const { Function: name, Projections: columns = [] } = node.extra_info ?? {};
  if (name?.startsWith('SCAN_')) {
    const table = name.slice('SCAN_'.length).toLowerCase();
    const known = read.get(table) ?? new Set();
    for (const column of typeof columns === 'string' ? [columns] : columns) known.add(column);
    read.set(table, known);
  }
  for (const child of node.children ?? []) addColumns(child, read);
}

function batchFunction(table: ShardedTable, read: ReadonlySet<string>, source: WorldSource): DuckDBTableFunction {
  const columns = table.columns as readonly Column<unknown>[];
  const types = columns.map((column) => {
    const type = typeOf(column, source.world);
    return cachedType(read.has(column.name) ? api.LIST(type) : type);
  });
  return api.DuckDBTableFunction.create({
    name: `batch_${table.name}`,
    supportsProjectionPushdown: true,
    bindFunction: (bind) => {
      columns.forEach((column, i) => {
        bind.addResultColumn(column.name, types[i]);
      });
      bind.setCardinality(SHARD_ROWS, false);
    },
    initFunction: (init) => {
      init.setMaxThreads(1);
      const { world, shard } = source;
      if (!shard) throw new Error(`batch_${table.name} needs a shard`);
      const view = { world, shard };
      const rows = table.rows(view);
      const wanted = init.getColumnIndexes().map((index) => columns[index]);
      init.setInitData({
        columns: wanted.map((c) => (read.has(c.name) ? scanColumn(c, view, world) : undefined)),
        rows,
        at: 0,
      } satisfies BatchScan);
    },
    mainFunction: (info, output) => {
      const scan = info.getInitData() as BatchScan;
      if (source.interrupted()) throw new Error('interrupted');
      const rows = Math.min(BATCH_ROWS, scan.rows - scan.at);
      bindings.data_chunk_set_size(output.chunk, rows > 0 ? 1 : 0);
      if (rows === 0) return;
      const head = new BigUint64Array([0n, BigInt(rows)]);
      scan.columns.forEach((column, i) => {
        const vector = bindings.data_chunk_get_vector(output.chunk, i);
        if (!column) {
          bindings.copy_data_to_vector(vector, 0, NOTHING, 0, NOTHING.byteLength);
          return;
        }
        bindings.copy_data_to_vector(vector, 0, head.buffer, 0, HEAD_BYTES);
        bindings.list_vector_reserve(vector, rows);
        bindings.list_vector_set_size(vector, rows);
        copyColumn(bindings.list_vector_get_child(vector), column, scan.at, rows);
      });
      scan.at += rows;
    },
  });
}
