import { beta } from './beta.js';
import { requireWithin } from './parameter.js';
import type { Sequence } from './sequence.js';

/** Below this many trials each is drawn. */
const TRIALS_MAX = 24;

/**
 * A binomial count: successes in n trials of chance p. Many trials are halved: the middle one of n uniform numbers is
 * beta distributed, and all that lie on one side of it are decided at once.
 *
 * @param n an integer in [0, 2^53]
 * @param p in [0, 1]
 * @throws RangeError for any other parameter
 *
 * Source: Relles, "A simple algorithm for generating binomial random variables when N is large" (Journal of the American
 * Statistical Association 67, 1972); Devroye, Non-Uniform Random Variate Generation (1986), X.4.3.
 */
export function binomial(q: Sequence, n: number, p: number): number {
  requireWithin('n', n, 0, 9007199254740992);
  if (!Number.isInteger(n)) throw new RangeError(`n must be an integer, got ${n}`);
  requireWithin('p', p, 0, 1);
  let count = 0;
  let trials = n;
  let chance = p;
  while (trials > TRIALS_MAX && chance > 0 && chance < 1) {
    const middle = Math.floor((trials + 1) / 2);
    const x = beta(q, middle, trials + 1 - middle);
    if (x <= chance) {
      count += middle;
      trials -= middle;
      chance = x < 1 ? Math.min(1, (chance - x) / (1 - x)) : 0;
    } else {
      trials = middle - 1;
      chance = Math.min(1, chance / x);
    }
  }
  if (chance >= 1) return count + trials;
  if (chance <= 0) return count;
  for (let i = 0; i < trials; i++) if (q.uniform() < chance) count++;
  return count;
}
