/** The few statistics that the tests need; populations come as histograms: values and how often each occurs. */

/** Values, ascending, each with its number of occurrences. */
export type Histogram = readonly (readonly [value: number, count: number])[];

/** A histogram from rows in any order. */
export function histogram(rows: readonly (readonly number[])[]): Histogram {
  return rows.map(([value, count]) => [value, count] as const).sort(([a], [b]) => a - b);
}

/** Values that occur once each. */
export function values(list: readonly number[]): Histogram {
  return histogram(list.map((value) => [value, 1]));
}

export function total(h: Histogram): number {
  return h.reduce((sum, [, count]) => sum + count, 0);
}

export function mean(h: Histogram): number {
  return h.reduce((sum, [value, count]) => sum + value * count, 0) / total(h);
}

/** Variance with n − 1 below the line; NaN of fewer than two. */
export function variance(h: Histogram): number {
  const m = mean(h);
  if (total(h) < 2) return Number.NaN;
  return h.reduce((sum, [value, count]) => sum + count * (value - m) ** 2, 0) / (total(h) - 1);
}

/** Share of the occurrences whose value fulfils a condition. */
export function share(h: Histogram, condition: (value: number) => boolean): number {
  return total(h.filter(([value]) => condition(value))) / total(h);
}

/** The smallest value with at least `p` (0–1) of the occurrences at or below it. */
export function quantile(h: Histogram, p: number): number {
  // A sum of shares may miss a whole number by a rounding error.
  const wanted = p * total(h) * (1 - 1e-12);
  let seen = 0;
  for (const [value, count] of h) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return h.at(-1)?.[0] ?? Number.NaN;
}

/** Share of the sum that the largest `part` (0–1) of the occurrences hold; the one at the edge counts in part. */
export function topShare(h: Histogram, part: number): number {
  let left = part * total(h);
  let sum = 0;
  for (let i = h.length - 1; i >= 0 && left > 0; i--) {
    const taken = Math.min(left, h[i][1]);
    sum += taken * h[i][0];
    left -= taken;
  }
  return sum / h.reduce((all, [value, count]) => all + value * count, 0);
}

/** Gini coefficient: 0 when all are equal, 1 when one has it all. */
export function gini(h: Histogram): number {
  let below = 0;
  let sum = 0;
  let area = 0;
  for (const [value, count] of h) {
    // Each holds its value times the number of those below it, and half of those beside it.
    area += value * count * (below + count / 2);
    below += count;
    sum += value * count;
  }
  return (2 * area) / (below * sum) - 1;
}

/** Slope of the least-squares line through points [x, y]. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const { xy, xx } = moments(points);
  return xy / xx;
}

/** Pearson's correlation of points [x, y]; NaN when one of them does not vary. */
export function correlation(points: readonly (readonly [x: number, y: number])[]): number {
  const { xy, xx, yy } = moments(points);
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}

function moments(points: readonly (readonly [number, number])[]) {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sums = { xy: 0, xx: 0, yy: 0 };
  for (const [x, y] of points) {
    sums.xy += (x - mx) * (y - my);
    sums.xx += (x - mx) ** 2;
    sums.yy += (y - my) ** 2;
  }
  return sums;
}

/** Spearman's rank correlation; equal values share their mean rank. */
export function rankCorrelation(points: readonly (readonly [x: number, y: number])[]): number {
  const xs = ranks(points.map(([x]) => x));
  const ys = ranks(points.map(([, y]) => y));
  return correlation(xs.map((x, i) => [x, ys[i]] as const));
}

function ranks(list: readonly number[]): number[] {
  const order = list.map((_, i) => i).sort((a, b) => list[a] - list[b]);
  const result = new Array<number>(list.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && list[order[to + 1]] === list[order[from]]) to++;
    for (let i = from; i <= to; i++) result[order[i]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return result;
}

/** Half the sum of the absolute differences of two lists, each scaled to the sum 1: 0 when equal, 1 at most. */
export function totalVariation(a: readonly number[], b: readonly number[]): number {
  const sumA = a.reduce((sum, value) => sum + value, 0);
  const sumB = b.reduce((sum, value) => sum + value, 0);
  return a.reduce((sum, value, i) => sum + Math.abs(value / sumA - b[i] / sumB), 0) / 2;
}

/** Smallest counts at which a negative binomial with dispersion `r` and mean `m` reaches each of the probabilities. */
export function negativeBinomialQuantiles(r: number, m: number, probabilities: readonly number[]): number[] {
  const q = m / (r + m);
  let n = 0;
  let p = (1 - q) ** r;
  let below = p;
  return probabilities.map((wanted) => {
    while (below < wanted) {
      p *= (q * (r + n)) / (n + 1);
      n++;
      below += p;
    }
    return n;
  });
}
