import { exp } from './exp.js';
import { normalQuantile } from './normal-quantile.js';
import { requireFinite, requireWithin } from './parameter.js';
import type { Sequence } from './sequence.js';

/** A standard normal number: the quantile of one open uniform, so always two words of the sequence and within ±8.3. */
export function normalOf(q: Sequence): number {
  return normalQuantile(q.open());
}

/**
 * A log-normal number: exp(mu + sigma Z) with Z standard normal. Its median is exp(mu), its mean exp(mu + sigma² / 2).
 *
 * @param mu mean of the logarithm, finite
 * @param sigma standard deviation of the logarithm, finite and >= 0
 * @throws RangeError for any other parameter
 */
export function logNormal(q: Sequence, mu: number, sigma: number): number {
  requireFinite('mu', mu);
  requireWithin('sigma', sigma, 0, Number.MAX_VALUE);
  return exp(mu + sigma * normalQuantile(q.open()));
}
