import { scaledByPowerOf2 } from './powers-of-2.js';

// Re-expressed from fdlibm's e_exp.c:
// Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice is preserved.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * e to the power x, the same bits on every platform (Math.exp is not specified to the last bit). Within 1 ulp.
 *
 * exp(-Infinity) is 0, exp(Infinity) is Infinity, NaN gives NaN; above 709.78 the result is Infinity, below -745.13 it
 * is 0.
 *
 * Source: fdlibm, e_exp.c (Sun Microsystems, 2004).
 */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : NaN;
  if (x < -745.1332191019411) return 0;
  if (x === 1) return Math.E;
  // x = k ln 2 + r with |r| <= ln 2 / 2, and r = high - low to more bits than one number has.
  const k = Math.floor(Math.LOG2E * x + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = correction(r);
  return scaledByPowerOf2(1 - (low - (r * c) / (2 - c) - high), k);
}

/** r - r² P(r²), the Remez approximation at the heart of exp on [-ln 2 / 2, ln 2 / 2]. */
export function correction(r: number): number {
  const t = r * r;
  return (
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))))
  );
}
