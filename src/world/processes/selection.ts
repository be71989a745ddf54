/** How far around the last threshold the next one is looked for first, as a part of it. */
const BAND = 0.08;

/**
 * Finds the smallest of many values. Called again and again for values that change little, it looks near the last
 * answer first: one pass in the place of several. One instance is used again and again.
 */
export class Selection {
  /** The largest value that is chosen; -1 when none is. */
  threshold = -1;
  /** How many values are below the threshold. */
  below = 0;
  readonly #band: Float64Array;

  /** @param capacity the most values that will be given */
  constructor(capacity: number) {
    this.#band = new Float64Array(capacity);
  }

  /** Chooses the `count` smallest of the values, 0 to all of them. NaN is not allowed. */
  select(values: Float64Array, count: number): this {
    const n = count - 1;
    if (n < 0) {
      this.threshold = -1;
      this.below = 0;
      return this;
    }
    const band = this.#band;
    const low = this.threshold * (1 - BAND);
    const high = this.threshold * (1 + BAND);
    let before = 0;
    let size = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      band[size] = value;
      before += value < low ? 1 : 0;
      size += value >= low && value <= high ? 1 : 0;
    }
    if (n < before || n >= before + size) {
      before = 0;
      size = values.length;
      band.set(values);
    }
    this.threshold = nthSmallest(band, n - before, size);
    this.below = before;
    for (let i = 0; i < size; i++) if (band[i] < this.threshold) this.below++;
    return this;
  }
}

/** The n-th smallest of the first `count` values (0 is the smallest) by Hoare's selection; they are reordered. */
function nthSmallest(values: Float64Array, n: number, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (n <= j) high = j;
    else if (n >= i) low = i;
    else break;
  }
  return values[n];
}
