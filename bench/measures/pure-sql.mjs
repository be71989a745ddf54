import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, million, rate, times } from '../bounds.mjs';
import { generate, runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const pureSql = {
  name: 'pure-sql',
  what: 'sale lines into snappy Parquet, all cores, against pure SQL in DuckDB',
  unit: times,
  bounds: atLeast(0.8, 1.5),
  async run({ folder, scale }) {
    const stores = Math.ceil(1700 * scale);
    const out = join(folder, 'pure-sql');
    const { rows } = await generate(folder, { stores, tables: 'fact_sales' });
    const { ours, theirs } = await inTurn(3, {
      ours: () => generate(folder, { stores, tables: 'fact_sales' }),
      theirs: async () => {
        const result = await runProgram('pure-sql', { rows, stores, products: 200, out });
        rmSync(out, { recursive: true, force: true });
        return result;
      },
    });
    return {
      value: theirs.seconds / ours.seconds,
      ours: `${rate(rows / ours.seconds)} (${million(rows)} rows)`,
      theirs: rate(rows / theirs.seconds),
    };
  },
};
