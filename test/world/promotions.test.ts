/** Promotions: how many, which, how deep, and what they do to what is sold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekdayOf } from '../../src/world/calendar/civil.js';
import { promotionAt } from '../../src/world/promotions.js';
import { weekOf } from '../../src/world/week.js';
import { createWorld, type World } from '../../src/world/world.js';
import { mean, variance } from '../support/sweep.js';
import { nearShare, sum, type Trade, tradeOf } from '../support/trade.js';
import { configWith, FIXED, smallConfig } from '../support/worlds.js';

describe('the calendar', () => {
  test('of any company: as many as told, one at a time for a product, not too long, not too deep', () => {
    let seen = 0;
    fc.assert(
      fc.property(smallConfig, (config) => {
        const world = createWorld({ ...config, shoppers: 1 });
        const { promotions: p, products } = world;
        const groups = p.groupStart.length - 1;
        seen += p.count;
        const weekday = config['delivery.weekday'] || 1;
        const weeks = weekOf(world.to - 1, weekday) + 1 - weekOf(world.from, weekday);
        const cycle = config['promotion.cycle_weeks'];
        expect(p.count).toBe(
          config['promotion.count'] || (cycle > 0 ? Math.min(Math.round((groups * weeks) / cycle), groups * weeks) : 0),
        );
        const taken = new Set<string>();
        for (let n = 0; n < p.count; n++) {
          expect(p.weeks[n]).toBeGreaterThanOrEqual(1);
          expect(p.weeks[n]).toBeLessThanOrEqual(config['promotion.weeks_max']);
          for (let w = 0; w < p.weeks[n]; w++) {
            const key = `${p.group[n]}:${p.firstWeek[n] + w}`;
            expect(taken.has(key)).toBe(false);
            taken.add(key);
          }
          expect(p.rate[n]).toBeGreaterThanOrEqual(config['promotion.depth_min'] - 1e-9);
          expect(p.rate[n]).toBeLessThanOrEqual(config['promotion.depth_max'] + 1e-9);
          expect(p.startsOn[n]).toBeGreaterThanOrEqual(world.from);
          expect(p.endsOn[n]).toBeGreaterThanOrEqual(p.startsOn[n]);
          expect(p.endsOn[n]).toBeLessThan(world.to);
          if (p.startsOn[n] > world.from) expect(weekdayOf(p.startsOn[n])).toBe(weekday);
          if (n > 0) expect(p.startsOn[n]).toBeGreaterThanOrEqual(p.startsOn[n - 1]);
        }
        const members = new Set(p.members);
        expect(members.size).toBe(products.count);
        for (let g = 0; g < groups; g++) {
          const own = Array.from(p.members.subarray(p.groupStart[g], p.groupStart[g + 1]));
          expect(own.length).toBeGreaterThan(0);
          expect(own.length).toBeLessThanOrEqual(config['promotion.group_size']);
          expect(new Set(own.map((i) => `${products.category[i]} ${products.brand[i]}`)).size).toBe(1);
        }
      }),
      { ...FIXED, numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(1000);
  });

  test('depths have the mean and the spread of the settings, in whole percents; deep ones are advertised more', () => {
    const { promotions: p } = createWorld(
      configWith({
        products: 2000,
        'catalogue.kind': 'grocery',
        shoppers: 1,
        'promotion.count': 5000,
        'promotion.depth_mean': 0.3,
        'promotion.depth_sd': 0.08,
        'promotion.feature_share': 0.3,
      }),
    );
    const rates = Array.from(p.rate);
    expect(Math.abs(mean(rates) - 0.3)).toBeLessThan(0.006);
    expect(Math.abs(Math.sqrt(variance(rates)) - 0.08)).toBeLessThan(0.006);
    expect(rates.every((rate) => Math.abs(rate * 100 - Math.round(rate * 100)) < 1e-9)).toBe(true);
    expect(nearShare(mean(p.featured), 0.3, 5000)).toBe(true);
    const featured = (deep: boolean) => mean(Array.from(p.featured).filter((_, n) => rates[n] > 0.3 === deep));
    expect(featured(true)).toBeGreaterThan(1.1 * featured(false));
  });
});

const hilo = {
  products: 250,
  'assortment.min': 250,
  'assortment.max': 250,
  'visit.per_year': 60,
  'promotion.cycle_weeks': 20,
  'promotion.weeks_max': 1,
  'promotion.group_size': 1,
  'promotion.feature_share': 0,
  'promotion.dip': 0,
  'promotion.category_growth': 1,
  'price.elasticity_sd': 0,
  'basket.brand_shape': 100,
  'basket.taste_strength': 0,
} as const;

/** Units by product and week of the history. */
function weekly({ world, saleLine }: Trade) {
  const first = weekOf(world.from, 1);
  const weeks = weekOf(world.to - 1, 1) + 1 - first;
  const units = new Float64Array(world.products.count * weeks);
  for (let i = 0; i < saleLine.count; i++) {
    units[(saleLine.product[i] - 1) * weeks + weekOf(saleLine.day[i], 1) - first] += saleLine.quantity[i];
  }
  // The first and the last week are cut by the history.
  const inside = Array.from({ length: weeks - 2 }, (_, w) => first + w + 1);
  return { inside, at: (product: number, week: number) => units[product * weeks + week - first] };
}

/** Units of product-weeks that `chosen` names, over those of the same products in weeks without any promotion near. */
function against(trade: Trade, chosen: (world: World, product: number, week: number) => boolean): number {
  const { world } = trade;
  const { inside, at } = weekly(trade);
  let [own, usual] = [0, 0];
  for (let p = 0; p < world.products.count; p++) {
    const plain = inside.filter((w) => [0, 1, 2].every((ago) => promotionAt(world.promotions, p, w - ago) < 0));
    const usually = mean(plain.map((w) => at(p, w)));
    for (const w of inside) {
      if (plain.length < 10 || !chosen(world, p, w)) continue;
      own += at(p, w);
      usual += usually;
    }
  }
  return own / usual;
}

const on = (world: World, product: number, week: number) => promotionAt(world.promotions, product, week);

describe('what they do', () => {
  const trade = tradeOf(hilo);

  test('units rise with the depth as the elasticity says', () => {
    const points = [
      [0.05, 0.15],
      [0.15, 0.25],
      [0.25, 0.35],
      [0.35, 0.5],
    ].map(([low, high]) => {
      const deep = (w: World, n: number) => n >= 0 && w.promotions.rate[n] >= low && w.promotions.rate[n] < high;
      const lift = against(trade, (w, p, week) => deep(w, on(w, p, week)));
      const rates = Array.from(trade.world.promotions.rate).filter((_, n) => deep(trade.world, n));
      return { lift, expected: mean(rates.map((rate) => (1 - rate) ** -2.6)), price: Math.log(1 - mean(rates)) };
    });
    points.forEach(({ lift, expected }, i) => {
      expect(lift / expected).toBeGreaterThan(0.85);
      expect(lift / expected).toBeLessThan(1.15);
      if (i > 0) expect(lift).toBeGreaterThan(points[i - 1].lift * 1.15);
    });
    // The elasticity is found again in the output.
    const [x, y] = [points.map((p) => p.price), points.map((p) => Math.log(p.lift))];
    const [mx, my] = [mean(x), mean(y)];
    const slope = sum(x.map((v, i) => (v - mx) * (y[i] - my))) / sum(x.map((v) => (v - mx) ** 2));
    expect(slope).toBeLessThan(-2.2);
    expect(slope).toBeGreaterThan(-3);
  });

  test('the hidden lift is the expected factor on units', () => {
    for (const strong of [true, false]) {
      const chosen = (w: World, n: number) => n >= 0 && w.promotions.lift[n] > 2 === strong;
      const lift = against(trade, (w, p, week) => chosen(w, on(w, p, week)));
      const hidden = mean(Array.from(trade.world.promotions.lift).filter((_, n) => chosen(trade.world, n)));
      expect(Math.abs(lift / hidden - 1)).toBeLessThan(0.15);
    }
  });

  test('without elasticity, advert and dip they change nothing', () => {
    const flat = tradeOf({ ...hilo, 'price.elasticity_mean': 0 });
    expect(Math.abs(against(flat, (w, p, week) => on(w, p, week) >= 0) - 1)).toBeLessThan(0.05);
    expect(Math.abs(against(trade, (w, p, week) => on(w, p, week - 1) >= 0 && on(w, p, week) < 0) - 1)).toBeLessThan(
      0.05,
    );
  });

  test('an advert multiplies, and sales dip in the two weeks after', () => {
    const loud = tradeOf({
      ...hilo,
      'promotion.feature_share': 0.5,
      'promotion.feature_lift': 2,
      'promotion.depth_sd': 0,
      'promotion.depth_mean': 0.2,
      'promotion.dip': 0.2,
    });
    const featured = (wanted: number) =>
      against(loud, (w, p, week) => on(w, p, week) >= 0 && w.promotions.featured[on(w, p, week)] === wanted);
    expect(featured(1) / featured(0)).toBeGreaterThan(1.75);
    expect(featured(1) / featured(0)).toBeLessThan(2.25);
    const after = (ago: number) =>
      against(
        loud,
        (w, p, week) =>
          on(w, p, week - ago) >= 0 && [0, 1, 2].every((other) => other === ago || on(w, p, week - other) < 0),
      );
    // Mean lift is (1.79 + 3.57) / 2 = 2.68; less 20 % of 1.68, and half of that a week later.
    expect(Math.abs(after(1) - 0.664)).toBeLessThan(0.06);
    expect(Math.abs(after(2) - 0.832)).toBeLessThan(0.06);
  });

  test('a category gains from its promotions only as far as its exponent says', () => {
    const gain = (growth: number) => {
      const { world, saleLine } = tradeOf({
        ...hilo,
        'visit.per_year': 25,
        'promotion.cycle_weeks': 6,
        'promotion.group_size': 1000,
        'promotion.depth_mean': 0.35,
        'promotion.depth_sd': 0,
        'promotion.category_growth': growth,
      });
      const { category, popularity } = world.products;
      const categories = world.catalogue.categories.length;
      const weeks = world.promotions.weekTo - world.promotions.weekFrom;
      const lines = new Float64Array(categories * weeks);
      saleLine.product.forEach((p, i) => {
        lines[category[p - 1] * weeks + weekOf(saleLine.day[i], 1) - world.promotions.weekFrom]++;
      });
      // Weeks in which at least a third of the demand of a category is promoted, against those with nothing.
      let [own, usual] = [0, 0];
      for (let c = 0; c < categories; c++) {
        const members = Array.from(category.keys()).filter((p) => category[p] === c);
        const all = sum(members.map((p) => popularity[p]));
        const promoted = (w: number) =>
          sum(members.filter((p) => on(world, p, world.promotions.weekFrom + w) >= 0).map((p) => popularity[p])) / all;
        const inside = Array.from({ length: weeks - 2 }, (_, w) => w + 1);
        const quiet = inside.filter((w) => promoted(w) === 0).map((w) => lines[c * weeks + w]);
        for (const w of inside) {
          if (quiet.length < 5 || promoted(w) < 0.33) continue;
          own += lines[c * weeks + w];
          usual += mean(quiet);
        }
      }
      return own / usual;
    };
    const [none, some] = [gain(0), gain(1)];
    expect(Math.abs(none - 1)).toBeLessThan(0.06);
    expect(some).toBeGreaterThan(1.6);
  });
});

describe('promotion prices', () => {
  test('end in 9 as often as the settings say, and lie below the list price', () => {
    const { saleLine, world } = tradeOf({ ...hilo, 'visit.per_year': 10, 'promotion.ending_nine': 0.7 });
    const prices = new Map<string, number>();
    for (let i = 0; i < saleLine.count; i++) {
      if (saleLine.promotion[i] === 0) continue;
      expect(saleLine.unitCents[i]).toBeLessThan(saleLine.listCents[i]);
      prices.set(`${saleLine.promotion[i]} ${saleLine.product[i]}`, saleLine.unitCents[i]);
    }
    const cents = [...prices.values()];
    expect(cents.length).toBeGreaterThan(0.8 * world.promotions.count);
    expect(nearShare(cents.filter((c) => c % 10 === 9).length / cents.length, 0.7, cents.length)).toBe(true);
    expect(cents.filter((c) => ![0, 5, 9].includes(c % 10)).length).toBeLessThan(0.03 * cents.length);
  });

  test('anonymous trade knows markdowns only', () => {
    const { saleLine } = tradeOf({ ...hilo, shoppers: 0, 'demand.lines_per_day': 10 });
    expect(saleLine.count).toBeGreaterThan(5000);
    expect(saleLine.unitCents).toEqual(saleLine.listCents);
  });
});
