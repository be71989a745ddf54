import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, rate, times } from '../bounds.mjs';
import { generate, runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const fakerRows = {
  name: 'faker-rows',
  what: 'the same against a script with faker, row by row into CSV',
  unit: times,
  bounds: atLeast(30, 100),
  async run({ folder, scale }) {
    const stores = Math.ceil(1700 * scale);
    const rows = Math.ceil(300_000 * scale);
    const out = join(folder, 'faker.csv');
    const { ours, theirs } = await inTurn(3, {
      ours: () => generate(folder, { stores, tables: 'fact_sales' }),
      theirs: async () => {
        const result = await runProgram('faker-rows', { rows, stores, products: 200, out });
        rmSync(out);
        return result;
      },
    });
    const value = ours.perSecond / (rows / theirs.seconds);
    return { value, ours: rate(ours.perSecond), theirs: rate(rows / theirs.seconds) };
  },
};
