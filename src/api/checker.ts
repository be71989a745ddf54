/** Checks as they are made: each is a query for the rows that break a rule. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { maxLength, plainType } from '../datasets/definition.js';
import { readNames } from '../datasets/read-names.js';
import { messageOf } from '../engine/errors.js';
import { type Sums, sumsQuery } from './world-sums.js';

export interface CheckResult {
  /** Table that the check is about; empty for the whole dataset. */
  readonly table: string;
  readonly check: string;
  readonly status: 'pass' | 'fail' | 'skip';
  /** What was found: the first offending rows, or why the check was skipped. */
  readonly detail: string;
}

/** A table as its keys and types are checked. */
export interface CheckedTable {
  readonly columns: Readonly<Record<string, { readonly type: string }>>;
  readonly primary_key: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly nullable?: readonly string[];
  readonly foreign_keys: readonly {
    readonly columns: readonly string[];
    readonly references: { readonly table: string; readonly columns: readonly string[] };
  }[];
}

/** Says where a row stands; `undefined` for tables whose rows have no place. */
export interface Place {
  /** The file that holds the table. */
  readonly path: string;
  /** Columns that name a row of the table in the result of a check. */
  readonly key: readonly string[];
}

/** Rows that are shown of those that break a rule. */
const SHOWN = 3;

export class Checker {
  readonly results: CheckResult[] = [];
  readonly #connection: DuckDBConnection;
  /** Place of each table that was loaded whole, so that its rows are numbered. */
  readonly #places: ReadonlyMap<string, Place>;

  constructor(connection: DuckDBConnection, places: ReadonlyMap<string, Place> = new Map()) {
    this.#connection = connection;
    this.#places = places;
  }

  add(table: string, check: string, problem: string | undefined): void {
    this.results.push({ table, check, status: problem === undefined ? 'pass' : 'fail', detail: problem ?? '' });
  }

  /** A check that could not be made, and why. */
  skip(table: string, check: string, why: string): void {
    this.results.push({ table, check, status: 'skip', detail: why });
  }

  /** Names that a query reads; none when it cannot be parsed, for then running it says why. */
  async reads(query: string): Promise<readonly string[]> {
    return readNames(this.#connection, query).catch(() => []);
  }

  /** The sums of a query's rows; undefined when it does not run. */
  async sums(query: string, columns: Parameters<typeof sumsQuery>[1]): Promise<Sums | undefined> {
    try {
      const [row] = (await this.#connection.runAndReadAll(sumsQuery(query, columns))).getRows();
      return { rows: BigInt(String(row[0])), hash: BigInt(String(row[1])) };
    } catch {
      return undefined;
    }
  }

  /**
   * Passes when the query gives no row; else the first rows are shown, with their place in the file where the query
   * gives the key of the table. A query that does not run fails.
   */
  async none(table: string, check: string, query: string): Promise<void> {
    try {
      const found = await this.#rows(`SELECT * FROM (${query}) LIMIT ${SHOWN}`);
      if (found.length === 0) return this.add(table, check, undefined);
      const [{ count }] = (await this.#rows(`SELECT count(*)::DOUBLE AS count FROM (${query})`)) as { count: number }[];
      const shown = (await this.#located(table, query)) ?? found.map(rowText);
      const more = count > shown.length ? ` and ${count - shown.length} more` : '';
      this.add(table, check, `for example ${shown.join('; ').slice(0, 600)}${more}`);
    } catch (thrown) {
      this.add(table, check, messageOf(thrown).trim().split('\n')[0]);
    }
  }

  async #rows(query: string): Promise<object[]> {
    return (await this.#connection.runAndReadAll(query)).getRowObjectsJson();
  }

  /** The first rows in the order of the file, each with its place; undefined when the key is not in the result. */
  async #located(table: string, query: string): Promise<string[] | undefined> {
    const place = this.#places.get(table);
    if (!place || place.key.length === 0) return undefined;
    const on = place.key.map((column) => `t."${column}" IS NOT DISTINCT FROM q."${column}"`).join(' AND ');
    try {
      const rows = (await this.#rows(
        `SELECT t.rowid + 1 AS "row number", q.* FROM (${query}) q JOIN "${table}" t ON ${on} ORDER BY 1 LIMIT ${SHOWN}`,
      )) as Record<string, unknown>[];
      if (rows.length === 0) return undefined;
      return rows.map(({ 'row number': number, ...row }) => `${place.path}, row ${number}: ${rowText(row)}`);
    } catch {
      return undefined;
    }
  }
}

const rowText = (row: object): string => JSON.stringify(row);

/** Keys, lengths and nulls of a table. `viewOf` gives the name under which a table can be asked, if it is there. */
export async function checkKeys(
  checker: Checker,
  name: string,
  table: CheckedTable,
  viewOf: (table: string) => string | undefined,
): Promise<void> {
  const view = `"${viewOf(name)}"`;
  const list = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');
  const isNull = (columns: readonly string[]) => columns.map((column) => `"${column}" IS NULL`).join(' OR ');
  const key = table.primary_key;
  if (key.length > 0) {
    const label = `primary key ${key.join(', ')}`;
    await checker.none(name, `${label} is not null`, `SELECT * FROM ${view} WHERE ${isNull(key)}`);
  }
  for (const columns of [...(key.length > 0 ? [key] : []), ...(table.unique ?? [])]) {
    await checker.none(
      name,
      `${columns === key ? 'primary key' : 'key'} ${columns.join(', ')} is unique`,
      `SELECT ${list(columns)}, count(*) AS rows FROM ${view} GROUP BY ${list(columns)} HAVING count(*) > 1`,
    );
  }
  if (table.nullable) {
    const filled = Object.keys(table.columns).filter((c) => !key.includes(c) && !table.nullable?.includes(c));
    if (filled.length > 0) {
      const label = table.nullable.length > 0 ? `nothing is null but ${table.nullable.join(', ')}` : 'nothing is null';
      await checker.none(name, label, `SELECT * FROM ${view} WHERE ${isNull(filled)}`);
    }
  }
  const limited = Object.entries(table.columns).flatMap(([column, { type }]) => {
    const most = maxLength(type);
    return most === undefined ? [] : [`length("${column}") > ${most}`];
  });
  if (limited.length > 0) {
    await checker.none(name, 'texts have the declared length', `SELECT * FROM ${view} WHERE ${limited.join(' OR ')}`);
  }
  for (const { columns, references } of table.foreign_keys) {
    const label = `foreign key ${columns.join(', ')} → ${references.table}`;
    const target = viewOf(references.table);
    if (target === undefined) {
      checker.skip(name, label, `${references.table} was not written`);
      continue;
    }
    const on = columns.map((column, i) => `r."${references.columns[i]}" = t."${column}"`).join(' AND ');
    await checker.none(
      name,
      label,
      `SELECT t.* FROM ${view} t ANTI JOIN "${target}" r ON ${on}
       WHERE ${columns.map((column) => `t."${column}" IS NOT NULL`).join(' AND ')}`,
    );
  }
}

/** The columns of a view against those that are declared. */
export async function checkColumns(checker: Checker, name: string, view: string, table: CheckedTable): Promise<void> {
  const declared = Object.entries(table.columns).map(([column, { type }]) => `('${column}', '${plainType(type)}')`);
  await checker.none(
    name,
    'columns and types as declared',
    `SELECT * FROM (SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = '${view}')
     FULL JOIN (VALUES ${declared.join(', ')}) AS d(declared, declared_type)
       ON column_name = declared WHERE data_type IS DISTINCT FROM declared_type`,
  );
}
