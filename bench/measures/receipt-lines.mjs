import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, million, rate, times } from '../bounds.mjs';
import { generate, runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const receiptLines = {
  name: 'receipt-lines',
  what: 'receipt lines of the world into snappy Parquet, all cores, against pure SQL in DuckDB',
  unit: times,
  bounds: atLeast(0.6, 1.2),
  async run({ folder, scale }) {
    const settings = { stores: Math.ceil(36 * scale), shoppers: Math.ceil(72_000 * scale) };
    const ours = () => generate(folder, { dataset: 'world', settings, tables: 'receipt_line' });
    const out = join(folder, 'receipt-lines');
    const { rows } = await ours();
    const sides = await inTurn(3, {
      ours,
      theirs: async () => {
        const result = await runProgram('pure-sql-lines', { rows, stores: settings.stores, products: 3600, out });
        rmSync(out, { recursive: true, force: true });
        return result;
      },
    });
    return {
      value: sides.theirs.seconds / sides.ours.seconds,
      ours: `${rate(rows / sides.ours.seconds)} (${million(rows)} rows)`,
      theirs: rate(rows / sides.theirs.seconds),
    };
  },
};
