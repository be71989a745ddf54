/**
 * Base prices over time. A product's list price changes at the start of a trading week, in a month with the chance of
 * the settings, to a level drawn around the first: so the price at any instant is a matter of looking it up.
 */
import { exp, normal, type Source, source, uniform } from '../random/index.js';
import { monthIndexOf, monthStart } from './calendar/civil.js';
import type { WorldConfig } from './knobs.js';
import { endInNine, endOtherwise } from './price-endings.js';
import type { Products } from './products.js';
import { weekOf, weekStart } from './week.js';

/** Changes of list price: those of product p are entries first[p] … first[p + 1] − 1, in the order of their days. */
export interface PriceHistory {
  readonly count: number;
  readonly first: Int32Array;
  readonly product: Int32Array;
  /** First day of the price; the first entry of a product is its launch. */
  readonly from: Int32Array;
  readonly listCents: Int32Array;
}

/** Draws the changes of every product during the history. */
export function makePrices(config: WorldConfig, products: Products, from: number, to: number): PriceHistory {
  const rate = config['price.change_rate'];
  const chances = source(config.seed, 'price-change');
  const levels = source(config.seed, 'price-level');
  const weekday = config['delivery.weekday'] || 1;
  const first = new Int32Array(products.count + 1);
  const product: number[] = [];
  const day: number[] = [];
  const cents: number[] = [];
  for (let p = 0; p < products.count; p++) {
    first[p] = product.length;
    const add = (on: number, price: number) => {
      product.push(p);
      day.push(on);
      cents.push(price);
    };
    add(products.launchedOn[p], products.listCents[p]);
    for (let month = monthIndexOf(from) + 1; rate > 0 && month <= monthIndexOf(to - 1); month++) {
      if (uniform(chances, p, month) >= rate) continue;
      const on = weekStart(weekOf(monthStart(month) + 6, weekday), weekday);
      if (on <= products.launchedOn[p] + 28 || on >= products.leftOn[p] || on < from || on >= to) continue;
      const price = levelOf(config, levels, products, p, month);
      if (price !== cents[cents.length - 1]) add(on, price);
    }
  }
  first[products.count] = product.length;
  return {
    count: product.length,
    first,
    product: Int32Array.from(product),
    from: Int32Array.from(day),
    listCents: Int32Array.from(cents),
  };
}

function levelOf(config: WorldConfig, levels: Source, products: Products, p: number, month: number): number {
  const wanted = products.listCents[p] * exp(config['price.change_sd'] * normal(levels, p, month));
  const nine = uniform(levels, p, month, 1) < config['price.ending_nine'];
  const point = nine ? endInNine(Math.round(wanted)) : endOtherwise(Math.round(wanted));
  // Never below cost, never outside of the catalogue's range.
  const low = Math.max(products.costCents[p], Math.ceil(config['price.min'] * 100 - 1e-6));
  return Math.min(Math.floor(config['price.max'] * 100 + 1e-6), Math.max(low, point));
}

/** List price in cents of a product on a day. */
export function listPriceAt(prices: PriceHistory, product: number, day: number): number {
  let entry = prices.first[product + 1] - 1;
  while (entry > prices.first[product] && prices.from[entry] > day) entry--;
  return prices.listCents[entry];
}
