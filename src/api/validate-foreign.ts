/** Files that came from elsewhere: checked against a dataset's definition alone, each row named by its place. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { plainType, tableBase } from '../datasets/definition.js';
import { builtInNames, type Dataset, loadDataset } from '../datasets/load.js';
import { setSettings } from '../engine/database.js';
import { api } from '../engine/duckdb.js';
import { messageOf, UsageError } from '../engine/errors.js';
import { checkOwnDocuments, checkRules } from './check-rules.js';
import { type CheckedTable, Checker, checkKeys, type Place } from './checker.js';
import { resolveSettings } from './settings.js';

const ENDINGS = ['csv', 'csv.zst', 'csv.gz', 'parquet', 'json', 'json.zst'] as const;

/** The files of one table. */
interface TableFiles {
  readonly name: string;
  readonly table: CheckedTable;
  /** Path without ending, as the definition says it. */
  readonly base: string;
  /** Path of the file, or a pattern of many; undefined when there is none. */
  readonly path: string | undefined;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Checks keys, types and the rules that need no world. A UsageError when nobody can tell which dataset it is. */
export async function validateForeign(root: string, named: string | undefined) {
  const dataset = named === undefined ? recognised(root) : loadDataset(named);
  const files = filesOf(root, dataset);
  if (files.every(({ path }) => path === undefined)) {
    throw new UsageError(`${root} holds no file of ${dataset.definition.name}, such as ${files[0].base}.csv`);
  }
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(availableParallelism()),
    memory_limit: '4GB',
    temp_directory: join(tmpdir(), 'emporium-spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    const { config, parameters } = resolveSettings(dataset, {});
    await setSettings(connection, { ...config, ...parameters });
    const there = new Map(files.flatMap(({ name, path, table }) => (path ? [[name, placeOf(path, table)]] : [])));
    const checker = new Checker(connection, there);
    for (const file of files) await load(root, file, connection, checker);
    for (const { name, table, path } of files) {
      if (path) await checkKeys(checker, name, table, (other) => (there.has(other) ? other : undefined));
    }
    const rows = new Map<string, number>();
    for (const name of there.keys()) {
      const counted = await connection.runAndReadAll(`SELECT count(*) FROM "${name}"`);
      rows.set(name, Number(counted.getRows()[0][0]));
    }
    checkOwnDocuments(root, dataset, (name) => rows.get(name), checker);
    await checkRules(dataset, (name) => there.has(name), checker, false);
    return { dataset: dataset.definition.name, results: checker.results };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const placeOf = (path: string, table: CheckedTable): Place => ({ path, key: table.primary_key });

/** The built-in dataset whose files stand there: the one of which most are, at least half. */
function recognised(root: string): Dataset {
  const shares = builtInNames().map((name) => {
    const dataset = loadDataset(name);
    const files = filesOf(root, dataset);
    return { dataset, share: files.filter(({ path }) => path !== undefined).length / files.length };
  });
  const [best] = shares.sort((a, b) => b.share - a.share);
  if (best === undefined || best.share < 0.5) {
    throw new UsageError(
      `${root} is not a dataset: it has no manifest.json, and most files of every built-in dataset are missing; say with --dataset which one it should be`,
    );
  }
  return best.dataset;
}

function filesOf(root: string, { definition }: Dataset): TableFiles[] {
  return Object.entries(definition.tables)
    .filter(([, table]) => !table.truth)
    .map(([name, table]) => {
      const base = tableBase(definition, name, false);
      const file = ENDINGS.map((ending) => `${base}.${ending}`).find((path) => existsSync(join(root, path)));
      const columns = Object.fromEntries(Object.entries(table.columns).filter(([, { internal }]) => !internal));
      return { name, table: { ...table, columns }, base, path: file ?? folderPattern(root, base) };
    });
}

/** `fact_sales/**` with the ending of the first file that stands below. */
function folderPattern(root: string, base: string): string | undefined {
  const folder = join(root, base);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return undefined;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const ending = ENDINGS.find((candidate) => names.some((name) => name.endsWith(`.${candidate}`)));
  return ending && `${base}/**/*.${ending}`;
}

/**
 * Loads a table's files in their order, so that row numbers are those of the file. What is not of the declared type
 * becomes null, and is named.
 */
async function load(root: string, file: TableFiles, connection: DuckDBConnection, checker: Checker): Promise<void> {
  const { name, table, base, path } = file;
  checker.add(name, `${path ?? `${base}.csv`} is there`, path === undefined ? 'it is missing' : undefined);
  if (path === undefined) return;
  const declared = Object.entries(table.columns);
  let found: string[] = [];
  let source = '';
  try {
    const header = path.includes('.csv') ? await headerOf(connection, join(root, path)) : [];
    source = reader(join(root, path), header, '');
    found = await columnsOf(connection, source);
    checker.add(name, 'file can be read', undefined);
  } catch (thrown) {
    checker.add(name, 'file can be read', reason(thrown));
    return makeEmpty(connection, file);
  }
  const cell = (column: string) => (found.includes(column) ? `"${column}"` : 'NULL');
  const cast = ([column, { type }]: (typeof declared)[number]) => `TRY_CAST(${cell(column)} AS ${type})`;
  const missing = declared.filter(([column]) => !found.includes(column)).map(([column]) => column);
  const unknown = found.filter((column) => !Object.hasOwn(table.columns, column));
  const problems = [
    ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
    ...(unknown.length > 0 ? [`${unknown.join(', ')} not declared`] : []),
  ];
  checker.add(name, 'columns as declared', problems.length > 0 ? problems.join('; ') : undefined);
  const rows = declared.map((column) => `${cast(column)} AS "${column[0]}"`).join(', ');
  try {
    await connection.run(`CREATE TABLE "${name}" AS SELECT ${rows} FROM ${source}`);
  } catch (thrown) {
    checker.add(name, 'rows can be read', reason(thrown));
    source = reader(join(root, path), found, ', ignore_errors = true');
    await connection.run(`CREATE TABLE "${name}" AS SELECT ${rows} FROM ${source}`);
  }
  const wrong = declared.filter(([column]) => found.includes(column)).map((column) => mismatch(column, cast(column)));
  if (wrong.length === 0) return;
  await checker.none(
    name,
    'values have the declared types',
    `SELECT * FROM (
       SELECT ${quoted(`${path}, row `)} || row_number() OVER () AS place, concat_ws('; ', ${wrong.join(', ')}) AS problem FROM ${source}
     ) WHERE problem <> ''`,
  );
}

/** Text that says what is wrong with a cell; null when nothing is. */
function mismatch([column, { type }]: [string, { type: string }], cast: string): string {
  const text = `CAST("${column}" AS VARCHAR)`;
  const plain = plainType(type);
  if (plain === 'VARCHAR') return 'NULL';
  const isNumber = /INT|DECIMAL|DOUBLE/.test(plain);
  // A number that the type cuts off is not of the type; what a float adds behind the last digit is.
  const off = isNumber ? ` OR abs(TRY_CAST(${text} AS DOUBLE) - CAST(${cast} AS DOUBLE)) > 1e-6` : '';
  return `CASE WHEN "${column}" IS NOT NULL AND (${cast} IS NULL${off}) THEN '${column} is not ${type}: ' || ${text} END`;
}

/** Names in the first line of a CSV file. */
async function headerOf(connection: DuckDBConnection, path: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(
    `SELECT line FROM read_csv(${quoted(path)}, auto_detect = false, header = false, delim = '\u0001', quote = '',
       escape = '', columns = {'line': 'VARCHAR'}, hive_partitioning = false) LIMIT 1`,
  );
  const line = String(reader.getRows()[0]?.[0] ?? '');
  return line.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
}

/** A FROM clause that reads a file, everything as text where the format has no types. */
function reader(path: string, header: readonly string[], options: string): string {
  if (path.includes('.parquet')) return `read_parquet(${quoted(path)}, hive_partitioning = false)`;
  if (path.includes('.json')) {
    return `read_json(${quoted(path)}, format = 'newline_delimited', hive_partitioning = false${options})`;
  }
  const columns = header.map((name) => `${quoted(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${quoted(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    columns = {${columns}}, allow_quoted_nulls = false, hive_partitioning = false${options})`;
}

async function columnsOf(connection: DuckDBConnection, source: string): Promise<string[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  return described.getRows().map((row) => String(row[0]));
}

/** Stands for a file that cannot be read at all. */
async function makeEmpty(connection: DuckDBConnection, { name, table }: TableFiles): Promise<void> {
  const columns = Object.entries(table.columns).map(([column, { type }]) => `"${column}" ${type}`);
  await connection.run(`CREATE TABLE "${name}" (${columns.join(', ')})`);
}

/** DuckDB's message in one line: it names the line of the file. */
const reason = (thrown: unknown): string => messageOf(thrown).trim().split('\n').slice(0, 3).join(' ').slice(0, 400);
