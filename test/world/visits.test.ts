/** Who comes when and where: counts, rates, weekdays, shocks, paydays, stores. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilOf, weekdayOf } from '../../src/world/calendar/civil.js';
import type { WorldConfig } from '../../src/world/knobs.js';
import { correlation, mean, variance } from '../support/sweep.js';
import { nearShare, shoppersOf, sum, type Trade, tally, tradeOf } from '../support/trade.js';
import { FIXED } from '../support/worlds.js';

/** Visits of a chain with a small range, which is quicker. */
const come = (changes: Partial<WorldConfig> = {}) =>
  tradeOf(
    {
      'catalogue.kind': 'fashion',
      products: 40,
      'assortment.min': 40,
      'assortment.max': 40,
      'basket.lines_mean': 1,
      ...changes,
    },
    ['visit'],
  );
const usual = come();

/** Visits by store and day: entry store × days + day. */
function daily({ world, visit }: Trade): number[] {
  const days = world.to - world.from;
  const cell = visit.store.map((store, i) => (store - 1) * days + visit.day[i] - world.from);
  return tally(cell, world.stores.count * days);
}

/** Visits of each store, day by day. */
function byStore(trade: Trade): number[][] {
  const all = daily(trade);
  const days = trade.world.to - trade.world.from;
  return Array.from({ length: trade.world.stores.count }, (_, s) => all.slice(s * days, (s + 1) * days));
}

const tripsOf = ({ world, visit }: Trade) => tally(visit.person, world.config.shoppers + 1).slice(1);

describe('rates', () => {
  test('shoppers come as often as the settings say', () => {
    // Counts are nearly Poisson: 45,000 visits have a standard error of 212.
    expect(Math.abs(usual.visit.count - 45_000 * (365 / 365.25))).toBeLessThan(4.5 * 220);
    const total = mean(shoppersOf(usual.world).rate);
    // A gamma rate of shape 1.12 has a coefficient of variation of .945; over 1,500 shoppers 2.4 %.
    expect(Math.abs(total / 30 - 1)).toBeLessThan(4.5 * 0.0244);
  });

  test.each([1.12, 0.4, 10])('trips are negative binomial with r = %d', (r) => {
    const trade = come({ shoppers: 4000, 'visit.per_year': 15, 'visit.rate_r': r });
    const trips = tripsOf(trade);
    const m = mean(trips);
    const estimated = m ** 2 / (variance(trips) - m);
    expect(estimated / r).toBeGreaterThan(0.82);
    expect(estimated / r).toBeLessThan(1.2);
    const p0 = (r / (r + m)) ** r;
    expect(nearShare(trips.filter((n) => n === 0).length / 4000, p0, 4000)).toBe(true);
  });

  test('who has a high rate comes often', () => {
    expect(correlation(tripsOf(usual), shoppersOf(usual.world).rate)).toBeGreaterThan(0.95);
  });
});

describe('an exact number of receipts', () => {
  const plenty = { 'stock.service_factor': 10, 'stock.presentation': 1000 } as const;

  test('is the number of visits, whatever the company', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          stores: fc.integer({ min: 1, max: 5 }),
          total: fc.integer({ min: 1, max: 3000 }),
          weekday: fc.integer({ min: 0, max: 7 }),
          end: fc.constantFrom('2023-12-31', '2020-12-31'),
          openings: fc.constantFrom([5, 1], [1, 0], [0.2, 1]),
          shock: fc.constantFrom(0, 0.5),
        }),
        (r) => {
          const { world, visit, receipt } = tradeOf(
            {
              ...plenty,
              seed: r.seed,
              end: r.end,
              stores: r.stores,
              products: 20,
              shoppers: 30,
              'dc.stores_max': 2,
              'assortment.min': 20,
              'assortment.max': 20,
              'catalogue.kind': 'fashion',
              'visit.total': r.total,
              'delivery.weekday': r.weekday,
              'store.opening_years': r.openings[0],
              'store.opening_months_min': r.openings[1],
              'demand.shock_sd': r.shock,
              'demand.weather_sd': r.shock,
              'tier.gold.share': 0.5,
              'demand.dispersion': 1,
            },
            ['visit', 'receipt'],
          );
          expect(visit.count).toBe(r.total);
          expect(receipt.count).toBe(r.total);
          const order = Array.from({ length: receipt.count }, (_, i) => i).sort(
            (a, b) => receipt.day[a] - receipt.day[b] || receipt.store[a] - receipt.store[b] || a - b,
          );
          expect(order.map((i) => receipt.number[i])).toEqual(order.map((_, n) => n + 1));
          for (let i = 0; i < visit.count; i++) {
            expect(visit.day[i]).toBeGreaterThanOrEqual(world.stores.openedOn[visit.store[i] - 1]);
          }
        },
      ),
      { ...FIXED, numRuns: 15 },
    );
  });

  test('is the number of receipts also where shelves are often empty', () => {
    const { visit, receipt, stockDay } = tradeOf(
      { 'visit.total': 20_000, 'stock.service_factor': -0.5, 'stock.presentation': 2 },
      ['visit', 'receipt', 'stock_day'],
    );
    expect(stockDay.closing.filter((units) => units === 0).length / stockDay.count).toBeGreaterThan(0.03);
    expect([visit.count, receipt.count]).toEqual([20_000, 20_000]);
    expect(new Set(receipt.number).size).toBe(20_000);
    expect(Math.max(...receipt.number)).toBe(20_000);
  });

  test('takes the place of visit.per_year and leaves the shape of the year', () => {
    const month = Array.from({ length: 12 }, (_, i) => (i === 6 ? 3 : 1));
    const trade = come({ 'visit.total': 20_000, 'visit.per_year': 2000, 'demand.month': month });
    expect(trade.visit.count).toBe(20_000);
    const july = trade.visit.day.filter((day) => civilOf(day).month === 7).length;
    // Months are smoothed into each other: more than a plain month, less than 3 of 14 parts.
    expect(july / 20_000).toBeGreaterThan(0.15);
    expect(july / 20_000).toBeLessThan(0.22);
  });
});

describe('weekdays', () => {
  /** Share of the gaps between the trips of a shopper that are a multiple of 7 days. */
  function sevenths({ visit }: Trade): number {
    const last = new Map<number, number>();
    let [gaps, multiples] = [0, 0];
    const order = Array.from(visit.day.keys()).sort((a, b) => visit.day[a] - visit.day[b]);
    for (const i of order) {
      const before = last.get(visit.person[i]);
      last.set(visit.person[i], visit.day[i]);
      if (before === undefined || before === visit.day[i]) continue;
      gaps++;
      if ((visit.day[i] - before) % 7 === 0) multiples++;
    }
    return multiples / gaps;
  }
  const onOwn = ({ world, visit }: Trade) => {
    const own = shoppersOf(world).weekday;
    return visit.person.filter((p, i) => own[p - 1] === weekdayOf(visit.day[i])).length / visit.count;
  };

  test('a habit makes the preferred weekday that many times another, and gaps multiples of 7 days', () => {
    const trades = [1, 3, 10].map((habit) => come({ 'visit.weekday_habit': habit }));
    expect(nearShare(onOwn(trades[0]), 1 / 7, trades[0].visit.count)).toBe(true);
    expect(Math.abs(onOwn(trades[1]) - 3 / 9)).toBeLessThan(0.02);
    expect(Math.abs(onOwn(trades[2]) - 10 / 16)).toBeLessThan(0.02);
    const gaps = trades.map(sevenths);
    // Who comes every other day has few gaps of a week: below the 14 % of chance without a habit.
    expect(gaps[0]).toBeLessThan(0.14);
    expect(gaps[1]).toBeGreaterThan(1.1 * gaps[0]);
    expect(gaps[2]).toBeGreaterThan(2 * gaps[1]);
  });

  test('the weights of weekdays are the shares of visits', () => {
    const weights = [0.143, 0.129, 0.126, 0.127, 0.135, 0.163, 0.178];
    const { visit } = come({ 'demand.weekday': weights, 'visit.weekday_habit': 10 });
    const shares = tally(visit.day.map(weekdayOf), 8).slice(1);
    shares.forEach((n, i) => {
      const days = 52 + (i === 6 ? 1 : 0);
      expect(Math.abs(n / visit.count / ((weights[i] * days) / 52.14) - 1)).toBeLessThan(0.07);
    });
  });
});

describe('shocks', () => {
  const one = { stores: 5, towns: 5, 'visit.per_year': 60 } as const;
  /** Correlations of the days of two stores, of one region and of two. */
  function correlations(trade: Trade): { within: number[]; between: number[] } {
    const days = byStore(trade);
    const { region } = trade.world.stores;
    const found = { within: [] as number[], between: [] as number[] };
    days.forEach((a, i) => {
      for (let j = 0; j < i; j++) {
        found[region[i] === region[j] ? 'within' : 'between'].push(correlation(a, days[j]));
      }
    });
    expect(Math.min(found.within.length, found.between.length)).toBeGreaterThan(0);
    return found;
  }

  test('none: the days of stores have nothing in common', () => {
    const { within, between } = correlations(come(one));
    for (const r of [...within, ...between]) expect(Math.abs(r)).toBeLessThan(0.2);
  });

  test.each([
    ['the slow shock', { 'demand.shock_sd': 0.3 }],
    ['the weather', { 'demand.weather_sd': 0.3 }],
  ])('%s is common to the stores of a region', (_, shock) => {
    const { within, between } = correlations(come({ ...one, ...shock }));
    for (const r of within) expect(r).toBeGreaterThan(0.6);
    expect(mean(between)).toBeLessThan(0.4);
  });

  test('the weather has the standard deviation of the settings and no memory', () => {
    const all = byStore(come({ stores: 1, 'visit.per_year': 60, 'demand.weather_sd': 0.25 }))[0];
    const m = mean(all);
    // What is left when the spread of the counts themselves is taken out: exp(σ²) − 1.
    const relative = (variance(all) - m) / m ** 2;
    expect(Math.sqrt(Math.log(1 + relative))).toBeGreaterThan(0.21);
    expect(Math.sqrt(Math.log(1 + relative))).toBeLessThan(0.29);
    expect(Math.abs(correlation(all.slice(1), all.slice(0, -1)))).toBeLessThan(0.2);
  });

  test('payday: the last day of a month and the first three have so much more', () => {
    const trade = come({ ...one, shoppers: 3000, 'demand.payday': 0.5 });
    const all = tally(
      trade.visit.day.map((day) => day - trade.world.from),
      365,
    );
    const paid = (day: number) => civilOf(day).day <= 3 || civilOf(day + 1).day === 1;
    const [yes, no] = [true, false].map((p) => mean(all.filter((_, d) => paid(trade.world.from + d) === p)));
    expect(yes / no).toBeGreaterThan(1.46);
    expect(yes / no).toBeLessThan(1.54);
  });

  test('dispersion: the variance of a store day is mean + mean² / r', () => {
    const counts = byStore(come({ ...one, 'demand.dispersion': 4 }))[0];
    const m = mean(counts);
    const r = m ** 2 / (variance(counts) - m);
    expect(r).toBeGreaterThan(2.8);
    expect(r).toBeLessThan(5.6);
  });
});

describe('stores', () => {
  const chain = {
    stores: 6,
    'dc.stores_max': 6,
    towns: 5,
    'tier.gold.share': 0.34,
    'tier.silver.share': 0.33,
    'tier.gold.volume': 4,
    'tier.silver.volume': 2,
  } as const;

  test('draw visits in proportion to their volume, also from those who live near', () => {
    const trade = come(chain);
    const { stores } = trade.world;
    const visits = tally(trade.visit.store, 7).slice(1);
    const total = sum(stores.volume);
    visits.forEach((n, s) => {
      expect(Math.abs(n / trade.visit.count / (stores.volume[s] / total) - 1)).toBeLessThan(0.12);
    });
    expect(Math.max(...stores.volume) / Math.min(...stores.volume)).toBeGreaterThan(3);
  });

  /** Share of visits to the store that a shopper visits most, over shoppers with 10 visits or more. */
  function topShare({ world, visit }: Trade): number {
    const counts = new Map<number, number[]>();
    for (let i = 0; i < visit.count; i++) {
      const own = counts.get(visit.person[i]) ?? new Array<number>(world.stores.count + 1).fill(0);
      own[visit.store[i]]++;
      counts.set(visit.person[i], own);
    }
    const loyal = [...counts.values()].filter((own) => sum(own) >= 10);
    return mean(loyal.map((own) => Math.max(...own) / sum(own)));
  }

  test('near stores get more of a shopper, the more so the larger the exponent of distance', () => {
    const shares = [0, 2, 10].map((exponent) =>
      topShare(come({ ...chain, 'shopper.distance_exponent': exponent, 'shopper.store_habit': 0 })),
    );
    expect(shares[1]).toBeGreaterThan(shares[0] + 0.05);
    expect(shares[2]).toBeGreaterThan(shares[1] + 0.05);
  });

  test('and so does a habit of their own', () => {
    const shares = [0, 3].map((habit) =>
      topShare(come({ ...chain, 'shopper.distance_exponent': 0.5, 'shopper.store_habit': habit })),
    );
    expect(shares[1]).toBeGreaterThan(shares[0] + 0.15);
  });

  test('the share of a store falls with its distance from home', () => {
    const trade = come({ ...chain, 'shopper.store_habit': 0, 'shopper.home_km': 5 });
    const { world, visit } = trade;
    const { homes } = shoppersOf(world);
    const km = (who: number, store: number) =>
      Math.hypot(homes[who].xKm - world.stores.xKm[store], homes[who].yKm - world.stores.yKm[store]);
    const toTheirs = mean(visit.person.map((p, i) => km(p - 1, visit.store[i] - 1)));
    const toAny = mean(visit.person.map((p, i) => km(p - 1, (visit.store[i] + 2) % 6)));
    expect(toTheirs).toBeLessThan(toAny / 2);
  });
});
