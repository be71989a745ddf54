import { atMost, million } from '../bounds.mjs';
import { generate } from '../child.mjs';

const megabytes = (value) => `${value.toFixed(0)} MB`;
const bounds = atMost(768, 500, megabytes);

export const millionShoppers = {
  name: 'million-shoppers',
  what: 'peak memory of a world of a million shoppers, 500 stores and a year (receipts, lines, payments)',
  unit: megabytes,
  bounds,
  long: true,
  diskBytes: 20e9,
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
    return {
      value: peakBytes / 1e6,
      ours: `${megabytes(peakBytes / 1e6)}, ${million(rows)} rows in ${seconds.toFixed(0)} s`,
    };
  },
};
