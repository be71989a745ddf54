import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UsageError } from '../engine/errors.js';
import { didYouMean } from '../engine/nearest.js';
import { checkConfig } from '../engine/settings.js';
import { root } from '../package.js';
import { knobs } from '../world/knobs.js';
import { type Definition, definitionSchema } from './definition.js';
import { withProfile } from './profiles.js';
import { parseYaml } from './yaml.js';

/** Names that stand in the output folder for something else. */
const RESERVED = ['manifest', 'schema', 'lineage', 'truth'];

const BUILT_IN = fileURLToPath(new URL('./datasets/', root));

/** A dataset as its folder says it, with the text of its queries. */
export interface Dataset {
  readonly definition: Definition;
  /** Folder that it was loaded from. */
  readonly folder: string;
  readonly builtIn: boolean;
  /** SELECT of each table, by table name, without a trailing semicolon. */
  readonly sql: Readonly<Record<string, string>>;
  /** SHA-256 over the definition and its queries. */
  readonly fingerprint: string;
}

/** Names of the built-in datasets. */
export function builtInNames(): string[] {
  return readdirSync(BUILT_IN)
    .filter((name) => existsSync(join(BUILT_IN, name, 'dataset.yaml')))
    .sort();
}

/**
 * Loads a built-in dataset by name, or a folder with a `dataset.yaml` by path. A UsageError names the file, the line
 * and the rule of what is wrong. What needs a database (do the queries bind?) is checked by `checkDataset`.
 */
export function loadDataset(nameOrPath: string): Dataset {
  const builtIn = builtInNames().includes(nameOrPath);
  const folder = builtIn ? join(BUILT_IN, nameOrPath) : resolve(nameOrPath);
  const file = join(folder, 'dataset.yaml');
  if (!existsSync(file)) {
    const looksLikePath = /[/\\.]/.test(nameOrPath) || existsSync(folder);
    throw new UsageError(
      looksLikePath
        ? `no dataset in ${folder}: there is no dataset.yaml`
        : `"${nameOrPath}" is not a dataset${didYouMean(nameOrPath, builtInNames())}; built in are ${builtInNames().join(', ')}; a folder of your own is given as a path such as ./my-dataset`,
    );
  }
  const text = read(file);
  const parsed = parseYaml(text, file);
  const result = definitionSchema.safeParse(parsed.value);
  if (!result.success) {
    throw new UsageError(
      result.error.issues
        .map(
          (issue) => `${file}, ${parsed.position(issue.path)}: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
        )
        .join('\n'),
    );
  }
  // A profile is a part of the settings, as if they were written here.
  const world = withProfile(result.data.world) as Definition['world'];
  const definition = { ...result.data, world };
  const fail = (path: readonly PropertyKey[], message: string): never => {
    throw new UsageError(`${file}, ${parsed.position(path)}: ${path.join('.')}: ${message}`);
  };
  checkReferences(definition, fail);
  const sql: Record<string, string> = {};
  const hash = createHash('sha256').update(text);
  for (const [name, table] of Object.entries(definition.tables)) {
    const path = join(folder, table.sql ?? `${name}.sql`);
    if (!existsSync(path) || !statSync(path).isFile()) fail(['tables', name], `its query ${path} does not exist`);
    const query = read(path);
    hash.update(`\0${name}\0${query}`);
    sql[name] = query.trim().replace(/;\s*$/, '');
  }
  return { definition, folder, builtIn, sql, fingerprint: hash.digest('hex') };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageError(`cannot read ${file}: ${messageOf(thrown)}`);
  }
}

/** What the schema of a single value cannot see: names must exist where they are used. */
function checkReferences(definition: Definition, fail: (path: readonly PropertyKey[], message: string) => never): void {
  const tables = Object.keys(definition.tables);
  const columnsOf = (name: string) => Object.keys(definition.tables[name]?.columns ?? {});
  const has = (path: PropertyKey[], table: string, column: string): void => {
    if (!columnsOf(table).includes(column)) {
      fail(path, `"${column}" is not a column of ${table}${didYouMean(column, columnsOf(table))}`);
    }
  };
  for (const { path, message } of checkConfig(definition.world).problems) {
    fail(['world', path], message);
  }
  for (const [name, table] of Object.entries(definition.tables)) {
    const at = (...path: PropertyKey[]) => ['tables', name, ...path];
    if (RESERVED.includes(name)) fail(at(), `must not be named ${RESERVED.join(', ')}: these are names of the output`);
    if (table.truth && /^defect(_|$)/.test(name)) {
      fail(at(), 'must not be named defect or defect_…: these are names of answer keys');
    }
    if (columnsOf(name).length === 0) fail(at('columns'), 'must have a column');
    for (const column of table.primary_key) has(at('primary_key'), name, column);
    table.foreign_keys.forEach((key, i) => {
      for (const column of key.columns) has(at('foreign_keys', i, 'columns'), name, column);
      const { table: target, columns } = key.references;
      if (!tables.includes(target)) {
        fail(at('foreign_keys', i, 'references'), `"${target}" is not a table${didYouMean(target, tables)}`);
      }
      for (const column of columns) has(at('foreign_keys', i, 'references'), target, column);
      const { primary_key, unique } = definition.tables[target];
      if (![primary_key, ...unique].some((known) => known.join() === columns.join())) {
        fail(
          at('foreign_keys', i, 'references'),
          `must be the primary_key of ${target} (${primary_key.join(', ') || 'it has none'}) or one of its unique keys, got ${columns.join(', ')}`,
        );
      }
      if (columns.length !== key.columns.length) {
        fail(
          at('foreign_keys', i),
          `must name as many columns on both sides, got ${key.columns.length} and ${columns.length}`,
        );
      }
    });
    if (table.event_time) {
      has(at('event_time'), name, table.event_time);
      const { type } = table.columns[table.event_time];
      if (type !== 'DATE' && type !== 'TIMESTAMP') fail(at('event_time'), `must be a DATE or a TIMESTAMP, got ${type}`);
    } else if (table.partition_by.length > 0) {
      fail(at('partition_by'), 'needs event_time');
    }
    if (table.single_file && !table.event_time)
      fail(at('single_file'), 'needs event_time; other tables are one file anyway');
    if (table.single_file && table.primary_key.length === 0)
      fail(at('single_file'), 'needs a primary_key, which orders the rows');
    if (table.single_file && table.partition_by.length > 0)
      fail(at('single_file'), 'must not stand beside partition_by');
    for (const [column, { internal }] of Object.entries(table.columns)) {
      const keys = [table.primary_key, ...table.unique, ...table.foreign_keys.map((key) => key.columns)].flat();
      if (internal && keys.includes(column)) fail(at('columns', column), 'must not be internal and in a key');
      if (internal && table.truth) fail(at('columns', column), 'must not be internal in a truth table');
    }
    checkFeed(definition, name, has, fail);
    for (const columns of table.unique) for (const column of columns) has(at('unique'), name, column);
    for (const column of table.nullable ?? []) has(at('nullable'), name, column);
    if (table.partition_by.join() === 'month') fail(at('partition_by'), 'must be [year] or [year, month], got [month]');
  }
  checkDocuments(definition, fail);
  for (const [name, { min, max, default: value, whole }] of Object.entries(definition.parameters)) {
    if (Object.hasOwn(knobs, name) || name.startsWith('defect.')) fail(['parameters', name], 'is a setting already');
    if (!(min <= value && value <= max) || (whole && !Number.isInteger(value))) {
      fail(
        ['parameters', name, 'default'],
        `must be ${whole ? 'a whole number ' : ''}from ${min} to ${max}, got ${value}`,
      );
    }
  }
  const settingNames = [
    ...Object.keys(knobs),
    ...Object.keys(definition.parameters),
    ...definition.defects.map((d) => `defect.${d.id}`),
  ];
  definition.settings.forEach((name, i) => {
    if (!settingNames.includes(name))
      fail(['settings', i], `"${name}" is not a setting${didYouMean(name, settingNames)}`);
  });
  const seen = new Set<string>();
  definition.defects.forEach((defect, i) => {
    if (!tables.includes(defect.table)) {
      fail(['defects', i, 'table'], `"${defect.table}" is not a table${didYouMean(defect.table, tables)}`);
    }
    if (definition.tables[defect.table].primary_key.length === 0) {
      fail(['defects', i, 'table'], `${defect.table} must have a primary_key, by which the answer key names the row`);
    }
    if (seen.has(defect.id)) fail(['defects', i, 'id'], `"${defect.id}" is used twice`);
    seen.add(defect.id);
    if (defect.column === undefined) return;
    has(['defects', i, 'column'], defect.table, defect.column);
    const { primary_key, event_time } = definition.tables[defect.table];
    if (primary_key.includes(defect.column) || event_time === defect.column) {
      fail(
        ['defects', i, 'column'],
        `${defect.column} must not be in the primary_key or the event_time of ${defect.table}`,
      );
    }
    const cell = `${defect.table}.${defect.column}`;
    if (seen.has(cell)) fail(['defects', i, 'column'], `${cell} already has a defect`);
    seen.add(cell);
  });
}

/** What events may hold: money and measures are DOUBLE. */
const FEED_TYPES: readonly string[] = [
  'BOOLEAN',
  'INTEGER',
  'BIGINT',
  'DOUBLE',
  'DATE',
  'TIMESTAMP',
  'VARCHAR',
  'CHAR',
];

/** What a feed names must be there, and of the right type. */
function checkFeed(
  { tables }: Definition,
  name: string,
  has: (path: PropertyKey[], table: string, column: string) => void,
  fail: (path: readonly PropertyKey[], message: string) => never,
): void {
  const { feed, columns, event_time, truth } = tables[name];
  if (!feed) return;
  const at = (...path: PropertyKey[]) => ['tables', name, 'feed', ...path];
  if (event_time === undefined || columns[event_time].type !== 'TIMESTAMP')
    fail(at(), 'needs an event_time that is a TIMESTAMP');
  if (truth) fail(at(), 'must not stand in a truth table');
  for (const [column, { type }] of Object.entries(columns)) {
    if (!FEED_TYPES.includes(type.replace(/\(.*$/, '')))
      fail(
        ['tables', name, 'columns', column, 'type'],
        `must be one of ${FEED_TYPES.join(', ')} in a feed, got ${type}`,
      );
  }
  for (const column of feed.key) has(at('key'), name, column);
  const internal = { arrival: 'TIMESTAMP', interval: 'INTEGER', row: 'INTEGER', version: 'INTEGER' } as const;
  for (const [part, type] of Object.entries(internal)) {
    const column = feed[part as keyof typeof internal];
    if (column === undefined) continue;
    has(at(part), name, column);
    if (columns[column].type !== type || !columns[column].internal)
      fail(at(part), `must be an internal column of type ${type}, got ${column}`);
  }
  feed.after.forEach((other, i) => {
    if (!tables[other]?.feed || other === name) {
      const feeds = Object.keys(tables).filter((table) => tables[table].feed && table !== name);
      fail(at('after', i), `"${other}" must be another feed${didYouMean(other, feeds)}`);
    }
  });
}

/** Documents have places of their own, and steps name each table once. */
function checkDocuments(
  { documents, steps, tables, folder, checks }: Definition,
  fail: (path: readonly PropertyKey[], message: string) => never,
): void {
  const names = Object.keys(tables);
  if (folder !== undefined && RESERVED.includes(folder)) fail(['folder'], `must not be named ${RESERVED.join(', ')}`);
  const paths = new Set(['manifest.json', 'schema.json', 'lineage.yaml']);
  documents.forEach(({ path }, i) => {
    const first = path.split('/')[0];
    if (paths.has(path)) fail(['documents', i, 'path'], `"${path}" is taken`);
    if (first === 'truth' || first === folder || names.includes(first)) {
      fail(['documents', i, 'path'], `must not stand among the tables, got "${path}"`);
    }
    paths.add(path);
  });
  checks.forEach(({ table }, i) => {
    if (table !== undefined && !names.includes(table)) {
      fail(['checks', i, 'table'], `"${table}" is not a table${didYouMean(table, names)}`);
    }
  });
  if (steps.length === 0) return;
  const owner = new Map<string, string>();
  steps.forEach((step, i) => {
    if (steps.findIndex(({ name }) => name === step.name) !== i)
      fail(['steps', i, 'name'], `"${step.name}" is used twice`);
    for (const table of step.tables) {
      if (!names.includes(table)) fail(['steps', i, 'tables'], `"${table}" is not a table${didYouMean(table, names)}`);
      if (owner.has(table)) fail(['steps', i, 'tables'], `${table} belongs to the step ${owner.get(table)} already`);
      owner.set(table, step.name);
    }
  });
  const without = names.find((name) => !owner.has(name));
  if (without !== undefined) fail(['steps'], `must name every table, ${without} is missing`);
  if (steps.filter((step) => step.documents).length !== 1) fail(['steps'], 'must have one step with documents: true');
}
