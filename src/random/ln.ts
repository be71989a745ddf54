import { highWord } from './float-bits.js';
import { powerOf2 } from './powers-of-2.js';

// Re-expressed from FreeBSD's and fdlibm's e_log.c:
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
// business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
// is preserved.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * The natural logarithm, the same bits on every platform (Math.log is not specified to the last bit). Within 1 ulp.
 *
 * ln(0) is -Infinity, ln(Infinity) is Infinity, a negative number or NaN gives NaN.
 *
 * Source: fdlibm, e_log.c (Sun Microsystems, 1993).
 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let lift = 0;
  if (x < 2.2250738585072014e-308) {
    lift = 54;
    x *= 18014398509481984;
  }
  const high = highWord(x);
  const fraction = high & 0xfffff;
  // x = 2^scale × (1 + f) with sqrt(1/2) < 1 + f < sqrt(2).
  const scale = (high >> 20) - 1023 + ((fraction + 0x95f64) >> 20);
  const exponent = scale - lift;
  const f = x * powerOf2(-scale) - 1;
  const head = exponent * LN2_HIGH;
  const tail = exponent * LN2_LOW;
  if (((fraction + 2) & 0xfffff) < 3) {
    // |f| < 2^-20: three terms of the series are enough.
    return head - (f * f * (0.5 - 0.3333333333333333 * f) - tail - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = odd + even;
  if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
    const half = 0.5 * f * f;
    return head - (half - (s * (half + r) + tail) - f);
  }
  return head - (s * (f - r) - tail - f);
}
