/**
 * An alias table: picks an index with a probability proportional to its weight in constant time, from one 32-bit word.
 * Each of the n columns is split right to one word of 2^32, so the share of an index is right to n words of 2^32 at most.
 *
 * A table may be built again and again for up to `capacity` weights without allocating. Build it before picking from it.
 *
 * Source: Walker, "New fast method for generating discrete random numbers with arbitrary frequency distributions"
 * (Electronics Letters 10, 1974); linear time: Vose, "A linear algorithm for generating random numbers with a given
 * distribution" (IEEE TSE 17, 1991); the sweep: Hübschle-Schneider and Sanders, "Parallel Weighted Random Sampling"
 * (ESA 2019).
 */
export class AliasTable {
  private count = 0;
  // Declared, not defined: a field that is born undefined has no known type in V8, and `build` takes half as long again.
  declare private readonly scaled: Float64Array;
  declare private readonly threshold: Uint32Array;
  declare private readonly alias: Int32Array;
  declare private readonly order: Int32Array;

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
    this.order = new Int32Array(capacity);
  }

  /** How many weights the table was built from; 0 before the first. */
  get size(): number {
    return this.count;
  }

  /**
   * Builds the table from the first `count` weights (all of them by default), in time proportional to their number. An
   * index of weight 0 is never picked. After an error the table is what it was.
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
    const total = sum(weights, count);
    if (!(total > 0 && total < Infinity)) refuse(weights, count, total);
    this.count = count;
    this.sweep(count, Math.min(this.divide(weights, count, total), count - 1));
    return this;
  }

  /**
   * Scales the weights to a mean of 1 and orders the columns: the light ones (below 1) first, the heavy ones last. Returns
   * the number of light ones, which is all of them when rounding leaves no heavy one. Free of branches: whether a column
   * is heavy cannot be predicted.
   */
  private divide(weights: ArrayLike<number>, count: number, total: number): number {
    const { scaled, order } = this;
    // 2^600, where the factor would otherwise be beyond every number.
    const lift = total < 1e-290 ? 4.149515568880993e180 : 1;
    const factor = count / (total * lift);
    let light = 0;
    let last = count - 1;
    for (let i = 0; i < count; i++) {
      const x = weights[i] * lift * factor;
      scaled[i] = x;
      order[light] = i;
      order[last] = i;
      const isHeavy = -(x | 0) >>> 31;
      light += 1 - isHeavy;
      last -= isHeavy;
    }
    return light;
  }

  /** Tops up every light column from the heavy one whose turn it is; a heavy one spent is topped up from the next. */
  private sweep(count: number, lights: number): void {
    const { scaled, threshold, alias, order } = this;
    let turn = count - 1;
    let heavy = order[turn];
    let mass = scaled[heavy];
    for (let i = 0; i < lights; i++) {
      const light = order[i];
      const own = scaled[light];
      threshold[light] = own * 4294967296;
      alias[light] = heavy;
      mass -= 1 - own;
      while (mass < 1) {
        if (turn === lights) {
          // Only rounding spends the last heavy column: it tops up whatever lights are left.
          mass = Infinity;
        } else {
          turn--;
          const next = order[turn];
          threshold[heavy] = mass * 4294967296;
          alias[heavy] = next;
          mass += scaled[next] - 1;
          heavy = next;
        }
      }
    }
    for (let i = lights; i <= turn; i++) {
      threshold[order[i]] = 4294967295;
      alias[order[i]] = order[i];
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
    const other = this.alias[index];
    // -1 when the remainder is below the threshold, else 0: an even chance is no branch for a processor to predict.
    const own = Math.floor((x - index * 4294967296 - this.threshold[index]) / 4294967296) | 0;
    return other ^ ((index ^ other) & own);
  }
}

/** The sum of the first `count` weights; NaN when one of them is not a number >= 0. */
function sum(weights: ArrayLike<number>, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights[i];
    if (!(weight >= 0)) return NaN;
    total += weight;
  }
  return total;
}

/** Says what is wrong with weights whose sum is no weight. Apart from `sum`, which is faster without it. */
function refuse(weights: ArrayLike<number>, count: number, total: number): never {
  for (let i = 0; i < count; i++) {
    if (!(weights[i] >= 0)) throw new RangeError(`weights[${i}] must be >= 0, got ${weights[i]}`);
  }
  if (total === 0) throw new RangeError(`at least one weight must be > 0, got ${count} of 0`);
  throw new RangeError(`the sum of weights must be finite, got ${total}`);
}

/**
 * A table of these weights.
 *
 * @throws RangeError as AliasTable and its `build`
 */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  return new AliasTable(weights.length).build(weights);
}
