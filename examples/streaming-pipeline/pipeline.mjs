/**
 * A medallion pipeline over a landing folder of `apparel-streams`: bronze, silver and gold in DuckDB, then the comparison
 * with the truth.
 *
 *   node examples/streaming-pipeline/pipeline.mjs landing [--without RULE]… [--database FILE] [--truth FOLDER]
 *
 * Exit code 0 when everything agrees with the truth, 1 when something differs, 2 for wrong use.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { compare, report } from './compare.mjs';

/** Rules that can be left out, with what they do. */
export const rules = {
  dedup: 'the first of each key counts',
  late: 'rows behind a watermark of ten minutes count',
  discount: 'a negative discount is repaired from the tax of its row, or goes to quarantine',
  orphan: 'a sale of a customer that nobody has recorded goes to quarantine',
  missing: 'gender and category are filled from other records, a sale without payment method goes to quarantine',
  delete: 'deletions are kept aside, not believed',
  'scd2-order': 'versions follow each other by the time of the record, not by arrival',
  returns: 'negative units are legal',
};

const text = (value) => `'${value.replaceAll("'", "''")}'`;

/** Runs the pipeline without some of the rules, and gives the comparison with the truth. */
export async function runPipeline(landing, { without = [], database = ':memory:', truth } = {}) {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    await connection.run(`SET VARIABLE landing = ${text(landing)}`);
    await connection.run(`SET VARIABLE without = [${without.map(text).join(', ')}]::VARCHAR[]`);
    for (const step of ['bronze', 'silver', 'gold']) {
      await connection.run(readFileSync(new URL(`${step}.sql`, import.meta.url), 'utf8'));
    }
    return await compare(connection, truth ?? join(landing, '_emporium', 'truth'));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function usage(message) {
  console.error(
    `${message}\n\nusage: pipeline.mjs LANDING [--without RULE]… [--database FILE] [--truth FOLDER]\n\nrules:`,
  );
  for (const [rule, describe] of Object.entries(rules)) console.error(`  ${rule.padEnd(12)}${describe}`);
  process.exit(2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      without: { type: 'string', multiple: true },
      database: { type: 'string' },
      truth: { type: 'string' },
    },
  });
  if (positionals.length !== 1) usage('a landing folder must be given');
  const unknown = values.without?.find((rule) => !Object.hasOwn(rules, rule));
  if (unknown !== undefined) usage(`--without must name a rule, got "${unknown}"`);
  const result = await runPipeline(positionals[0], values);
  console.log(report(result));
  process.exitCode = result.agrees ? 0 : 1;
}
