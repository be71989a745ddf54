import { exp } from './exp.js';
import { ln } from './ln.js';
import { lnGamma, stirlingError } from './ln-gamma.js';
import { requireWithin } from './parameter.js';
import type { Sequence } from './sequence.js';

/**
 * A Poisson count with the given mean and variance. Mean 0 gives 0.
 *
 * Below a mean of 10 the distribution function is inverted term by term (one uniform); from 10 on the count comes from
 * transformed rejection, whose cost does not grow with the mean.
 *
 * @param mean in [0, 2^53]
 * @throws RangeError for any other mean
 *
 * Source: Hörmann, "The transformed rejection method for generating Poisson random variables" (Insurance: Mathematics and
 * Economics 12, 1993), algorithm PTRS.
 */
export function poisson(q: Sequence, mean: number): number {
  requireWithin('mean', mean, 0, 9007199254740992);
  return mean < 10 ? poissonByInversion(q, mean) : poissonByRejection(q, mean);
}

function poissonByInversion(q: Sequence, mean: number): number {
  let rest = q.uniform();
  let term = exp(-mean);
  let k = 0;
  // The terms add up to 1 but for rounding; a count of 100 has a probability below 1e-61.
  while (rest >= term && k < 100) {
    rest -= term;
    k++;
    term *= mean / k;
  }
  return k;
}

function poissonByRejection(q: Sequence, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const taken = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = q.open() - 0.5;
    const v = q.open();
    const edge = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / edge + b) * u + mean + 0.43);
    if (edge >= 0.07 && v <= taken) return k;
    if (k < 0 || (edge < 0.013 && v > edge)) continue;
    if (ln((v * inverseAlpha) / (a / (edge * edge) + b)) <= lnProbability(k, mean)) return k;
  }
}

/**
 * ln of the probability of count k for a mean of 10 or more. From 10 on by the saddle point, which does not subtract large numbers.
 * Source: Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
 */
export function lnProbability(k: number, mean: number): number {
  if (k < 10) return k * ln(mean) - mean - lnGamma(k + 1);
  return -stirlingError(k) - deviance(k, mean) - 0.5 * ln(6.283185307179586 * k);
}

/** k ln(k / mean) + mean - k, by a series where the two are near each other. */
function deviance(k: number, mean: number): number {
  const difference = k - mean;
  if (Math.abs(difference) >= 0.1 * (k + mean)) return k * ln(k / mean) - difference;
  const v = difference / (k + mean);
  const v2 = v * v;
  let sum = difference * v;
  let power = 2 * k * v;
  for (let j = 3; ; j += 2) {
    power *= v2;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
}
