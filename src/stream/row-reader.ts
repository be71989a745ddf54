/**
 * Reads the rows of a query into columns. Free text is what costs: each longer word of DuckDB's vectors would be fetched
 * by a call of its own. So a query with such columns gives one row, of lists, and all its text as one, cut by lengths here.
 */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import { api, bindings } from '../engine/duckdb.js';
import { ColumnStore } from './column-store.js';

const { DuckDBTypeId } = api;
const quote = (name: string) => `"${name}"`;

export class RowReader {
  readonly #statement: DuckDBPreparedStatement;
  readonly #names: readonly string[];
  readonly #types: readonly DuckDBType[];
  readonly #hasText: boolean;
  /** The memory of vectors is that of their chunk, and goes with it: the one that is read is held. */
  #chunk: DuckDBDataChunk | null = null;

  private constructor(
    statement: DuckDBPreparedStatement,
    names: readonly string[],
    types: readonly DuckDBType[],
    hasText: boolean,
  ) {
    this.#statement = statement;
    this.#names = names;
    this.#types = types;
    this.#hasText = hasText;
  }

  /** Plans a SELECT whose columns have names of their own, once for all its runs: of few rows a plan costs more than the work. */
  static async prepare(connection: DuckDBConnection, select: string): Promise<RowReader> {
    const plain = await connection.prepare(select);
    const columns = Array.from({ length: plain.columnCount }, (_, i) => i);
    const names = columns.map((i) => plain.columnName(i));
    const types = columns.map((i) => plain.columnType(i));
    const isText = columns.map((i) => types[i].typeId === DuckDBTypeId.VARCHAR);
    if (!isText.includes(true)) return new RowReader(plain, names, types, false);
    plain.destroySync();
    const lists = names.map(
      (name, i) => `list(${isText[i] ? `CAST(strlen(${quote(name)}) AS INTEGER)` : quote(name)})`,
    );
    const texts = names.filter((_, i) => isText[i]).map(quote);
    const packed = `SELECT ${lists.join(', ')}, string_agg(concat(${texts.join(', ')}), '') FROM (${select})`;
    return new RowReader(await connection.prepare(packed), names, types, true);
  }

  /** An empty store for the rows. */
  newStore(): ColumnStore {
    return new ColumnStore(this.#names, this.#types);
  }

  /** Adds the rows to a store. Gives how many. */
  async read(store: ColumnStore): Promise<number> {
    const before = store.rows;
    // Not as a stream: an error in the middle of one looks like its end.
    const result = await this.#statement.run();
    for (;;) {
      this.#chunk = await result.fetchChunk();
      const chunk = this.#chunk;
      if (!chunk || chunk.rowCount === 0) return store.rows - before;
      const vectors = this.#names.map((_, i) => bindings.data_chunk_get_vector(chunk.chunk, i));
      if (!this.#hasText) {
        store.append(chunk.rowCount, vectors);
      } else {
        const text = chunk.getColumnVector(vectors.length).getItem(0) as string | null;
        // No rows: no lists.
        if (text === null) continue;
        store.append(bindings.list_vector_get_size(vectors[0]), vectors.map(bindings.list_vector_get_child), text);
      }
    }
  }
}
