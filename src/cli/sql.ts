import { type Command, Option } from 'commander';
import type { QueryResult } from '../index.js';
import { interruptible } from './interrupt.js';
import { aligned, colorsOf, count, print } from './output.js';
import { addWorldOptions, settingsOf, type WorldFlags } from './settings.js';

interface SqlFlags extends WorldFlags {
  readonly dataset?: string;
  readonly format: 'table' | 'csv' | 'json';
}

/** Rows that a table shows; csv and json give them all. */
const SHOWN = 200;
/** Widest cell of a table; csv and json give all of it. */
const CELL = 60;

export function sqlCommand(program: Command): void {
  const command = program
    .command('sql')
    .description('ask the simulated world, or written files, in SQL; nothing is written')
    .argument('<query>', 'a query over world.*, over tables of the dataset, or over files; - reads it from stdin');
  command
    .option('--dataset <dataset>', 'dataset whose settings and tables are used (default: store-tiers)')
    .addOption(
      new Option('--format <format>', 'how the rows are printed').choices(['table', 'csv', 'json']).default('table'),
    );
  addWorldOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  $ emporium sql "SELECT tier, count(*) FROM world.store GROUP BY ALL" --set stores=1000
  $ emporium sql "SELECT sold_on, sum(quantity) FROM world.sale_line GROUP BY ALL ORDER BY ALL" --from 2024-11-01 --to 2024-11-30
  $ emporium sql "SELECT * FROM fact_sales LIMIT 5" --dataset store-tiers --format json
  $ emporium sql "SELECT count(*) FROM 'data/store-tiers/fact_sales/**/*.parquet'"
  $ emporium sql - --format csv < query.sql > result.csv

The query is DuckDB's SQL. csv is as RFC 4180 has it; json is an array of objects.`,
    )
    .action(run);
}

async function run(text: string, flags: SqlFlags): Promise<void> {
  const { query, UsageError } = await import('../index.js');
  const sql = text === '-' ? await standardInput() : text;
  if (sql.trim() === '') throw new UsageError('the query must not be empty');
  const settings = await settingsOf(flags);
  const { dataset, from, to } = flags;
  const result = await interruptible('interrupted', (signal) => query({ sql, dataset, settings, from, to, signal }));
  print({ table, csv, json }[flags.format](result));
}

async function standardInput(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text;
}

function table({ columns, rows }: QueryResult): string {
  const { bold, dim } = colorsOf(process.stdout);
  const shown = rows.slice(0, SHOWN).map((row) => row.map((value) => cell(value)));
  const right = columns.flatMap(({ type }, i) => (isNumeric(type) ? [i] : []));
  const [head, ...body] = aligned([columns.map(({ name }) => name), ...shown], right);
  const rule = '─'.repeat(Math.max(...[head, ...body].map((line) => [...line].length)));
  const note =
    rows.length > shown.length
      ? `${count(rows.length)} rows, the first ${SHOWN} are shown; --format csv or json gives all`
      : `${count(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`;
  return [bold(head), dim(rule), ...body, dim(note)].join('\n');
}

const isNumeric = (type: string) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type);

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const line = plain(value).replaceAll(/[\r\n\t]+/g, ' ');
  const letters = [...line];
  return letters.length > CELL ? `${letters.slice(0, CELL - 1).join('')}…` : line;
}

const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function csv({ columns, rows }: QueryResult): string {
  const field = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = plain(value);
    // An empty text is quoted, so that it is not taken for a missing value.
    return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(({ name }) => name), ...rows].map((row) => row.map(field).join(','));
  return `${lines.join('\r\n')}\r`;
}

function json({ columns, rows }: QueryResult): string {
  const names = distinct(columns.map(({ name }) => name));
  const numeric = columns.map(({ type }) => isNumeric(type));
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((value, i) => [names[i], numeric[i] ? exactNumber(value) : value]))),
  );
  return objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n]`;
}

/** A number that came as text becomes one where JSON holds it exactly. */
function exactNumber(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) return value;
  return value.replaceAll(/\D/g, '').length <= 15 ? Number(value) : value;
}

/** A name that stands there twice gets a number. */
function distinct(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 1; used.has(unique); n++) unique = `${name}_${n}`;
    used.add(unique);
    return unique;
  });
}
