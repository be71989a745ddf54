/** A written folder, read back: its documents and its tables as views. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf, UsageError } from '../engine/errors.js';
import type { FileEntry } from '../engine/job.js';
import { documentsOf, readManifest } from '../sinks/folder.js';
import { readFiles } from '../sinks/formats.js';
import type { WorldConfig } from '../world/knobs.js';

export interface WrittenTable {
  readonly describe: string;
  readonly truth: boolean;
  readonly row_count: number;
  readonly columns: Readonly<Record<string, { readonly type: string; readonly describe: string }>>;
  readonly primary_key: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly nullable?: readonly string[];
  readonly foreign_keys: readonly {
    readonly columns: readonly string[];
    readonly references: { readonly table: string; readonly columns: readonly string[] };
  }[];
  readonly event_time?: string;
}

export interface Written {
  readonly root: string;
  readonly dataset: string;
  readonly fingerprint: string;
  readonly config: WorldConfig;
  readonly rates: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly format: string;
  readonly hideLabels: boolean;
  /** Names of the tables as the manifest has them. */
  readonly names: readonly string[];
  readonly windows: readonly { readonly from: string; readonly to: string }[];
  readonly files: readonly FileEntry[];
  /** Paths of the documents. */
  readonly documents: readonly string[];
  readonly tables: Readonly<Record<string, WrittenTable>>;
}

/** Reads the documents of a folder that has a manifest; a UsageError when it is not a finished dataset. */
export function readWritten(folder: string): Written {
  const root = resolve(folder);
  if (existsSync(join(root, '.emporium', 'run.json'))) {
    throw new UsageError(`${root} is not finished: run the command that writes it again`);
  }
  const manifest = readManifest(root);
  const identity = manifest.identity as {
    dataset: string;
    definition: string;
    config: WorldConfig;
    defects: Record<string, number>;
    parameters?: Record<string, number>;
    format: string;
    hideLabels: boolean;
    tables: readonly string[];
  };
  let tables: Record<string, WrittenTable>;
  try {
    tables = (JSON.parse(readFileSync(join(root, 'schema.json'), 'utf8')) as { tables: Record<string, WrittenTable> })
      .tables;
  } catch (thrown) {
    throw new UsageError(`${join(root, 'schema.json')} cannot be read: ${messageOf(thrown)}`);
  }
  return {
    root,
    dataset: identity.dataset,
    fingerprint: identity.definition,
    config: identity.config,
    rates: identity.defects,
    parameters: identity.parameters ?? {},
    format: identity.format,
    hideLabels: identity.hideLabels,
    names: identity.tables,
    windows: manifest.windows,
    files: manifest.files,
    documents: documentsOf(manifest),
    tables,
  };
}

/** Name under which a written table can be queried: its own, `truth_…` where a truth table shares a name. */
export function viewName(written: Pick<Written, 'tables'>, table: string): string {
  if (!table.startsWith('truth/')) return table;
  const name = table.slice('truth/'.length);
  return written.tables[name] ? `truth_${name}` : name;
}

/**
 * Makes a view of every written table, with the declared types. Files that are missing are left out; a table whose files
 * cannot be read becomes an empty view, and the reason is returned by its name.
 */
export async function createViews(written: Written, connection: DuckDBConnection): Promise<Map<string, string>> {
  const unreadable = new Map<string, string>();
  for (const [name, table] of Object.entries(written.tables)) {
    const view = `CREATE VIEW "${viewName(written, name)}" AS`;
    try {
      await connection.run(`${view} ${readQuery(written, name, table)}`);
    } catch (thrown) {
      unreadable.set(name, messageOf(thrown).trim().split('\n')[0]);
      await connection.run(`${view} ${emptyQuery(table)}`);
    }
  }
  return unreadable;
}

function emptyQuery(table: WrittenTable): string {
  const columns = Object.entries(table.columns);
  return `SELECT ${columns.map(([column, { type }]) => `CAST(NULL AS ${type}) AS "${column}"`).join(', ')} WHERE false`;
}

function readQuery(written: Written, name: string, table: WrittenTable): string {
  const paths = written.files
    .filter((file) => file.table === name)
    .map((file) => join(written.root, file.path))
    .filter((path) => existsSync(path));
  if (paths.length === 0) return emptyQuery(table);
  const columns = Object.entries(table.columns).map(([column, { type }]) => ({ name: column, type }));
  return readFiles(written.format, paths, columns);
}
