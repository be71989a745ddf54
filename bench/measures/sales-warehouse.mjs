import { atMost, million, seconds } from '../bounds.mjs';
import { generate } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

const dataset = 'sales-warehouse';
const megabytes = (value) => `${value.toFixed(0)} MB`;
const memory = ({ peakBytes }) => megabytes(peakBytes / 1e6);

export const salesWarehouse = {
  name: 'sales-warehouse',
  what: 'sales-warehouse at its default size (10,000 orders), the whole command',
  unit: seconds,
  bounds: atMost(3, 2, seconds),
  async run({ folder }) {
    const { ours } = await inTurn(5, { ours: () => generate(folder, { dataset }) });
    return { value: ours.seconds, ours: `${seconds(ours.seconds)}, ${memory(ours)}` };
  },
};

export const salesWarehouseLarge = {
  name: 'sales-warehouse-large',
  what: 'peak memory of sales-warehouse with 10 million orders in one go',
  unit: megabytes,
  bounds: atMost(1536, 768, megabytes),
  long: true,
  diskBytes: 10e9,
  async run({ folder, scale }) {
    const settings = { 'visit.total': Math.ceil(10_000_000 * scale), shoppers: Math.ceil(1_000_000 * scale) };
    const result = await generate(folder, { dataset, settings });
    return {
      value: result.peakBytes / 1e6,
      ours: `${memory(result)}, ${million(result.rows)} rows in ${result.seconds.toFixed(0)} s`,
    };
  },
};
