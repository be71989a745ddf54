/**
 * Prints the SHA-256 of every table of two tiny worlds, as JSON, from the built package. The environment (time zone,
 * language) is that of the caller.
 */
import { createHash } from 'node:crypto';
import { query, worldTables } from '../../dist/index.js';

const tiny = { stores: 4, products: 30, years: 1, 'dc.stores_max': 2, 'assortment.min': 8, 'assortment.max': 20 };

/** @param {string} locale */
async function hashes(locale) {
  /** @type {Record<string, string>} */
  const result = {};
  for (const { name } of worldTables) {
    const { rows } = await query({ sql: `SELECT * FROM world.${name}`, settings: { ...tiny, locale } });
    const hash = createHash('sha256');
    for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
    result[name] = `${rows.length} ${hash.digest('hex').slice(0, 32)}`;
  }
  return result;
}

console.log(JSON.stringify({ pt_BR: await hashes('pt_BR'), en_US: await hashes('en_US') }, null, 2));
