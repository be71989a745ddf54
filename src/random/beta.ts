import { exp } from './exp.js';
import { lnSmallGamma, standardGamma } from './gamma.js';
import { requirePositive } from './parameter.js';
import type { Sequence } from './sequence.js';

/**
 * A beta number in [0, 1] with mean a / (a + b) and variance ab / ((a + b)² (a + b + 1)). It is 0 or 1 only where the
 * number drawn is nearer to it than a double can say.
 *
 * @param a finite and > 0
 * @param b finite and > 0
 * @throws RangeError for any other parameter
 *
 * Source: the ratio X / (X + Y) of gamma numbers; Devroye, Non-Uniform Random Variate Generation (1986), IX.4.1.
 */
export function beta(q: Sequence, a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  if (a >= 1 || b >= 1) {
    const x = standardGamma(q, a);
    return 1 / (1 + standardGamma(q, b) / x);
  }
  const lnX = lnSmallGamma(q, a);
  const odds = lnSmallGamma(q, b) - lnX;
  // Both are past every double only for parameters below 1e-306, where all the mass is at the two ends.
  if (Number.isNaN(odds)) return q.open() < 1 / (1 + b / a) ? 1 : 0;
  return 1 / (1 + exp(odds));
}
