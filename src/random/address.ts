import { fnv1a64 } from './fnv.js';
import { normalQuantile } from './normal-quantile.js';
import { threefry4x32 } from './threefry.js';

/**
 * One named family of draws: a Threefry key. Every draw of a family is a pure function of its address (a, b, c, n), four
 * counter words; reading one moves no other, so any shard can be made alone and in any order.
 *
 * `word`, `uniform`, `below` and `normal` read the same block of an address: use one of them once at an address, and
 * another address (or another family) for the next draw.
 *
 * Each part of an address is an integer taken modulo 2^32 (`>>> 0`): -1, a day before 1970 for instance, is the word
 * 2^32 - 1, and distinct integers of -2^31..2^31-1 stay distinct.
 */
export interface Source {
  readonly k0: number;
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
}

const block = new Uint32Array(4);

/**
 * The family of draws `name` under `seed`. Its key is the seed, the high and the low word of the name's 64-bit FNV-1a
 * hash, and 0, each kept as a signed 32-bit number.
 *
 * @param seed an integer in 0..2^32-1
 * @throws RangeError when the seed is anything else
 */
export function source(seed: number, name: string): Source {
  if (!Number.isInteger(seed) || seed < 0 || seed > 4294967295) {
    throw new RangeError(`seed must be an integer in 0..4294967295, got ${seed}`);
  }
  const [high, low] = fnv1a64(name);
  return { k0: seed | 0, k1: high | 0, k2: low | 0, k3: 0 };
}

/** The 32-bit word at an address, an integer in 0..2^32-1: the first word of its Threefry4x32-20 block. */
export function word(s: Source, a: number, b = 0, c = 0, n = 0): number {
  threefry4x32(block, a, b, c, n, s.k0, s.k1, s.k2, s.k3);
  return block[0];
}

/** A uniform number in [0, 1) at an address: a multiple of 2^-53, from the first two words of its block. */
export function uniform(s: Source, a: number, b = 0, c = 0, n = 0): number {
  threefry4x32(block, a, b, c, n, s.k0, s.k1, s.k2, s.k3);
  return ((block[0] >>> 5) * 67108864 + (block[1] >>> 6)) / 9007199254740992;
}

/**
 * An integer in [0, bound) at an address, every value exactly as likely as any other: words that would favour the low
 * values are rejected. The words come from the address's block, and, when all four are rejected (at most one time in 16),
 * from the same counter under the next key.
 *
 * @param bound an integer in 1..2^32
 * @throws RangeError when the bound is anything else
 */
export function below(s: Source, bound: number, a: number, b = 0, c = 0, n = 0): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 4294967296) {
    throw new RangeError(`bound must be an integer in 1..4294967296, got ${bound}`);
  }
  const width = Math.floor(4294967296 / bound);
  for (let attempt = 0; ; attempt++) {
    threefry4x32(block, a, b, c, n, s.k0, s.k1, s.k2, s.k3 + attempt);
    for (let i = 0; i < 4; i++) {
      const value = Math.floor(block[i] / width);
      if (value < bound) return value;
    }
  }
}

/** A standard normal number at an address, within ±8.3: the normal quantile of a uniform number in (0, 1). */
export function normal(s: Source, a: number, b = 0, c = 0, n = 0): number {
  threefry4x32(block, a, b, c, n, s.k0, s.k1, s.k2, s.k3);
  return normalQuantile((((block[0] >>> 6) * 67108864 + (block[1] >>> 6)) * 2 + 1) / 9007199254740992);
}
