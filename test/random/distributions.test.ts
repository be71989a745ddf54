import { describe, expect, test } from 'vitest';
import {
  beta,
  exponential,
  gamma,
  logNormal,
  negativeBinomial,
  normalOf,
  normalQuantile,
  poisson,
  Sequence,
  source,
} from '../../src/random/index.js';
import { lnProbability } from '../../src/random/poisson.js';
import { chiSquare, kolmogorovSmirnov, moments } from './goodness-of-fit.js';
import {
  betaCdf,
  gammaCdf,
  negativeBinomialProbabilities,
  normalCdf,
  poissonProbabilities,
  referenceLnGamma,
} from './reference-distributions.js';

const s = source(2026, 'distributions');

interface Expected {
  mean: number;
  variance: number;
}

/** A sample from a fixed address; its mean and variance are held to the theory within 4.5 standard errors. */
function sampled(
  id: number,
  draw: (q: Sequence) => number,
  expected: Expected,
  kurtosis: number,
  n = 40000,
): Float64Array {
  const q = new Sequence().seed(s, id);
  const sample = new Float64Array(n);
  for (let i = 0; i < n; i++) sample[i] = draw(q);
  const { mean, variance } = moments(sample);
  expect(Math.abs(mean - expected.mean) / Math.sqrt(expected.variance / n)).toBeLessThan(4.5);
  const spread = Math.sqrt((kurtosis - 1) / n);
  expect(Math.abs(variance / expected.variance - 1) / spread).toBeLessThan(4.5);
  return sample;
}

function counted(sample: Float64Array, last: number): Float64Array {
  const counts = new Float64Array(last + 1);
  for (const k of sample) {
    if (!(Number.isInteger(k) && k >= 0)) expect.fail(`a count of ${k}`);
    counts[Math.min(k, last)]++;
  }
  return counts;
}

describe('continuous', () => {
  test('normalOf', () => {
    const sample = sampled(1, normalOf, { mean: 0, variance: 1 }, 3);
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(1);
  });

  test.each([
    [0, 0.25],
    [3, 0.5],
    [-1, 0.8],
  ])('logNormal(%d, %d)', (mu, sigma) => {
    const w = Math.exp(sigma ** 2);
    const expected = { mean: Math.exp(mu + sigma ** 2 / 2), variance: (w - 1) * w * Math.exp(2 * mu) };
    const sample = sampled(2, (q) => logNormal(q, mu, sigma), expected, w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 3);
    expect(kolmogorovSmirnov(sample, (x) => normalCdf((Math.log(x) - mu) / sigma))).toBeLessThan(1);
  });

  test('exponential', () => {
    const sample = sampled(3, exponential, { mean: 1, variance: 1 }, 9);
    expect(kolmogorovSmirnov(sample, (x) => -Math.expm1(-x))).toBeLessThan(1);
  });

  test.each([
    [0.05, 1],
    [0.3, 2],
    [0.99, 5],
    [1, 1],
    [1.5, 0.1],
    [4.2, 10],
    [100, 1],
    [1e4, 3],
  ])('gamma(%d, %d)', (shape, scale) => {
    const expected = { mean: shape * scale, variance: shape * scale * scale };
    const sample = sampled(4, (q) => gamma(q, shape, scale), expected, 3 + 6 / shape);
    expect(kolmogorovSmirnov(sample, (x) => gammaCdf(shape, x / scale))).toBeLessThan(1);
  });

  test.each([
    [0.1, 0.2],
    [0.5, 0.5],
    [0.3, 2],
    [3, 0.4],
    [1, 1],
    [2, 5],
    [60, 30],
  ])('beta(%d, %d)', (a, b) => {
    const sum = a + b;
    const expected = { mean: a / sum, variance: (a * b) / (sum * sum * (sum + 1)) };
    const excess = (6 * ((a - b) ** 2 * (sum + 1) - a * b * (sum + 2))) / (a * b * (sum + 2) * (sum + 3));
    const sample = sampled(5, (q) => beta(q, a, b), expected, 3 + excess);
    expect(kolmogorovSmirnov(sample, (x) => betaCdf(a, b, x))).toBeLessThan(1);
  });

  test('beta and gamma of tiny parameters are numbers', () => {
    const q = new Sequence().seed(s, 6);
    for (const tiny of [1e-3, 1e-10, 1e-300, 1e-308, 5e-324]) {
      const sample = Float64Array.from({ length: 4000 }, () => beta(q, tiny, tiny));
      if (!sample.every((x) => x >= 0 && x <= 1)) expect.fail(`beta(${tiny}, ${tiny}) left [0, 1]`);
      expect(Math.abs(moments(sample).mean - 0.5)).toBeLessThan(0.04);
      for (let i = 0; i < 100; i++) expect(gamma(q, tiny, 1)).toBeGreaterThanOrEqual(0);
      expect(negativeBinomial(q, tiny, 5)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('counts', () => {
  test.each([0.01, 0.5, 3, 9.99, 10, 12.5, 60, 400])('poisson(%d)', (mean) => {
    const sample = sampled(7, (q) => poisson(q, mean), { mean, variance: mean }, 3 + 1 / mean, 400000);
    const last = Math.ceil(mean + 8 * Math.sqrt(mean) + 5);
    expect(chiSquare(counted(sample, last), poissonProbabilities(mean, last))).toBeLessThan(1);
  });

  // The rejection for large means rests on these; samples alone would not show an error of a percent in the tail.
  test.each([10, 13.7, 60, 400, 5000])('the probabilities of poisson(%d)', (mean) => {
    for (let k = 0; k < 3 * mean; k++) {
      const reference = k * Math.log(mean) - mean - referenceLnGamma(k + 1);
      expect(Math.abs(lnProbability(k, mean) - reference)).toBeLessThan(1e-13 * Math.max(10, 20 * mean));
    }
  });

  test.each([1e5, 1e9, 1e13])('poisson(%d) is near normal', (mean) => {
    const sample = sampled(8, (q) => poisson(q, mean), { mean, variance: mean }, 3);
    const cdf = (x: number) => {
      // Cornish and Fisher's first term takes out the skewness; the half is for whole numbers.
      const z = (x - mean) / Math.sqrt(mean);
      return normalCdf(z - (z * z - 1) / (6 * Math.sqrt(mean)));
    };
    const q = new Sequence().seed(s, 9);
    expect(
      kolmogorovSmirnov(
        sample.map((k) => k + q.uniform() - 0.5),
        cdf,
      ),
    ).toBeLessThan(1);
  });

  test.each([
    [0.2, 1],
    [1, 4],
    [2.5, 0.3],
    [3, 20],
    [50, 40],
    [1e6, 5],
  ])('negativeBinomial(%d, %d)', (r, mean) => {
    const variance = mean + mean ** 2 / r;
    const kurtosis = 3 + 6 / r + 1 / variance;
    const sample = sampled(10, (q) => negativeBinomial(q, r, mean), { mean, variance }, kurtosis);
    const last = Math.ceil(mean + 20 * Math.sqrt(variance));
    expect(chiSquare(counted(sample, last), negativeBinomialProbabilities(r, mean, last))).toBeLessThan(1);
  });

  test('negativeBinomial with r = Infinity is poisson, and mean 0 is 0', () => {
    const one = new Sequence().seed(s, 11);
    const other = new Sequence().seed(s, 11);
    for (let i = 0; i < 200; i++) expect(negativeBinomial(one, Infinity, i / 5)).toBe(poisson(other, i / 5));
    for (let i = 0; i < 200; i++) expect([poisson(one, 0), negativeBinomial(one, 2, 0)]).toEqual([0, 0]);
  });

  test('the largest means end', () => {
    const q = new Sequence().seed(s, 12);
    expect(poisson(q, 2 ** 53) / 2 ** 53).toBeCloseTo(1, 6);
    for (let i = 0; i < 100; i++) expect(negativeBinomial(q, 0.01, 2 ** 53)).toBeLessThan(2 ** 54);
  });
});

describe('normalQuantile', () => {
  test('known values', () => {
    // Wichura's own, and Python's statistics.NormalDist().inv_cdf.
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(1e-300)).toBeCloseTo(-37.0471, 4);
    expect(normalQuantile(0.5)).toBe(0);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  test('is the inverse of the distribution function, odd, and joins at its seams', () => {
    for (let i = 1; i < 2048; i++) {
      const p = i / 2048;
      expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-13);
      expect(normalQuantile(1 - p) + normalQuantile(p)).toBe(0);
    }
    for (const seam of [0.075, 0.925, Math.exp(-25)]) {
      const step = seam * 1e-9;
      const rise = normalQuantile(seam + step) - normalQuantile(seam - step);
      expect(rise).toBeGreaterThan(0);
      expect(rise).toBeLessThan(1e-7);
    }
  });
});

describe('parameters', () => {
  const q = new Sequence().seed(s, 13);
  const nan = Number.NaN;

  test.each<[string, () => number]>([
    ['shape must be > 0, got -1', () => gamma(q, -1, 1)],
    ['shape must be > 0, got NaN', () => gamma(q, nan, 1)],
    ['shape must be finite, got Infinity', () => gamma(q, Infinity, 1)],
    ['scale must be > 0, got 0', () => gamma(q, 1, 0)],
    ['a must be > 0, got 0', () => beta(q, 0, 1)],
    ['b must be > 0, got -2', () => beta(q, 1, -2)],
    ['b must be finite, got Infinity', () => beta(q, 1, Infinity)],
    ['mu must be finite, got NaN', () => logNormal(q, nan, 1)],
    ['mu must be finite, got Infinity', () => logNormal(q, Infinity, 1)],
    [`sigma must be in [0, ${Number.MAX_VALUE}], got -1`, () => logNormal(q, 0, -1)],
    ['mean must be in [0, 9007199254740992], got -1', () => poisson(q, -1)],
    ['mean must be in [0, 9007199254740992], got NaN', () => poisson(q, nan)],
    ['mean must be in [0, 9007199254740992], got Infinity', () => poisson(q, Infinity)],
    ['r must be > 0, got 0', () => negativeBinomial(q, 0, 1)],
    ['r must be > 0, got NaN', () => negativeBinomial(q, nan, 1)],
    ['mean must be in [0, 9007199254740992], got -1', () => negativeBinomial(q, 1, -1)],
    ['p must be in [0, 1], got 1.5', () => normalQuantile(1.5)],
    ['p must be in [0, 1], got -0.1', () => normalQuantile(-0.1)],
    ['p must be in [0, 1], got NaN', () => normalQuantile(nan)],
  ])('%s', (message, draw) => {
    expect(draw).toThrow(new RangeError(message));
  });
});
