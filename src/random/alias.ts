/**
 * An alias table: picks an index with a probability proportional to its weight in constant time, from one 32-bit word.
 * Of the 2^32 words the share that an index gets is right to about 2 words, so a table of n equal weights is exact to a
 * relative n / 2^31.
 *
 * A table may be built again and again for up to `capacity` weights without allocating. Build it before picking from it.
 *
 * Source: Walker, "New fast method for generating discrete random numbers with arbitrary frequency distributions"
 * (Electronics Letters 10, 1974); linear time: Vose, "A linear algorithm for generating random numbers with a given
 * distribution" (IEEE TSE 17, 1991); the sweep that needs no work lists: Hübschle-Schneider and Sanders, "Parallel
 * Weighted Random Sampling" (ESA 2019).
 */
export class AliasTable {
  private count = 0;
  private readonly scaled: Float64Array;
  private readonly threshold: Uint32Array;
  private readonly alias: Int32Array;

  /**
   * @param capacity the largest number of weights, an integer in 1..2^21
   * @throws RangeError for any other capacity
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2097152) {
      throw new RangeError(`capacity must be an integer in 1..2097152, got ${capacity}`);
    }
    this.scaled = new Float64Array(capacity);
    this.threshold = new Uint32Array(capacity);
    this.alias = new Int32Array(capacity);
  }

  /** How many weights the table was built from; 0 before the first. */
  get size(): number {
    return this.count;
  }

  /**
   * Builds the table from the first `count` weights (all of them by default), in time proportional to their number. An
   * index of weight 0 is never picked. After an error the table must be built again.
   *
   * @param weights each >= 0, at least one > 0, their sum finite
   * @param count an integer in 1..min(weights.length, capacity)
   * @throws RangeError for anything else
   */
  build(weights: ArrayLike<number>, count: number = weights.length): this {
    const most = Math.min(weights.length, this.scaled.length);
    if (!Number.isInteger(count) || count < 1 || count > most) {
      throw new RangeError(`count must be an integer in 1..${most} (weights and capacity), got ${count}`);
    }
    this.count = count;
    this.scale(weights, count);
    this.sweep(count);
    return this;
  }

  /** Scales the weights to a mean of 1. */
  private scale(weights: ArrayLike<number>, count: number): void {
    const { scaled } = this;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const weight = weights[i];
      if (!(weight >= 0)) throw new RangeError(`weights[${i}] must be >= 0, got ${weight}`);
      scaled[i] = weight;
      total += weight;
    }
    if (!(total > 0)) throw new RangeError(`at least one weight must be > 0, got ${count} of 0`);
    if (total === Infinity) throw new RangeError(`the sum of weights must be finite, got ${total}`);
    const factor = count / total;
    if (factor !== Infinity) {
      for (let i = 0; i < count; i++) scaled[i] *= factor;
    } else {
      for (let i = 0; i < count; i++) scaled[i] = (scaled[i] / total) * count;
    }
  }

  /** Tops up every light column (below 1) from the heavy one whose turn it is; a heavy column spent becomes light. */
  private sweep(count: number): void {
    const { scaled, threshold, alias } = this;
    let heavy = 0;
    while (heavy < count && scaled[heavy] < 1) heavy++;
    // All light by rounding: all are full.
    if (heavy === count) heavy = count - 1;
    let mass = scaled[heavy];
    for (let light = 0; light < count; light++) {
      const own = scaled[light];
      if (own >= 1 || light === heavy) continue;
      threshold[light] = own * 4294967296;
      alias[light] = heavy;
      mass -= 1 - own;
      while (mass < 1) {
        let next = heavy + 1;
        while (next < count && scaled[next] < 1) next++;
        if (next === count) {
          // Only rounding empties the last heavy column: it takes whatever lights are left.
          mass = Infinity;
        } else {
          threshold[heavy] = mass * 4294967296;
          alias[heavy] = next;
          mass += scaled[next] - 1;
          heavy = next;
        }
      }
    }
    // What is left is full: columns that nothing was taken from, and the last one taken from.
    for (let i = heavy; i < count; i++) {
      if (scaled[i] >= 1 || i === heavy) {
        threshold[i] = 4294967295;
        alias[i] = i;
      }
    }
  }

  /**
   * The index for one word.
   *
   * @param word an integer in 0..2^32-1
   */
  pick(word: number): number {
    const x = word * this.count;
    const index = (x / 4294967296) | 0;
    return x - index * 4294967296 < this.threshold[index] ? index : this.alias[index];
  }
}

/**
 * A table of these weights.
 *
 * @throws RangeError as AliasTable and its `build`
 */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  return new AliasTable(weights.length).build(weights);
}
