import { atMost, percent, seconds } from '../bounds.mjs';
import { generate } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const safety = {
  name: 'safety',
  what: 'checkpoints, hashes and syncs on against off, all tables',
  unit: percent,
  bounds: atMost(0.1, 0.03, percent),
  async run({ folder, scale }) {
    const stores = Math.ceil(300 * scale);
    const { on, off } = await inTurn(11, {
      on: () => generate(folder, { stores }),
      off: () => generate(folder, { stores, safety: false }),
    });
    return { value: on.seconds / off.seconds - 1, ours: seconds(on.seconds), theirs: seconds(off.seconds) };
  },
};
