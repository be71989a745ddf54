import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, query, validate } from 'emporium';
import { afterAll, describe, expect, it } from 'vitest';

const dataset = fileURLToPath(new URL('../../examples/lost-sales', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'emporium-lost-sales-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the example dataset', () => {
  it('is generated from its folder and is valid', async () => {
    const result = await generate({ dataset, out: folder, to: '2024-03-15' });
    expect(result.tables.map((table) => table.name)).toEqual([
      'store',
      'daily_sales',
      'yearly_sales',
      'truth/true_demand',
      'truth/defect',
      'truth/defect_daily_sales',
    ]);
    const checked = await validate({ folder, dataset });
    expect(checked.results.filter((r) => r.status !== 'pass')).toEqual([]);
    expect(checked.results.map((r) => r.check)).toContain('the years add up to the days');
    expect(readFileSync(join(folder, 'yearly_sales.csv'), 'utf8').split('\n')[0]).toBe('store_id,units,revenue');
  });

  it('can be asked by the names of its tables', async () => {
    const { rows } = await query({ dataset, sql: 'SELECT count(*)::INTEGER FROM store', to: '2024-01-31' });
    expect(rows).toEqual([[12]]);
  });
});
