/**
 * Prints the SHA-256 of every table of three tiny worlds, as JSON, from the built package. Time zone and language are
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
  // Shoppers, baskets, receipts: everything that anonymous trade does not have.
  shoppers: {
    ...tiny,
    locale: 'en_US',
    seed: 7,
    'catalogue.kind': 'convenience',
    'catalogue.turnover_month': 0.03,
    'price.min': 0.5,
    'price.change_rate': 0.1,
    'stock.short_rate': 0.2,
    shoppers: 80,
    'shopper.move_rate': 0.3,
    'visit.total': 4000,
    'basket.lines_mean': 3,
    'promotion.count': 60,
    'promotion.ending_nine': 0.7,
    'demand.weather_sd': 0.1,
    'demand.product_shock_sd': 0.3,
    'demand.payday': 0.08,
    'tax.rate': 0.0725,
    'tender.split_rate': 0.1,
  },
};

const result = {};
for (const [world, settings] of Object.entries(worlds)) {
  result[world] = {};
  // The live feeds have no end: they have golden values of their own.
  for (const { name } of worldTables.filter(({ grain }) => grain !== 'feed')) {
    const { rows } = await query({ sql: `SELECT * FROM world.${name}`, settings });
    const hash = createHash('sha256');
    for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
    result[world][name] = { rows: rows.length, sha256: hash.digest('hex') };
  }
}
console.log(JSON.stringify(result, null, 2));
