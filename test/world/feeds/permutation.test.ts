import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { source } from '../../../src/random/index.js';
import { Permutation } from '../../../src/world/feeds/permutation.js';
import { chiSquare } from '../../random/goodness-of-fit.js';
import { FIXED } from '../../support/worlds.js';

const family = source(42, 'permutation');
const imageOf = (shuffle: Permutation, count: number) => Array.from({ length: count }, (_, i) => shuffle.at(i));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const ascending = (a: number, b: number) => a - b;

describe('a bijection with its inverse', () => {
  test('for every count from 1 on', () => {
    const shuffle = new Permutation();
    for (let count = 1; count <= 300; count++) {
      shuffle.set(family, count, count);
      const image = imageOf(shuffle, count);
      expect([...image].sort(ascending)).toEqual(upTo(count));
      expect(image.map((value) => shuffle.of(value))).toEqual(upTo(count));
    }
  });

  test('for counts around powers of two, large ones among them', () => {
    const counts = upTo(31).flatMap((n) => [2 ** (n + 1) - 1, 2 ** (n + 1), 2 ** (n + 1) + 1]);
    const count = fc
      .oneof(fc.constantFrom(...counts), fc.integer({ min: 1, max: 2 ** 31 }))
      .filter((n) => n <= 2 ** 31);
    fc.assert(
      fc.property(count, fc.nat(), fc.nat(), fc.array(fc.nat(2 ** 31), { minLength: 20 }), (n, seed, key, picks) => {
        const shuffle = new Permutation().set(source(seed, 'permutation'), n, key);
        const numbers = [...new Set([0, n - 1, ...picks.map((pick) => pick % n)])];
        const images = numbers.map((i) => shuffle.at(i));
        for (const image of images) {
          expect(image).toBeGreaterThanOrEqual(0);
          expect(image).toBeLessThan(n);
          expect(Number.isInteger(image)).toBe(true);
        }
        expect(new Set(images).size).toBe(numbers.length);
        expect(images.map((image) => shuffle.of(image))).toEqual(numbers);
        expect(numbers.map((i) => shuffle.at(shuffle.of(i)))).toEqual(numbers);
      }),
      { ...FIXED, numRuns: 200 },
    );
  });
});

describe('the key', () => {
  const plain = imageOf(new Permutation().set(family, 1000, 1, 2, 3), 1000);

  test.each<[string, () => Permutation]>([
    ['seed', () => new Permutation().set(source(43, 'permutation'), 1000, 1, 2, 3)],
    ['name', () => new Permutation().set(source(42, 'permutations'), 1000, 1, 2, 3)],
    ['first address', () => new Permutation().set(family, 1000, 0, 2, 3)],
    ['second address', () => new Permutation().set(family, 1000, 1, 3, 3)],
    ['third address', () => new Permutation().set(family, 1000, 1, 2, 4)],
  ])('another %s gives another order', (_, make) => {
    const other = imageOf(make(), 1000);
    // Two unrelated orders agree in one place on average.
    expect(other.filter((value, i) => value === plain[i]).length).toBeLessThan(8);
    expect(other.filter((value, i) => value - plain[i] === other[0] - plain[0]).length).toBeLessThan(12);
  });

  test('is all there is: what was set before leaves no trace', () => {
    const shuffle = new Permutation();
    for (const [count, key] of [
      [1, 0],
      [70_000, 3],
      [2, 9],
      [1000, 7],
    ])
      imageOf(shuffle.set(family, count, key), Math.min(50, count));
    expect(imageOf(shuffle.set(family, 1000, 1, 2, 3), 1000)).toEqual(plain);
  });
});

describe('looks uniform', () => {
  const KEYS = 24_000;
  const shuffle = new Permutation();

  test('in every order of three', () => {
    const orders = new Map<string, number>();
    for (let key = 0; key < KEYS; key++) {
      const order = imageOf(shuffle.set(family, 3, key), 3).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    expect(chiSquare([...orders.values()], new Array(6).fill(1 / 6))).toBeLessThan(1);
  });

  test.each([3, 5, 6, 7, 9, 11])('nearly, in where a number of %i goes', (count) => {
    // Where few bits are walked to a count inside, some orders are a little more frequent than others.
    const places = Array.from({ length: count }, () => new Array<number>(count).fill(0));
    for (let key = 0; key < KEYS; key++) {
      imageOf(shuffle.set(family, count, key), count).forEach((value, i) => {
        places[i][value]++;
      });
    }
    for (const n of places.flat()) expect(Math.abs((n / KEYS) * count - 1)).toBeLessThan(0.22);
  });

  test.each([2, 4, 16, 30, 50, 100])(
    'in where a number of %i goes, and where the next one goes from there',
    (count) => {
      const places = [0, 1, count - 1].map(() => new Array<number>(count).fill(0));
      const steps = new Array<number>(count).fill(0);
      for (let key = 0; key < KEYS; key++) {
        shuffle.set(family, count, key, count);
        [0, 1, count - 1].forEach((i, n) => {
          places[n][shuffle.at(i)]++;
        });
        steps[(shuffle.at(1) - shuffle.at(0) + count) % count]++;
      }
      for (const place of places) expect(chiSquare(place, new Array(count).fill(1 / count))).toBeLessThan(1);
      expect(steps[0]).toBe(0);
      if (count > 2) expect(chiSquare(steps.slice(1), new Array(count - 1).fill(1 / (count - 1)))).toBeLessThan(1);
    },
  );

  test('in the pairs of neighbours of one large order', () => {
    const count = 200_000;
    shuffle.set(family, count, 5);
    const cells = new Array<number>(100).fill(0);
    for (let i = 0; i + 1 < count; i += 2) {
      cells[Math.floor((shuffle.at(i) / count) * 10) * 10 + Math.floor((shuffle.at(i + 1) / count) * 10)]++;
    }
    expect(chiSquare(cells, new Array(100).fill(1 / 100))).toBeLessThan(1);
  });
});
