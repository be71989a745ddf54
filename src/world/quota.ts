import { type Source, word } from '../random/index.js';

/**
 * Splits `total` into whole counts proportional to `weights` by the method of largest remainders; the counts add up.
 * Ties go to the lower index.
 */
export function quotas(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const ideal = weights.map((w) => (total * w) / sum);
  const counts = ideal.map(Math.floor);
  const left = total - counts.reduce((a, b) => a + b, 0);
  const order = ideal.map((x, i) => ({ i, rest: x - Math.floor(x) })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (let k = 0; k < left; k++) counts[order[k].i] += 1;
  return counts;
}

/** Numbers 0…count-1 in an order drawn from a family of draws. */
export function shuffled(family: Source, count: number): Int32Array {
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = word(family, i, 0) * 2097152 + (word(family, i, 1) >>> 11);
  // Sorted without a comparison of ours, which would make a number of each key it is given.
  const sorted = keys.slice().sort();
  const order = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < keys[i]) low = middle + 1;
      else high = middle;
    }
    while (order[low] >= 0) low++;
    order[low] = i;
  }
  return order;
}

/** Gives each of `count` entities a class so that the classes have exactly their shares (largest remainders). */
export function classesByShare(family: Source, count: number, shares: readonly number[]): Uint8Array {
  const classes = new Uint8Array(count);
  const order = shuffled(family, count);
  let next = 0;
  quotas(count, shares).forEach((size, index) => {
    for (let k = 0; k < size; k++) classes[order[next++]] = index;
  });
  return classes;
}
