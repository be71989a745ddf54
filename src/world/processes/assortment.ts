import { AliasTable, exp, normal, Sequence, uniform, word } from '../../random/index.js';
import { categorySeason, smoothMonthly } from '../calendar/seasons.js';
import { categoryCount } from '../products.js';
import { weekStart } from '../week.js';
import type { World } from '../world.js';

/** A product's popularity on its first day, as a part of what it grows to. */
const LAUNCH_START = 0.25;

/**
 * What a store carries in one trading week, slot by slot in the order of product indexes, with prices and shares of
 * demand. One instance is filled again and again; `plan` sets the first `count` entries.
 */
export class WeekAssortment {
  count = 0;
  readonly product: Int32Array;
  readonly listCents: Int32Array;
  readonly unitCents: Int32Array;
  readonly costCents: Int32Array;
  /** Share of the store's lines, adds up to 1. */
  readonly share: Float64Array;
  readonly alias: AliasTable;

  readonly #world: World;
  readonly #keys: Float64Array;
  readonly #sorted: Float64Array;
  readonly #appeal: Float64Array;
  readonly #phase: Int32Array;
  readonly #season: readonly (readonly number[])[];
  readonly #taste: Float64Array;
  readonly #thresholds: Float64Array;
  readonly #seasonNow = new Float64Array(categoryCount);
  readonly #now = new Sequence();
  readonly #next = new Sequence();

  constructor(world: World) {
    this.#world = world;
    const { products, config } = world;
    const most = Math.min(config['assortment.max'], products.count);
    this.product = new Int32Array(most);
    this.listCents = new Int32Array(most);
    this.unitCents = new Int32Array(most);
    this.costCents = new Int32Array(most);
    this.share = new Float64Array(most);
    this.alias = new AliasTable(most);
    this.#keys = new Float64Array(products.count);
    this.#sorted = new Float64Array(products.count);
    this.#appeal = products.popularity.map((p) => Math.sqrt(p));
    this.#phase = Int32Array.from(
      { length: products.count },
      (_, p) => word(world.draws.rotation, p) % config['assortment.rotation_weeks'],
    );
    this.#season = categorySeason(world.locale);
    this.#taste = tastes(world);
    let sum = 0;
    this.#thresholds = Float64Array.from(config['markdown.shares'], (s) => {
      sum += s;
      return Math.round(sum * 4294967296);
    });
  }

  /** Sets the assortment of a store in a trading week that starts on `weekStart(week, weekday)`. */
  plan(store: number, week: number, weekday: number): void {
    const { config, products, draws } = this.#world;
    const start = weekStart(week, weekday);
    for (let c = 0; c < categoryCount; c++) {
      const factor = smoothMonthly(this.#season[c], start + 3);
      const seasonal = 1 + config['demand.category_season_strength'] * (factor - 1);
      // Half of the swing is in what is carried, half in how well it sells: together they make the whole.
      this.#seasonNow[c] = Math.sqrt(Math.max(0.02, seasonal) * this.#taste[store * categoryCount + c]);
    }
    const available = this.#drawKeys(store, week, start);
    this.count = Math.min(available, assortmentSize(this.#world, store, week));
    this.#sorted.set(this.#keys);
    const threshold = this.count > 0 ? nthSmallest(this.#sorted, this.count - 1) : -1;
    let below = 0;
    for (let p = 0; p < products.count; p++) if (this.#keys[p] < threshold) below++;
    let ties = this.count - below;

    const markdown = this.#now.seed(draws.markdown, store, week);
    const depths = config['markdown.depths'];
    let slot = 0;
    let total = 0;
    for (let p = 0; p < products.count; p++) {
      const draw = markdown.word();
      const key = this.#keys[p];
      if (key > threshold || (key === threshold && ties-- <= 0)) continue;
      let d = 0;
      while (d < depths.length - 1 && draw >= this.#thresholds[d]) d++;
      this.product[slot] = p;
      this.listCents[slot] = products.listCents[p];
      this.unitCents[slot] = Math.floor(products.listCents[p] * (1 - depths[d]) + 0.5 + 1e-9);
      this.costCents[slot] = products.costCents[p];
      const weight = products.popularity[p] * this.#seasonNow[products.category[p]] * this.#maturity(p, start);
      this.share[slot] = weight;
      total += weight;
      slot++;
    }
    for (let s = 0; s < slot; s++) this.share[s] /= total;
    if (slot > 0) this.alias.build(this.share, slot);
  }

  /**
   * Sequential Poisson sampling with permanent random numbers that rotate (Ohlsson 1998): a product is carried when its
   * number divided by its appeal is among the smallest, and each product gets a new number once in a rotation.
   * Returns how many products there are to choose from; the others have the key Infinity.
   */
  #drawKeys(store: number, week: number, start: number): number {
    const { config, products, draws } = this.#world;
    const rotation = config['assortment.rotation_weeks'];
    const block = Math.floor(week / rotation);
    const into = week - block * rotation;
    const now = this.#now.seed(draws.assortment, store, block);
    const next = this.#next.seed(draws.assortment, store, block + 1);
    let available = 0;
    for (let p = 0; p < products.count; p++) {
      const a = now.word();
      const b = next.word();
      if (products.launchedOn[p] > start) {
        this.#keys[p] = Infinity;
        continue;
      }
      available++;
      const season = this.#seasonNow[products.category[p]];
      this.#keys[p] = (into + this.#phase[p] >= rotation ? b : a) / (this.#appeal[p] * season);
    }
    return available;
  }

  #maturity(product: number, day: number): number {
    const days = this.#world.config['catalogue.ramp_weeks'] * 7;
    const age = day - this.#world.products.launchedOn[product];
    return age >= days ? 1 : LAUNCH_START + ((1 - LAUNCH_START) * age) / days;
  }
}

/** Number of products that a store carries in a trading week; it drifts from quarter to quarter. */
export function assortmentSize(world: World, store: number, week: number): number {
  const { config, draws, products } = world;
  const most = Math.min(config['assortment.max'], products.count);
  const least = Math.min(config['assortment.min'], most);
  const own = uniform(draws.assortmentSize, store);
  const drift = 0.15 * (uniform(draws.assortmentSize, store, 1, Math.floor(week / 13)) - 0.5);
  const position = Math.min(0.999999, Math.max(0, own + drift));
  return least + Math.floor((most - least + 1) * position);
}

function tastes(world: World): Float64Array {
  const sd = world.config['store.taste_sd'];
  return Float64Array.from({ length: world.stores.count * categoryCount }, (_, i) =>
    exp(sd * normal(world.draws.taste, Math.floor(i / categoryCount), i % categoryCount)),
  );
}

/** The n-th smallest value (0 is the smallest) by Hoare's selection; the array is reordered. NaN is not allowed. */
export function nthSmallest(values: Float64Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
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
