/** What is in a basket: how many lines, what for, what instead of what is not there. */
import { describe, expect, test } from 'vitest';
import { basketSizes, missionMix, sizeClass } from '../../src/world/processes/missions.js';
import { basketFactors } from '../../src/world/shoppers.js';
import { createWorld } from '../../src/world/world.js';
import { correlation, mean } from '../support/sweep.js';
import { nearShare, quantile, shoppersOf, sum, type Trade, tally, tradeOf } from '../support/trade.js';
import { configWith } from '../support/worlds.js';

const groceries = tradeOf({}, ['sale_line', 'visit', 'lost_sale']);

/** Row of each visit's table entry by store, day and number. */
const visitKey = (store: number, day: number, visit: number) => (store * 100_000 + day) * 10_000 + visit;

function visitRows({ visit }: Trade): Map<number, number> {
  return new Map(Array.from(visit.store, (store, i) => [visitKey(store, visit.day[i], visit.visit[i]), i]));
}

describe('size', () => {
  test.each([
    [4, 150, 0.49, 0.35],
    [9.43, 150, 0.49, 0.35],
    [9.43, 150, 0.55, 1.5],
    [1, 10, 0.49, 0.5],
    [4, 12, 0.49, 0],
    [5, 6, 0.49, 1],
    [20, 30, 0.49, 0.35],
    [30, 30, 0.1, 1],
    [6, 400, 100, 0],
  ])('mean %d, at most %d, r %d, sd %d: the sizes that shoppers draw have that mean', (wanted, most, r, sd) => {
    const world = createWorld(
      configWith({
        shoppers: 10,
        'basket.lines_mean': wanted,
        'basket.lines_max': most,
        'basket.lines_r': r,
        'basket.household_sd': sd,
      }),
    );
    const factors = Array.from(basketFactors(world.config));
    expect(Math.abs(mean(factors) - 1)).toBeLessThan(1e-9);
    const means = factors.map((factor) => {
      const sizes = basketSizes(world, factor);
      expect(sizes.length).toBe(most);
      expect(Math.abs(sum(sizes) - 1)).toBeLessThan(1e-9);
      expect(sizes.every((p) => p >= 0)).toBe(true);
      return sum(sizes.map((p, i) => p * (i + 1)));
    });
    expect(mean(means)).toBeCloseTo(wanted, 6);
  });

  test('what is left uncut is one and a negative binomial number', () => {
    const world = createWorld(configWith({ shoppers: 1, 'basket.lines_mean': 5, 'basket.lines_max': 400 }));
    const sizes = basketSizes(world, 1);
    const [r, m] = [0.49, 4];
    const p1 = (r / (r + m)) ** r;
    expect(sizes[0]).toBeCloseTo(p1, 6);
    expect(sizes[1] / sizes[0]).toBeCloseTo((m / (m + r)) * r, 6);
    expect(sizes[2] / sizes[1]).toBeCloseTo(((m / (m + r)) * (1 + r)) / 2, 6);
  });

  test('it shows: mean, single lines and tail of the baskets of a year', () => {
    const { world, visit } = groceries;
    const factors = Array.from(basketFactors(world.config));
    const chances = factors.map((factor) => basketSizes(world, factor));
    // The class of a visit's shopper: who comes often has a class of their own.
    const own = shoppersOf(world).basketClass;
    const classes = tally(
      visit.person.map((p) => own[p - 1]),
      factors.length,
    );
    const expected = (of: (sizes: Float64Array) => number) =>
      sum(classes.map((n, c) => n * of(chances[c]))) / visit.count;
    const wanted = expected((sizes) => sum(sizes.map((p, i) => p * (i + 1))));
    const sd = Math.sqrt(expected((sizes) => sum(sizes.map((p, i) => p * (i + 1) ** 2))) - wanted ** 2);
    expect(Math.abs(mean(visit.wanted) - wanted)).toBeLessThan((4.5 * sd) / Math.sqrt(visit.count));
    expect(Math.abs(wanted - 4)).toBeLessThan(0.15);
    for (const size of [1, 2, 5, 10]) {
      const share = visit.wanted.filter((n) => n === size).length / visit.count;
      expect(
        nearShare(
          share,
          expected((sizes) => sizes[size - 1]),
          visit.count,
        ),
      ).toBe(true);
    }
    expect(quantile(visit.wanted, 0.95)).toBeGreaterThan(10);
  });

  test('with full shelves shoppers get what they want', () => {
    const { visit, saleLine, lostSale } = groceries;
    expect(lostSale.count).toBe(0);
    expect(saleLine.count).toBe(sum(visit.lines));
    expect(mean(visit.lines)).toBeGreaterThan(0.998 * mean(visit.wanted));
  });

  test('households differ: the more, the larger the standard deviation', () => {
    const spread = (sd: number) => {
      const { visit } = tradeOf({ 'basket.household_sd': sd, shoppers: 300, 'visit.per_year': 150 }, ['visit']);
      const visits = tally(visit.person, 301);
      const lines = tally(visit.person, 301, visit.wanted);
      const means = lines.map((n, i) => n / visits[i]).filter((_, i) => visits[i] > 60);
      return quantile(means, 0.9) / quantile(means, 0.1);
    };
    const [none, much] = [spread(0), spread(0.8)];
    expect(none).toBeLessThan(2);
    expect(much).toBeGreaterThan(3);
  });

  test('units a line have the shares of the settings', () => {
    const shares = [0.798, 0.147, 0.028, 0.015, 0.012];
    const { saleLine } = tradeOf({ 'quantity.shares': shares, 'visit.per_year': 10 });
    const counts = tally(saleLine.quantity, 6).slice(1);
    counts.forEach((n, i) => {
      expect(nearShare(n / saleLine.count, shares[i], saleLine.count)).toBe(true);
    });
  });
});

describe('missions', () => {
  const { world, visit, saleLine } = groceries;
  const { missions, categories } = world.catalogue;

  test('baskets of one size have the missions of their class', () => {
    for (let c = 0; c < 5; c++) {
      const of = Array.from(visit.mission.keys()).filter((i) => sizeClass(visit.wanted[i]) === c);
      const counts = tally(
        of.map((i) => visit.mission[i]),
        missions.length,
      );
      const weights = missions.map((m) => m.bySize[c]);
      counts.forEach((n, m) => {
        expect(nearShare(n / of.length, weights[m] / sum(weights), of.length), missions[m].name).toBe(true);
      });
    }
  });

  test('a stock-up is large, a quick lunch small', () => {
    const sizeOf = (name: string) => mean(visit.wanted.filter((_, i) => missions[visit.mission[i]].name === name));
    expect(sizeOf('Stock-Up')).toBeGreaterThan(4 * sizeOf('Quick Lunch'));
    expect(sizeOf('Fill-In')).toBeGreaterThan(sizeOf('Quick Lunch'));
  });

  test('and each buys its own categories', () => {
    const rows = visitRows(groceries);
    const lines = missions.map(() => new Array<number>(categories.length).fill(0));
    for (let i = 0; i < saleLine.count; i++) {
      const row = rows.get(visitKey(saleLine.store[i], saleLine.day[i], saleLine.visit[i])) as number;
      lines[visit.mission[row]][world.products.category[saleLine.product[i] - 1]]++;
    }
    const share = (mission: string, names: readonly string[]) => {
      const own = lines[missions.findIndex((m) => m.name === mission)];
      return sum(own.filter((_, c) => names.includes(categories[c].name))) / sum(own);
    };
    const usual = (names: readonly string[]) => {
      const all = categories.map((_, c) => sum(lines.map((own) => own[c])));
      return sum(all.filter((_, c) => names.includes(categories[c].name))) / sum(all);
    };
    for (const [mission, names] of [
      ['Baby', ['Baby Food', 'Diapers']],
      ['Top-Up', ['Milk', 'Bread', 'Eggs']],
      ["Tonight's Meal", ['Beef', 'Chicken', 'Seafood']],
      ['Quick Lunch', ['Prepared Meals', 'Candy', 'Water']],
    ] as const) {
      expect(share(mission, names), mission).toBeGreaterThan(2 * usual(names));
    }
    expect(Math.abs(share('Stock-Up', ['Milk']) / usual(['Milk']) - 1)).toBeLessThan(0.5);
  });

  test('categories sell what a planner expects of them', () => {
    const weight = Float64Array.from({ length: categories.length }, (_, c) =>
      sum(world.products.popularity.filter((_, p) => world.products.category[p] === c)),
    );
    // Stores have tastes; together they are near the catalogue. Small baskets are many: their missions weigh most.
    const expected = missionMix(world).expected(weight);
    const sold = tally(
      saleLine.product.map((p) => world.products.category[p - 1]),
      categories.length,
    );
    expect(correlation(Array.from(expected), sold)).toBeGreaterThan(0.9);
  });
});

describe('the shelf', () => {
  test('no product is twice in a basket, however large the basket and small the range', () => {
    const { saleLine, visit } = tradeOf({
      products: 12,
      'assortment.min': 12,
      'assortment.max': 12,
      'catalogue.kind': 'fashion',
      'basket.lines_mean': 8,
      'visit.per_year': 10,
    });
    const seen = new Set(
      Array.from(
        saleLine.product,
        (product, i) => visitKey(saleLine.store[i], saleLine.day[i], saleLine.visit[i]) * 16 + product,
      ),
    );
    expect(saleLine.count).toBeGreaterThan(30_000);
    expect(seen.size).toBe(saleLine.count);
    expect(Math.max(...visit.lines)).toBeLessThanOrEqual(12);
    expect(Math.max(...visit.wanted)).toBeGreaterThan(40);
  });

  const poor = tradeOf({ 'stock.service_factor': -0.5, 'stock.presentation': 1, products: 200, 'visit.per_year': 60 }, [
    'sale_line',
    'lost_sale',
    'visit',
    'stock_day',
  ]);

  test('what is not there is a lost sale, and often something of the category is taken instead', () => {
    const { world, saleLine, lostSale } = poor;
    const category = (product: number) => world.products.category[product - 1];
    const at = new Map<number, number>();
    saleLine.line.forEach((line, i) => {
      at.set(visitKey(saleLine.store[i], saleLine.day[i], line), i);
    });
    let [followed, same] = [0, 0];
    for (let i = 0; i < lostSale.count; i++) {
      const next = at.get(visitKey(lostSale.store[i], lostSale.day[i], lostSale.line[i] + 1));
      if (next === undefined || saleLine.visit[next] !== lostSale.visit[i]) continue;
      followed++;
      if (saleLine.substitute[next] === 1) {
        same++;
        const alike = category(saleLine.product[next]) === category(lostSale.product[i]);
        // Who finds nothing of what was wanted takes one unit of what there is.
        if (!alike) expect([saleLine.number[next], saleLine.quantity[next]]).toEqual([1, 1]);
      }
    }
    expect(lostSale.count).toBeGreaterThan(2000);
    expect(same / followed).toBeGreaterThan(0.3);
    expect(sum(saleLine.substitute) - same).toBeLessThan(0.02 * same);
  });

  test('shoppers who find little go with less', () => {
    expect(mean(poor.visit.lines)).toBeLessThan(mean(poor.visit.wanted));
    expect(mean(poor.visit.wanted)).toBeGreaterThan(3.8);
    const out = poor.stockDay.closing.filter((units) => units === 0).length / poor.stockDay.count;
    expect(out).toBeGreaterThan(0.02);
  });

  test('the same seed gives the same baskets, another other ones', () => {
    const lines = (seed: number) => Array.from(tradeOf({ seed, 'visit.per_year': 3 }).saleLine.product);
    expect(lines(7)).toEqual(lines(7));
    expect(lines(7)).not.toEqual(lines(8));
  });
});
