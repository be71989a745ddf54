import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestOf } from '../sinks/conformance.js';
import { ask, readBack, tempFolders, tiny } from '../support/runs.js';

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: tiny, workers: 1, from: '2024-12-10' };
interface Step {
  readonly inputs: readonly string[];
  readonly output: string;
}
const documents = (out: string) => ({
  schema: JSON.parse(readFileSync(join(out, 'schema.json'), 'utf8')) as {
    tables: Record<
      string,
      { path: string; row_count: number; columns: Record<string, { type: string }>; primary_key: string[] }
    >;
  },
  lineage: parse(readFileSync(join(out, 'lineage.yaml'), 'utf8')) as { steps: Step[] },
});

test.each([
  ['all tables', {}],
  ['labels hidden', { hideLabels: true }],
  ['some tables', { tables: ['fact_sales', 'store_tier'] }],
  ['CSV without defects', { format: 'csv' as const, defects: false }],
])('%s: dictionary and lineage say what was written', async (_name, options) => {
  const out = temp();
  const result = await generate({ ...job, ...options, out });
  const { schema, lineage } = documents(out);
  expect(Object.keys(schema.tables)).toEqual(result.tables.map((table) => table.name));
  for (const [name, table] of Object.entries(schema.tables)) {
    const described = await ask(`DESCRIBE ${readBack(out, name)}`);
    expect(described.map((row) => [row.column_name, row.column_type])).toEqual(
      Object.entries(table.columns).map(([column, { type }]) => [column, type]),
    );
    expect(await ask(`SELECT count(*)::INT AS n FROM (${readBack(out, name)})`)).toEqual([{ n: table.row_count }]);
    expect(manifestOf(out).files.some((file) => file.table === name)).toBe(true);
    expect(lineage.steps.filter((step) => step.output === table.path)).toHaveLength(1);
  }
  expect(lineage.steps).toHaveLength(result.tables.length);
  const sales = lineage.steps.find((step) => step.output.startsWith('fact_sales'));
  expect(sales?.inputs).toEqual(['world.sale_line']);
});

test('a hidden label is in truth/ alone', async () => {
  const out = temp();
  await generate({ ...job, out, hideLabels: true });
  const { schema } = documents(out);
  expect(Object.keys(schema.tables.dim_store_management.columns)).not.toContain('current_cluster_label');
  expect(Object.keys(schema.tables['truth/dim_store_management'].columns)).toEqual([
    'store_id',
    'current_cluster_label',
  ]);
  const labels = await ask(
    `SELECT current_cluster_label = tier AS same FROM (${readBack(out, 'truth/dim_store_management')}) JOIN (${readBack(out, 'truth/store_tier')}) USING (store_id)`,
  );
  expect(labels).toEqual([{ same: true }, { same: true }]);
});
