import { correction } from './exp.js';
import { highWord, leadingBits, withHighWord } from './float-bits.js';
import { scaledByPowerOf2 } from './powers-of-2.js';

// Re-expressed from fdlibm's e_pow.c:
// Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice is preserved.

/** log2(x), as a number of at most 21 bits and what it leaves out. Written by the two functions that take a logarithm. */
let log2High = 0;
let log2Low = 0;

/**
 * x to the power y for x >= 0, the same bits on every platform (Math.pow is not specified to the last bit). Within 1 ulp.
 *
 * pow(x, 0) is 1 for every x; pow(0, y) is 0 for y > 0 and Infinity for y < 0; a negative x or a NaN gives NaN, and so
 * does 1 to the power ±Infinity, as in Math.pow.
 *
 * Source: fdlibm, e_pow.c (Sun Microsystems, 2004).
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (!(x >= 0) || Number.isNaN(y)) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / Math.abs(x);
  if (y === 0.5) return Math.sqrt(Math.abs(x));
  if (x === 1) return Math.abs(y) === Infinity ? NaN : 1;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (Math.abs(y) > 2147483648) {
    // Unless x is within 2^-20 of 1, the result is beyond every number.
    if (Math.abs(y) > 1.8446744073709552e19 || Math.abs(x - 1) > 9.5367431640625e-7) {
      return x > 1 === y > 0 ? Infinity : 0;
    }
    takeLog2Near1(x);
  } else {
    takeLog2(x);
  }
  const yHigh = leadingBits(y);
  const low = (y - yHigh) * log2High + y * log2Low;
  return exp2(yHigh * log2High, low);
}

/** log2(x) for |x - 1| <= 2^-20, from four terms of its series. */
function takeLog2Near1(x: number): void {
  const t = x - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = 1.4426950216293335 * t;
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E;
  log2High = leadingBits(u + v);
  log2Low = v - (log2High - u);
}

/** log2(x) for a positive, finite x, to about 70 bits. */
function takeLog2(x: number): void {
  let exponent = -1023;
  if (x < 2.2250738585072014e-308) {
    exponent -= 53;
    x *= 9007199254740992;
  }
  let high = highWord(x);
  const fraction = high & 0xfffff;
  exponent += high >> 20;
  high = fraction | 0x3ff00000;
  // x = 2^exponent × m with m near the base, 1 or 1.5.
  const above = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) {
    exponent += 1;
    high -= 0x100000;
  }
  const m = withHighWord(x, high);
  const base = above ? 1.5 : 1;
  const baseHigh = above ? 0.5849624872207642 : 0;
  const baseLow = above ? 1.350039202129749e-8 : 0;
  // s = (m - base) / (m + base), as sHigh + sLow.
  const u = m - base;
  const v = 1 / (m + base);
  const s = u * v;
  const sHigh = leadingBits(s);
  const sumHigh = withHighWord(0, ((high >> 1) | 0x20000000) + 0x80000 + (above ? 0x40000 : 0));
  const sumLow = m - (sumHigh - base);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);
  const s2 = s * s;
  const series =
    s2 *
      s2 *
      (0.5999999999999946 +
        s2 *
          (0.4285714285785502 +
            s2 *
              (0.33333332981837743 +
                s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))) +
    sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const tHigh = leadingBits(3 + square + series);
  const tLow = series - (tHigh - 3 - square);
  const pu = sHigh * tHigh;
  const pv = sLow * tHigh + tLow * s;
  const pHigh = leadingBits(pu + pv);
  const pLow = pv - (pHigh - pu);
  // 2 / (3 ln 2), as 0.961796700954… - 7.02846…e-9.
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + baseLow;
  log2High = leadingBits(zHigh + zLow + baseHigh + exponent);
  log2Low = zLow - (log2High - exponent - baseHigh - zHigh);
}

/** 2 to the power high + low, where low is small beside high. */
function exp2(high: number, low: number): number {
  const z = low + high;
  // 1024 - log2 of the largest number plus half its ulp is 8e-17.
  if (z > 1024 || (z === 1024 && low + 8.008566259537294e-17 > z - high)) return Infinity;
  if (z < -1075 || (z === -1075 && low <= z - high)) return 0;
  const k = Math.abs(z) > 0.5 ? Math.floor(z + 0.5) : 0;
  const rest = high - k;
  const t = leadingBits(low + rest);
  const u = t * 0.6931471824645996;
  const v = (low - (t - rest)) * Math.LN2 + t * -1.904654299957768e-9;
  const r = u + v;
  const w = v - (r - u);
  const c = correction(r);
  return scaledByPowerOf2(1 - ((r * c) / (c - 2) - (w + r * w) - r), k);
}
