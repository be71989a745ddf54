import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { GenerateResult } from '../index.js';
import { aligned, colorsOf, commandName, count, duration, plural, size } from './output.js';

interface Target {
  readonly isFolder: boolean;
  /** Name of the dataset, or path of its folder. */
  readonly name: string;
}

/** What a run did, in a few lines that invite the next step. */
export function summary(result: GenerateResult, target: Target): string {
  switch (result.status) {
    case 'planned':
      return planned(result);
    case 'unchanged':
      return [unchanged(result), ...nextSteps(result, target)].join('\n');
    default:
      return [...written(result, target), ...nextSteps(result, target)].join('\n');
  }
}

const isTruth = (table: { readonly name: string }) => table.name.startsWith('truth/');

function planned(result: GenerateResult): string {
  const { bold } = colorsOf(process.stdout);
  return [
    `Dry run: nothing was written. ${bold(result.dataset)}, ${result.from} to ${result.to}, would go to ${bold(here(result.target))}`,
    `in ${plural(result.shards, 'shard')}, with the tables`,
    ...result.tables.map((table) => `  ${table.name}`),
  ].join('\n');
}

function unchanged(result: GenerateResult): string {
  const rows = result.tables.reduce((sum, table) => sum + table.rows, 0);
  return `Everything is there already, nothing was changed: ${here(result.target)} holds ${result.dataset}, ${result.from} to ${result.to}, ${plural(rows, 'row')} in ${plural(result.tables.length, 'table')}.`;
}

function written(result: GenerateResult, { isFolder }: Target): string[] {
  const { bold, dim } = colorsOf(process.stdout);
  const resumed = result.shards - result.shardsWritten;
  const head = `${bold(result.dataset)}, ${result.from} to ${result.to}, in ${bold(here(result.target))}`;
  const rate = result.rows / Math.max(result.seconds, 0.001);
  const bytes = isFolder ? result.bytes : sizeOf(result.target);
  const lines = [head, ''];
  lines.push(
    ...tableLines(
      result.tables.filter((table) => !isTruth(table)),
      isFolder,
    ),
  );
  const truth = result.tables.filter(isTruth);
  if (truth.length > 0) {
    lines.push('', dim('The truth, kept apart from what a pipeline reads:'), ...tableLines(truth, isFolder));
  }
  lines.push(
    '',
    `${plural(result.rows, 'row')}, ${size(bytes)} in ${duration(result.seconds)} (${count(rate)} rows/s)` +
      (resumed > 0 ? `; ${plural(resumed, 'shard')} of ${count(result.shards)} were there already` : ''),
  );
  return lines;
}

function tableLines(tables: GenerateResult['tables'], isFolder: boolean): string[] {
  const rows = tables.map((table) => [
    `  ${isFolder ? table.name : table.name.replace('/', '.')}`,
    plural(table.rows, 'row'),
    ...(isFolder ? [size(table.bytes), plural(table.files, 'file')] : []),
  ]);
  return aligned(rows, [1, 2, 3]);
}

function nextSteps(result: GenerateResult, { isFolder, name }: Target): string[] {
  const { cyan } = colorsOf(process.stdout);
  const me = commandName();
  const path = here(result.target);
  const steps: string[][] = [];
  if (isFolder) {
    const query = folderQuery(result);
    if (query) steps.push(['  look at it', cyan(`${me} sql ${quoted(query)}`)]);
    const own = name === result.dataset ? '' : ` --dataset ${quoted(name)}`;
    steps.push(['  check it', cyan(`${me} validate ${quoted(path)}${own}`)]);
    if (result.tables.some(isTruth)) steps.push(['  the answers', `${join(path, 'truth')}`]);
    steps.push(['  its dictionary', `${join(path, 'schema.json')}`]);
  } else {
    const table = largest(result);
    const query = `ATTACH '${path.replaceAll("'", "''")}' AS d (READ_ONLY); SELECT * FROM d.main.${table} LIMIT 10`;
    steps.push(['  look at it', cyan(`${me} sql ${quoted(query)}`)]);
    if (result.tables.some(isTruth)) steps.push(['  the answers', 'schema truth of that file']);
  }
  return ['', 'Next:', ...aligned(steps)];
}

/** Counts the rows of the largest table by month, or shows some of it when it has no time. */
function folderQuery(result: GenerateResult): string | undefined {
  const schema = JSON.parse(readFileSync(join(result.target, 'schema.json'), 'utf8')) as {
    tables: Record<string, { path: string; event_time?: string } | undefined>;
  };
  const table = schema.tables[largest(result)];
  if (!table) return undefined;
  const source = `'${join(here(result.target), table.path).replaceAll("'", "''")}'`;
  if (!table.event_time) return `SELECT * FROM ${source} LIMIT 10`;
  return `SELECT date_trunc('month', ${table.event_time}) AS month, count(*) AS rows FROM ${source} GROUP BY ALL ORDER BY ALL`;
}

/** The largest table that is not the truth, if there is one. */
function largest({ tables }: GenerateResult): string {
  const order = [...tables].sort((a, b) => Number(isTruth(a)) - Number(isTruth(b)) || b.rows - a.rows);
  return order[0]?.name ?? '';
}

/** The path from where we are, when it lies below. */
function here(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' ? '.' : below.startsWith('..') ? path : below;
}

/** Quoted for the shell where it must be. */
function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

function sizeOf(file: string): number {
  return statSync(file).size;
}
