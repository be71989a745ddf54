import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { builtInNames, type Dataset, loadDataset } from '../datasets/load.js';
import { defectKinds } from '../defects/kinds.js';
import { openWorld } from '../engine/database.js';
import { UsageError } from '../engine/errors.js';
import type { Window } from '../engine/world-tables.js';
import { hashFile } from '../engine/write-task.js';
import { filesBelow } from '../sinks/folder.js';
import { parseDay } from '../world/calendar/civil.js';
import { createWorld } from '../world/world.js';
import { checkOwnDocuments, checkRules } from './check-rules.js';
import { Checker, type CheckResult, checkColumns, checkKeys } from './checker.js';
import { validateForeign } from './validate-foreign.js';
import { worldSums } from './world-sums.js';
import { createViews, readWritten, viewName, type Written, type WrittenTable } from './written.js';

export interface ValidateOptions {
  /** Folder that `generate` wrote, or files of a dataset that came from elsewhere. */
  readonly folder: string;
  /** Name or folder of the dataset: its checks are run. Not needed for a built-in one whose files are recognised. */
  readonly dataset?: string;
}

export interface ValidateResult {
  readonly folder: string;
  readonly dataset: string;
  readonly results: readonly CheckResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Checks a written folder against its own documents and against the world: files, row counts, types, keys, the
 * dataset's own rules (books among them), and that damaged cells are exactly those of the answer key. A folder without
 * a manifest came from elsewhere: what can be checked without the world is checked, and rows are named by their place.
 */
export async function validate(options: ValidateOptions): Promise<ValidateResult> {
  const root = resolve(options.folder);
  if (!existsSync(root)) throw new UsageError(`${root} does not exist`);
  const isOurs = existsSync(join(root, 'manifest.json')) || existsSync(join(root, '.emporium', 'run.json'));
  const { dataset, results } = isOurs
    ? await validateWritten(readWritten(root), options.dataset)
    : await validateForeign(root, options.dataset);
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return { folder: root, dataset, results, passed: count('pass'), failed: count('fail'), skipped: count('skip') };
}

async function validateWritten(written: Written, path: string | undefined) {
  const dataset = datasetOf(written, path);
  const windows = written.windows.map((w) => ({ from: parseDay(w.from) ?? 0, to: (parseDay(w.to) ?? 0) + 1 }));
  const window = { from: Math.min(...windows.map((w) => w.from)), to: Math.max(...windows.map((w) => w.to)) };
  const database = await openWrittenWorld(written, window);
  const checker = new Checker(database.connection);
  try {
    checkTables(written, checker);
    checkFiles(written, checker);
    const unreadable = await createViews(written, database.connection);
    for (const [name, reason] of unreadable) checker.add(name, 'files can be read', reason);
    for (const [name, table] of Object.entries(written.tables)) {
      const key = dataset?.definition.tables[name]?.feed?.key ?? table.primary_key;
      await checkTable(written, name, table, key, checker);
    }
    if (dataset) {
      checkOwnDocuments(written.root, dataset, (table) => written.tables[table]?.row_count, checker);
      await checkWorld(dataset, written, window, checker);
      await checkRules(dataset, (table) => !!(written.tables[table] ?? written.tables[`truth/${table}`]), checker);
      await checkDefects(dataset, written, checker);
    } else {
      checker.skip(
        '',
        'rules of the dataset',
        `the definition of ${written.dataset} that wrote this folder is not at hand; give its folder with --dataset`,
      );
    }
  } finally {
    database.close();
  }
  return { dataset: written.dataset, results: checker.results };
}

/** The world that wrote a folder, with the settings of its dataset. */
function openWrittenWorld(written: Written, window: Window) {
  return openWorld(createWorld(written.config), {
    window,
    threads: availableParallelism(),
    memory: '4GB',
    parameters: written.parameters,
  });
}

function datasetOf(written: Written, path: string | undefined): Dataset | undefined {
  if (path !== undefined) {
    const dataset = loadDataset(path);
    if (dataset.fingerprint !== written.fingerprint) {
      throw new UsageError(`--dataset ${path} is not the definition that wrote ${written.root}`);
    }
    return dataset;
  }
  if (!builtInNames().includes(written.dataset)) return undefined;
  const dataset = loadDataset(written.dataset);
  return dataset.fingerprint === written.fingerprint ? dataset : undefined;
}

function checkTables(written: Written, checker: Checker): void {
  const named = Object.keys(written.tables).sort().join(', ');
  const expected = [...written.names].sort().join(', ');
  checker.add(
    '',
    `schema.json names the ${written.names.length} tables of the manifest`,
    named === expected ? undefined : `it names ${named}; the manifest ${expected}`,
  );
}

function checkFiles(written: Written, checker: Checker): void {
  const problems = { missing: [] as string[], changed: [] as string[] };
  for (const file of written.files) {
    const path = join(written.root, file.path);
    if (!existsSync(path)) problems.missing.push(file.path);
    else if (statSync(path).size !== file.bytes || (file.sha256 !== undefined && hashFile(path) !== file.sha256)) {
      problems.changed.push(file.path);
    }
  }
  const say = (paths: string[]) =>
    paths.length === 0
      ? undefined
      : `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
  checker.add('', `${written.files.length} files are there`, say(problems.missing));
  checker.add('', 'files have the size and SHA-256 of the manifest', say(problems.changed));
  const known = new Set([...written.files.map((file) => file.path), ...written.documents]);
  checker.add('', 'no other files', say(filesBelow(written.root, '').filter((path) => !known.has(path))));
}

/** `key` names what rows are about; where rows come twice it is not a primary key. */
async function checkTable(
  written: Written,
  name: string,
  table: WrittenTable,
  key: readonly string[],
  checker: Checker,
): Promise<void> {
  const view = `"${viewName(written, name)}"`;
  await checker.none(
    name,
    `${table.row_count} rows`,
    `SELECT count(*) AS rows FROM ${view} HAVING count(*) <> ${table.row_count}`,
  );
  await checkColumns(checker, name, viewName(written, name), table);
  await checkKeys(checker, name, table, (other) => (written.tables[other] ? viewName(written, other) : undefined));
  if (table.event_time) {
    const from = written.windows.map((w) => w.from).sort()[0];
    const to = written.windows
      .map((w) => w.to)
      .sort()
      .at(-1);
    const day = `CAST("${table.event_time}" AS DATE)`;
    await checker.none(
      name,
      `${table.event_time} from ${from} to ${to}`,
      `SELECT * FROM ${view} WHERE ${day} < DATE '${from}' OR (${day} > DATE '${to}' AND NOT (${isDeletion(table, key)}))`,
    );
  }
}

/** A row with its key and time alone says that a thing is gone, and may say so after the last day. */
function isDeletion(table: WrittenTable, key: readonly string[]): string {
  const others = Object.keys(table.columns).filter((column) => column !== table.event_time && !key.includes(column));
  return others.length === 0 ? 'false' : others.map((column) => `"${column}" IS NULL`).join(' AND ');
}

/** Every row of every table is the one that the world gives. */
async function checkWorld(dataset: Dataset, written: Written, window: Window, checker: Checker): Promise<void> {
  const database = await openWrittenWorld(written, window);
  try {
    const expected = await worldSums(dataset, database, window, {
      hideLabels: written.hideLabels,
      rates: written.rates,
      seed: written.config.seed,
    });
    for (const [name, table] of Object.entries(written.tables)) {
      const want = expected.get(name);
      const columns = Object.entries(table.columns).map(([column, { type }]) => ({ name: column, type }));
      const have = await checker.sums(`SELECT * FROM "${viewName(written, name)}"`, columns);
      const same = want !== undefined && have !== undefined && have.rows === want.rows && have.hash === want.hash;
      checker.add(
        name,
        'rows are those of the world',
        same
          ? undefined
          : `the world gives ${want?.rows ?? 'no such'} rows, ${have?.rows ?? 'unreadable'} are there${want?.rows === have?.rows ? ', with other values' : ''}`,
      );
    }
  } finally {
    database.close();
  }
}

/** Dirty = clean + answer key: the world's own rows, with the cells of the key put in, are the written rows. */
async function checkDefects(dataset: Dataset, written: Written, checker: Checker): Promise<void> {
  for (const defect of dataset.definition.defects) {
    // Damage to rows as a whole (late, twice, gone) has no cell to look at: rows are compared with those of the world.
    if (defect.column === undefined) continue;
    const table = dataset.definition.tables[defect.table];
    const name = table.truth ? `truth/${defect.table}` : defect.table;
    const keyTable = table.event_time === undefined ? 'truth/defect' : `truth/defect_${defect.table}`;
    const rate = written.rates[defect.id] ?? 0;
    if (!written.tables[name] || (rate > 0 && !written.tables[keyTable])) {
      checker.skip(name, `defect ${defect.id}`, `${written.tables[name] ? keyTable : name} was not written`);
      continue;
    }
    const hasExtraRows = dataset.definition.defects.some(
      ({ id, table, kind }) =>
        table === defect.table && defectKinds[kind].of === 'extra' && (written.rates[id] ?? 0) > 0,
    );
    if (hasExtraRows) {
      checker.skip(name, `defect ${defect.id}`, 'rows come twice or are taken back: no row can be found by its key');
      continue;
    }
    const view = `"${viewName(written, name)}"`;
    const key = table.primary_key.map((column) => `"${column}"`).join(', ');
    const column = `"${defect.column}"`;
    const keyRows =
      rate > 0
        ? `SELECT row_key, value_before, value_after FROM "${viewName(written, keyTable)}" WHERE defect = '${defect.id}'`
        : 'SELECT NULL::VARCHAR AS row_key, NULL::VARCHAR AS value_before, NULL::VARCHAR AS value_after WHERE false';
    if (table.event_time === undefined) {
      await checker.none(
        name,
        `defect ${defect.id}: exactly round(rows × ${rate})`,
        `SELECT (SELECT count(*) FROM (${keyRows})) AS damaged, (SELECT count(*) FROM ${view}) AS rows
         WHERE damaged <> round(rows * CAST(${rate} AS DOUBLE))`,
      );
    }
    const rowKey = `concat_ws('|', ${key})`;
    const clean = dataset.sql[defect.table];
    await checker.none(
      name,
      `defect ${defect.id}: written = true + answer key`,
      `SELECT * FROM (
         SELECT ${rowKey} AS row_key, CAST(${column} AS VARCHAR) AS written FROM ${view}
       ) w FULL JOIN (
         SELECT c.row_key, CASE WHEN k.row_key IS NULL THEN c.value ELSE k.value_after END AS expected,
           k.row_key IS NOT NULL AND c.value IS DISTINCT FROM k.value_before AS key_is_wrong
         FROM (SELECT ${rowKey} AS row_key, CAST(${column} AS VARCHAR) AS value FROM (${clean})) c
         LEFT JOIN (${keyRows}) k ON k.row_key = c.row_key
       ) e ON e.row_key = w.row_key
       WHERE written IS DISTINCT FROM expected OR key_is_wrong OR w.row_key IS NULL OR e.row_key IS NULL`,
    );
  }
}
