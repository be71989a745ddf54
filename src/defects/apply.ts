import type { DefectDefinition, TableDefinition } from '../datasets/definition.js';
import { defectKinds } from './kinds.js';

const quote = (name: string) => `"${name}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Columns of every answer key. */
export const answerKeyColumns = [
  { name: 'table_name', type: 'VARCHAR', describe: 'Table of the damaged cell.' },
  { name: 'column_name', type: 'VARCHAR', describe: 'Column of the damaged cell.' },
  { name: 'row_key', type: 'VARCHAR', describe: 'Primary key of the row; several columns are joined by |.' },
  { name: 'defect', type: 'VARCHAR', describe: 'Identifier of the defect in the dataset.' },
  { name: 'kind', type: 'VARCHAR', describe: 'Kind of the defect.' },
  { name: 'event_time', type: 'TIMESTAMP', describe: 'Event time of the row; null for a table without one.' },
  { name: 'value_before', type: 'VARCHAR', describe: 'The true value, as text.' },
  { name: 'value_after', type: 'VARCHAR', describe: 'The damaged value, as text; null for a missing value.' },
] as const;

/**
 * The damaged query of a table and the query of its answer key, both from one marked query, so that they cannot
 * disagree. Of a shard's (or table's) rows exactly round(rows × rate) are hit: those whose key, hashed together with
 * the seed and the defect's id, ranks first. A defect so has a random stream of its own: it depends on nothing but
 * seed, id and key.
 */
export function applyDefects(
  name: string,
  table: TableDefinition,
  query: string,
  defects: readonly DefectDefinition[],
  rates: Readonly<Record<string, number>>,
  seed: number,
): { damaged: string; answerKey: string } {
  const key = `concat_ws('|', ${table.primary_key.map(quote).join(', ')})`;
  const marks = defects.map(
    (d) => `row_number() OVER (ORDER BY md5(concat_ws('|', ${text(`${seed}|${d.id}`)}, ${key})), ${key})
      <= round((count(*) OVER ()) * CAST(${rates[d.id]} AS DOUBLE)) AS ${quote(`hit ${d.id}`)}`,
  );
  const marked = `(SELECT *, row_number() OVER () AS "row order", ${marks.join(', ')} FROM (${query}))`;
  const damagedValue = (d: DefectDefinition) =>
    defectKinds[d.kind].damaged(quote(d.column), table.columns[d.column].type);
  const cells = Object.keys(table.columns).map((column) => {
    const defect = defects.find((d) => d.column === column);
    return defect
      ? `CASE WHEN ${quote(`hit ${defect.id}`)} THEN ${damagedValue(defect)} ELSE ${quote(column)} END AS ${quote(column)}`
      : quote(column);
  });
  const eventTime = table.event_time ? quote(table.event_time) : 'NULL';
  const keys = defects.map(
    (d) => `SELECT ${text(name)} AS table_name, ${text(d.column)} AS column_name, CAST(${key} AS VARCHAR) AS row_key,
      ${text(d.id)} AS defect, ${text(d.kind)} AS kind, CAST(${eventTime} AS TIMESTAMP) AS event_time, CAST(${quote(d.column)} AS VARCHAR) AS value_before,
      CAST(${damagedValue(d)} AS VARCHAR) AS value_after, "row order"
      FROM ${marked} WHERE ${quote(`hit ${d.id}`)}`,
  );
  return {
    damaged: `SELECT ${cells.join(', ')} FROM ${marked} ORDER BY "row order"`,
    answerKey: `SELECT * EXCLUDE ("row order") FROM (${keys.join(' UNION ALL ')}) ORDER BY defect, "row order"`,
  };
}
