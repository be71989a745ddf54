import { standardGamma } from './gamma.js';
import { requireWithin } from './parameter.js';
import { poisson } from './poisson.js';
import type { Sequence } from './sequence.js';

/**
 * A negative-binomial count with the given mean and variance mean + mean² / r: a Poisson count whose mean is gamma
 * distributed with shape r. r = Infinity is Poisson; mean 0 gives 0.
 *
 * @param r > 0, or Infinity; the smaller, the more the counts differ
 * @param mean in [0, 2^53]
 * @throws RangeError for any other parameter
 *
 * Source: Greenwood and Yule (1920), the gamma mixture of Poisson counts; in marketing the NBD model of Ehrenberg,
 * "The Pattern of Consumer Purchases" (Applied Statistics 8, 1959).
 */
export function negativeBinomial(q: Sequence, r: number, mean: number): number {
  if (!(r > 0)) throw new RangeError(`r must be > 0, got ${r}`);
  requireWithin('mean', mean, 0, 9007199254740992);
  if (r === Infinity) return poisson(q, mean);
  const rate = mean * (standardGamma(q, r) / r);
  // Rates beyond the largest whole number a double can count to are drawn from as if they were that number.
  return poisson(q, Math.min(rate, 9007199254740992));
}
