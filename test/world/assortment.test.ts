import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assortmentSize, WeekAssortment } from '../../src/world/processes/assortment.js';
import { deliveryWeekday, weekOf, weekStart } from '../../src/world/week.js';
import { createWorld, type World } from '../../src/world/world.js';
import { mean } from '../support/sweep.js';
import { configWith, FIXED, smallConfig } from '../support/worlds.js';

const world = createWorld(configWith({}));

function planned(of: World, store: number, week: number): WeekAssortment {
  const plan = new WeekAssortment(of);
  plan.plan(store, week, deliveryWeekday(of, store));
  return plan;
}

const productsOf = (plan: WeekAssortment) => Array.from(plan.product.subarray(0, plan.count));
const lastWeek = (of: World, store: number) => weekOf(of.to - 1, deliveryWeekday(of, store));

test('a week begins on the weekday of the delivery and holds seven days', () => {
  fc.assert(
    fc.property(fc.integer({ min: -40_000, max: 90_000 }), fc.integer({ min: 1, max: 7 }), (day, weekday) => {
      const start = weekStart(weekOf(day, weekday), weekday);
      expect(day - start).toBeGreaterThanOrEqual(0);
      expect(day - start).toBeLessThan(7);
      expect(new Date(start * 86_400_000).getUTCDay()).toBe(weekday % 7);
      expect(weekOf(start + 7, weekday)).toBe(weekOf(start, weekday) + 1);
    }),
    FIXED,
  );
});

describe('the default assortments', () => {
  const plans = Array.from({ length: 100 }, (_, store) => planned(world, store, lastWeek(world, store)));

  test('have 20 to 59 products, and use the whole range', () => {
    const sizes = plans.map((plan) => plan.count);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(59);
    expect(Math.min(...sizes)).toBeLessThan(25);
    expect(Math.max(...sizes)).toBeGreaterThan(54);
    expect(mean(sizes)).toBeGreaterThan(33);
    expect(mean(sizes)).toBeLessThan(46);
  });

  test('change slowly: most products stay from week to week, most have changed after a rotation', () => {
    const kept = (weeks: number) =>
      mean(
        Array.from({ length: 30 }, (_, store) => {
          const [a, b] = [0, weeks].map((back) =>
            productsOf(planned(world, store, lastWeek(world, store) - 60 + back)),
          );
          return a.filter((p) => b.includes(p)).length / a.length;
        }),
      );
    expect(kept(1)).toBeGreaterThan(0.85);
    expect(kept(1)).toBeLessThan(0.99);
    expect(kept(16)).toBeLessThan(0.7);
    // Popular products come back by chance.
    expect(kept(16)).toBeGreaterThan(0.2);
  });

  test('prefer popular products and those in season', () => {
    const carried = plans.flatMap(productsOf).map((p) => world.products.popularity[p]);
    expect(mean(carried)).toBeGreaterThan(1.2);
    const coats = (day: number) =>
      mean(
        Array.from({ length: 60 }, (_, store) => {
          const list = productsOf(planned(world, store, weekOf(day, 1)));
          return list.filter((p) => world.products.category[p] === 4).length / list.length;
        }),
      );
    const july = world.to - 168;
    const january = world.to - 350;
    expect(coats(july)).toBeGreaterThan(2 * coats(january));
  });

  test('carry nothing before its launch, and new products grow', () => {
    for (const [store, plan] of plans.entries()) {
      const start = weekStart(lastWeek(world, store), 1);
      for (const p of productsOf(plan)) expect(world.products.launchedOn[p]).toBeLessThanOrEqual(start);
    }
  });

  test('shares add up to 1', () => {
    for (const plan of plans) {
      expect(plan.share.subarray(0, plan.count).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  });
});

test('a new product takes a growing part of demand until its ramp is over', () => {
  const shareAt = (weeks: number) => {
    const shares: number[] = [];
    const plan = new WeekAssortment(world);
    const newcomers = Array.from(world.products.launchedOn.keys()).filter(
      (p) => world.products.launchedOn[p] >= world.from && world.products.launchedOn[p] < world.to - 150,
    );
    for (const p of newcomers) {
      for (let store = 0; store < 40; store++) {
        plan.plan(store, weekOf(world.products.launchedOn[p], 1) + 1 + weeks, 1);
        const slot = productsOf(plan).indexOf(p);
        if (slot >= 0) shares.push(plan.share[slot] * plan.count);
      }
    }
    return mean(shares);
  };
  const [start, middle, grown] = [0, 5, 13].map(shareAt);
  expect(start).toBeLessThan(0.5 * grown);
  expect(middle).toBeGreaterThan(1.2 * start);
  expect(middle).toBeLessThan(0.9 * grown);
});

describe('for any company', () => {
  test('sizes stay in range and products come in order, once each', () => {
    fc.assert(
      fc.property(smallConfig, fc.nat(999), (config, pick) => {
        const of = createWorld(config);
        const store = pick % of.stores.count;
        const week = lastWeek(of, store) - (pick % 50);
        const plan = planned(of, store, week);
        const list = productsOf(plan);
        expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
        const start = weekStart(week, deliveryWeekday(of, store));
        const { launchedOn, leftOn } = of.products;
        const available = launchedOn.filter((day, p) => day <= start && leftOn[p] >= start + 7).length;
        expect(plan.count).toBe(Math.min(available, assortmentSize(of, store, week)));
        expect(plan.count).toBeGreaterThanOrEqual(Math.min(config['assortment.min'], available));
        expect(plan.count).toBeLessThanOrEqual(config['assortment.max']);
      }),
      { ...FIXED, numRuns: 200 },
    );
  });

  test('the plan of a week does not depend on the weeks planned before it', () => {
    fc.assert(
      fc.property(smallConfig, fc.array(fc.nat(999), { minLength: 3, maxLength: 6 }), (config, picks) => {
        const of = createWorld(config);
        const reused = new WeekAssortment(of);
        for (const pick of picks) {
          const store = pick % of.stores.count;
          const week = lastWeek(of, store) - (pick % 60);
          reused.plan(store, week, deliveryWeekday(of, store));
          const fresh = planned(of, store, week);
          expect(productsOf(reused)).toEqual(productsOf(fresh));
          expect(reused.unitCents.subarray(0, reused.count)).toEqual(fresh.unitCents.subarray(0, fresh.count));
          expect(reused.share.subarray(0, reused.count)).toEqual(fresh.share.subarray(0, fresh.count));
        }
      }),
      { ...FIXED, numRuns: 60 },
    );
  });
});
