/** Base prices over time, how they end, and the coming and going of products. */
import { describe, expect, test } from 'vitest';
import { civilOf, monthIndexOf, weekdayOf } from '../../src/world/calendar/civil.js';
import { endInNine, endOtherwise } from '../../src/world/price-endings.js';
import { listPriceAt } from '../../src/world/prices.js';
import { NEVER } from '../../src/world/products.js';
import { weekOf, weekStart } from '../../src/world/week.js';
import { createWorld, type World } from '../../src/world/world.js';
import { mean, variance } from '../support/sweep.js';
import { nearShare, sum, tradeOf } from '../support/trade.js';
import { configWith } from '../support/worlds.js';

const grocer = (changes: object) =>
  createWorld(
    configWith({
      stores: 1,
      products: 2000,
      years: 2,
      'catalogue.kind': 'grocery',
      'catalogue.launch_share': 0,
      'price.min': 0.25,
      'price.max': 60,
      'price.ending_nine': 0.75,
      ...changes,
    }),
  );

/** Entries that are changes: all but the first of each product. */
const changesOf = ({ prices }: World) =>
  Array.from({ length: prices.count }, (_, i) => i).filter((i) => i > 0 && prices.product[i] === prices.product[i - 1]);

describe('changes of base price', () => {
  const world = grocer({
    'price.change_rate': 0.1,
    'price.change_sd': 0.3,
    'price.max': 1000,
    'price.cost_share_max': 0.3,
  });
  const { prices, products } = world;
  const changed = changesOf(world);

  test('come with the chance of the settings in each month but the first', () => {
    const chances = products.count * 23;
    // A new level that rounds to the old price is no change: about one in a hundred.
    const share = changed.length / chances;
    expect(share).toBeLessThan(0.1 + 4.5 * Math.sqrt(0.09 / chances));
    expect(share).toBeGreaterThan(0.095);
    const perMonth = new Map<string, number>();
    for (const i of changed) {
      const key = `${prices.product[i]} ${monthIndexOf(prices.from[i])}`;
      perMonth.set(key, (perMonth.get(key) ?? 0) + 1);
    }
    expect(Math.max(...perMonth.values())).toBe(1);
  });

  test('begin with the trading week, inside the history, and change something', () => {
    for (const i of changed) {
      expect(weekdayOf(prices.from[i])).toBe(world.config['delivery.weekday']);
      expect(prices.from[i]).toBeGreaterThan(prices.from[i - 1]);
      expect(prices.from[i] >= world.from && prices.from[i] < world.to).toBe(true);
      expect(prices.listCents[i]).not.toBe(prices.listCents[i - 1]);
      expect(prices.listCents[i]).toBeGreaterThanOrEqual(products.costCents[prices.product[i]]);
      expect(civilOf(prices.from[i]).day).toBeLessThanOrEqual(7);
    }
  });

  test('stay around the first price, with the spread of the settings', () => {
    const steps = changed.map((i) => Math.log(prices.listCents[i] / products.listCents[prices.product[i]]));
    expect(Math.abs(mean(steps))).toBeLessThan(0.03);
    expect(Math.sqrt(variance(steps))).toBeGreaterThan(0.27);
    expect(Math.sqrt(variance(steps))).toBeLessThan(0.33);
  });

  test('the first price begins with the launch; without a chance it is the only one', () => {
    for (let p = 0; p < products.count; p++) {
      expect(prices.from[prices.first[p]]).toBe(products.launchedOn[p]);
      expect(prices.listCents[prices.first[p]]).toBe(products.listCents[p]);
    }
    expect(grocer({}).prices.count).toBe(2000);
  });

  test('prices end in 9 as often as the settings say, the others in 0 or 5', () => {
    const cents = changed.map((i) => prices.listCents[i]);
    expect(nearShare(cents.filter((c) => c % 10 === 9).length / cents.length, 0.75, cents.length)).toBe(true);
    const first = Array.from(products.listCents);
    expect(nearShare(first.filter((c) => c % 10 === 9).length / first.length, 0.75, first.length)).toBe(true);
    expect(cents.filter((c) => ![0, 5, 9].includes(c % 10)).length).toBeLessThan(0.01 * cents.length);
  });

  test('stay in the range of the catalogue', () => {
    const narrow = grocer({ 'price.change_rate': 1, 'price.change_sd': 0.5, 'price.max': 4, 'price.min': 2 });
    expect(changesOf(narrow).length).toBeGreaterThan(10_000);
    expect(Math.min(...narrow.prices.listCents)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...narrow.prices.listCents)).toBeLessThanOrEqual(400);
  });

  test('show at the till, from the first day on', () => {
    const { world: shop, saleLine } = tradeOf({
      products: 100,
      'assortment.min': 100,
      'assortment.max': 100,
      'price.change_rate': 0.5,
      'visit.per_year': 10,
    });
    // Looked up another way: the last entry of the product that is not after the day.
    const entries = Array.from({ length: 100 }, (_, p) =>
      Array.from(shop.prices.product.keys()).filter((i) => shop.prices.product[i] === p),
    );
    const paid = new Set<number>();
    for (let i = 0; i < saleLine.count; i++) {
      const p = saleLine.product[i] - 1;
      const entry = entries[p].findLast((e) => shop.prices.from[e] <= saleLine.day[i]) as number;
      if (saleLine.listCents[i] !== shop.prices.listCents[entry]) expect.fail(`list price of line ${i}`);
      paid.add(entry);
      if (listPriceAt(shop.prices, p, saleLine.day[i]) !== saleLine.listCents[i]) expect.fail(`price at line ${i}`);
    }
    expect(paid.size).toBeGreaterThan(0.9 * shop.prices.count);
  });
});

describe('endings', () => {
  test('prices near a price, in steps that grow', () => {
    expect([1, 13, 15, 99, 103, 106, 1993, 2048, 2051, 12345].map(endInNine)).toEqual([
      9, 9, 19, 99, 99, 109, 1989, 1999, 2099, 12299,
    ]);
    expect([1, 7, 8, 99, 1998, 2024, 2026].map(endOtherwise)).toEqual([5, 5, 10, 100, 2000, 2000, 2050]);
  });
});

describe('turnover of the catalogue', () => {
  const world = grocer({ products: 5000, 'catalogue.turnover_month': 0.03, 'price.change_rate': 0.1 });
  const { products, prices, from, to } = world;
  const sold = (day: number) =>
    sum(products.launchedOn.map((launch, p) => (launch <= day && products.leftOn[p] > day ? 1 : 0)));

  test('as many are launched as leave, in the share of the settings', () => {
    const months = 24;
    const range = mean(Array.from({ length: 24 }, (_, m) => sold(from + 30 * m)));
    const launched = products.launchedOn.filter((day) => day >= from).length;
    const left = products.leftOn.filter((day) => day < to).length;
    expect(launched / range / months).toBeGreaterThan(0.027);
    expect(launched / range / months).toBeLessThan(0.033);
    expect(left / range / months).toBeGreaterThan(0.025);
    expect(left / range / months).toBeLessThan(0.033);
  });

  test('the range stays about as large', () => {
    for (let day = from; day < to; day += 60) expect(Math.abs(sold(day) / sold(from) - 1)).toBeLessThan(0.08);
  });

  test('nobody leaves within eight weeks, and no price changes once a product has left', () => {
    for (let p = 0; p < products.count; p++) {
      if (products.leftOn[p] === NEVER) continue;
      if (products.leftOn[p] < products.launchedOn[p] + 56) expect.fail(`product ${p}`);
    }
    for (let i = 0; i < prices.count; i++) {
      if (prices.from[i] >= products.leftOn[prices.product[i]]) expect.fail(`price ${i}`);
    }
  });

  test('shows: a new product starts low and an old one ends low, and nothing is sold outside of its life', () => {
    const { world: shop, saleLine } = tradeOf({
      products: 400,
      years: 2,
      'assortment.min': 150,
      'assortment.max': 200,
      'catalogue.turnover_month': 0.04,
      'catalogue.ramp_weeks': 12,
      'visit.per_year': 40,
    });
    const { launchedOn, leftOn } = shop.products;
    const young = new Float64Array(40);
    const old = new Float64Array(40);
    const [begin, end] = [new Set<number>(), new Set<number>()];
    for (let i = 0; i < saleLine.count; i++) {
      const p = saleLine.product[i] - 1;
      const day = saleLine.day[i];
      if (day < launchedOn[p] || day >= leftOn[p]) expect.fail(`line ${i} outside of the life of product ${p + 1}`);
      if (weekStart(weekOf(day, 1), 1) < launchedOn[p]) expect.fail(`line ${i} before a whole week`);
      const life = Math.min(leftOn[p], shop.to) - Math.max(launchedOn[p], shop.from);
      if (launchedOn[p] > shop.from && life > 280) {
        begin.add(p);
        young[Math.floor((day - launchedOn[p]) / 7)] += (day - launchedOn[p]) / 7 < 40 ? 1 : 0;
      }
      if (leftOn[p] < shop.to && life > 280) {
        end.add(p);
        old[Math.floor((leftOn[p] - 1 - day) / 7)] += (leftOn[p] - 1 - day) / 7 < 40 ? 1 : 0;
      }
    }
    expect(Math.min(begin.size, end.size)).toBeGreaterThan(20);
    const level = (weeks: Float64Array, first: number, last: number) => mean(weeks.slice(first, last));
    expect(level(young, 1, 4) / level(young, 16, 36)).toBeLessThan(0.65);
    expect(level(old, 1, 4) / level(old, 16, 36)).toBeLessThan(0.75);
  });
});
