import { ln } from './ln.js';
import type { Sequence } from './sequence.js';

/** An exponential number with mean 1, in (0, 36.8): -ln of one open uniform. Multiply by the mean that is wanted. */
export function exponential(q: Sequence): number {
  return -ln(q.open());
}
