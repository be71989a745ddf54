/** The documents beside the data: manifest, data dictionary and lineage, all from what was really run. */
import { stringify } from 'yaml';
import type { Dataset } from '../datasets/load.js';
import type { FileEntry } from '../engine/job.js';
import type { Document, Identity } from '../engine/sink.js';
import type { Window } from '../engine/world-tables.js';
import { formatDay } from '../world/calendar/civil.js';
import type { OutputTable } from './compile.js';
import { version } from './version.js';

export interface DocumentInput {
  readonly dataset: Dataset;
  readonly identity: Identity;
  readonly tables: readonly OutputTable[];
  readonly files: readonly FileEntry[];
  readonly tasks: readonly string[];
  readonly pieces: readonly Window[];
  readonly extension: string;
}

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
export function tablePath(table: OutputTable, extension: string): string {
  return table.eventTime === undefined ? `${table.name}.${extension}` : `${table.name}/**/*.${extension}`;
}

export function makeDocuments(input: DocumentInput): Document[] {
  return [
    { path: 'schema.json', text: json(schema(input)) },
    { path: 'lineage.yaml', text: stringify(lineage(input), { lineWidth: 0 }) },
    { path: 'manifest.json', text: json(manifest(input)) },
  ];
}

const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function manifest({ dataset, identity, tables, files, tasks, pieces }: DocumentInput) {
  return {
    emporium: version,
    dataset: dataset.definition.name,
    identity,
    windows: pieces.map((piece) => ({ from: formatDay(piece.from), to: formatDay(piece.to - 1) })),
    tables: tables.map((table) => tableTotals(table, files)),
    tasks,
    files,
  };
}

function schema({ dataset, tables, files, extension }: DocumentInput) {
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
          path: tablePath(table, extension),
          row_count: tableTotals(table, files).rows,
          columns: Object.fromEntries(table.columns.map(({ name, type, describe }) => [name, { type, describe }])),
          primary_key: table.primaryKey,
          foreign_keys: table.foreignKeys,
          ...(table.eventTime && { event_time: table.eventTime, partition_by: table.partitionBy }),
          ...(table.defects.length > 0 && { defects: table.defects }),
        },
      ]),
    ),
  };
}

function lineage({ dataset, tables, extension }: DocumentInput) {
  const written = new Set(tables.map((table) => table.name));
  const inputName = (input: string) => {
    if (input.startsWith('world.')) return input;
    const name = [input, `truth/${input}`].find((candidate) => written.has(candidate));
    const table = tables.find((candidate) => candidate.name === name);
    return table ? tablePath(table, extension) : input;
  };
  return {
    dataset: dataset.definition.name,
    steps: tables.map((table) => ({
      name: `write_${table.name.replace('/', '_')}`,
      description: table.describe,
      inputs: table.inputs.map(inputName),
      ...(table.defects.length > 0 && { defects: table.defects }),
      output: tablePath(table, extension),
    })),
  };
}
