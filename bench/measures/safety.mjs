import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, percent, seconds } from '../bounds.mjs';
import { runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const safety = {
  name: 'safety',
  what: 'checkpoints, hashes and syncs on against off, all tables',
  unit: percent,
  bounds: atMost(0.1, 0.03, percent),
  async run({ folder, scale }) {
    const out = join(folder, 'safety');
    const settings = { stores: Math.ceil(300 * scale) };
    const run = (on) => async () => {
      const result = await runProgram('generate', { out, settings, safety: on });
      rmSync(out, { recursive: true });
      return result;
    };
    const { on, off } = await inTurn(5, { on: run(true), off: run(false) });
    return { value: on.seconds / off.seconds - 1, ours: seconds(on.seconds), theirs: seconds(off.seconds) };
  },
};
