/** Draws have addresses: what a setting does not concern does not move, and what is asked of an instant agrees with the tables. */
import { describe, expect, test } from 'vitest';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import type { WorldConfig } from '../../src/world/knobs.js';
import { ShardSimulator } from '../../src/world/shard.js';
import { regionShoppers } from '../../src/world/shoppers.js';
import { createWorld } from '../../src/world/world.js';
import { allTables, configWith, copyOf } from '../support/worlds.js';

const small = { stores: 5, products: 60, years: 1, 'demand.lines_per_day': 20 } as const;

/** Every line that shoppers wanted in three months, sold or lost, as text, in order. */
function wantedLines(changes: Partial<WorldConfig>): string[] {
  const world = createWorld(configWith({ ...small, ...changes }));
  const simulator = new ShardSimulator(world);
  const first = monthIndexOf(world.from) + 6;
  const lines: string[] = [];
  for (const region of world.regions) {
    for (let month = first; month < first + 3; month++) {
      const shard = simulator.simulate(region.index, month, allTables);
      for (const rows of [shard.saleLine, shard.lostSale]) {
        const c = rows.columns;
        for (let i = 0; i < rows.count; i++) {
          lines.push([c.day[i], c.store[i], c.line[i], c.product[i], c.quantity[i]].join(' '));
        }
      }
    }
  }
  return lines.sort();
}

/** All rows of the first months of a world. */
function everything(changes: Partial<WorldConfig>) {
  const world = createWorld(configWith({ ...small, ...changes }));
  return world.regions.map((region) =>
    copyOf(new ShardSimulator(world).simulate(region.index, monthIndexOf(world.from) + 6, allTables)),
  );
}

/** A company with shoppers; its shelves are full, so that nobody takes one product in the place of another. */
const shop: Partial<WorldConfig> = {
  towns: 5,
  shoppers: 300,
  'visit.per_year': 40,
  'basket.lines_mean': 4,
  'promotion.cycle_weeks': 8,
  'price.change_rate': 0.1,
  'return.rate': 0.1,
  'stock.presentation': 1000,
  'stock.short_rate': 0,
};

describe('what shoppers with baskets want', () => {
  const before = wantedLines(shop);

  test('is something', () => {
    expect(before.length).toBeGreaterThan(5000);
  });

  test.each<[string, Partial<WorldConfig>]>([
    ['tax', { 'tax.rate': 0.2 }],
    ['tenders', { 'tender.shares': [0, 0, 1, 0, 0], 'tender.split_rate': 0.5 }],
    ['returns', { 'return.rate': 0.5, 'return.lag_median': 3 }],
    ['who is known', { 'visit.identified_share': 0.1 }],
    ['costs', { 'price.cost_share_min': 0.01, 'price.cost_share_max': 0.3 }],
    ['hours', { 'visit.hours': [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0] }],
    ['markdowns', { 'markdown.depths': [0, 0.01], 'markdown.shares': [0.5, 0.5] }],
    ['shrink', { 'stock.shrink_rate': 0.1 }],
    ['presentation stock', { 'stock.presentation': 900 }],
    ['what the anonymous would want', { 'demand.lines_per_day': 1 }],
  ])('is not moved by %s', (_, changes) => {
    expect(wantedLines({ ...shop, ...changes })).toEqual(before);
  });

  test.each<[string, Partial<WorldConfig>]>([
    ['the seed', { seed: 43 }],
    ['the number of shoppers', { shoppers: 310 }],
    ['habits', { 'visit.weekday_habit': 10 }],
    ['moving house', { 'shopper.move_rate': 0.9 }],
    ['the distance of homes', { 'shopper.home_km': 20 }],
    ['households', { 'basket.household_sd': 1 }],
    ['loyalty to brands', { 'basket.brand_shape': 10 }],
    ['tastes', { 'basket.taste_strength': 0 }],
    ['promotions', { 'promotion.cycle_weeks': 0 }],
    ['elasticities', { 'price.elasticity_mean': -1.5 }],
    ['adverts', { 'promotion.feature_lift': 5 }],
    ['the dip after promotions', { 'promotion.dip': 0.8 }],
    ['what promotions do to categories', { 'promotion.category_growth': 0 }],
    ['shocks to products', { 'demand.product_shock_sd': 0.5 }],
    ['the weather', { 'demand.weather_sd': 0.3 }],
    ['payday', { 'demand.payday': 0.5 }],
    ['an exact number of receipts', { 'visit.total': 10_000 }],
  ])('is moved by %s', (_, changes) => {
    expect(wantedLines({ ...shop, ...changes })).not.toEqual(before);
  });

  test('the list of shoppers does not depend on what they buy', () => {
    const people = (changes: Partial<WorldConfig>) => {
      const world = createWorld(configWith({ ...small, ...shop, ...changes }));
      return world.regions.map((region) => regionShoppers(world, region));
    };
    expect(people({ 'basket.lines_mean': 2, 'promotion.cycle_weeks': 0, 'return.rate': 0, products: 20 })).toEqual(
      people({}),
    );
  });
});

describe('what shoppers want', () => {
  const before = wantedLines({});

  test.each<[string, Partial<WorldConfig>]>([
    ['safety stock', { 'stock.service_factor': -1 }],
    ['presentation stock', { 'stock.presentation': 9 }],
    ['short deliveries', { 'stock.short_rate': 0.5, 'stock.short_fill': 0 }],
    ['shrink', { 'stock.shrink_rate': 0.3 }],
    ['depths of markdown', { 'markdown.depths': [0, 0.3, 0.5] }],
    ['shares of markdown', { 'markdown.shares': [0.1, 0.1, 0.8] }],
    ['prices', { 'price.min': 5, 'price.max': 500, 'price.sigma': 1 }],
    ['costs', { 'price.cost_share_min': 0.5, 'price.cost_share_max': 0.9 }],
    ['floors', { 'size.mall.mean': 500, 'storage.share_max': 0.5 }],
    ['a longer history', { years: 2, 'catalogue.launch_share': 0 }],
  ])('is not moved by %s', (name, changes) => {
    if (name !== 'a longer history') {
      expect(wantedLines(changes)).toEqual(before);
    } else {
      // The window is the same half year before the end.
      const one = createWorld(configWith({ ...small, 'catalogue.launch_share': 0 }));
      const two = createWorld(configWith({ ...small, ...changes }));
      const month = monthIndexOf(one.to) - 6;
      expect(copyOf(new ShardSimulator(two).simulate(0, month, allTables))).toEqual(
        copyOf(new ShardSimulator(one).simulate(0, month, allTables)),
      );
    }
  });

  test.each<[string, Partial<WorldConfig>]>([
    ['the seed', { seed: 43 }],
    ['the day of the delivery', { 'delivery.weekday': 3 }],
    ['the weekdays', { 'demand.weekday': [1, 1, 1, 1, 1, 1, 1] }],
    ['quantities', { 'quantity.shares': [0.5, 0.5] }],
    ['the slow shock', { 'demand.shock_sd': 0.3 }],
  ])('is moved by %s', (_, changes) => {
    expect(wantedLines(changes)).not.toEqual(before);
  });

  test('is the same with fewer lines on the shelf: sold and lost change places', () => {
    const sold = (changes: Partial<WorldConfig>) => everything(changes)[0]['saleLine.store'].length;
    expect(sold({ 'stock.service_factor': -2, 'stock.presentation': 1 })).toBeLessThan(sold({}));
  });
});

describe('the same seed', () => {
  test('gives the same company every time', () => {
    expect(everything({})).toEqual(everything({}));
  });

  test('and another seed another one, in every table', () => {
    const [a, b] = [everything({})[0], everything({ seed: 43 })[0]];
    for (const column of Object.keys(a).filter((name) => !/\.(store|day|line)$/.test(name))) {
      // Anonymous trade has no receipts: their columns stay empty.
      if (a[column].length > 0) expect(a[column], column).not.toEqual(b[column]);
    }
    expect(a['saleLine.product'].length).toBeGreaterThan(300);
  });

  test('and so it is with shoppers', () => {
    const [a, b, c] = [everything(shop)[0], everything(shop)[0], everything({ ...shop, seed: 43 })[0]];
    expect(a).toEqual(b);
    for (const column of ['visit.person', 'visit.wanted', 'saleLine.product', 'receipt.netCents', 'payment.tender']) {
      expect(a[column].length, column).toBeGreaterThan(100);
      expect(a[column], column).not.toEqual(c[column]);
    }
  });

  test('seeds that differ in one bit share no store and no product', () => {
    const [a, b] = [0, 1].map((seed) => createWorld(configWith({ seed })));
    expect(a.stores.uuid.filter((id) => b.stores.uuid.includes(id))).toEqual([]);
    expect(a.products.uuid.filter((id) => b.products.uuid.includes(id))).toEqual([]);
    expect(Array.from(a.stores.volume).filter((v) => b.stores.volume.includes(v))).toEqual([]);
  });

  test('and another locale another country: towns, holidays and seasons differ, sizes and prices do not', () => {
    const [brazil, us] = ['pt_BR', 'en_US'].map((locale) => createWorld(configWith({ ...small, locale })));
    expect(us.vocabulary.retailer).not.toBe(brazil.vocabulary.retailer);
    expect(us.products.listCents).toEqual(brazil.products.listCents);
    expect(us.stores.sizeM2).toEqual(brazil.stores.sizeM2);
    expect(wantedLines({ locale: 'en_US' })).not.toEqual(wantedLines({ locale: 'pt_BR' }));
  });
});

test('every family of draws has a key of its own', () => {
  const keys = Object.values(createWorld(configWith(small)).draws).map(({ k1, k2 }) => `${k1} ${k2}`);
  expect(keys.length).toBeGreaterThan(20);
  expect(new Set(keys).size).toBe(keys.length);
});
