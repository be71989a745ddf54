import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotas } from '../../src/world/quota.js';
import { createWorld } from '../../src/world/world.js';
import { mean } from '../support/sweep.js';
import { configWith, FIXED, smallConfig } from '../support/worlds.js';

const { products, from, to, vocabulary } = createWorld(configWith({ products: 2000 }));

describe('the default range', () => {
  test('prices lie from 30 to 200', () => {
    const prices = Array.from(products.listCents);
    expect(Math.min(...prices)).toBeGreaterThanOrEqual(3000);
    expect(Math.max(...prices)).toBeLessThanOrEqual(20000);
    expect(prices.filter((cents) => cents % 100 === 90).length / prices.length).toBeGreaterThan(0.9);
  });

  test('costs lie from 20 to 60 % of the price, evenly', () => {
    const shares = Array.from(products.costCents, (cents, i) => cents / products.listCents[i]);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.6);
    expect(Math.abs(mean(shares) - 0.4)).toBeLessThan((4 * 0.4) / Math.sqrt(12 * 2000));
  });

  test('coats are dearer than T-shirts and accessories', () => {
    const price = (category: number) =>
      mean(Array.from(products.listCents).filter((_, i) => products.category[i] === category));
    expect(price(4)).toBeGreaterThan(1.4 * price(0));
    expect(price(4)).toBeGreaterThan(1.4 * price(3));
  });

  test('categories have their quotas', () => {
    const counts = [0, 1, 2, 3, 4].map((c) => products.category.filter((k) => k === c).length);
    expect(counts).toEqual(quotas(2000, [0.28, 0.2, 0.18, 0.22, 0.12]));
  });

  test('a quarter is launched during the history, the others long before', () => {
    const young = products.launchedOn.filter((day) => day >= from);
    expect(young.length).toBe(500);
    expect(Math.max(...young)).toBeLessThan(to);
    expect(Math.max(...products.launchedOn.filter((day) => day < from))).toBeLessThanOrEqual(from - 1826);
  });
});

test('no two products have the same category, colour, word and edition', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 10000 }), fc.constantFrom('pt_BR', 'en_US'), (count, locale) => {
      const world = createWorld(configWith({ products: count, locale, stores: 1 }));
      const p = world.products;
      const names = new Set(
        Array.from({ length: count }, (_, i) => `${p.category[i]} ${p.colour[i]} ${p.style[i]} ${p.edition[i]}`),
      );
      expect(names.size).toBe(count);
      expect(Math.max(...p.colour)).toBeLessThan(vocabulary.colours.length + 50);
      expect(p.style.every((s) => s >= 0 && s < world.vocabulary.styles.length)).toBe(true);
      expect(p.colour.every((c) => c >= 0 && c < world.vocabulary.colours.length)).toBe(true);
    }),
    { ...FIXED, numRuns: 10 },
  );
});

test('any range of prices and costs is kept', () => {
  fc.assert(
    fc.property(
      smallConfig,
      fc.tuple(fc.integer({ min: 50, max: 10_000_000 }), fc.integer({ min: 50, max: 10_000_000 })),
      fc.tuple(fc.integer({ min: 1, max: 95 }), fc.integer({ min: 1, max: 95 })),
      fc.constantFrom(0, 0.35, 2),
      (config, cents, shares, sigma) => {
        const [low, high] = cents.sort((a, b) => a - b);
        const [least, most] = shares.sort((a, b) => a - b).map((n) => n / 100);
        const world = createWorld({
          ...config,
          'price.min': low / 100,
          'price.max': high / 100,
          'price.sigma': sigma,
          'price.cost_share_min': least,
          'price.cost_share_max': most,
        });
        for (let i = 0; i < world.products.count; i++) {
          const price = world.products.listCents[i];
          expect(price).toBeGreaterThanOrEqual(low);
          expect(price).toBeLessThanOrEqual(high);
          // A cost is a whole cent: where none lies between the shares, the nearest one above.
          expect(world.products.costCents[i]).toBeGreaterThanOrEqual(price * least - 1e-6);
          expect(world.products.costCents[i]).toBeLessThanOrEqual(
            Math.max(price * most, Math.ceil(price * least)) + 1e-6,
          );
        }
      },
    ),
    { ...FIXED, numRuns: 100 },
  );
});

describe('popularity', () => {
  test('has mean 1 when every category has products', () => {
    expect(mean(products.popularity)).toBeCloseTo(1, 9);
  });

  test('follows the Zipf–Mandelbrot law inside a category', () => {
    const coats = Array.from(products.popularity)
      .filter((_, i) => products.category[i] === 4)
      .sort((a, b) => b - a);
    for (const rank of [2, 10, 100]) {
      expect(coats[0] / coats[rank - 1]).toBeCloseTo(((rank + 2) / 3) ** 0.9, 9);
    }
  });

  test('is even when the exponent is 0', () => {
    const flat = createWorld(configWith({ 'catalogue.popularity_exponent': 0 })).products;
    const shirts = Array.from(flat.popularity).filter((_, i) => flat.category[i] === 0);
    expect(Math.max(...shirts)).toBeCloseTo(Math.min(...shirts), 12);
  });
});
