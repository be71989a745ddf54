/** Critical values at p = 0.001: a right generator fails one test in a thousand, and fixed seeds make it the same one. */

/** The Kolmogorov–Smirnov distance of a sample from a distribution function, over its critical value: 1 is the limit. */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.slice().sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i]);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return (distance * Math.sqrt(n)) / 1.9495;
}

/** Pearson's chi-square of counts against probabilities, over its critical value; cells below 10 expected are pooled. */
export function chiSquare(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  let statistic = 0;
  let cells = 0;
  let observed = 0;
  let expected = 0;
  let expectedLeft = total;
  for (let i = 0; i < counts.length; i++) {
    observed += counts[i];
    expected += probabilities[i] * total;
    expectedLeft -= probabilities[i] * total;
    if (expected >= 10 && (expectedLeft >= 10 || i === counts.length - 1)) {
      statistic += (observed - expected) ** 2 / expected;
      cells++;
      observed = 0;
      expected = 0;
    }
  }
  if (expected > 0) {
    statistic += (observed - expected) ** 2 / expected;
    cells++;
  }
  return statistic / chiSquareCritical(cells - 1);
}

/** Wilson and Hilferty's approximation of the 99.9 % quantile. */
function chiSquareCritical(degrees: number): number {
  const v = 2 / (9 * degrees);
  return degrees * (1 - v + 3.0902 * Math.sqrt(v)) ** 3;
}

/** Mean and variance. */
export function moments(sample: Float64Array): { mean: number; variance: number } {
  let mean = 0;
  for (const x of sample) mean += x / sample.length;
  let variance = 0;
  for (const x of sample) variance += (x - mean) ** 2 / (sample.length - 1);
  return { mean, variance };
}
