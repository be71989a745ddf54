/** Who the shoppers are: how many, where they live, joining, moving house and leaving. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEVER } from '../../src/world/products.js';
import { activeShoppers, basketFactors, regionShoppers } from '../../src/world/shoppers.js';
import { createWorld } from '../../src/world/world.js';
import { mean, variance } from '../support/sweep.js';
import { nearShare, quantile, shoppersOf, sum, tally, tradeOf } from '../support/trade.js';
import { configWith, FIXED, smallConfig } from '../support/worlds.js';

const YEAR = 365.25;
const town = (changes: object) =>
  createWorld(configWith({ stores: 4, products: 10, shoppers: 6000, 'dc.stores_max': 2, ...changes }));

describe('any company', () => {
  test('has the shoppers of the settings, region by region, each with a life and homes that follow each other', () => {
    fc.assert(
      fc.property(smallConfig, fc.integer({ min: 1, max: 400 }), (config, count) => {
        const world = createWorld({ ...config, shoppers: count });
        expect(world.shopperStart.length).toBe(world.regions.length + 1);
        expect(world.shopperStart[world.regions.length]).toBe(count);
        for (const region of world.regions) {
          const s = regionShoppers(world, region);
          expect(s.first).toBe(world.shopperStart[region.index]);
          expect(s.count).toBe(world.shopperStart[region.index + 1] - s.first);
          let h = 0;
          for (let i = 0; i < s.count; i++) {
            const right =
              s.rate[i] >= 0 &&
              s.weekday[i] >= 1 &&
              s.weekday[i] <= 7 &&
              s.joinedOn[i] < world.to &&
              (s.leftOn[i] === NEVER || s.leftOn[i] < world.to) &&
              s.leftOn[i] > Math.max(s.joinedOn[i], world.from);
            if (!right) expect.fail(`the life of shopper ${i} of region ${region.index}`);
            let from = s.joinedOn[i];
            for (; h < s.homes.length && s.homes[h].shopper === i; h++) {
              const { from: start, to, store, town } = s.homes[h];
              if (start !== from || to <= start || !region.stores.includes(store) || town !== world.stores.town[store])
                expect.fail(`home ${h} of region ${region.index}`);
              from = to;
            }
            expect(from).toBe(NEVER);
          }
          expect(h).toBe(s.homes.length);
        }
      }),
      { ...FIXED, numRuns: 25 },
    );
  });

  test('a region gives the same shoppers when it is asked again, and other seeds give others', () => {
    const rates = (seed: number) => shoppersOf(town({ seed })).rate;
    expect(rates(1)).toEqual(rates(1));
    expect(rates(1)).not.toEqual(rates(2));
  });
});

describe('lives', () => {
  test('rates are gamma distributed', () => {
    for (const r of [0.4, 1.12, 5]) {
      const { rate } = shoppersOf(town({ 'visit.rate_r': r, 'visit.per_year': 63 }));
      // The mean has a standard error of 63 / √(6000 r).
      expect(Math.abs(mean(rate) - 63)).toBeLessThan((4.5 * 63) / Math.sqrt(6000 * r));
      expect(mean(rate) ** 2 / variance(rate) / r).toBeGreaterThan(0.85);
      expect(mean(rate) ** 2 / variance(rate) / r).toBeLessThan(1.18);
    }
  });

  test('preferred weekdays have the shares of the weights', () => {
    const weights = [1, 1, 1, 1, 2, 3, 1];
    const counts = tally(shoppersOf(town({ 'demand.weekday': weights })).weekday, 8).slice(1);
    counts.forEach((n, i) => {
      expect(nearShare(n / 6000, weights[i] / 10, 6000)).toBe(true);
    });
  });

  test('classes of basket size are equally many, and their factors have mean 1 and the spread of the settings', () => {
    const world = town({ 'basket.household_sd': 0.5 });
    tally(shoppersOf(world).basketClass, 16).forEach((n) => {
      expect(nearShare(n / 6000, 1 / 16, 6000)).toBe(true);
    });
    const factors = Array.from(basketFactors(world.config));
    expect(mean(factors)).toBeCloseTo(1, 12);
    expect(Math.sqrt(variance(factors.map(Math.log)))).toBeGreaterThan(0.45);
    expect(Math.sqrt(variance(factors.map(Math.log)))).toBeLessThan(0.51);
  });

  test.each([0.15, 1, 3])('with a churn of %d as many join as leave', (churn) => {
    const world = town({ 'shopper.churn_year': churn, years: 2 });
    const { joinedOn, leftOn } = shoppersOf(world);
    const steady = activeShoppers(world.config);
    for (let day = world.from; day < world.to; day += 30) {
      const active = joinedOn.filter((joined, i) => joined <= day && leftOn[i] > day).length;
      expect(Math.abs(active - steady)).toBeLessThan(4.5 * Math.sqrt(steady) + 1);
    }
    const left = leftOn.filter((day) => day !== NEVER).length;
    const expected = steady * churn * 2;
    expect(Math.abs(left - expected)).toBeLessThan(4.5 * Math.sqrt(expected) + steady * 0.01);
    const joined = joinedOn.filter((day) => day >= world.from).length;
    expect(Math.abs(joined - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
  });

  test('without churn nobody leaves and nobody joins', () => {
    const world = town({ 'shopper.churn_year': 0 });
    const { joinedOn, leftOn } = shoppersOf(world);
    expect(joinedOn.every((day) => day < world.from)).toBe(true);
    expect(leftOn.every((day) => day === NEVER)).toBe(true);
  });

  test.each([0, 0.1, 0.8])('with a chance of %d a shopper moves house in a year', (rate) => {
    const world = town({ 'shopper.move_rate': rate, 'shopper.churn_year': 0, years: 3 });
    const moves = shoppersOf(world).homes.length - 6000;
    expect(nearShare(moves / 18_000, rate, 18_000)).toBe(true);
    const days = shoppersOf(world)
      .homes.filter((home) => home.from >= world.from)
      .map((home) => (home.from - world.from) / YEAR);
    if (rate > 0) expect(Math.abs(mean(days) - 1.5)).toBeLessThan(0.1);
    expect(days.every((years) => years < 3)).toBe(true);
  });

  test('homes lie around their store, as far away as the settings say', () => {
    const world = town({ 'shopper.home_km': 4 });
    const km = shoppersOf(world).homes.map(({ store, xKm, yKm }) =>
      Math.hypot(xKm - world.stores.xKm[store], yKm - world.stores.yKm[store]),
    );
    expect(Math.abs(mean(km) - 4)).toBeLessThan((4.5 * 4) / Math.sqrt(km.length));
    expect(Math.abs(quantile(km, 0.5) - 4 * Math.LN2)).toBeLessThan(0.25);
  });
});

describe('shows in visits', () => {
  const trade = tradeOf(
    {
      stores: 12,
      towns: 60,
      years: 2,
      'catalogue.kind': 'fashion',
      products: 30,
      'assortment.min': 30,
      'assortment.max': 30,
      'basket.lines_mean': 1,
      'shopper.churn_year': 1,
      'shopper.move_rate': 0.9,
      'shopper.distance_exponent': 6,
      'shopper.store_habit': 0,
    },
    ['visit', 'receipt'],
  );
  const { world, visit } = trade;
  const people = shoppersOf(world);

  test('the number of visits is steady while customers come and go', () => {
    const quarter = Array.from(visit.day, (day) => Math.floor((day - world.from) / 91.4));
    const counts = tally(quarter, 8);
    for (const n of counts) expect(Math.abs(n / mean(counts) - 1)).toBeLessThan(0.06);
    expect(new Set(visit.person).size).toBeGreaterThan(activeShoppers(world.config) * 1.5);
  });

  test('who joins in the middle comes from then on, who leaves comes no more', () => {
    const last = new Map<number, number>();
    for (let i = 0; i < visit.count; i++) {
      const who = visit.person[i] - 1;
      expect(visit.day[i]).toBeGreaterThanOrEqual(people.joinedOn[who]);
      expect(visit.day[i]).toBeLessThan(people.leftOn[who]);
      last.set(who, visit.day[i]);
    }
    const leavers = [...last.keys()].filter((who) => people.leftOn[who] !== NEVER && people.rate[who] > 60);
    const idle = leavers.map((who) => people.leftOn[who] - (last.get(who) as number));
    expect(leavers.length).toBeGreaterThan(30);
    expect(mean(idle)).toBeLessThan(20);
  });

  test('after a move to another store’s surroundings the visits go there', () => {
    const moved = people.homes.filter((home) => home.from >= world.from);
    let [before, after] = [
      [0, 0],
      [0, 0],
    ];
    const visits = new Map<number, number[]>();
    visit.person.forEach((p, i) => {
      const own = visits.get(p - 1) ?? [];
      own.push(i);
      visits.set(p - 1, own);
    });
    const far = (a: number, b: number) =>
      Math.hypot(world.stores.xKm[a] - world.stores.xKm[b], world.stores.yKm[a] - world.stores.yKm[b]) > 10;
    let movers = 0;
    for (const home of moved) {
      const old = people.homes.find((other) => other.shopper === home.shopper && other.to === home.from);
      if (old === undefined || !far(old.store, home.store)) continue;
      movers++;
      expect(home.town === old.town).toBe(world.stores.town[home.store] === world.stores.town[old.store]);
      for (const i of visits.get(home.shopper) ?? []) {
        const at = visit.store[i] - 1 === home.store ? 1 : visit.store[i] - 1 === old.store ? 0 : -1;
        if (at < 0) continue;
        if (visit.day[i] >= old.from && visit.day[i] < old.to) before = before.map((n, k) => n + (k === at ? 1 : 0));
        if (visit.day[i] >= home.from && visit.day[i] < home.to) after = after.map((n, k) => n + (k === at ? 1 : 0));
      }
    }
    expect(movers).toBeGreaterThan(50);
    expect(before[0] / sum(before)).toBeGreaterThan(0.9);
    expect(after[1] / sum(after)).toBeGreaterThan(0.9);
  });
});
