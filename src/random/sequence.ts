import type { Source } from './address.js';
import { threefry4x32 } from './threefry.js';

const block = new Uint32Array(4);

/**
 * A small sequential generator for one hot loop (one store-day, one customer), seeded from an address: xoshiro128++,
 * period 2^128 - 1. The state is the address's whole Threefry block, so two addresses give unrelated sequences.
 *
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (ACM TOMS 47, 2021).
 */
export class Sequence {
  private s0 = 1;
  private s1 = 2;
  private s2 = 3;
  private s3 = 4;

  /** Starts the sequence of an address; parts of the address are taken modulo 2^32. Allocates nothing. */
  seed(s: Source, a: number, b = 0, c = 0, n = 0): this {
    threefry4x32(block, a, b, c, n, s.k0, s.k1, s.k2, s.k3);
    return this.restore(block[0], block[1], block[2], block[3]);
  }

  /** Sets the four words of state. All zero, the one state that xoshiro never leaves, becomes (1, 0, 0, 0). */
  restore(s0: number, s1: number, s2: number, s3: number): this {
    this.s0 = s0 | 0;
    this.s1 = s1 | 0;
    this.s2 = s2 | 0;
    this.s3 = s3 | 0;
    if ((this.s0 | this.s1 | this.s2 | this.s3) === 0) this.s0 = 1;
    return this;
  }

  /** The next 32-bit word, an integer in 0..2^32-1. */
  word(): number {
    const s0 = this.s0;
    const s1 = this.s1;
    const s2 = this.s2 ^ s0;
    const s3 = this.s3 ^ s1;
    const sum = (s0 + this.s3) | 0;
    this.s0 = s0 ^ s3;
    this.s1 = s1 ^ s2;
    this.s2 = s2 ^ (s1 << 9);
    this.s3 = (s3 << 11) | (s3 >>> 21);
    return (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
  }

  /** A uniform number in [0, 1), a multiple of 2^-53, from two words. */
  uniform(): number {
    const high = this.word() >>> 5;
    return (high * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** A uniform number in (0, 1), an odd multiple of 2^-53, from two words: 1 - x is as likely as x. */
  open(): number {
    const high = this.word() >>> 6;
    return ((high * 67108864 + (this.word() >>> 6)) * 2 + 1) / 9007199254740992;
  }
}
