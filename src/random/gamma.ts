import { ln } from './ln.js';
import { normalQuantile } from './normal-quantile.js';
import { requirePositive } from './parameter.js';
import { pow } from './pow.js';
import type { Sequence } from './sequence.js';

/**
 * A gamma number with mean shape × scale and variance shape × scale². With a small shape many values are so near 0 that
 * they are 0.
 *
 * @param shape finite and > 0
 * @param scale finite and > 0
 * @throws RangeError for any other parameter
 *
 * Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables" (ACM TOMS 26, 2000), with their section 6
 * for a shape below 1.
 */
export function gamma(q: Sequence, shape: number, scale: number): number {
  requirePositive('shape', shape);
  requirePositive('scale', scale);
  return standardGamma(q, shape) * scale;
}

/** A gamma number with scale 1 for a shape that was checked. */
export function standardGamma(q: Sequence, shape: number): number {
  if (shape >= 1) return gammaFrom1(q, shape);
  const x = gammaFrom1(q, shape + 1);
  return x * pow(q.open(), 1 / shape);
}

/** The logarithm of a gamma number with scale 1 and a shape below 1, which keeps what the number itself rounds to 0. */
export function lnSmallGamma(q: Sequence, shape: number): number {
  const x = gammaFrom1(q, shape + 1);
  return ln(x) + ln(q.open()) / shape;
}

/** A gamma number with scale 1 and shape >= 1; at least 95 of 100 first tries are taken. Always above 0. */
function gammaFrom1(q: Sequence, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalQuantile(q.open());
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = q.open();
    const x2 = x * x;
    if (u < 1 - 0.0331 * x2 * x2 || ln(u) < 0.5 * x2 + d * (1 - v + ln(v))) return d * v;
  }
}
