import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettingsFile, stream } from 'emporium';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ComparedTable, rules, runPipeline } from '../../examples/streaming-pipeline/pipeline.mjs';
import { tempFolders } from '../support/runs.js';

const example = fileURLToPath(new URL('../../examples/streaming-pipeline', import.meta.url));
const program = join(example, 'pipeline.mjs');
const temp = tempFolders();
let landing = '';

/** A day of a small chain, dirty in every way: few intervals with many rows, so that every defect hits some. */
beforeAll(async () => {
  landing = join(temp(), 'landing');
  await stream({
    dataset: 'apparel-streams',
    sink: 'files',
    out: landing,
    to: '2024-01-01',
    batchInterval: 1200,
    settings: readSettingsFile(join(example, 'settings.yaml')),
  });
});

/** Findings as `table: what`, with the defect that explains each. */
function findingsOf(tables: readonly ComparedTable[]): Record<string, string | undefined> {
  return Object.fromEntries(
    tables.flatMap(({ table, findings }) => findings.map(({ what, cause }) => [`${table}: ${what}`, cause?.defect])),
  );
}

describe('the example pipeline', () => {
  it('agrees with the truth to the cent and the row', async () => {
    const { agrees, tables } = await runPipeline(landing);
    expect(findingsOf(tables)).toEqual({});
    expect(agrees).toBe(true);
    for (const { table, rows, agreeing } of tables) {
      expect(rows, table).toBeGreaterThan(100);
      expect(agreeing, table).toBe(rows);
    }
  });

  it.each([
    ['dedup', { 'silver.sales: extra': 'duplicate_sale' }],
    ['late', { 'silver.sales: missing': 'late_sale' }],
    ['discount', { 'silver.sales: discount_applied': 'invalid_discount' }],
    ['orphan', { 'silver.sales: extra': 'orphan_customer', 'silver.quarantine: missing': 'orphan_customer' }],
    [
      'missing',
      {
        'silver.sales: extra': 'missing_payment_method',
        'silver.customer_current: gender': 'missing_gender',
        'silver.item_current: category': 'missing_category',
      },
    ],
    [
      'delete',
      {
        'silver.customer_current: missing': 'deleted_customer',
        'silver.item_current: missing': 'deleted_item',
        'silver.store_current: missing': 'deleted_store',
      },
    ],
    ['scd2-order', { 'silver.customer_history: valid_to': 'late_customer' }],
  ])('without the rule %s the comparison names what is wrong', async (rule, named) => {
    const { agrees, tables } = await runPipeline(landing, { without: [rule] });
    expect(agrees).toBe(false);
    expect(findingsOf(tables)).toMatchObject(named);
    const gold = tables.filter(({ table, findings }) => table.startsWith('gold.') && findings.length > 0);
    // Dimensions are not in gold.
    expect(gold.length).toBe(['delete', 'scd2-order'].includes(rule) ? 0 : 3);
  });

  it('without the rule returns the comparison names what was held back', async () => {
    const { tables } = await runPipeline(landing, { without: ['returns'] });
    const sales = tables.find(({ table }) => table === 'silver.sales');
    expect(sales?.missing).toBeGreaterThan(100);
    expect(sales?.findings[0].heldBack).toEqual({ rule: 'quantity not 0', rows: sales?.missing });
  });

  it('agrees when the rows came at a pace, batch by batch', async () => {
    const paced = join(temp(), 'paced');
    await stream({ dataset: 'apparel-streams', sink: 'files', out: paced, timeScale: 300, duration: 5 });
    const { agrees, tables } = await runPipeline(paced);
    expect(findingsOf(tables)).toEqual({});
    expect(agrees).toBe(true);
    expect(tables[0].rows).toBeGreaterThan(10_000);
  });

  it('has a test for each rule', () => {
    expect(Object.keys(rules).sort()).toEqual(
      ['dedup', 'late', 'discount', 'orphan', 'missing', 'delete', 'scd2-order', 'returns'].sort(),
    );
  });

  it('as a command prints the table, and ends with 0, 1 or 2', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    const database = join(temp(), 'pipeline.duckdb');
    const good = run(landing, '--database', database);
    expect(good.stdout).toMatch(/^silver\.sales +\d+ +\d+ +0 +0 +0$/m);
    expect(good.stdout).toContain('Everything agrees with the truth.');
    expect(good.status).toBe(0);
    expect(existsSync(database)).toBe(true);
    const bad = run(landing, '--without', 'discount');
    expect(bad.stdout).toMatch(
      /^silver\.sales: discount_applied differs in (\d+) rows, .*; invalid_discount hit \1 of these \1 keys$/m,
    );
    expect(bad.status).toBe(1);
    const wrong = run(landing, '--without', 'everything');
    expect(wrong.stderr).toContain('--without must name a rule, got "everything"');
    expect(wrong.status).toBe(2);
  });
});
