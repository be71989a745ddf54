/**
 * Prints the SHA-256 of every table of two tiny worlds, as JSON, from the built package. Time zone and language are
 * those of the caller. Renew the expected values, after a change that is meant to change them, by
 *   npm run build && node test/laws/hashes.mjs > test/laws/golden.json
 */
import { createHash } from 'node:crypto';
import { query, worldTables } from '../../dist/index.js';

const tiny = { stores: 4, products: 30, years: 1, 'dc.stores_max': 2, 'assortment.min': 8, 'assortment.max': 20 };
const worlds = {
  pt_BR: tiny,
  // Stores with a delivery day of their own, empty shelves, and a history that ends within a month.
  en_US: {
    ...tiny,
    locale: 'en_US',
    seed: 4294967295,
    end: '2023-02-15',
    'delivery.weekday': 0,
    'stock.short_rate': 0.4,
    'store.opening_years': 1.5,
  },
};

const result = {};
for (const [world, settings] of Object.entries(worlds)) {
  result[world] = {};
  for (const { name } of worldTables) {
    const { rows } = await query({ sql: `SELECT * FROM world.${name}`, settings });
    const hash = createHash('sha256');
    for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
    result[world][name] = { rows: rows.length, sha256: hash.digest('hex') };
  }
}
console.log(JSON.stringify(result, null, 2));
