/** Times of rows, 64-bit numbers, without a BigInt each: those are objects. */
import { halvesOf, LOWER, UPPER } from '../sinks/cell-text.js';

const WORD = 4_294_967_296;

/** Times in µs since 1970-01-01 as doubles, which hold those of the next 280 years exactly. */
export function asDoubles(times: BigInt64Array): Float64Array {
  const made = new Float64Array(times.length);
  putDoubles(times, made);
  return made;
}

/** The same into the beginning of an array. */
export function putDoubles(times: BigInt64Array, to: Float64Array): void {
  const halves = halvesOf(times);
  for (let i = 0; i < times.length; i++) to[i] = halves[2 * i + UPPER] * WORD + (halves[2 * i + LOWER] >>> 0);
}

/** The mean of `later` less `earlier`, which are as many; 0 of none. */
export function meanBetween(earlier: BigInt64Array, later: BigInt64Array): number {
  const [a, b] = [halvesOf(earlier), halvesOf(later)];
  let sum = 0;
  for (let i = 0; i < earlier.length; i++) {
    sum += (b[2 * i + UPPER] - a[2 * i + UPPER]) * WORD + (b[2 * i + LOWER] >>> 0) - (a[2 * i + LOWER] >>> 0);
  }
  return earlier.length === 0 ? 0 : sum / earlier.length;
}
