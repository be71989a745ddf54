import { atLeast, rate, times } from '../bounds.mjs';
import { bundleProgram, runFile, runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const simulation = {
  name: 'simulation',
  what: 'simulation alone, one core, against plain random numbers in typed arrays',
  unit: times,
  bounds: atLeast(0.2, 0.5),
  async run({ folder, scale }) {
    const stores = Math.ceil(600 * scale);
    const simulate = await bundleProgram('simulate', folder);
    const { rows, shards } = await runFile(simulate, { stores });
    const { ours, theirs } = await inTurn(5, {
      ours: () => runFile(simulate, { stores }),
      theirs: () => runProgram('random-columns', { rows, shards }),
    });
    const oursRate = ours.rows / ours.seconds;
    const theirsRate = theirs.rows / theirs.seconds;
    return { value: oursRate / theirsRate, ours: rate(oursRate), theirs: rate(theirsRate) };
  },
};
