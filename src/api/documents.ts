/** The documents beside the data: manifest, data dictionary and lineage, all from what was really run. */
import { stringify } from 'yaml';
import type { Dataset } from '../datasets/load.js';
import type { FileEntry } from '../engine/job.js';
import type { Document, Identity } from '../engine/sink.js';
import type { Window } from '../engine/world-tables.js';
import { version } from '../package.js';
import { formatDay } from '../world/calendar/civil.js';
import type { OutputTable } from './compile.js';

export interface DocumentInput {
  readonly dataset: Dataset;
  readonly identity: Identity;
  readonly tables: readonly OutputTable[];
  readonly files: readonly FileEntry[];
  readonly tasks: readonly string[];
  readonly pieces: readonly Window[];
  /** Where a table stands in the target: a path, with * and ** where there are many files, or a name in a database. */
  place(table: OutputTable): string;
}

/** Documents that every dataset has. */
const COMMON = ['schema.json', 'lineage.yaml', 'manifest.json'];

/** Rows, bytes and number of files of a table. */
export function tableTotals(table: OutputTable, files: readonly FileEntry[]) {
  const own = files.filter((file) => file.table === table.name);
  return {
    name: table.name,
    rows: own.reduce((sum, file) => sum + file.rows, 0),
    bytes: own.reduce((sum, file) => sum + file.bytes, 0),
    files: own.length,
  };
}

/** Path of a table's files below the folder, with * and ** where there are many. */
export function tablePath(table: Pick<OutputTable, 'path' | 'eventTime' | 'singleFile'>, extension: string): string {
  return table.eventTime === undefined || table.singleFile
    ? `${table.path}.${extension}`
    : `${table.path}/**/*.${extension}`;
}

/** Paths of the documents that a dataset has. */
export function documentPaths({ definition }: Dataset): string[] {
  return [...definition.documents.map(({ path }) => path), ...COMMON];
}

export function makeDocuments(input: DocumentInput): Document[] {
  const own = { dictionary, lineage: namedSteps };
  return [
    ...input.dataset.definition.documents.map(({ path, kind }) => {
      const value = own[kind](input);
      return { path, text: path.endsWith('.json') ? json(value) : yaml(value) };
    }),
    { path: 'schema.json', text: json(schema(input)) },
    { path: 'lineage.yaml', text: yaml(lineage(input)) },
    { path: 'manifest.json', text: json(manifest(input)) },
  ];
}

const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
const yaml = (value: unknown) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

function manifest({ dataset, identity, tables, files, tasks, pieces }: DocumentInput) {
  const { documents } = dataset.definition;
  return {
    emporium: version,
    dataset: dataset.definition.name,
    identity,
    windows: pieces.map((piece) => ({ from: formatDay(piece.from), to: formatDay(piece.to - 1) })),
    tables: tables.map((table) => tableTotals(table, files)),
    ...(documents.length > 0 && { documents: documentPaths(dataset) }),
    tasks,
    files,
  };
}

function schema({ dataset, tables, files, place }: DocumentInput) {
  return {
    dataset: dataset.definition.name,
    title: dataset.definition.title,
    describe: dataset.definition.describe,
    tables: Object.fromEntries(
      tables.map((table) => [
        table.name,
        {
          describe: table.describe,
          truth: table.truth,
          path: place(table),
          row_count: tableTotals(table, files).rows,
          columns: Object.fromEntries(table.columns.map(({ name, type, describe }) => [name, { type, describe }])),
          primary_key: table.primaryKey,
          ...(table.unique.length > 0 && { unique: table.unique }),
          ...(table.nullable && { nullable: table.nullable }),
          foreign_keys: table.foreignKeys,
          ...(isShown(table, table.eventTime) && { event_time: table.eventTime, partition_by: table.partitionBy }),
          ...(table.defects.length > 0 && { defects: table.defects }),
        },
      ]),
    ),
  };
}

const isShown = (table: OutputTable, column: string | undefined): boolean =>
  table.columns.some(({ name }) => name === column);

/** Finds the written table that an input of a query is, by its name in the definition. */
function written(tables: readonly OutputTable[], input: string): OutputTable | undefined {
  return tables.find(({ name }) => name === input) ?? tables.find(({ name }) => name === `truth/${input}`);
}

function lineage({ dataset, tables, place }: DocumentInput) {
  const inputName = (input: string) => {
    const table = input.startsWith('world.') ? undefined : written(tables, input);
    return table ? place(table) : input;
  };
  return {
    dataset: dataset.definition.name,
    steps: tables.map((table) => ({
      name: `write_${table.name.replace('/', '_')}`,
      description: table.describe,
      inputs: table.inputs.map(inputName),
      ...(table.defects.length > 0 && { defects: table.defects }),
      output: place(table),
    })),
  };
}

/** Tables with columns, keys and row counts, and a list of all relationships. References to absent tables fall away. */
function dictionary({ tables, files }: DocumentInput) {
  const references = (table: OutputTable) =>
    table.foreignKeys
      .filter((key) => tables.some(({ name }) => name === key.references.table))
      .flatMap((key) =>
        key.columns.map((column, i) => ({
          column,
          references: `${key.references.table}.${key.references.columns[i]}`,
        })),
      );
  return {
    tables: Object.fromEntries(
      tables.map((table) => [
        table.name,
        {
          description: table.describe,
          row_count: tableTotals(table, files).rows,
          columns: Object.fromEntries(
            table.columns.map(({ name, type, describe }) => [name, { type, description: describe }]),
          ),
          primary_key: table.primaryKey,
          foreign_keys: references(table),
        },
      ]),
    ),
    relationships: tables.flatMap((table) => references(table).map((key) => ({ table: table.name, ...key }))),
  };
}

/**
 * The definition's steps as far as they wrote something. Inputs are files: of tables that the queries of the step read
 * and of those that its foreign keys refer to, as far as they were written; `world` names what was read of the world.
 */
export function namedSteps({ dataset, tables, place }: Pick<DocumentInput, 'dataset' | 'tables' | 'place'>) {
  const { steps } = dataset.definition;
  /** What no step names, such as an answer key, comes with the documents. */
  const stepOf = (table: OutputTable) =>
    steps.find((step) => step.tables.includes(table.name.replace('truth/', ''))) ??
    steps.find((step) => step.documents);
  return {
    dataset: dataset.definition.name,
    steps: steps.flatMap((step) => {
      const own = tables.filter((table) => stepOf(table) === step);
      const reads = own.flatMap((table) => [...table.inputs, ...table.foreignKeys.map((key) => key.references.table)]);
      const inputs = tables.filter(
        (table) => reads.some((input) => written(tables, input) === table) && !own.includes(table),
      );
      const outputs = [...own.map(place), ...(step.documents ? documentPaths(dataset) : [])];
      if (outputs.length === 0) return [];
      const world = [...new Set(reads.filter((input) => input.startsWith('world.')))].sort();
      return [
        {
          name: step.name,
          description: step.describe,
          ...(world.length > 0 && { world }),
          inputs: (step.documents ? tables.filter((table) => !own.includes(table)) : inputs).map(place),
          ...(outputs.length === 1 ? { output: outputs[0] } : { outputs }),
        },
      ];
    }),
  };
}
