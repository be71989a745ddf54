/**
 * Threefry4x32 with 20 rounds: a keyed bijection of 128-bit counters that passes BigCrush, written out round by round so
 * that nothing is allocated and every value stays a 32-bit integer.
 *
 * Writes the four words (each 0..2^32-1) of counter (c0, c1, c2, c3) under key (k0, k1, k2, k3) to `out[0..3]`. Inputs are
 * taken modulo 2^32, so signed and unsigned forms of a word are the same word.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), and Random123.
 */
export function threefry4x32(
  out: Uint32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  k2: number,
  k3: number,
): void {
  const k4 = 0x1bd11bda ^ k0 ^ k1 ^ k2 ^ k3;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  let x2 = (c2 + k2) | 0;
  let x3 = (c3 + k3) | 0;
  // Rounds 0 to 3.
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 10) | (x1 >>> 22));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 26) | (x3 >>> 6));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 11) | (x3 >>> 21));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 21) | (x1 >>> 11));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 27) | (x3 >>> 5));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 23) | (x3 >>> 9));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 5) | (x1 >>> 27));
  x0 = (x0 + k1) | 0;
  x1 = (x1 + k2) | 0;
  x2 = (x2 + k3) | 0;
  x3 = (x3 + k4 + 1) | 0;
  // Rounds 4 to 7.
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 6) | (x1 >>> 26));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 20) | (x3 >>> 12));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 17) | (x3 >>> 15));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 11) | (x1 >>> 21));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 25) | (x1 >>> 7));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 10) | (x3 >>> 22));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 18) | (x3 >>> 14));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 20) | (x1 >>> 12));
  x0 = (x0 + k2) | 0;
  x1 = (x1 + k3) | 0;
  x2 = (x2 + k4) | 0;
  x3 = (x3 + k0 + 2) | 0;
  // Rounds 8 to 11.
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 10) | (x1 >>> 22));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 26) | (x3 >>> 6));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 11) | (x3 >>> 21));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 21) | (x1 >>> 11));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 27) | (x3 >>> 5));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 23) | (x3 >>> 9));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 5) | (x1 >>> 27));
  x0 = (x0 + k3) | 0;
  x1 = (x1 + k4) | 0;
  x2 = (x2 + k0) | 0;
  x3 = (x3 + k1 + 3) | 0;
  // Rounds 12 to 15.
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 6) | (x1 >>> 26));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 20) | (x3 >>> 12));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 17) | (x3 >>> 15));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 11) | (x1 >>> 21));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 25) | (x1 >>> 7));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 10) | (x3 >>> 22));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 18) | (x3 >>> 14));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 20) | (x1 >>> 12));
  x0 = (x0 + k4) | 0;
  x1 = (x1 + k0) | 0;
  x2 = (x2 + k1) | 0;
  x3 = (x3 + k2 + 4) | 0;
  // Rounds 16 to 19.
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 10) | (x1 >>> 22));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 26) | (x3 >>> 6));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 11) | (x3 >>> 21));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 21) | (x1 >>> 11));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x2 = (x2 + x3) | 0;
  x3 = x2 ^ ((x3 << 27) | (x3 >>> 5));
  x0 = (x0 + x3) | 0;
  x3 = x0 ^ ((x3 << 23) | (x3 >>> 9));
  x2 = (x2 + x1) | 0;
  x1 = x2 ^ ((x1 << 5) | (x1 >>> 27));
  x0 = (x0 + k0) | 0;
  x1 = (x1 + k1) | 0;
  x2 = (x2 + k2) | 0;
  x3 = (x3 + k3 + 5) | 0;
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
