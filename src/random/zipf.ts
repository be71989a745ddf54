import { requireWithin } from './parameter.js';
import { pow } from './pow.js';

/**
 * Zipf–Mandelbrot weights of ranks 1..n: proportional to 1 / (rank + shift)^exponent, adding up to 1, falling.
 *
 * @param n how many ranks, an integer >= 1
 * @param exponent finite and >= 0; 0 makes all equal, 1 is Zipf's law
 * @param shift finite and > -1; 0 is Zipf's law, more flattens the head
 * @throws RangeError for any other parameter
 *
 * Source: Mandelbrot, "An informational theory of the statistical structure of language" (1953).
 */
export function zipfMandelbrot(n: number, exponent: number, shift: number): Float64Array {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n must be an integer >= 1, got ${n}`);
  requireWithin('exponent', exponent, 0, Number.MAX_VALUE);
  if (!(shift > -1 && shift < Infinity)) throw new RangeError(`shift must be > -1 and finite, got ${shift}`);
  const weights = new Float64Array(n);
  const first = 1 + shift;
  let sum = 0;
  // From the last rank on, so that the small weights are not lost beside the large.
  for (let i = n - 1; i >= 0; i--) {
    weights[i] = pow(first / (first + i), exponent);
    sum += weights[i];
  }
  for (let i = 0; i < n; i++) weights[i] /= sum;
  return weights;
}
