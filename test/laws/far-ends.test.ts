/** The far ends of every setting: nothing crashes, the books close, numbers stay in range. */
import { describe, expect, test } from 'vitest';
import { openWorld } from '../../src/engine/database.js';
import { checkConfig } from '../../src/engine/settings.js';
import { civilOf, formatDay, monthIndexOf } from '../../src/world/calendar/civil.js';
import { Rows } from '../../src/world/columns.js';
import { type Knob, knobs, type WorldConfig } from '../../src/world/knobs.js';
import { ShardSimulator } from '../../src/world/shard.js';
import { createWorld, historyText } from '../../src/world/world.js';
import { checkBooks } from '../support/books.js';
import { allTables, configWith } from '../support/worlds.js';

/** One store, so that the largest numbers stay small enough for a test. */
const tiny: Partial<WorldConfig> = {
  stores: 1,
  products: 30,
  years: 1,
  'assortment.min': 5,
  'assortment.max': 15,
  'demand.lines_per_day': 5,
};

describe('every number at its ends', () => {
  /** Settings that must move along for a value to be allowed. */
  const along: Partial<Record<string, Partial<WorldConfig>>> = {
    'assortment.min': { 'assortment.max': 10000 },
    'assortment.max': { 'assortment.min': 1 },
    'price.min': { 'price.max': 100000 },
    'price.max': { 'price.min': 0.05 },
    'price.cost_share_min': { 'price.cost_share_max': 0.95 },
    'price.cost_share_max': { 'price.cost_share_min': 0.01 },
    'storage.share_min': { 'storage.share_max': 1 },
    'storage.share_max': { 'storage.share_min': 0.01 },
    'demand.lines_per_day': { 'tier.gold.volume': 1, 'tier.silver.volume': 1 },
    'tier.gold.share': { 'tier.silver.share': 0 },
    'tier.silver.share': { 'tier.gold.share': 0 },
    'store.opening_months_min': { 'store.opening_years': 5 },
    'store.opening_years': { 'store.opening_months_min': 0 },
    'basket.lines_mean': { 'basket.lines_max': 200 },
    'basket.lines_max': { 'basket.lines_mean': 1 },
    'promotion.depth_min': { 'promotion.depth_max': 0.9 },
    'promotion.depth_max': { 'promotion.depth_min': 0 },
  };
  /** Shoppers who use everything: promotions, price changes, tax, split payments, returns. */
  const shop: Partial<WorldConfig> = {
    shoppers: 40,
    'basket.lines_mean': 4,
    'promotion.cycle_weeks': 4,
    'price.change_rate': 0.2,
    'tax.rate': 0.0725,
    'tender.split_rate': 0.2,
    'return.rate': 0.2,
    'visit.identified_share': 0.5,
  };
  /** With shoppers: what keeps the largest numbers small enough for a test, and what a value needs. */
  const alongShop: Partial<Record<string, Partial<WorldConfig>>> = {
    shoppers: { 'visit.per_year': 0.02 },
    'visit.per_year': { shoppers: 20 },
    'visit.total': { 'basket.lines_mean': 1 },
    'delivery.weekday': { 'promotion.cycle_weeks': 0, 'price.change_rate': 0 },
    'basket.lines_mean': { 'basket.lines_max': 200 },
    'basket.lines_max': { 'basket.lines_mean': 1 },
    'visit.weekday_habit': { 'visit.per_year': 300 },
  };
  /** Ends that no small world can have; the rules between settings still must let them pass or name them. */
  const large = new Set(['shoppers=20000000', 'visit.total=1000000000', 'promotion.count=1000000']);
  const cases = Object.entries(knobs as Record<string, Knob>).flatMap(([name, knob]) =>
    knob.kind === 'integer' || knob.kind === 'number'
      ? [knob.min, knob.max].map((value) => [name, value] as const)
      : [],
  );

  const checked = (values: Partial<WorldConfig>) => {
    const { config, problems } = checkConfig(values as Record<string, unknown>);
    expect(problems).toEqual([]);
    return createWorld(config);
  };

  test.each(cases.filter(([name, value]) => !large.has(`${name}=${value}`)))('%s = %s', (name, value) => {
    const values = { ...tiny, ...along[name], [name]: value };
    if (name === 'stores' || name === 'dc.stores_max') values['demand.lines_per_day'] = 1;
    const world = checked(values);
    const busy = world.config['demand.lines_per_day'] > 1000;
    const books = checkBooks(world, monthIndexOf(world.to - 1) - (busy ? 0 : 1), busy ? 1 : 2, 1);
    expect(books.broken).toEqual([]);
  });

  test.each(cases.filter(([name, value]) => !large.has(`${name}=${value}`) && name !== 'demand.lines_per_day'))(
    '%s = %s, with shoppers',
    (name, value) => {
      const values = { ...tiny, ...shop, ...along[name], ...alongShop[name], [name]: value };
      const world = checked(values);
      const last = monthIndexOf(world.to - 1);
      const books = checkBooks(world, last - 1, 2, 1);
      expect(books.broken).toEqual([]);
      if (world.config.shoppers === 40 && world.config['visit.per_year'] === 63) {
        expect(books.receipts + books.lostLines).toBeGreaterThan(0);
      }
    },
  );

  test('20 million shoppers and a billion receipts: the rules of a company that can hold them let them pass', () => {
    const chain = { stores: 20_000, 'dc.stores_max': 200, shoppers: 20_000_000, 'visit.per_year': 50 };
    expect(checkConfig(chain).problems).toEqual([]);
    const exact = { stores: 5000, shoppers: 1_000_000, 'visit.total': 1_000_000_000, years: 3 };
    expect(checkConfig(exact).problems).toEqual([]);
    expect(checkConfig({ ...exact, stores: 20_000 }).problems.map((p) => p.path)).toEqual(['visit.total']);
    expect(checkConfig({ ...exact, stores: 1 }).problems.map((p) => p.path)).toEqual(['visit.total']);
    expect(checkConfig({ ...chain, stores: 1, 'visit.per_year': 2000 }).problems.map((p) => p.path)).toEqual([
      'shoppers',
    ]);
  });

  test('a million promotions, one a week for each product', () => {
    const world = checked({
      stores: 1,
      products: 10_000,
      years: 2,
      shoppers: 10,
      'promotion.count': 1_000_000,
      'promotion.group_size': 1,
      'promotion.weeks_max': 8,
    });
    expect(world.promotions.count).toBe(1_000_000);
    const taken = new Set<number>();
    const groups = world.promotions.groupStart.length - 1;
    for (let n = 0; n < world.promotions.count; n++) {
      for (let w = 0; w < world.promotions.weeks[n]; w++) {
        taken.add((world.promotions.firstWeek[n] + w) * groups + world.promotions.group[n]);
      }
    }
    expect(taken.size).toBe(world.promotions.weeks.reduce((a, b) => a + b, 0));
  });

  test('receipts of the dearest goods fit into their columns', () => {
    const world = checked({
      ...tiny,
      ...shop,
      'price.min': 100_000,
      'price.max': 100_000,
      'basket.lines_mean': 15,
      'basket.lines_max': 15,
      'quantity.shares': [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      'stock.service_factor': 10,
    });
    const books = checkBooks(world, monthIndexOf(world.to - 1), 1, 1);
    expect(books.broken).toEqual([]);
  });
});

describe('both ends of the calendar', () => {
  test.each(['1980-01-31', '2199-12-31'])('a history that ends on %s', async (end) => {
    const world = createWorld(configWith({ ...tiny, end, years: 50, seed: 4294967295, 'store.opening_years': 50 }));
    expect(historyText(world).endsWith(end)).toBe(true);
    expect(civilOf(world.from).year).toBe(Number(end.slice(0, 4)) - (end.endsWith('12-31') ? 49 : 50));
    for (const first of [world.from, world.to - 40, world.to + 365]) {
      const books = checkBooks(world, monthIndexOf(first), 3);
      expect(books.broken, formatDay(first)).toEqual([]);
    }
    const after = { from: world.to, to: world.to + 70 };
    const database = await openWorld(world, { window: after });
    try {
      const reader = await database.connection.runAndReadAll(
        `SELECT min(sold_on)::VARCHAR, max(sold_on)::VARCHAR, min(sold_at::DATE - sold_on), max(sold_at::DATE - sold_on),
          count(*), count(DISTINCT line_id), min(line_id) > 0 FROM world.sale_line`,
      );
      const [first, last, early, late, rows, ids, positive] = reader.getRows()[0];
      expect(String(first) >= formatDay(after.from) && String(last) < formatDay(after.to)).toBe(true);
      expect([Number(early), Number(late)]).toEqual([0, 0]);
      expect(Number(rows)).toBeGreaterThan(100);
      expect(ids).toBe(rows);
      expect(positive).toBe(true);
    } finally {
      database.close();
    }
  });

  test('a leap day at the end', () => {
    const world = createWorld(configWith({ ...tiny, end: '2024-02-29' }));
    expect(historyText(world)).toBe('2023-03-01 to 2024-02-29');
    expect(historyText(createWorld(configWith({ ...tiny, end: '2025-02-28' })))).toBe('2024-03-01 to 2025-02-28');
  });

  test('numbers of lines stay unique and positive over fifty years', async () => {
    const world = createWorld(
      configWith({ ...tiny, stores: 8, years: 50, 'store.opening_years': 50, 'demand.lines_per_day': 2 }),
    );
    const database = await openWorld(world);
    try {
      const reader = await database.connection.runAndReadAll(
        'SELECT count(*), count(DISTINCT line_id) FROM world.sale_line',
      );
      const [rows, ids] = reader.getRows()[0];
      expect(Number(rows)).toBeGreaterThan(10_000);
      expect(ids).toBe(rows);
    } finally {
      database.close();
    }
  });
});

describe('large chains', () => {
  test('2,000 stores: a shard is as large as its region, not as the chain', () => {
    const world = createWorld(configWith({ stores: 2000 }));
    expect(Math.max(...world.regions.map((region) => region.stores.length))).toBeLessThanOrEqual(50);
    const shard = new ShardSimulator(world).simulate(7, monthIndexOf(world.to - 1), allTables);
    expect(shard.saleLine.count).toBeGreaterThan(10_000);
    expect(shard.saleLine.count).toBeLessThan(400_000);
  });

  test('20,000 stores: ids and regions hold', () => {
    const world = createWorld(configWith({ stores: 20_000, 'demand.lines_per_day': 1 }));
    expect(new Set(world.stores.uuid).size).toBe(20_000);
    const last = world.regions.length - 1;
    const books = checkBooks(world, monthIndexOf(world.to - 1), 1, 1);
    expect(books.broken).toEqual([]);
    const shard = new ShardSimulator(world).simulate(last, monthIndexOf(world.to - 1), new Set(['sale_line'] as const));
    expect(shard.saleLine.count).toBeGreaterThan(0);
  });

  test('10,000 products, all of them carried', () => {
    const world = createWorld(
      configWith({ stores: 2, products: 10_000, 'assortment.min': 10_000, 'assortment.max': 10_000 }),
    );
    const month = monthIndexOf(world.to - 1);
    const books = checkBooks(world, month, 1, 1);
    expect(books.broken).toEqual([]);
    const shard = new ShardSimulator(world).simulate(0, month, new Set(['assortment'] as const));
    expect(shard.assortment.columns.product[9999]).toBe(10_000);
  });
});

test('memory follows the shard: arrays are kept and refilled', () => {
  const world = createWorld(configWith({ ...tiny, years: 50, 'store.opening_years': 50 }));
  const simulator = new ShardSimulator(world);
  const room = () => {
    const shard = simulator.simulate(0, monthIndexOf(world.to - 1) - 500, allTables);
    return Object.values(shard)
      .filter((rows) => rows instanceof Rows)
      .reduce((sum, rows) => sum + (Object.values(rows.columns)[0] as Int32Array).length, 0);
  };
  const before = room();
  for (let month = monthIndexOf(world.from) + 100; month < monthIndexOf(world.from) + 400; month++) {
    simulator.simulate(0, month, allTables);
  }
  expect(room()).toBeLessThanOrEqual(2 * before);
});
