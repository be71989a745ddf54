/**
 * How many shoppers come to a store on a day. Either a negative binomial count around what the volume of the store, the
 * calendar and the shocks let expect; or an exact number for the whole history, split down a tree of days and of stores
 * by addressed binomial draws, so that any leaf is found without the rows of the others, and the leaves add up.
 */
import { binomial, negativeBinomial, Sequence } from '../../random/index.js';
import { activeShoppers } from '../shoppers.js';
import type { World } from '../world.js';
import { calendarFactors, rampOf, regionShocks } from './demand.js';

export interface VisitCounts {
  /** Visits to a store on a day; `expected` is what `expectedVisits` gives, with the shocks of the day. */
  count(store: number, day: number, expected: number): number;
  /** Number of the first receipt of a store's day, from 1, in the order of days and stores; 0 when it is not known. */
  firstNumber(store: number, day: number): number;
}

/** Visits of a store of volume 1 on a day of calendar factor 1: such that shoppers come as often as the settings say. */
export function visitsPerVolume(world: World): number {
  const { config, stores, from, to } = world;
  const cumulated = new Float64Array(to - from + 1);
  const factors = calendarFactors(world, from, to);
  factors.forEach((factor, i) => {
    cumulated[i + 1] = cumulated[i] + factor;
  });
  const rampDays = config['store.ramp_weeks'] * 7;
  let volume = 0;
  for (let s = 0; s < stores.count; s++) {
    const opened = stores.openedOn[s];
    const ripe = Math.min(to, Math.max(from, opened + rampDays));
    let days = cumulated[to - from] - cumulated[ripe - from];
    for (let day = Math.max(from, opened); day < ripe; day++) days += factors[day - from] * rampOf(world, s, day);
    volume += stores.volume[s] * days;
  }
  const total = config['visit.total'] || (activeShoppers(config) * config['visit.per_year'] * (to - from)) / 365.25;
  return volume > 0 ? total / volume : 0;
}

/** The rule of the settings for the number of visits. */
export function visitCounts(world: World): VisitCounts {
  if (world.config['visit.total'] > 0) return new ExactCounts(world);
  const q = new Sequence();
  return {
    count: (store, day, expected) =>
      negativeBinomial(q.seed(world.draws.visits, store, day), world.config['demand.dispersion'], expected),
    firstNumber: () => 0,
  };
}

/** Days that are remembered: more than a month and its look back need. */
const REMEMBERED = 96;

interface Split {
  readonly counts: Float64Array;
  readonly before: Float64Array;
}

class ExactCounts implements VisitCounts {
  readonly #world: World;
  /** Weight of each day, and before it the weights of all earlier days. */
  readonly #days: Float64Array;
  readonly #calendar: Float64Array;
  readonly #shocks: readonly Float64Array[];
  readonly #known = new Map<number, Split>();
  readonly #q = new Sequence();

  constructor(world: World) {
    this.#world = world;
    const { from, to, regions } = world;
    this.#calendar = calendarFactors(world, from, to);
    this.#shocks = regions.map((region) => regionShocks(world, region.index, from, to));
    this.#days = new Float64Array(to - from + 1);
    for (let i = 0; i < to - from; i++) {
      this.#days[i + 1] = this.#days[i] + this.#weights(i).reduce((a, b) => a + b, 0);
    }
  }

  count(store: number, day: number): number {
    return this.#split(day)?.counts[store] ?? 0;
  }

  firstNumber(store: number, day: number): number {
    const split = this.#split(day);
    return split ? 1 + split.before[store] : 0;
  }

  /** Weight of each store on day i of the history. */
  #weights(i: number): Float64Array {
    const { stores, from } = this.#world;
    return Float64Array.from(
      { length: stores.count },
      (_, s) =>
        stores.volume[s] * this.#calendar[i] * this.#shocks[stores.region[s]][i] * rampOf(this.#world, s, from + i),
    );
  }

  #split(day: number): Split | undefined {
    const { from, to, config, draws, stores } = this.#world;
    if (day < from || day >= to) return undefined;
    const known = this.#known.get(day);
    if (known) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const [count, before] = this.#dayOf(day - from, config['visit.total']);
    const weights = this.#weights(day - from);
    const sums = new Float64Array(stores.count + 1);
    weights.forEach((w, s) => {
      sums[s + 1] = sums[s] + w;
    });
    const counts = new Float64Array(stores.count);
    const visit = (low: number, high: number, n: number): void => {
      if (n === 0 || high - low === 1) {
        if (n > 0) counts[low] = n;
        return;
      }
      const middle = (low + high) >> 1;
      const total = sums[high] - sums[low];
      const left = binomial(
        this.#q.seed(draws.split, day, low, high, 1),
        n,
        total > 0 ? Math.min(1, (sums[middle] - sums[low]) / total) : 0.5,
      );
      visit(low, middle, left);
      visit(middle, high, n - left);
    };
    visit(0, stores.count, count);
    const split = { counts, before: new Float64Array(stores.count) };
    let sum = before;
    counts.forEach((n, s) => {
      split.before[s] = sum;
      sum += n;
    });
    this.#known.set(day, split);
    return split;
  }

  /** Receipts of day i of the history, and of all days before it. */
  #dayOf(i: number, total: number): [number, number] {
    const { draws } = this.#world;
    const days = this.#days;
    let [low, high, n, before] = [0, days.length - 1, total, 0];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const weight = days[high] - days[low];
      const left = binomial(
        this.#q.seed(draws.split, 0, low, high, 0),
        n,
        weight > 0 ? Math.min(1, (days[middle] - days[low]) / weight) : 0.5,
      );
      if (i < middle) {
        high = middle;
        n = left;
      } else {
        before += left;
        low = middle;
        n -= left;
      }
    }
    return [n, before];
  }
}
