/** Lasting likings: tastes for categories and loyalty to brands, in their tables and in what is bought. */
import { describe, expect, test } from 'vitest';
import { word } from '../../src/random/index.js';
import { brandIndex, makeLikings, mix, tasteOf } from '../../src/world/likings.js';
import { createWorld } from '../../src/world/world.js';
import { correlation, mean, variance } from '../support/sweep.js';
import { shoppersOf, sum, type Trade, tally, tradeOf } from '../support/trade.js';
import { configWith } from '../support/worlds.js';

const grocery = createWorld(configWith({ 'catalogue.kind': 'grocery', shoppers: 10, products: 500 }));
const likings = makeLikings(grocery.config, grocery.catalogue, grocery.products);
const { categories } = grocery.catalogue;
/** Numbers of 20,000 shoppers. */
const keys = Array.from({ length: 20_000 }, (_, i) => word(grocery.draws.shopper, i));

/** Number of 32-bit words. */
const WORDS = 4294967296;

describe('tastes', () => {
  test('have mean 1 and the shape of the category', () => {
    categories.forEach(({ name, tasteShape }, c) => {
      const tastes = keys.map((key) => tasteOf(likings, key, c));
      const spread = Math.sqrt(1 / tasteShape);
      expect(Math.abs(mean(tastes) - 1), name).toBeLessThan((5 * spread) / Math.sqrt(keys.length));
      // Quantiles of 2,048 samples: the spread is that of the shape within a fifth.
      expect(Math.sqrt(variance(tastes)) / spread, name).toBeGreaterThan(0.8);
      expect(Math.sqrt(variance(tastes)) / spread, name).toBeLessThan(1.2);
    });
  });

  test('of two categories have nothing to do with each other', () => {
    for (const [a, b] of [
      [0, 1],
      [3, 17],
      [10, 30],
    ]) {
      const tastes = [a, b].map((c) => keys.map((key) => tasteOf(likings, key, c)));
      expect(Math.abs(correlation(tastes[0], tastes[1]))).toBeLessThan(0.04);
    }
  });

  test('a strength of 0 makes all alike, a larger one differs more', () => {
    const spread = (strength: number) => {
      const config = { ...grocery.config, 'basket.taste_strength': strength };
      const made = makeLikings(config, grocery.catalogue, grocery.products);
      return Math.sqrt(variance(keys.slice(0, 3000).map((key) => tasteOf(made, key, 0))));
    };
    expect(spread(0)).toBeLessThan(1e-9);
    expect(spread(2)).toBeGreaterThan(spread(1) * 1.2);
  });

  test('numbers are mixed evenly', () => {
    const buckets = tally(
      keys.map((key) => mix(key, likings.categoryKey[2]) >>> 28),
      16,
    );
    for (const n of buckets) expect(Math.abs(n / (keys.length / 16) - 1)).toBeLessThan(0.15);
  });
});

describe('brands', () => {
  test('are chances, and a product is looked at so often that its brand keeps its share', () => {
    expect(likings.brand.every((threshold) => threshold >= 0 && threshold <= WORDS)).toBe(true);
    const kinds = new Set<number>();
    for (let p = 0; p < grocery.products.count; p += 7) {
      kinds.add(likings.brandKey[p] & 3);
      const taken = mean(keys.map((key) => likings.brand[brandIndex(key, likings.brandKey[p])] / WORDS));
      expect(Math.abs(taken * likings.looks[p] - 1)).toBeLessThan(0.12);
    }
    expect(kinds.size).toBe(4);
  });

  test('one brand is another in another category, and the same for all its products in one', () => {
    const { category, brand } = grocery.products;
    const keyOf = new Map<string, number>();
    for (let p = 0; p < grocery.products.count; p++) {
      const name = `${category[p]} ${brand[p]}`;
      expect(keyOf.get(name) ?? likings.brandKey[p]).toBe(likings.brandKey[p]);
      keyOf.set(name, likings.brandKey[p]);
    }
    expect(new Set(keyOf.values()).size).toBe(keyOf.size);
  });
});

describe('show in what is bought', () => {
  const few = { shoppers: 300, 'visit.per_year': 100, 'basket.lines_mean': 6, 'visit.rate_r': 20 } as const;
  const trade = tradeOf(few);

  /** Lines of each shopper in each category. */
  function linesOf({ world, saleLine, visit }: Trade): number[][] {
    const person = new Map<string, number>();
    for (let i = 0; i < visit.count; i++) {
      person.set(`${visit.store[i]} ${visit.day[i]} ${visit.visit[i]}`, visit.person[i] - 1);
    }
    const lines = Array.from({ length: world.config.shoppers }, () =>
      new Array<number>(world.catalogue.categories.length).fill(0),
    );
    for (let i = 0; i < saleLine.count; i++) {
      const who = person.get(`${saleLine.store[i]} ${saleLine.day[i]} ${saleLine.visit[i]}`) as number;
      lines[who][world.products.category[saleLine.product[i] - 1]]++;
    }
    return lines;
  }

  /** Share of lines in a category by shoppers who like it most, over that of those who like it least. */
  function ratio(of: Trade, category: number): number {
    const lines = linesOf(of);
    const { key } = shoppersOf(of.world);
    const liking = trade.world.likings as NonNullable<Trade['world']['likings']>;
    const order = Array.from(lines.keys()).sort(
      (a, b) => tasteOf(liking, key[a], category) - tasteOf(liking, key[b], category),
    );
    const share = (who: number[]) => sum(who.map((i) => lines[i][category])) / sum(who.map((i) => sum(lines[i])));
    return share(order.slice(-75)) / share(order.slice(0, 75));
  }
  const named = (name: string) => trade.world.catalogue.categories.findIndex((c) => c.name === name);

  test('who likes a category buys more of it: much more of what few buy, a little of what all buy', () => {
    expect(ratio(trade, named('Baby Food'))).toBeGreaterThan(10);
    expect(ratio(trade, named('Milk'))).toBeGreaterThan(1.3);
    expect(ratio(trade, named('Baby Food'))).toBeGreaterThan(2 * ratio(trade, named('Milk')));
  });

  test('hidden tastes and shares of lines go together in every category that sells', () => {
    const lines = linesOf(trade);
    const { key } = shoppersOf(trade.world);
    const totals = categories.map((_, c) => sum(lines.map((own) => own[c])));
    const strong = totals
      .map((total, c) => ({ total, c }))
      .filter(({ total }) => total > 3000)
      .map(({ c }) =>
        correlation(
          lines.map((own) => own[c] / sum(own)),
          key.map((k) => tasteOf(trade.world.likings as NonNullable<Trade['world']['likings']>, k, c)),
        ),
      );
    expect(strong.length).toBeGreaterThan(10);
    expect(Math.min(...strong)).toBeGreaterThan(0.5);
  });

  test('without tastes all buy alike', () => {
    const alike = tradeOf({ ...few, 'basket.taste_strength': 0 });
    expect(Math.abs(ratio(alike, named('Milk')) - 1)).toBeLessThan(0.15);
  });

  /** How much likelier two lines of a shopper in a category are of one brand than two of different shoppers. */
  function loyalty(of: Trade): number {
    const { world, saleLine, visit } = of;
    const person = new Map<string, number>();
    for (let i = 0; i < visit.count; i++) {
      person.set(`${visit.store[i]} ${visit.day[i]} ${visit.visit[i]}`, visit.person[i]);
    }
    const own = new Map<string, Map<number, number>>();
    const all = new Map<string, Map<number, number>>();
    const add = (to: typeof own, key: string, brand: number) => {
      const counts = to.get(key) ?? new Map<number, number>();
      counts.set(brand, (counts.get(brand) ?? 0) + 1);
      to.set(key, counts);
    };
    for (let i = 0; i < saleLine.count; i++) {
      const p = saleLine.product[i] - 1;
      const who = person.get(`${saleLine.store[i]} ${saleLine.day[i]} ${saleLine.visit[i]}`);
      add(own, `${who} ${world.products.category[p]}`, world.products.brand[p]);
      add(all, `${world.products.category[p]}`, world.products.brand[p]);
    }
    const same = (groups: typeof own, weights: (key: string, n: number) => number) => {
      let [hits, total] = [0, 0];
      for (const [key, counts] of groups) {
        const n = sum([...counts.values()]);
        if (n < 2) continue;
        const weight = weights(key, n);
        hits += (weight * sum([...counts.values()].map((k) => k * (k - 1)))) / (n * (n - 1));
        total += weight;
      }
      return hits / total;
    };
    const lines = new Map<string, number>();
    for (const [key, counts] of own) {
      const category = key.split(' ')[1];
      lines.set(category, (lines.get(category) ?? 0) + sum([...counts.values()]));
    }
    return same(own, (_, n) => n) / same(all, (key) => lines.get(key) ?? 0);
  }

  test('brands: the smaller the shape, the more loyal', () => {
    const [strong, usual, none] = [0.5, 4, 100].map((shape) =>
      loyalty(tradeOf({ ...few, 'visit.per_year': 60, 'basket.brand_shape': shape })),
    );
    expect(none).toBeLessThan(1.1);
    expect(usual).toBeGreaterThan(none + 0.05);
    expect(strong).toBeGreaterThan(usual + 0.1);
  });

  test('and products keep their share of the category', () => {
    const { world, saleLine } = tradeOf({ shoppers: 3000, 'visit.per_year': 12, 'basket.brand_shape': 0.4 });
    const { category, popularity } = world.products;
    const sold = tally(saleLine.product, world.products.count + 1).slice(1);
    const of = (values: ArrayLike<number>) => tally(category, categories.length, values);
    const [lines, weights] = [of(sold), of(popularity)];
    const [a, b] = [
      sold.map((n, p) => n / lines[category[p]]),
      Array.from(popularity, (w, p) => w / weights[category[p]]),
    ];
    expect(correlation(a, b)).toBeGreaterThan(0.9);
  });
});
