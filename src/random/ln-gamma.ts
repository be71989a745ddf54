import { ln } from './ln.js';

/** (-1)^k (ζ(k) - 1) / k for k = 2..27: the Taylor series of ln Γ at 2, after its linear term. */
const TAYLOR = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10,
];

/**
 * The natural logarithm of the gamma function for x > 0, to a relative 1e-14 (also where it crosses 0, at 1 and 2).
 *
 * @throws RangeError when x is not above 0
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.15 (recurrence), 6.1.33 (series), 6.1.41
 * (Stirling).
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`x must be > 0, got ${x}`);
  if (x === Infinity) return x;
  if (x >= 10) return (x - 0.5) * (ln(x) - 1) + 0.4189385332046727 + stirlingError(x);
  if (x < 0.5) return atTwoPlus(x) - ln(x * (1 + x));
  if (x < 1.5) return atTwoPlus(x - 1) - ln(x);
  let product = 1;
  while (x > 2.5) {
    x -= 1;
    product *= x;
  }
  return product === 1 ? atTwoPlus(x - 2) : ln(product) + atTwoPlus(x - 2);
}

/** ln Γ(2 + z) for |z| <= 0.5. */
function atTwoPlus(z: number): number {
  let sum = 0;
  for (let i = TAYLOR.length - 1; i >= 0; i--) sum = (sum + TAYLOR[i]) * z;
  return z * (0.42278433509846713 + sum);
}

/** What Stirling's formula for ln Γ(x) leaves out, 1/(12x) - 1/(360x³) + …, to 1e-16 for x >= 10. */
export function stirlingError(x: number): number {
  const y = 1 / (x * x);
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360 - y / 156)))))) / x;
}
