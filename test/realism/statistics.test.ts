import { expect, test } from 'vitest';
import { scoreOf } from '../../src/api/realism/realism-test.js';
import {
  basketLinesQuantiles,
  hourShares,
  probabilities,
  yearTripsQuantiles,
} from '../../src/api/realism/reference.js';
import * as s from '../../src/api/realism/statistics.js';

test('a score is 1 inside, falls linearly outside, and is 0 from one interval width on', () => {
  expect([2, 3, 4].map((value) => scoreOf(value, [2, 4]))).toEqual([1, 1, 1]);
  expect([1, 5, 1.5, 4.5].map((value) => scoreOf(value, [2, 4]))).toEqual([0.5, 0.5, 0.75, 0.75]);
  expect([0, 6, -7, 60].map((value) => scoreOf(value, [2, 4]))).toEqual([0, 0, 0, 0]);
});

test('an interval without an upper end is as wide as its lower end; one without width is hit or missed', () => {
  const open = [1.1, Number.POSITIVE_INFINITY] as const;
  expect([1.1, 100].map((value) => scoreOf(value, open))).toEqual([1, 1]);
  expect(scoreOf(0.55, open)).toBeCloseTo(0.5);
  expect(scoreOf(0, open)).toBeCloseTo(0);
  expect([scoreOf(0, [0, 0]), scoreOf(0.1, [0, 0])]).toEqual([1, 0]);
});

const h: s.Histogram = [
  [1, 5],
  [3, 4],
  [10, 1],
];

test('histograms: mean, variance, shares, quantiles', () => {
  expect(s.mean(h)).toBe(2.7);
  // Five times 1.7², four times 0.3², once 7.3², over 9.
  expect(s.variance(h)).toBeCloseTo((5 * 2.89 + 4 * 0.09 + 53.29) / 9);
  expect(s.share(h, (value) => value === 1)).toBe(0.5);
  expect([0, 0.5, 0.51, 0.9, 0.91, 1].map((p) => s.quantile(h, p))).toEqual([1, 1, 3, 3, 10, 10]);
  expect(s.quantile([], 0.5)).toBeNaN();
});

test('the top 20 % of ten hold 13 of 27; of one alone a fifth counts', () => {
  expect(s.topShare(h, 0.2)).toBeCloseTo(13 / 27);
  expect(s.topShare([[7, 1]], 0.2)).toBeCloseTo(0.2);
});

test('Gini: equal 0, all in one hand 1 − 1/n, a known case', () => {
  expect(s.gini([[4, 8]])).toBeCloseTo(0);
  expect(s.gini(s.values([0, 0, 0, 12]))).toBeCloseTo(0.75);
  expect(s.gini(s.values([1, 2, 3, 4]))).toBeCloseTo(0.25);
});

test('slope and correlations', () => {
  const points = [1, 2, 3, 4].map((x) => [x, 5 - 2 * x] as const);
  expect(s.slope(points)).toBeCloseTo(-2);
  expect(s.correlation(points)).toBeCloseTo(-1);
  expect(
    s.correlation([
      [1, 1],
      [1, 2],
    ]),
  ).toBeNaN();
  expect(
    s.rankCorrelation([
      [1, 1],
      [2, 100],
      [3, 101],
    ]),
  ).toBeCloseTo(1);
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
  expect(
    s.rankCorrelation([
      [1, 1],
      [2, 3],
      [2, 2],
      [9, 4],
    ]),
  ).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5));
});

test('total variation does not depend on the scale', () => {
  expect(s.totalVariation([1, 1], [50, 50])).toBe(0);
  expect(s.totalVariation([3, 1], [1, 1])).toBeCloseTo(0.25);
  expect(s.totalVariation([1, 0], [0, 1])).toBe(1);
});

test('the reference quantiles of the negative binomials are those of the published figures', () => {
  const at = (quantiles: readonly number[], p: number) => quantiles[probabilities.indexOf(p)];
  // Complete Journey: a quarter of single-line baskets, the 95th percentile 34.
  expect([0.05, 0.2, 0.95].map((p) => at(basketLinesQuantiles, p))).toEqual([1, 1, 34]);
  expect(at(basketLinesQuantiles, 0.25)).toBeLessThanOrEqual(2);
  expect(at(yearTripsQuantiles, 0.5)).toBeGreaterThan(40);
  expect(at(yearTripsQuantiles, 0.5)).toBeLessThan(50);
  expect(hourShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
  expect(probabilities).toHaveLength(21);
});
