/**
 * A keyed bijection of 0 … count − 1, forwards and backwards in constant time and without a table: a Feistel network
 * over the bits of the count, walked until it lands inside.
 *
 * Source: Black and Rogaway, "Ciphers with Arbitrary Finite Domains" (CT-RSA 2002), cycle walking; the round function is
 * the 32-bit finalizer of MurmurHash3 (Appleby). It shuffles; it keeps no secret.
 */
import { type Source, threefry4x32 } from '../../random/index.js';

const ROUNDS = 6;
const block = new Uint32Array(4);

/** The 32-bit finalizer of MurmurHash3: every bit of the word reaches every other. */
export function mix(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

export class Permutation {
  #count = 1;
  #lowBits = 1;
  #lowMask = 1;
  #highMask = 1;
  readonly #keys = new Uint32Array(ROUNDS);

  /** Sets the key, an address of a family, and the count, 1 to 2^31. Allocates nothing. */
  set(family: Source, count: number, a: number, b = 0, c = 0): this {
    this.#count = count;
    const bits = Math.max(2, 32 - Math.clz32(count - 1));
    this.#lowBits = bits >> 1;
    this.#lowMask = (1 << this.#lowBits) - 1;
    this.#highMask = (1 << (bits - this.#lowBits)) - 1;
    for (let k = 0; k < ROUNDS; k += 3) {
      threefry4x32(block, a, b, c, k, family.k0, family.k1, family.k2, family.k3);
      this.#keys[k] = block[0];
      this.#keys[k + 1] = block[1];
      this.#keys[k + 2] = block[2];
    }
    return this;
  }

  /** Where number i, 0 … count − 1, goes to. */
  at(i: number): number {
    if (this.#count === 1) return 0;
    const keys = this.#keys;
    let high = i >>> this.#lowBits;
    let low = i & this.#lowMask;
    for (;;) {
      for (let k = 0; k < ROUNDS; k += 2) {
        high ^= mix(low ^ keys[k]) & this.#highMask;
        low ^= mix(high ^ keys[k + 1]) & this.#lowMask;
      }
      const value = high * (this.#lowMask + 1) + low;
      if (value < this.#count) return value;
    }
  }

  /** What goes to number i: at(of(i)) = i. */
  of(i: number): number {
    if (this.#count === 1) return 0;
    const keys = this.#keys;
    let high = i >>> this.#lowBits;
    let low = i & this.#lowMask;
    for (;;) {
      for (let k = ROUNDS - 2; k >= 0; k -= 2) {
        low ^= mix(high ^ keys[k + 1]) & this.#lowMask;
        high ^= mix(low ^ keys[k]) & this.#highMask;
      }
      const value = high * (this.#lowMask + 1) + low;
      if (value < this.#count) return value;
    }
  }
}
