import { atLeast, seconds, times } from '../bounds.mjs';
import { generate } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const workers = {
  name: 'workers',
  what: 'two workers against one, all tables',
  unit: times,
  bounds: atLeast(1.5, 1.8),
  async run({ folder, scale }) {
    const stores = Math.ceil(800 * scale);
    const { one, two } = await inTurn(3, {
      one: () => generate(folder, { stores, workers: 1 }),
      two: () => generate(folder, { stores, workers: 2 }),
    });
    return { value: one.seconds / two.seconds, ours: seconds(two.seconds), theirs: seconds(one.seconds) };
  },
};
