import { atLeast, times } from '../bounds.mjs';
import { runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

/** Events a second of processor time: threads of the engine count, too. */
export const eventRate = ({ events, cpuSeconds }) => `${Math.round(events / cpuSeconds / 1000)} k events/s and core`;

export const streamJson = {
  name: 'stream-json',
  what: 'the stream unpaced into JSON lines, a second of one core, against JSON.stringify of ready objects into a file',
  unit: times,
  bounds: atLeast(1, 2),
  async run({ folder, scale }) {
    const events = Math.ceil(4e6 * scale);
    const { ours, theirs } = await inTurn(
      3,
      {
        ours: () => runProgram('stream', { events, folder, sink: 'files' }),
        theirs: () => runProgram('stringify', { events, folder }),
      },
      'cpuSeconds',
    );
    return {
      value: ours.events / ours.cpuSeconds / (theirs.events / theirs.cpuSeconds),
      ours: eventRate(ours),
      theirs: eventRate(theirs),
    };
  },
};
