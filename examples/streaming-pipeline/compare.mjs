/**
 * Compares the tables of the pipeline with the truth, and names what is wrong.
 *
 *   node examples/streaming-pipeline/compare.mjs pipeline.duckdb landing/_emporium/truth
 *
 * Exit code 0 when everything agrees, 1 when something differs.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

/** What is compared: key columns, and the feed whose answer key can explain a difference; gold follows from silver. */
const TABLES = [
  { table: 'silver.sales', key: ['transaction_id'], feed: 'sales', ignore: ['was_repaired'] },
  { table: 'silver.customer_history', key: ['customer_id', 'valid_from'], feed: 'customers' },
  { table: 'silver.customer_current', key: ['customer_id'], feed: 'customers' },
  { table: 'silver.item_history', key: ['product_id', 'valid_from'], feed: 'items' },
  { table: 'silver.item_current', key: ['product_id'], feed: 'items' },
  { table: 'silver.store_history', key: ['store_id', 'valid_from'], feed: 'stores' },
  { table: 'silver.store_current', key: ['store_id'], feed: 'stores' },
  { table: 'silver.quarantine', key: ['feed', 'key'], ignore: ['rule', 'place'] },
  { table: 'gold.daily_sales', key: ['sales_date', 'store_id'] },
  { table: 'gold.product_performance', key: ['product_id'] },
  { table: 'gold.customer_lifetime_value', key: ['customer_id'] },
];

/** Compares every table; `connection` is that of the pipeline's database. */
export async function compare(connection, truth) {
  await connection.run(`SET VARIABLE truth = '${truth.replaceAll("'", "''")}'`);
  await connection.run(readFileSync(new URL('expected.sql', import.meta.url), 'utf8'));
  const tables = [];
  for (const table of TABLES) tables.push(await compareTable(connection, table));
  return { agrees: tables.every((table) => table.findings.length === 0), tables };
}

async function compareTable(connection, { table, key, feed, ignore = [] }) {
  const all = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const [schema, name] = table.split('.');
  const columns = (
    await all(
      `SELECT column_name FROM duckdb_columns() WHERE schema_name = '${schema}' AND table_name = '${name}' ORDER BY column_index`,
    )
  )
    .map((row) => row.column_name)
    .filter((column) => !key.includes(column) && !ignore.includes(column));
  // The second row of a key is a row too many.
  const numbered = (from) => `(SELECT *, row_number() OVER (PARTITION BY ${key.join(', ')}) AS copy FROM ${from})`;
  const differs = (column) => `a."${column}" IS DISTINCT FROM e."${column}"`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE joined AS
    SELECT a.copy IS NULL AS missing, e.copy IS NULL AS extra, ${key.map((k) => `coalesce(a.${k}, e.${k}) AS ${k}`).join(', ')}
      ${columns.map((c) => `, ${differs(c)} AS "differs ${c}", CAST(a."${c}" AS VARCHAR) AS "is ${c}", CAST(e."${c}" AS VARCHAR) AS "true ${c}"`).join('')}
    FROM ${numbered(table)} a FULL JOIN ${numbered(`expected.${name}`)} e
      ON a.copy = e.copy ${key.map((k) => ` AND a.${k} IS NOT DISTINCT FROM e.${k}`).join('')}`);
  const cells = columns.map((c) => `count(*) FILTER (NOT missing AND NOT extra AND "differs ${c}") AS "${c}"`);
  const anyCell = columns.map((c) => `"differs ${c}"`).join(' OR ') || 'false';
  const [counted] = await all(`SELECT count(*) FILTER (NOT missing) AS rows, count(*) FILTER (missing) AS missing,
    count(*) FILTER (extra) AS extra, count(*) FILTER (NOT missing AND NOT extra AND NOT (${anyCell})) AS agreeing
    ${cells.map((cell) => `, ${cell}`).join('')} FROM joined`);
  const number = (what) => Number(counted[what]);
  const wrong = ['missing', 'extra', ...columns].filter((what) => number(what) > 0);
  const findings = [];
  for (const what of wrong) {
    const isRow = what === 'missing' || what === 'extra';
    const filter = isRow ? what : `NOT missing AND NOT extra AND "differs ${what}"`;
    const shown = isRow ? '' : `, "is ${what}" AS "is", "true ${what}" AS "true"`;
    const [example] = await all(`SELECT ${key.map((k) => `CAST(${k} AS VARCHAR) AS ${k}`).join(', ')}${shown}
      FROM joined WHERE ${filter} ORDER BY ALL LIMIT 1`);
    findings.push({
      what,
      count: number(what),
      example,
      cause: await causeOf(all, { table, key, feed, filter }),
      heldBack: what === 'missing' && feed ? await heldBack(all, { key, feed }) : undefined,
    });
  }
  const different = columns.reduce((sum, column) => sum + number(column), 0);
  const { rows, agreeing, missing, extra } = Object.fromEntries(
    ['rows', 'agreeing', 'missing', 'extra'].map((what) => [what, number(what)]),
  );
  return { table, rows, agreeing, missing, extra, different, findings };
}

/**
 * The defect of the answer key that explains the rows that differ: it hit nine in ten of them, or more, and hits them
 * more often than all others.
 */
async function causeOf(all, { table, key, feed, filter }) {
  if (table.startsWith('gold.')) return undefined;
  const [feedOf, id] = feed ? [`'${feed}'`, `CAST(${key[0]} AS VARCHAR)`] : ['feed', "split_part(key, '|', 1)"];
  const [found] = await all(`
    WITH wrong AS (SELECT DISTINCT ${feedOf} AS feed, ${id} AS id FROM joined WHERE ${filter}),
      hit AS (SELECT DISTINCT defect, table_name AS feed, split_part(row_key, '|', 1) AS id FROM answer_key),
      every AS (SELECT defect, count(*) AS hits FROM hit GROUP BY ALL)
    SELECT defect, count(*)::INTEGER AS hits, (SELECT count(*)::INTEGER FROM wrong) AS ids
    FROM wrong JOIN hit USING (feed, id) JOIN every USING (defect)
    GROUP BY defect, every.hits HAVING count(*) >= 0.9 * (SELECT count(*) FROM wrong)
    ORDER BY count(*) / every.hits DESC, defect LIMIT 1`);
  return found && { defect: found.defect, hits: found.hits, of: found.ids };
}

/** The rule that keeps most of the missing rows in quarantine. */
async function heldBack(all, { key, feed }) {
  const [found] = await all(`SELECT rule, count(*)::INTEGER AS rows FROM silver.quarantine
    WHERE feed = '${feed}' AND split_part(key, '|', 1) IN (SELECT CAST(${key[0]} AS VARCHAR) FROM joined WHERE missing)
    GROUP BY ALL ORDER BY rows DESC LIMIT 1`);
  return found;
}

/** The comparison as text: a table, and a sentence for each difference. */
export function report({ tables, agrees }) {
  const head = ['table', 'rows', 'agreeing', 'missing', 'extra', 'different cells'];
  const body = tables.map((t) => [t.table, t.rows, t.agreeing, t.missing, t.extra, t.different].map(String));
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const lines = [line(head), ...body.map(line), ''];
  for (const { table, findings } of tables) {
    if (findings.length === 0) continue;
    if (!table.startsWith('gold.')) lines.push(...findings.map((finding) => `${table}: ${sentence(finding)}`));
    else {
      // Gold is made of silver sales: where these are wrong, one example is enough.
      const where = findings.map(({ what, count }) => `${what} (${count})`).join(', ');
      lines.push(`${table}: rows differ in ${where}: ${sentence(findings[0])}`);
    }
  }
  if (agrees) lines.push('Everything agrees with the truth.');
  return lines.join('\n');
}

function sentence({ what, count, example, cause, heldBack }) {
  const { is, true: truth, ...key } = example;
  const at = Object.entries(key)
    .map(([column, value]) => `${column} ${value}`)
    .join(', ');
  const why = [
    cause && `; ${cause.defect} hit ${cause.hits} of these ${cause.of} keys`,
    heldBack && `; ${heldBack.rows} are in quarantine by the rule "${heldBack.rule}"`,
  ]
    .filter((text) => text !== undefined)
    .join('');
  if (what === 'missing' || what === 'extra') return `${count} rows ${what}, such as ${at}${why}`;
  return `${what} differs in ${count} rows, such as ${at}: ${is}, the truth is ${truth}${why}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, truth] = process.argv.slice(2);
  if (truth === undefined) {
    console.error('usage: compare.mjs DATABASE TRUTH');
    process.exit(2);
  }
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const result = await compare(connection, truth);
  connection.closeSync();
  instance.closeSync();
  console.log(report(result));
  process.exitCode = result.agrees ? 0 : 1;
}
