/** What shelves do shows in the output: out of stock, shrink, short deliveries, the pull of each setting. */
import { describe, expect, test } from 'vitest';
import { LOOKBACK_WEEKS, Shortages, shrinkUnits, targetRule } from '../../src/world/processes/replenishment.js';
import { createWorld } from '../../src/world/world.js';
import { mean, sweep } from '../support/sweep.js';
import { configWith } from '../support/worlds.js';

const chain = sweep({ years: 1 });
const small = { years: 1, stores: 12 } as const;

describe('the default chain', () => {
  test('is out of stock on 2 to 11 % of the ranged product-store-days', () => {
    expect(chain.out / chain.ledger).toBeGreaterThan(0.02);
    expect(chain.out / chain.ledger).toBeLessThan(0.11);
  });

  test('loses few of the wanted lines', () => {
    const lost = chain.lostLines / (chain.lines + chain.lostLines);
    expect(lost).toBeGreaterThan(0.01);
    expect(lost).toBeLessThan(0.08);
  });

  test('loses about 1.4 % of the units sold to theft and damage', () => {
    expect(Math.abs(chain.shrink / chain.units - 0.014)).toBeLessThan(0.003);
  });

  test('sells nothing of a ranged product on about half of the days', () => {
    expect(chain.zeroShare).toBeGreaterThan(0.35);
    expect(chain.zeroShare).toBeLessThan(0.75);
  });
});

describe('settings pull the right way', () => {
  const usual = sweep(small);
  const out = (s: typeof usual) => s.out / s.ledger;

  test('more safety stock, fewer empty shelves', () => {
    expect(out(sweep({ ...small, 'stock.service_factor': 4 }))).toBeLessThan(0.5 * out(usual));
    expect(out(sweep({ ...small, 'stock.service_factor': -1 }))).toBeGreaterThan(2 * out(usual));
  });

  test('more short deliveries, more empty shelves', () => {
    expect(out(sweep({ ...small, 'stock.short_rate': 0.5, 'stock.short_fill': 0 }))).toBeGreaterThan(1.5 * out(usual));
  });

  test('more presentation stock, fewer empty shelves', () => {
    expect(out(sweep({ ...small, 'stock.presentation': 30 }))).toBeLessThan(0.5 * out(usual));
  });

  test('shrink follows its rate', () => {
    expect(sweep({ ...small, 'stock.shrink_rate': 0 }).shrink).toBe(0);
    const more = sweep({ ...small, 'stock.shrink_rate': 0.1 });
    expect(more.shrink / more.units / (usual.shrink / usual.units)).toBeGreaterThan(5);
  });
});

describe('Shortages', () => {
  test.each([0.06, 0.5, 0.9])('at a rate of %s never last three weeks', (rate) => {
    const world = createWorld(configWith({ 'stock.short_rate': rate }));
    const shortages = new Shortages(world, 0);
    const weeks = Array.from({ length: 300 }, (_, week) => Array.from(shortages.of(week)));
    const runs = weeks.map((_, w) =>
      weeks[w].map((short, p) => short + (weeks[w - 1]?.[p] ?? 0) + (weeks[w - 2]?.[p] ?? 0)),
    );
    expect(Math.max(...runs.flat())).toBe(2);
    expect(LOOKBACK_WEEKS).toBeGreaterThan(2);
    // The third of a run is filled, and so is every one after two drawn ones.
    expect(mean(weeks.flat())).toBeCloseTo(rate - rate * rate * rate, 1);
  });

  test('do not depend on the order of the questions', () => {
    const world = createWorld(configWith({ 'stock.short_rate': 0.5 }));
    const forward = new Shortages(world, 1);
    const ahead = Array.from({ length: 10 }, (_, week) => Array.from(forward.of(week)));
    const backward = new Shortages(world, 1);
    for (let week = 9; week >= 0; week--) expect(Array.from(backward.of(week))).toEqual(ahead[week]);
  });
});

describe('targetRule', () => {
  const target = targetRule(createWorld(configWith({})));

  test('rises with what is expected, and is never below the presentation stock', () => {
    const targets = [0, 1, 5, 20, 100, 1000].map((units) => target(units));
    expect(targets).toEqual([...targets].sort((a, b) => a - b));
    expect(targets[0]).toBe(4);
    expect(targets[4]).toBeGreaterThan(100);
    expect(targetRule(createWorld(configWith({ 'stock.service_factor': -3 })))(1000)).toBeGreaterThanOrEqual(4);
  });

  test('stays a 32-bit number', () => {
    expect(target(1e15)).toBe(2_000_000_000);
  });
});

describe('shrinkUnits', () => {
  test('is a Poisson count of the given mean, at most what is there', () => {
    const draws = Array.from({ length: 10_000 }, (_, i) => (i + 0.5) / 10_000);
    for (const m of [0.01, 0.5, 3, 20]) {
      const counts = draws.map((draw) => shrinkUnits(m, draw, 1000));
      expect(mean(counts)).toBeCloseTo(m, 1);
      expect(mean(counts.map((n) => (n - m) ** 2)) / m).toBeCloseTo(1, 1);
    }
    expect(shrinkUnits(50, 0.999, 3)).toBe(3);
    expect(shrinkUnits(0, 0.999, 3)).toBe(0);
    expect(shrinkUnits(5, 0.5, 0)).toBe(0);
  });

  test('keeps its mean when the mean is large', () => {
    expect(shrinkUnits(700, 0.5, 10_000)).toBeGreaterThan(650);
    expect(shrinkUnits(2000, 0.5, 10_000)).toBeGreaterThan(1900);
    expect(shrinkUnits(2000, 0.5, 10_000)).toBeLessThan(2100);
  });
});
