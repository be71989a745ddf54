import { atLeast, seconds, times } from '../bounds.mjs';
import { canHoldToOneCore, generate } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const workers = {
  name: 'workers',
  what: 'two workers against one, all tables',
  unit: times,
  bounds: atLeast(1.5, 1.8),
  async run({ folder, scale }) {
    const stores = Math.ceil(2000 * scale);
    const { one, two, oneCore } = await inTurn(3, {
      one: () => generate(folder, { stores, workers: 1 }),
      two: () => generate(folder, { stores, workers: 2 }),
      // A worker keeps more than one core busy: what a second core is worth shows against a run that has but one.
      ...(canHoldToOneCore && { oneCore: () => generate(folder, { stores, workers: 1, oneCore: true }) }),
    });
    const held = oneCore
      ? `; held to one core ${seconds(oneCore.seconds)}, ${times(oneCore.seconds / two.seconds)}`
      : '';
    return { value: one.seconds / two.seconds, ours: seconds(two.seconds), theirs: `${seconds(one.seconds)}${held}` };
  },
};
