/** Small runs through the front door, in this process and in others, and what they leave behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { GenerateOptions, GenerateResult } from 'emporium';
import { afterAll } from 'vitest';

/** The built package, for programs of their own. */
export const front = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

/** A company of two regions: 24 shards a year, a few thousand sale lines. */
export const tiny = { stores: 2, products: 30, years: 1, 'dc.stores_max': 3 };

/** Makes folders that are gone when the tests of the file are done. */
export function tempFolders(): () => string {
  const made: string[] = [];
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'emporium-'));
    made.push(folder);
    return folder;
  };
}

/** Relative path of every file and folder below a folder, those with a leading dot too, with the SHA-256 of files. */
export function treeOf(root: string): Record<string, string> {
  const tree: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        tree[`${path}/`] = '';
        walk(path);
      } else tree[path] = sha256(readFileSync(join(root, path)));
    }
  };
  walk('');
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One SHA-256 for a whole tree. */
export function treeHash(root: string): string {
  return sha256(JSON.stringify(treeOf(root)));
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** When each file of a tree was last written, in nanoseconds. */
export function timesOf(root: string): Record<string, bigint> {
  return Object.fromEntries(
    Object.keys(treeOf(root))
      .filter((path) => !path.endsWith('/'))
      .map((path) => [path, statSync(join(root, path), { bigint: true }).mtimeNs]),
  );
}

/** Asks a DuckDB of its own, or a database file. */
export async function ask(sql: string, file = ':memory:'): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(file, { threads: '1' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows and an order-free hash of every table of a database file, without the run's own notes. */
export async function databaseHashes(file: string): Promise<Record<string, string>> {
  const tables = await ask(
    `SELECT schema_name AS s, table_name AS t FROM duckdb_tables() WHERE schema_name <> 'emporium' ORDER BY ALL`,
    file,
  );
  const result: Record<string, string> = {};
  for (const { s, t } of tables) {
    const [row] = await ask(`SELECT count(*) AS n, sum(hash(x)) AS h FROM ${s}."${t}" x`, file);
    result[`${s}.${t}`] = `${row.n} ${row.h}`;
  }
  return result;
}

export interface ChildRun {
  readonly process: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<ChildEnd>;
}

export interface ChildEnd {
  readonly result?: GenerateResult;
  /** Name and message of what was thrown. */
  readonly error?: { readonly name: string; readonly message: string };
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

const program = `
import { generate } from ${JSON.stringify(front)};
const options = JSON.parse(process.argv[1]);
try { console.log(JSON.stringify({ result: await generate(options) })); }
catch (thrown) { console.log(JSON.stringify({ error: { name: thrown.name, message: thrown.message } })); }
`;

/** Runs `generate` in a process of its own. */
export function generateInChild(options: GenerateOptions, env: Record<string, string> = {}): ChildRun {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(options)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<ChildEnd>((resolve) => {
    child.on('close', (_code, signal) => {
      const said = stdout.trim() ? (JSON.parse(stdout) as Partial<ChildEnd>) : {};
      resolve({ ...said, signal, stderr });
    });
  });
  return { process: child, ended };
}

/** Waits until something holds; fails after `seconds`. */
export async function until(holds: () => boolean, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain`);
    await sleep(2);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a call throws, as `name: message`; the text of its result when it does not throw. */
export async function thrownBy(call: Promise<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await call)}`;
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  }
}

/** Number of tasks that the journal of an unfinished run names; -1 when no run has begun. */
export function journalLines(folder: string): number {
  if (!existsSync(join(folder, '.emporium', 'run.json'))) return -1;
  try {
    return readFileSync(join(folder, '.emporium', 'journal.jsonl'), 'utf8').split('\n').length - 1;
  } catch {
    return -1;
  }
}

/** Rows and an order-free hash of every table of a folder that was written, in any format; types as declared. */
export async function folderHashes(folder: string): Promise<Record<string, string>> {
  const { tables } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
    tables: Record<string, { path: string; columns: Record<string, { type: string }> }>;
  };
  const result: Record<string, string> = {};
  for (const name of Object.keys(tables)) {
    const [row] = await ask(`SELECT count(*) AS n, sum(hash(x)) AS h FROM (${readBack(folder, name)}) x`);
    result[name] = `${row.n} ${row.h}`;
  }
  return result;
}

/** A SELECT that reads a written table back, with the path and the types of the data dictionary. */
export function readBack(folder: string, name: string): string {
  const { tables } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
    tables: Record<string, { path: string; columns: Record<string, { type: string }> }>;
  };
  const { path, columns } = tables[name];
  const place = `'${join(folder, path).replaceAll("'", "''")}'`;
  const types = `{${Object.entries(columns)
    .map(([column, { type }]) => `'${column}': '${type}'`)
    .join(', ')}}`;
  const kind = path.split('.')[1];
  if (kind === 'csv') {
    return `SELECT * FROM read_csv(${place}, header = true, auto_detect = false, columns = ${types}, hive_partitioning = false)`;
  }
  if (kind === 'json') {
    return `SELECT * FROM read_json(${place}, format = 'newline_delimited', columns = ${types}, hive_partitioning = false)`;
  }
  return `SELECT * FROM read_parquet(${place}, hive_partitioning = false)`;
}

/** Writes a dataset's folder. */
export function writeDataset(folder: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/**
 * A dataset of a user: lines with a time and two defects, a list of products with one, and a sum over the window that
 * reads the world and an earlier table.
 */
export const userDataset = {
  'dataset.yaml': `name: till
title: Till
describe: Lines of the tills.
tables:
  item:
    describe: One row a product.
    columns:
      item_id: { type: INTEGER, describe: Product. }
      name: { type: VARCHAR, describe: Category. }
    primary_key: [item_id]
  line:
    describe: One row a line.
    event_time: sold_at
    partition_by: [year]
    columns:
      line_id: { type: BIGINT, describe: Number of the line. }
      sold_at: { type: TIMESTAMP, describe: Time of the sale. }
      item_id: { type: INTEGER, describe: Product. }
      units: { type: INTEGER, describe: Units. }
      price: { type: 'DECIMAL(9,2)', describe: Price of a unit. }
    primary_key: [line_id]
    foreign_keys:
      - { columns: [item_id], references: { table: item, columns: [item_id] } }
  total:
    describe: One row a product, over all days.
    columns:
      item_id: { type: INTEGER, describe: Product. }
      units: { type: BIGINT, describe: Units sold. }
      lines: { type: BIGINT, describe: Lines sold. }
    primary_key: [item_id]
    foreign_keys:
      - { columns: [item_id], references: { table: item, columns: [item_id] } }
defects:
  - { id: name_missing, kind: missing_value, table: item, column: name, rate: 0.2, describe: No category. }
  - { id: units_missing, kind: missing_value, table: line, column: units, rate: 0.03, describe: No units. }
  - { id: price_missing, kind: missing_value, table: line, column: price, rate: 0.1, describe: No price. }
checks:
  - { name: lines add up, sql: SELECT 1 WHERE (SELECT sum(lines) FROM total) <> (SELECT count(*) FROM line) }
`,
  'item.sql': 'SELECT product_id AS item_id, category AS name FROM world.product;\n',
  'line.sql':
    'SELECT line_id, sold_at, product_id AS item_id, quantity AS units, CAST(unit_cents / 100 AS DECIMAL(9,2)) AS price FROM world.sale_line\n',
  'total.sql': `SELECT item_id, CAST(sum(units) AS BIGINT) AS units, any_value(n) AS lines
FROM line JOIN (SELECT product_id AS item_id, count(*) AS n FROM world.sale_line GROUP BY ALL) USING (item_id)
GROUP BY item_id ORDER BY item_id
`,
} as const;
