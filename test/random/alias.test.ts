import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AliasTable, aliasTable, exponential, Sequence, source, zipfMandelbrot } from '../../src/random/index.js';
import { chiSquare } from './goodness-of-fit.js';

const s = source(31, 'alias');

/** The share of each index over `steps` evenly spaced words: its probability, to about size / steps. */
function shares(table: AliasTable, steps: number): Float64Array {
  const found = new Float64Array(table.size);
  for (let i = 0; i < steps; i++) found[table.pick(Math.floor(((i + 0.5) * 2 ** 32) / steps))] += 1 / steps;
  return found;
}

function normalised(weights: ArrayLike<number>): Float64Array {
  const largest = Math.max(...Array.from(weights));
  const scaled = Float64Array.from(weights, (w) => w / largest);
  const sum = scaled.reduce((a, b) => a + b, 0);
  return scaled.map((w) => w / sum);
}

describe('AliasTable', () => {
  test.each<[string, ArrayLike<number>]>([
    ['one weight', [3]],
    ['equal weights', new Float64Array(7).fill(0.1)],
    ['equal weights whose scaling rounds below 1', new Float64Array(49).fill(0.1)],
    ['a zero at each end', [0, 1, 2, 0]],
    ['all but one zero', [0, 0, 5, 0, 0, 0]],
    ['one giant', [1e-9, 1e9, 1, 1, 1]],
    ['Zipf weights', zipfMandelbrot(100, 1, 2)],
    ['rising weights', Float64Array.from({ length: 333 }, (_, i) => i)],
    ['tiny weights', [5e-324, 5e-324, 1e-323]],
    ['huge weights', [1e307, 2e307, 3e307]],
  ])('gives %s their shares', (_, weights) => {
    const steps = 200000;
    const found = shares(aliasTable(weights), steps);
    const expected = normalised(weights);
    for (let i = 0; i < weights.length; i++) {
      // Each column adds at most one step at either side of its threshold.
      expect(Math.abs(found[i] - expected[i])).toBeLessThan((2 + weights.length) / steps);
      if (weights[i] === 0) expect(found[i]).toBe(0);
    }
  });

  test('gives any weights their shares, and 0 nothing', () => {
    const weight = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.integer({ min: 0, max: 5 }),
    );
    const table = new AliasTable(30);
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 30 }).filter((w) => w.some((x) => x > 1e-300)),
        (weights) => {
          const steps = 6000;
          const found = shares(table.build(weights), steps);
          const expected = normalised(weights);
          for (let i = 0; i < weights.length; i++) {
            expect(Math.abs(found[i] - expected[i])).toBeLessThanOrEqual((2 + weights.length) / steps);
            if (weights[i] === 0) expect(found[i]).toBe(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('picked with random words, the frequencies fit', () => {
    const q = new Sequence().seed(s, 1);
    for (const size of [2, 40, 500]) {
      const weights = Float64Array.from({ length: size }, () => exponential(q));
      const table = aliasTable(weights);
      const counts = new Float64Array(size);
      for (let i = 0; i < 100000; i++) counts[table.pick(q.word())]++;
      expect(chiSquare(counts, normalised(weights))).toBeLessThan(1);
    }
  });

  test('a table built again forgets what it held', () => {
    const table = new AliasTable(10);
    expect(table.size).toBe(0);
    table.build([9, 1, 1, 1, 1, 1, 1, 1, 1, 50]);
    expect(table.build([1, 2, 3])).toBe(table);
    expect(table.size).toBe(3);
    const words = Array.from({ length: 1000 }, (_, i) => Math.imul(i, 0x9e3779b9) >>> 0);
    const fresh = aliasTable([1, 2, 3]);
    expect(words.map((w) => table.pick(w))).toEqual(words.map((w) => fresh.pick(w)));
    const part = new AliasTable(10).build([1, 2, 3, 4, 5], 3);
    expect(words.map((w) => part.pick(w))).toEqual(words.map((w) => fresh.pick(w)));
  });

  test('the first and the last word give an index', () => {
    for (const size of [1, 2, 3, 1000, 2 ** 21]) {
      const table = aliasTable(new Float64Array(size).fill(1));
      expect(table.pick(0)).toBe(0);
      expect(table.pick(4294967295)).toBe(size - 1);
    }
  });

  test('takes time proportional to the number of weights', () => {
    // Nearly equal weights, where a sweep that searched for the next heavy column each time would be quadratic.
    const size = 2 ** 20;
    const weights = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7) % 11) * 1e-16 + (i === 0 ? 1e-9 : 0));
    const started = process.hrtime.bigint();
    const table = new AliasTable(size).build(weights);
    // A millisecond's work for one pass; a quadratic one would take minutes.
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5000);
    expect(table.size).toBe(size);
  });

  test.each<[string, () => unknown]>([
    ['capacity must be an integer in 1..2097152, got 0', () => new AliasTable(0)],
    ['capacity must be an integer in 1..2097152, got 2097153', () => new AliasTable(2097153)],
    ['capacity must be an integer in 1..2097152, got 1.5', () => new AliasTable(1.5)],
    ['capacity must be an integer in 1..2097152, got 0', () => aliasTable([])],
    ['count must be an integer in 1..2 (weights and capacity), got 3', () => new AliasTable(2).build([1, 1, 1])],
    ['count must be an integer in 1..2 (weights and capacity), got 3', () => new AliasTable(9).build([1, 1], 3)],
    ['count must be an integer in 1..2 (weights and capacity), got 0', () => new AliasTable(9).build([1, 1], 0)],
    ['weights[1] must be >= 0, got -1', () => aliasTable([1, -1])],
    ['weights[0] must be >= 0, got NaN', () => aliasTable([Number.NaN, 1])],
    ['at least one weight must be > 0, got 2 of 0', () => aliasTable([0, 0])],
    ['the sum of weights must be finite, got Infinity', () => aliasTable([1, Infinity])],
  ])('%s', (message, build) => {
    expect(build).toThrow(new RangeError(message));
  });

  test('an error leaves the table as it was', () => {
    const table = aliasTable([1, 2, 3]);
    const before = shares(table, 1000);
    expect(() => table.build([1, -1])).toThrow(RangeError);
    expect(shares(table, 1000)).toEqual(before);
  });
});
