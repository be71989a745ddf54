import { atMost, million } from '../bounds.mjs';
import { generate } from '../child.mjs';

const bounds = atMost(768, 500);
const text = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

export const millionShoppers = {
  name: 'million-shoppers',
  what: 'peak memory of a world of a million shoppers, 500 stores and a year (receipts, lines, payments)',
  unit: (value) => `${value.toFixed(0)} MB`,
  bounds,
  async run({ folder, scale }) {
    const { rows, peakBytes, seconds } = await generate(folder, {
      dataset: 'world',
      settings: {
        stores: Math.ceil(500 * scale),
        shoppers: Math.ceil(1_000_000 * scale),
        towns: 400,
        'store.regionals': 0,
      },
      tables: 'shopper,receipt,receipt_line,payment',
    });
    return { value: peakBytes / 1e6, ours: `${text(peakBytes)}, ${million(rows)} rows in ${seconds.toFixed(0)} s` };
  },
};
