import { atMost, seconds } from '../bounds.mjs';
import { helpArgs, start } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const help = {
  name: 'help',
  what: '`emporium --help`',
  unit: seconds,
  bounds: atMost(0.4, 0.2, seconds),
  async run() {
    const { ours, node } = await inTurn(9, {
      ours: () => start(helpArgs).done,
      node: () => start(['--eval', '']).done,
    });
    return { value: ours.seconds, ours: seconds(ours.seconds), theirs: `${seconds(node.seconds)} (Node alone)` };
  },
};
