import { atMost, million, times } from '../bounds.mjs';
import { runProgram } from '../child.mjs';

export const streamMemory = {
  name: 'stream-memory',
  what: 'memory of a stream after ten million events, against after one million',
  unit: times,
  bounds: atMost(1.1, 1.05),
  async run({ folder, scale }) {
    const events = Math.ceil(1e7 * scale);
    const { early, late } = await runProgram('stream-memory', { events, folder });
    const text = ({ bytes, events }) => `${(bytes / 1e6).toFixed(0)} MB (${million(events)} events)`;
    return { value: late.bytes / early.bytes, ours: text(late), theirs: text(early) };
  },
};
