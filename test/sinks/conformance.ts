/** What every sink must do. A sink's test calls this once for each way of writing to it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GenerateOptions, generate, query } from 'emporium';
import { describe, expect, test } from 'vitest';
import { ask, tempFolders, thrownBy, tiny } from '../support/runs.js';

export interface SinkUnderTest {
  /** The options that send a run into a target inside this folder. */
  target(folder: string): Partial<GenerateOptions>;
  /** A SELECT of a table that was written, and the database file to ask, if any. */
  read(folder: string, table: string): { sql: string; file?: string };
  /** Whether anything of the run's own housekeeping is left. */
  litter(folder: string): boolean;
}

export function conformance(name: string, sink: SinkUnderTest): void {
  const temp = tempFolders();
  const job = { dataset: 'store-tiers', settings: tiny, workers: 2, defects: false };
  const [from, to] = ['2024-11-10', '2024-12-05'];
  const tables = ['dim_product', 'dim_store_physical', 'dim_store_management', 'fact_sales', 'fact_inventory'];

  const rowsAndHash = async (folder: string, table: string) => {
    const { sql, file } = sink.read(folder, table);
    const [row] = await ask(`SELECT count(*)::INT AS rows, sum(hash(x))::VARCHAR AS hash FROM (${sql}) x`, file);
    return row;
  };
  const everything = async (folder: string) => Promise.all(tables.map((table) => rowsAndHash(folder, table)));

  describe(name, () => {
    test('what is written reads back: the same rows, columns and types that the query gives', async () => {
      const folder = temp();
      const result = await generate({ ...job, ...sink.target(folder), from, to });
      for (const table of tables) {
        const asked = await query({ sql: `SELECT * FROM ${table}`, settings: tiny, from, to });
        const { sql, file } = sink.read(folder, table);
        const types = await ask(`DESCRIBE ${sql}`, file);
        expect(types.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }))).toEqual(
          asked.columns,
        );
        const written = (await ask(sql, file)).map((row) => JSON.stringify(Object.values(row))).sort();
        expect(written).toEqual(asked.rows.map((row) => JSON.stringify(row)).sort());
        expect(result.tables.find((t) => t.name === table)?.rows).toBe(written.length);
      }
      expect(sink.litter(folder)).toBe(false);
    });

    test('again: unchanged; longer: the new days are added', async () => {
      const [folder, once] = [temp(), temp()];
      await generate({ ...job, ...sink.target(once), from, to });
      const first = await generate({ ...job, ...sink.target(folder), from, to: '2024-11-20' });
      expect(await generate({ ...job, ...sink.target(folder), from, to: '2024-11-20' })).toMatchObject({
        status: 'unchanged',
        tables: first.tables,
      });
      expect(await generate({ ...job, ...sink.target(folder), from, to })).toMatchObject({ status: 'written' });
      expect(await everything(folder)).toEqual(await everything(once));
      expect(sink.litter(folder)).toBe(false);
    });

    test('stopped and started again: the same content', async () => {
      const [folder, once] = [temp(), temp()];
      await generate({ ...job, ...sink.target(once), from, to });
      const abort = new AbortController();
      const stopped = {
        ...job,
        ...sink.target(folder),
        from,
        to,
        signal: abort.signal,
        onProgress: () => abort.abort(),
      };
      expect(await thrownBy(generate(stopped))).toMatch(/^CancelledError/);
      const { rows, tables } = await generate({ ...job, ...sink.target(folder), from, to });
      expect(rows).toBeLessThan(tables.reduce((sum, table) => sum + table.rows, 0));
      expect(await everything(folder)).toEqual(await everything(once));
    });

    test('another configuration is refused and named', async () => {
      const folder = temp();
      const small = { ...job, ...sink.target(folder), from: '2024-12-20' };
      await generate(small);
      const before = await everything(folder);
      expect(await thrownBy(generate({ ...small, settings: { ...tiny, seed: 7, stores: 3 } }))).toMatch(
        /^UsageError: .* holds another configuration: seed is 42 there and 7 here; stores is 2 there and 3 here\. Choose/,
      );
      expect(await thrownBy(generate({ ...small, tables: ['fact_sales'] }))).toMatch(
        /tables is .* there and "fact_sales" here/,
      );
      expect(await everything(folder)).toEqual(before);
    });
  });
}

/** Rows and bytes of a manifest against the files that stand there. */
export function manifestOf(folder: string): { files: { path: string; table: string; rows: number; bytes: number }[] } {
  expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}
