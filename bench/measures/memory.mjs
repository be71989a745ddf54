import { atMost, million, times } from '../bounds.mjs';
import { generate } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

const MOST_BYTES = 400e6;
const bounds = atMost(1.1, 1.05);

export const memory = {
  name: 'memory',
  what: 'peak memory, ten times the sale lines',
  unit: times,
  bounds: {
    ...bounds,
    aim: {
      text: `${bounds.aim.text}, < ${MOST_BYTES / 1e6} MB`,
      holds: (result) => bounds.aim.holds(result) && result.peakBytes < MOST_BYTES,
    },
  },
  async run({ folder, scale }) {
    const stores = Math.ceil(292 * scale);
    const run = (times) => () => generate(folder, { stores: stores * times, tables: 'fact_sales' });
    const { small, large } = await inTurn(scale === 1 ? 1 : 3, { small: run(1), large: run(10) }, 'peakBytes');
    const text = ({ peakBytes, rows }) => `${(peakBytes / 1e6).toFixed(0)} MB (${million(rows)} rows)`;
    return {
      value: large.peakBytes / small.peakBytes,
      peakBytes: large.peakBytes,
      ours: text(large),
      theirs: text(small),
    };
  },
};
