import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotas } from '../../src/world/quota.js';
import { placements, tiers } from '../../src/world/stores.js';
import { createWorld } from '../../src/world/world.js';
import { mean, variance } from '../support/sweep.js';
import { configWith, FIXED, smallConfig } from '../support/worlds.js';

const chain = createWorld(configWith({ stores: 1000 }));

const countsOf = (classes: Uint8Array, names: readonly string[]) =>
  names.map((_, k) => classes.filter((c) => c === k).length);

/** Stores of a placement, by index. */
const placed = (k: number) => Array.from(chain.stores.placement.keys()).filter((i) => chain.stores.placement[i] === k);

describe('quotas', () => {
  test('add up, and each is its share rounded down or up', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          fc.pre(sum > 0);
          const counts = quotas(total, weights);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
          counts.forEach((count, i) => {
            expect(Math.abs(count - (total * weights[i]) / sum)).toBeLessThan(1 + 1e-9);
            if (weights[i] === 0) expect(count).toBe(0);
          });
        },
      ),
      FIXED,
    );
  });
});

describe('shares are met exactly', () => {
  test('tiers and placements of the default chain', () => {
    const world = createWorld(configWith({}));
    expect(countsOf(world.stores.tier, tiers)).toEqual([5, 15, 80]);
    expect(countsOf(world.stores.placement, placements)).toEqual([60, 20, 10, 10]);
  });

  test('of any chain', () => {
    fc.assert(
      fc.property(smallConfig, fc.integer({ min: 1, max: 300 }), (config, stores) => {
        const world = createWorld({ ...config, stores });
        const shares = [config['tier.gold.share'], config['tier.silver.share']];
        expect(countsOf(world.stores.tier, tiers)).toEqual(quotas(stores, [...shares, 1 - shares[0] - shares[1]]));
        expect(countsOf(world.stores.placement, placements)).toEqual(quotas(stores, config['placement.shares']));
      }),
      { ...FIXED, numRuns: 50 },
    );
  });

  test('which stores are Gold is left to chance', () => {
    const gold = (seed: number) => createWorld(configWith({ seed })).stores.tier.join('');
    expect(gold(1)).not.toEqual(gold(2));
  });
});

describe('floors', () => {
  // Means within four standard errors; the truncation at 5 m² is beyond 3.6 standard deviations everywhere.
  test.each([
    ['Shopping Mall', 0, 150, 40],
    ['Street', 1, 80, 20],
    ['Commercial Building', 2, 80, 20],
    ['In-Company', 3, 30, 5],
  ])('%s', (_, kind, expected, sd) => {
    const sizes = placed(kind).map((i) => chain.stores.sizeM2[i]);
    expect(Math.abs(mean(sizes) - expected)).toBeLessThan((4 * sd) / Math.sqrt(sizes.length));
    expect(Math.sqrt(variance(sizes)) / sd).toBeGreaterThan(0.75);
    expect(Math.sqrt(variance(sizes)) / sd).toBeLessThan(1.25);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5);
  });

  test('are positive whatever their spread', () => {
    const { stores } = createWorld(configWith({ stores: 500, 'size.mall.mean': 5, 'size.mall.sd': 5000 }));
    expect(stores.sizeM2.every((size) => size >= 5)).toBe(true);
  });

  test('storage is a tenth to three tenths of the floor, evenly', () => {
    const shares = Array.from(chain.stores.storageM2, (m2, i) => m2 / chain.stores.sizeM2[i]);
    // Both are rounded to 0.01 m².
    expect(
      shares.every((share, i) => {
        const rounding = 0.01 / chain.stores.sizeM2[i];
        return share >= 0.1 - rounding && share <= 0.3 + rounding;
      }),
    ).toBe(true);
    expect(mean(shares)).toBeGreaterThan(0.19);
    expect(mean(shares)).toBeLessThan(0.21);
    expect(variance(shares) / (0.04 / 12)).toBeGreaterThan(0.85);
    expect(variance(shares) / (0.04 / 12)).toBeLessThan(1.15);
  });
});

describe('volumes', () => {
  test('have the mean of their tier and overlap a little', () => {
    const of = (tier: number) => Array.from(chain.stores.volume).filter((_, i) => chain.stores.tier[i] === tier);
    for (const [tier, expected] of [4, 2, 1].entries()) {
      const volumes = of(tier);
      expect(Math.abs(mean(volumes) / expected - 1)).toBeLessThan((4 * 0.2) / Math.sqrt(volumes.length));
    }
    expect(Math.max(...of(2))).toBeGreaterThan(Math.min(...of(1)));
    expect(Math.max(...of(1))).toBeGreaterThan(Math.min(...of(0)));
  });
});

describe('openings', () => {
  test('lie from five years to a month before the end, evenly', () => {
    const ages = Array.from(chain.stores.openedOn, (day) => chain.to - 1 - day);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(31);
    expect(Math.max(...ages)).toBeLessThanOrEqual(1826);
    expect(Math.abs(mean(ages) - (1826 + 31) / 2)).toBeLessThan((4 * 1795) / Math.sqrt(12 * 1000));
  });

  test('of any range', () => {
    fc.assert(
      fc.property(smallConfig, (config) => {
        const { stores, to } = createWorld(config);
        for (const day of stores.openedOn) {
          expect(to - 1 - day).toBeLessThanOrEqual(Math.floor(config['store.opening_years'] * 365.25));
          expect(to - 1 - day).toBeGreaterThanOrEqual(
            Math.min(config['store.opening_months_min'] * 31, Math.floor(config['store.opening_years'] * 365.25)),
          );
        }
      }),
      { ...FIXED, numRuns: 50 },
    );
  });
});

describe('regions', () => {
  test('hold each store once, none has more stores than a centre serves, and all stand in the regional', () => {
    fc.assert(
      fc.property(
        smallConfig,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 30 }),
        (config, stores, most) => {
          const world = createWorld({ ...config, stores, 'dc.stores_max': most });
          const members = world.regions.flatMap((region) => Array.from(region.stores));
          expect(members.sort((a, b) => a - b)).toEqual(Array.from({ length: stores }, (_, i) => i));
          world.regions.forEach((region, index) => {
            expect(region.index).toBe(index);
            expect(region.stores.length).toBeGreaterThan(0);
            expect(region.stores.length).toBeLessThanOrEqual(most);
            expect(world.towns.regional[region.town]).toBe(region.regional);
            for (const store of region.stores) {
              expect(world.stores.region[store]).toBe(index);
              expect(world.towns.regional[world.stores.town[store]]).toBe(region.regional);
            }
          });
        },
      ),
      { ...FIXED, numRuns: 50 },
    );
  });

  test('are the five regionals of the default chain', () => {
    const world = createWorld(configWith({}));
    expect([...new Set(world.regions.map((r) => world.vocabulary.regionals[r.regional]))].sort()).toEqual([
      'Centro_Norte',
      'Nordeste',
      'Rio_Minas',
      'SP',
      'Sul',
    ]);
  });
});

test('ids are version-4 UUIDs, all different', () => {
  const ids = [...chain.stores.uuid, ...chain.products.uuid];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
