/** From a dataset's definition and the caller's wishes to a job for the engine: queries, paths, what reads what. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { type DefectDefinition, type Definition, type TableDefinition, tableBase } from '../datasets/definition.js';
import type { Dataset } from '../datasets/load.js';
import { readNames } from '../datasets/read-names.js';
import { answerKeyColumns, applyDefects, feedAnswerKeyColumns } from '../defects/apply.js';
import { applyFeedDefects } from '../defects/apply-feed.js';
import { defectKinds } from '../defects/kinds.js';
import { UsageError } from '../engine/errors.js';
import type { Job, JobTable } from '../engine/job.js';
import { didYouMean } from '../engine/nearest.js';
import { feedTables } from '../world/feeds/feeds.js';
import { shardTables } from '../world/shard.js';
import { worldTables } from '../world/tables/index.js';

/** A table as it is written, with what a dictionary says of it. */
export interface OutputTable {
  /** `dim_product`, or `truth/store_tier`. */
  readonly name: string;
  /** Path without ending, below the output folder. */
  readonly path: string;
  readonly describe: string;
  readonly truth: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly describe: string }[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  /** Columns that may be null; undefined when the definition does not say. */
  readonly nullable?: readonly string[];
  readonly foreignKeys: readonly {
    readonly columns: readonly string[];
    readonly references: { readonly table: string; readonly columns: readonly string[] };
    /** The row referred to may lie before the window. */
    readonly earlier?: boolean;
  }[];
  readonly eventTime?: string;
  readonly partitionBy: readonly ('year' | 'month')[];
  /** One file, although it is made shard by shard. */
  readonly singleFile: boolean;
  /** Gives the columns, and the event time also when it is not one of them. */
  readonly query: string;
  /** Tables that the query reads by name: `world.…` and earlier tables. */
  readonly inputs: readonly string[];
  /** World tables with a time that it reads, also through earlier tables. */
  readonly needs: JobTable['needs'];
  /** Whether it is written once and its rows depend on the window. */
  readonly windowed: boolean;
  /** Identifiers of the defects in it. */
  readonly defects: readonly string[];
}

export interface CompileOptions {
  /** Names of the tables to write; all when undefined. */
  readonly tables?: readonly string[];
  readonly hideLabels: boolean;
  /** Rate of each defect by its id; empty for clean data. */
  readonly rates: Readonly<Record<string, number>>;
  readonly seed: number;
}

const timedTables = [...shardTables, ...feedTables];

interface AnswerKey {
  readonly query: string;
  readonly table: OutputTable;
  readonly isFeed: boolean;
  /** Whether each of its defects damages a cell. */
  readonly hasColumns: boolean;
}

const outputName = (name: string, table: TableDefinition) => (table.truth ? `truth/${name}` : name);

/** The tables that a dataset writes, in order. */
export async function compileTables(
  dataset: Dataset,
  connection: DuckDBConnection,
  options: CompileOptions,
): Promise<OutputTable[]> {
  const { definition } = dataset;
  const outputs: OutputTable[] = [];
  const answerKeys: AnswerKey[] = [];
  const names = Object.keys(definition.tables);
  const reads = new Map<string, readonly string[]>();
  for (const name of names) reads.set(name, await inputsOf(dataset, name, connection));
  for (const [name, table] of Object.entries(definition.tables)) {
    const inputs = reads.get(name) ?? [];
    const all = inputsBelow(name, reads);
    const needs = timedTables.filter((input) => all.has(`world.${input}`));
    const windowed = table.event_time === undefined && (needs.length > 0 || all.has('world.calendar'));
    if (table.event_time !== undefined && needs.length === 0) {
      throw new UsageError(
        `${dataset.folder}: tables.${name}.event_time: the query must read a table of the world that has a time (${timedTables.join(', ')}), or the table must have no event_time`,
      );
    }
    const possible = definition.defects.filter((d) => d.table === name);
    const defects = possible.filter((d) => (options.rates[d.id] ?? 0) > 0);
    for (const defect of possible) checkDefect(dataset, defect);
    const damage = { name, table, query: `SELECT * FROM "${name}"`, defects, rates: options.rates, seed: options.seed };
    const marked =
      defects.length === 0
        ? undefined
        : table.feed
          ? applyFeedDefects(damage, table.feed, feedTableOf(dataset, name, needs))
          : applyDefects(damage);
    const hasExtraRows = defects.some(({ kind }) => defectKinds[kind].of === 'extra');
    const labels = Object.entries(table.columns).filter(
      ([, column]) => column.label && options.hideLabels && !table.truth,
    );
    const hidden = new Set(labels.map(([column]) => column));
    const keep = Object.entries(table.columns).filter(([column]) => !hidden.has(column));
    const written = keep.filter(([, { internal }]) => !internal);
    const asked = keep.filter(([column, { internal }]) => !internal || column === table.event_time);
    const whole = marked?.damaged ?? `SELECT * FROM "${name}"`;
    const list = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');
    const output: OutputTable = {
      name: outputName(name, table),
      path: tableBase(definition, name, table.truth),
      describe: table.describe,
      truth: table.truth,
      columns: written.map(([column, { type, describe }]) => ({ name: column, type, describe })),
      // Rows that come twice, or take others back, keep no key and no rule about nulls.
      primaryKey: hasExtraRows ? [] : table.primary_key.filter((column) => !hidden.has(column)),
      unique: hasExtraRows ? [] : table.unique.filter((columns) => !columns.some((column) => hidden.has(column))),
      nullable: hasExtraRows ? undefined : nullableColumns(table, defects),
      foreignKeys: foreignKeys(definition, table),
      eventTime: table.event_time,
      partitionBy: table.partition_by,
      singleFile: table.single_file,
      query:
        asked.length < Object.keys(table.columns).length
          ? `SELECT ${list(asked.map(([column]) => column))} FROM (${whole})`
          : whole,
      inputs,
      needs,
      windowed,
      defects: defects.map((d) => d.id),
    };
    outputs.push(output);
    if (hidden.size > 0) {
      const columns = Object.entries(table.columns).filter(
        ([column]) => hidden.has(column) || table.primary_key.includes(column),
      );
      outputs.push({
        ...output,
        name: `truth/${name}`,
        path: `truth/${name}`,
        describe: `Hidden labels of ${name}.`,
        truth: true,
        columns: columns.map(([column, { type, describe }]) => ({ name: column, type, describe })),
        unique: [],
        foreignKeys: [],
        query: `SELECT ${list(columns.map(([column]) => column))} FROM "${name}"`,
        inputs: [name],
        defects: [],
      });
    }
    if (marked)
      answerKeys.push({
        query: marked.answerKey,
        table: output,
        isFeed: table.feed !== undefined,
        hasColumns: defects.every(({ column }) => column !== undefined),
      });
  }
  const wanted = chooseTables(withoutBrokenKeys(outputs), options.tables);
  return [
    ...wanted,
    ...answerKeyTables(answerKeys.filter(({ table }) => wanted.some(({ name }) => name === table.name))),
  ];
}

/** Columns that may be null, those included in which values are missing on purpose. */
function nullableColumns(table: TableDefinition, defects: readonly DefectDefinition[]): readonly string[] | undefined {
  const missing = defects.flatMap(({ kind, column }) => (kind === 'missing_value' && column ? [column] : []));
  return table.nullable && [...table.nullable, ...missing];
}

/** Keys that refer to a table whose rows come twice refer to nothing unique. */
function withoutBrokenKeys(outputs: readonly OutputTable[]): OutputTable[] {
  const isUnique = ({ references }: OutputTable['foreignKeys'][number]) => {
    const target = outputs.find(({ name }) => name === references.table);
    return target && [target.primaryKey, ...target.unique].some((key) => key.join() === references.columns.join());
  };
  return outputs.map((output) => ({ ...output, foreignKeys: output.foreignKeys.filter(isUnique) }));
}

function checkDefect({ definition, folder }: Dataset, { id, kind: name, table, column }: DefectDefinition): void {
  const fail = (part: string, message: string): never => {
    throw new UsageError(`${folder}: defects.${id}.${part} ${message}`);
  };
  if (!Object.hasOwn(defectKinds, name)) {
    const known = Object.keys(defectKinds);
    fail('kind', `"${name}" is not a kind of defect${didYouMean(name, known)}; there are ${known.join(', ')}`);
  }
  const kind = defectKinds[name];
  if (kind.of === 'cell' && column === undefined) fail('column', `must be given: ${name} damages a cell`);
  if (kind.of !== 'cell' && column !== undefined) fail('column', `must not be given: ${name} is about a whole row`);
  const needsFeed = kind.of === 'arrival' || (kind.of === 'extra' && kind.extra === 'deletion');
  if (needsFeed && !definition.tables[table].feed) fail('table', `must be a feed for ${name}, got ${table}`);
}

/** The table of the world whose rows are those of a feed. */
export function feedTableOf({ folder }: Dataset, name: string, needs: OutputTable['needs']): string {
  const feeds = feedTables.filter((table) => needs.includes(table));
  if (feeds.length !== 1 || needs.length !== 1) {
    throw new UsageError(
      `${folder}: tables.${name}.feed: the query must read exactly one table of the world with a time, one of ${feedTables.join(', ')}; it reads ${needs.join(', ') || 'none'}`,
    );
  }
  return feeds[0];
}

function foreignKeys(definition: Definition, table: TableDefinition): OutputTable['foreignKeys'] {
  return table.foreign_keys.map((key) => ({
    columns: key.columns,
    references: {
      table: outputName(key.references.table, definition.tables[key.references.table]),
      columns: key.references.columns,
    },
    ...(key.earlier && { earlier: true }),
  }));
}

/** Tables without the keys that may refer to rows before the window, when there is something before it. */
export function keysInside(tables: readonly OutputTable[], isWhole: boolean): OutputTable[] {
  if (isWhole) return [...tables];
  return tables.map((table) => ({ ...table, foreignKeys: table.foreignKeys.filter(({ earlier }) => !earlier) }));
}

function chooseTables(outputs: readonly OutputTable[], tables: readonly string[] | undefined): OutputTable[] {
  if (tables === undefined) return [...outputs];
  const names = outputs.map((output) => output.name);
  const chosen = new Set(
    tables.map((table) => {
      const name =
        names.find((candidate) => candidate === table) ?? names.find((candidate) => candidate === `truth/${table}`);
      if (name === undefined) {
        throw new UsageError(
          `--tables: "${table}" is not a table of this dataset${didYouMean(table, names)}; there are ${names.join(', ')}`,
        );
      }
      return name;
    }),
  );
  return outputs.filter((output) => chosen.has(output.name));
}

/** One answer key for the dataset, and one, shard by shard, for each damaged table that is cut into shards. */
function answerKeyTables(keys: readonly AnswerKey[]): OutputTable[] {
  const make = (name: string, members: typeof keys, eventTime?: string): OutputTable => ({
    name,
    path: name,
    describe: 'Answer key: every damaged cell with its true value.',
    truth: true,
    columns: members.some(({ isFeed }) => isFeed) ? [...feedAnswerKeyColumns] : [...answerKeyColumns],
    primaryKey: members.every(({ hasColumns }) => hasColumns)
      ? ['table_name', 'column_name', 'row_key']
      : ['table_name', 'defect', 'row_key'],
    unique: [],
    foreignKeys: [],
    eventTime,
    partitionBy: [],
    singleFile: false,
    query: members.map(({ query }) => `SELECT * FROM (${query})`).join(' UNION ALL '),
    inputs: members.map(({ table }) => table.name),
    needs: [...new Set(members.flatMap(({ table }) => table.needs))],
    windowed: members.some(({ table }) => table.windowed),
    defects: members.flatMap(({ table }) => table.defects),
  });
  const whole = keys.filter(({ table }) => table.eventTime === undefined);
  const sharded = keys.filter(({ table }) => table.eventTime !== undefined);
  return [
    ...(whole.length > 0 ? [make('truth/defect', whole)] : []),
    ...sharded.map((key) => make(`truth/defect_${key.table.name.replace('truth/', '')}`, [key], 'event_time')),
  ];
}

/** Every table that a table of the dataset reads, itself or through earlier tables. */
function inputsBelow(
  name: string,
  reads: ReadonlyMap<string, readonly string[]>,
  seen = new Set<string>(),
): Set<string> {
  for (const input of reads.get(name) ?? []) {
    if (seen.has(input)) continue;
    seen.add(input);
    inputsBelow(input, reads, seen);
  }
  return seen;
}

/** Names of the world's tables and of the dataset's own that the query of a table reads. */
async function inputsOf(dataset: Dataset, name: string, connection: DuckDBConnection): Promise<string[]> {
  const world = new Set(worldTables.map((table) => `world.${table.name}`));
  const own = Object.keys(dataset.definition.tables);
  try {
    const names = await readNames(connection, dataset.sql[name]);
    return names.filter((input) => world.has(input) || own.includes(input));
  } catch (thrown) {
    if (thrown instanceof UsageError)
      throw new UsageError(`${dataset.folder}: the query of table ${name} ${thrown.message}`);
    throw thrown;
  }
}

/** The job that writes the tables. */
export function compileJob(
  dataset: Dataset,
  tables: readonly OutputTable[],
  options: Pick<Job, 'config' | 'parameters' | 'window' | 'format' | 'partFormat' | 'safe'>,
): Job {
  const { definition, sql } = dataset;
  return {
    ...options,
    views: Object.keys(definition.tables).map((name) => ({ name, query: sql[name] })),
    tables: tables.map(
      (table): JobTable => ({
        name: table.name,
        path: table.path,
        query: table.query,
        columns: table.columns,
        time: table.eventTime,
        partitionBy: table.partitionBy,
        needs: table.needs,
        windowed: table.windowed,
        singleFile: table.singleFile,
      }),
    ),
  };
}
