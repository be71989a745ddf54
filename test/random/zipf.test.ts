import { expect, test } from 'vitest';
import { zipfMandelbrot } from '../../src/random/index.js';

test.each([
  [1, 1, 0],
  [10, 0, 3],
  [100, 1, 0],
  [1000, 1.2, 2.7],
  [50, 0.4, -0.9],
  [1e5, 2, 10],
  [5, 400, 0],
])('zipfMandelbrot(%d, %d, %d) adds up to 1, falls, and has its ratios', (n, exponent, shift) => {
  const weights = zipfMandelbrot(n, exponent, shift);
  expect(weights.length).toBe(n);
  expect(Math.abs(weights.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
  for (let rank = 2; rank <= n; rank++) {
    const ratio = ((1 + shift) / (rank + shift)) ** exponent;
    if (!(Math.abs(weights[rank - 1] / weights[0] / ratio - 1) < 1e-13)) expect.fail(`rank ${rank}`);
    if (exponent > 0 && !(weights[rank - 1] < weights[rank - 2])) expect.fail(`rank ${rank} does not fall`);
  }
});

test('equal weights for exponent 0', () => {
  expect([...zipfMandelbrot(4, 0, 9)]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test.each<[string, () => unknown]>([
  ['n must be an integer >= 1, got 0', () => zipfMandelbrot(0, 1, 0)],
  ['n must be an integer >= 1, got 2.5', () => zipfMandelbrot(2.5, 1, 0)],
  [`exponent must be in [0, ${Number.MAX_VALUE}], got -1`, () => zipfMandelbrot(3, -1, 0)],
  [`exponent must be in [0, ${Number.MAX_VALUE}], got NaN`, () => zipfMandelbrot(3, Number.NaN, 0)],
  ['shift must be > -1 and finite, got -1', () => zipfMandelbrot(3, 1, -1)],
  ['shift must be > -1 and finite, got Infinity', () => zipfMandelbrot(3, 1, Infinity)],
])('%s', (message, make) => {
  expect(make).toThrow(new RangeError(message));
});
