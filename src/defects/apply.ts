import type { DefectDefinition, TableDefinition } from '../datasets/definition.js';
import type { CellDefect } from './kind.js';
import { defectKinds } from './kinds.js';

const quote = (name: string) => `"${name}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Columns of every answer key. */
export const answerKeyColumns = [
  { name: 'table_name', type: 'VARCHAR', describe: 'Table of the damage.' },
  {
    name: 'column_name',
    type: 'VARCHAR',
    describe: 'Column of the damaged cell; null when the row as a whole is meant.',
  },
  { name: 'row_key', type: 'VARCHAR', describe: 'Primary key of the row; several columns are joined by |.' },
  { name: 'defect', type: 'VARCHAR', describe: 'Identifier of the defect in the dataset.' },
  { name: 'kind', type: 'VARCHAR', describe: 'Kind of the defect.' },
  { name: 'event_time', type: 'TIMESTAMP', describe: 'Event time of the row; null for a table without one.' },
  { name: 'value_before', type: 'VARCHAR', describe: 'The true value, as text.' },
  { name: 'value_after', type: 'VARCHAR', describe: 'The damaged value, as text; null for a missing value.' },
] as const;

/** Of feeds, also when the damaged row arrives. */
export const feedAnswerKeyColumns = [
  ...answerKeyColumns,
  { name: 'arrival_time', type: 'TIMESTAMP', describe: 'Time at which the damaged row arrives.' },
] as const;

export interface Damage {
  readonly damaged: string;
  readonly answerKey: string;
}

/** What is asked of a table's defects. `rates` by id of the defect, those above 0. */
export interface DamageOptions {
  readonly name: string;
  readonly table: TableDefinition;
  readonly query: string;
  readonly defects: readonly DefectDefinition[];
  readonly rates: Readonly<Record<string, number>>;
  readonly seed: number;
}

/**
 * The damaged query of a table and the query of its answer key, both from one marked query, so that they cannot
 * disagree. Of a shard's (or table's) rows exactly round(rows × rate) are hit: those whose key, hashed together with
 * the seed and the defect's id, ranks first. A defect so has a random stream of its own: it depends on nothing but
 * seed, id and key.
 */
export function applyDefects({ name, table, query, defects, rates, seed }: DamageOptions): Damage {
  const key = keyOf(table);
  const marks = defects.map(
    (d) => `row_number() OVER (ORDER BY md5(concat_ws('|', ${text(`${seed}|${d.id}`)}, ${key})), ${key})
      <= round((count(*) OVER ()) * CAST(${rates[d.id]} AS DOUBLE)) AS ${hit(d)}`,
  );
  const marked = `(SELECT *, row_number() OVER () AS "row order", ${marks.join(', ')} FROM (${query}))`;
  const cells = damagedCells(table, defects).join(', ');
  const eventTime = table.event_time ? quote(table.event_time) : 'NULL';
  const copies = defects
    .filter((d) => defectKinds[d.kind].of === 'extra')
    .map((d) => ` UNION ALL SELECT ${cells}, "row order" FROM ${marked} WHERE ${hit(d)}`);
  const keys = defects.map(
    (
      d,
    ) => `SELECT ${keyCells(name, table, d)}, CAST(${eventTime} AS TIMESTAMP) AS event_time, ${values(table, d)}, "row order"
      FROM ${marked} WHERE ${hit(d)}`,
  );
  return {
    damaged:
      copies.length === 0
        ? `SELECT ${cells} FROM ${marked} ORDER BY "row order"`
        : `SELECT * EXCLUDE ("row order") FROM (SELECT ${cells}, "row order" FROM ${marked}${copies.join('')}) ORDER BY "row order"`,
    answerKey: `SELECT * EXCLUDE ("row order") FROM (${keys.join(' UNION ALL ')}) ORDER BY defect, "row order"`,
  };
}

/** The column that says whether a defect hits a row. */
export const hit = (defect: DefectDefinition): string => quote(`hit ${defect.id}`);

const keyOf = (table: TableDefinition) => `concat_ws('|', ${table.primary_key.map(quote).join(', ')})`;

/** SQL of the damaged cell of a defect of a cell. */
const damagedCell = (table: TableDefinition, { kind, column = '' }: DefectDefinition) =>
  (defectKinds[kind] as CellDefect).damaged(quote(column), table.columns[column].type);

/** Every column of a table as it is delivered; the rows have columns that say which are hit. */
export function damagedCells(table: TableDefinition, defects: readonly DefectDefinition[]): string[] {
  return Object.keys(table.columns).map((column) => {
    const defect = defects.find((d) => d.column === column);
    return defect
      ? `CASE WHEN ${hit(defect)} THEN ${damagedCell(table, defect)} ELSE ${quote(column)} END AS ${quote(column)}`
      : quote(column);
  });
}

/** The first five columns of the answer key of a defect. */
export function keyCells(name: string, table: TableDefinition, defect: DefectDefinition): string {
  const column = defect.column === undefined ? 'CAST(NULL AS VARCHAR)' : text(defect.column);
  return `${text(name)} AS table_name, ${column} AS column_name, CAST(${keyOf(table)} AS VARCHAR) AS row_key,
    ${text(defect.id)} AS defect, ${text(defect.kind)} AS kind`;
}

/** The value before and after a defect of a cell; nothing for others. */
export function values(table: TableDefinition, defect: DefectDefinition): string {
  if (defect.column === undefined) return 'CAST(NULL AS VARCHAR) AS value_before, CAST(NULL AS VARCHAR) AS value_after';
  return `CAST(${quote(defect.column)} AS VARCHAR) AS value_before, CAST(${damagedCell(table, defect)} AS VARCHAR) AS value_after`;
}
