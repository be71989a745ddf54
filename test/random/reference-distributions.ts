/** Distribution functions written another way than the samplers: with Math.*, sums and continued fractions. */

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x), Lanczos's approximation (g = 7, n = 9). */
export function referenceLnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - referenceLnGamma(1 - x);
  let sum = 0.9999999999998099;
  for (let i = 0; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The regularised incomplete gamma function P(shape, x). */
export function gammaCdf(shape: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - referenceLnGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let k = 1; k < 2000 && term > sum * 1e-16; k++) {
      term *= x / (shape + k);
      sum += term;
    }
    return front * sum;
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < 2000; k++) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return 1 - front * h;
}

/** The standard normal distribution function. */
export function normalCdf(x: number): number {
  const half = gammaCdf(0.5, (x * x) / 2) / 2;
  return x < 0 ? 0.5 - half : 0.5 + half;
}

/** The regularised incomplete beta function I_x(a, b). */
export function betaCdf(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(b, a, 1 - x);
  const lnBeta = referenceLnGamma(a) + referenceLnGamma(b) - referenceLnGamma(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 2000; m++) {
    let term = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    h *= d * c;
    term = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

/** Probabilities of counts 0..last by recurrence from the first, the last one holding the whole tail. */
function probabilities(last: number, first: number, ratio: (k: number) => number): Float64Array {
  const p = new Float64Array(last + 1);
  let term = first;
  let left = 1;
  for (let k = 0; k < last; k++) {
    p[k] = term;
    left -= term;
    term *= ratio(k);
  }
  p[last] = Math.max(left, 0);
  return p;
}

/** Poisson probabilities of 0..last-1 and of the tail; for a mean up to 700. */
export function poissonProbabilities(mean: number, last: number): Float64Array {
  return probabilities(last, Math.exp(-mean), (k) => mean / (k + 1));
}

/** Negative-binomial probabilities of 0..last-1 and of the tail. */
export function negativeBinomialProbabilities(r: number, mean: number, last: number): Float64Array {
  const p = mean / (mean + r);
  return probabilities(last, (1 - p) ** r, (k) => (p * (k + r)) / (k + 1));
}
