import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomial, Sequence, source } from '../../src/random/index.js';
import { chiSquare, kolmogorovSmirnov, moments } from './goodness-of-fit.js';
import { normalCdf, referenceLnGamma } from './reference-distributions.js';

const s = source(2026, 'binomial');

/** Probabilities of 0 … n. */
function probabilities(n: number, p: number): Float64Array {
  const lnChoose = (k: number) => referenceLnGamma(n + 1) - referenceLnGamma(k + 1) - referenceLnGamma(n - k + 1);
  return Float64Array.from({ length: n + 1 }, (_, k) =>
    Math.exp(lnChoose(k) + k * Math.log(p) + (n - k) * Math.log1p(-p)),
  );
}

/** A sample from a fixed address; its mean and variance are held to the theory within 4.5 standard errors. */
function sampled(id: number, n: number, p: number, size: number): Float64Array {
  const q = new Sequence().seed(s, id);
  const sample = Float64Array.from({ length: size }, () => binomial(q, n, p));
  const { mean, variance } = moments(sample);
  const expected = n * p * (1 - p);
  expect(Math.abs(mean - n * p) / Math.sqrt(expected / size)).toBeLessThan(4.5);
  const kurtosis = 3 + (1 - 6 * p * (1 - p)) / expected;
  expect(Math.abs(variance / expected - 1) / Math.sqrt((kurtosis - 1) / size)).toBeLessThan(4.5);
  return sample;
}

// 24 trials are the most that are drawn one by one; one more is halved, and halves are halved again.
test.each([
  [1, 0.3],
  [5, 0.5],
  [24, 0.2],
  [24, 0.97],
  [25, 0.2],
  [26, 0.5],
  [49, 0.95],
  [50, 0.02],
  [200, 0.4],
  [1000, 0.003],
  [5000, 0.5],
])('binomial(%d, %d)', (n, p) => {
  const sample = sampled(n, n, p, 40_000);
  const counts = new Float64Array(n + 1);
  for (const k of sample) {
    if (!(Number.isInteger(k) && k >= 0 && k <= n)) expect.fail(`a count of ${k} of ${n}`);
    counts[k]++;
  }
  expect(chiSquare(counts, probabilities(n, p))).toBeLessThan(1);
});

test.each([
  [1e6, 0.25],
  [1e12, 0.7],
  [2 ** 53, 0.5],
])('binomial(%d, %d) is near normal', (n, p) => {
  const sample = sampled(7, n, p, 10_000);
  const sd = Math.sqrt(n * p * (1 - p));
  const q = new Sequence().seed(s, 8);
  const standard = sample.map((k) => (k - n * p + q.uniform() - 0.5) / sd);
  // Cornish and Fisher's first term takes out the skewness.
  const skewness = (1 - 2 * p) / sd;
  expect(kolmogorovSmirnov(standard, (z) => normalCdf(z - (skewness * (z * z - 1)) / 6))).toBeLessThan(1);
});

describe('ends', () => {
  test('no trials, no chance, and certainty', () => {
    const q = new Sequence().seed(s, 9);
    for (const n of [0, 1, 24, 25, 1000, 2 ** 53]) {
      expect([binomial(q, n, 0), binomial(q, n, 1)]).toEqual([0, n]);
    }
    for (const p of [0.1, 0.5, 1]) expect(binomial(q, 0, p)).toBe(0);
  });

  test('the smallest and the largest chance below 1 give counts in range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 53 }),
        fc.oneof(fc.constantFrom(5e-324, 1e-300, 2 ** -53, 1 - 2 ** -53), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.nat(),
        (n, p, address) => {
          const count = binomial(new Sequence().seed(s, 10, address), n, p);
          expect(Number.isInteger(count) && count >= 0 && count <= n).toBe(true);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('the same address gives the same count, another another', () => {
    const draw = () => binomial(new Sequence().seed(s, 11, 5), 100_000, 0.37);
    expect(draw()).toBe(draw());
    const other = binomial(new Sequence().seed(s, 11, 6), 100_000, 0.37);
    expect(other).not.toBe(draw());
  });
});

describe('parameters', () => {
  const q = new Sequence().seed(s, 12);

  test.each<[string, () => number]>([
    ['n must be in [0, 9007199254740992], got -1', () => binomial(q, -1, 0.5)],
    ['n must be in [0, 9007199254740992], got NaN', () => binomial(q, Number.NaN, 0.5)],
    ['n must be in [0, 9007199254740992], got Infinity', () => binomial(q, Infinity, 0.5)],
    ['n must be an integer, got 1.5', () => binomial(q, 1.5, 0.5)],
    ['p must be in [0, 1], got -0.1', () => binomial(q, 5, -0.1)],
    ['p must be in [0, 1], got 1.1', () => binomial(q, 5, 1.1)],
    ['p must be in [0, 1], got NaN', () => binomial(q, 5, Number.NaN)],
  ])('%s', (message, draw) => {
    expect(draw).toThrow(new RangeError(message));
  });
});
