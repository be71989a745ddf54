import { AliasTable, exp, normal, normalQuantile, pow, Sequence, uniform, word } from '../../random/index.js';
import { smoothMonthly } from '../calendar/seasons.js';
import type { Likings } from '../likings.js';
import { listPriceAt } from '../prices.js';
import { dipAt, liftOf, promotionAt, promotionPrice } from '../promotions.js';
import { weekStart } from '../week.js';
import type { World } from '../world.js';
import { type MissionMix, missionMix } from './missions.js';
import { Selection } from './selection.js';

/** A product's popularity on its first day, as a part of what it grows to. */
const LAUNCH_START = 0.25;
/** Days before its end in which a product declines, and what is left of its popularity on the last. */
const DECLINE_DAYS = 84;
const DECLINE_END = 0.3;
/** The curve of a category without seasons. */
const FLAT: readonly number[] = new Array(12).fill(1);

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
  /** Number of the promotion, 0 for none. */
  readonly promotion: Int32Array;
  /** Weight of demand before it is scaled to a share. */
  readonly weight: Float64Array;
  /** Expected share of the store's lines, adds up to 1. */
  readonly share: Float64Array;
  /** Picks slots by share; built for trade without baskets. */
  readonly alias: AliasTable;
  /** Demand of each category: promotions draw lines from other categories only in part. */
  readonly categoryWeight: Float64Array;
  /** Slots by category: those of category c are slots[start[c]] … slots[start[c + 1] − 1], and the c-th alias picks one. */
  readonly slots: Int32Array;
  /** Number of the brand of each of `slots`. */
  readonly slotBrand: Uint32Array;
  readonly start: Int32Array;
  readonly aliases: readonly AliasTable[];

  readonly #world: World;
  readonly #keys: Float64Array;
  readonly #selection: Selection;
  readonly #appeal: Float64Array;
  readonly #phase: Int32Array;
  readonly #season: readonly (readonly number[])[];
  /** By the first day of a week; kept for good, at most one a day of the history. */
  readonly #seasons = new Map<number, Float64Array>();
  readonly #taste: Float64Array;
  readonly #thresholds: Float64Array;
  readonly #seasonNow: Float64Array;
  readonly #now = new Sequence();
  readonly #next = new Sequence();
  readonly #shocks = new Sequence();
  readonly #baskets: boolean;
  /** Expected lines of each category by mission and category, for planning. */
  readonly #mix: MissionMix;
  readonly #plain: Float64Array;

  constructor(world: World) {
    this.#world = world;
    const { products, config } = world;
    const most = Math.min(config['assortment.max'], products.count);
    this.product = new Int32Array(most);
    this.listCents = new Int32Array(most);
    this.unitCents = new Int32Array(most);
    this.costCents = new Int32Array(most);
    this.promotion = new Int32Array(most);
    this.weight = new Float64Array(most);
    this.share = new Float64Array(most);
    this.alias = new AliasTable(most);
    this.#baskets = config.shoppers > 0;
    const categories = world.catalogue.categories.length;
    this.categoryWeight = new Float64Array(categories);
    this.#plain = new Float64Array(categories);
    this.start = new Int32Array(categories + 1);
    this.slots = new Int32Array(this.#baskets ? most : 0);
    this.slotBrand = new Uint32Array(this.slots.length);
    const sizes = new Int32Array(categories);
    for (const c of products.category) sizes[c]++;
    this.aliases = this.#baskets ? Array.from(sizes, (size) => new AliasTable(Math.max(1, Math.min(size, most)))) : [];
    this.#mix = missionMix(world);
    this.#seasonNow = new Float64Array(categories);
    this.#keys = new Float64Array(products.count);
    this.#selection = new Selection(products.count);
    this.#appeal = products.popularity.map((p) => Math.sqrt(p));
    this.#phase = Int32Array.from(
      { length: products.count },
      (_, p) => word(world.draws.rotation, p) % config['assortment.rotation_weeks'],
    );
    this.#season = world.catalogue.categories.map((c) => c.season ?? FLAT);
    this.#taste = tastes(world);
    let sum = 0;
    this.#thresholds = Float64Array.from(config['markdown.shares'], (s) => {
      sum += s;
      return Math.round(sum * 4294967296);
    });
  }

  /** Sets the assortment of a store in a trading week that starts on `weekStart(week, weekday)`. */
  plan(store: number, week: number, weekday: number): void {
    const { config, catalogue, products, draws } = this.#world;
    const start = weekStart(week, weekday);
    const categories = catalogue.categories.length;
    const season = this.#seasonOf(start);
    for (let c = 0; c < categories; c++) {
      // Half of the swing is in what is carried, half in how well it sells: together they make the whole.
      this.#seasonNow[c] = Math.sqrt(season[c] * this.#taste[store * categories + c]);
    }
    const available = this.#drawKeys(store, week, start);
    this.count = Math.min(available, assortmentSize(this.#world, store, week));
    const { threshold, below } = this.#selection.select(this.#keys, this.count);
    let ties = this.count - below;

    const markdown = this.#now.seed(draws.markdown, store, week);
    const depths = config['markdown.depths'];
    const fixedPrices = config['price.change_rate'] === 0;
    this.#plain.fill(0);
    let slot = 0;
    for (let p = 0; p < products.count; p++) {
      const draw = markdown.word();
      const key = this.#keys[p];
      if (key > threshold || (key === threshold && ties-- <= 0)) continue;
      let d = 0;
      while (d < depths.length - 1 && draw >= this.#thresholds[d]) d++;
      const list = fixedPrices ? products.listCents[p] : listPriceAt(this.#world.prices, p, start);
      this.product[slot] = p;
      this.listCents[slot] = list;
      this.unitCents[slot] = Math.floor(list * (1 - depths[d]) + 0.5 + 1e-9);
      this.costCents[slot] = products.costCents[p];
      this.promotion[slot] = 0;
      this.weight[slot] = products.popularity[p] * this.#seasonNow[products.category[p]] * this.#maturity(p, start);
      slot++;
    }
    if (this.#baskets) {
      this.#promote(store, week);
      this.#group();
    } else {
      let total = 0;
      for (let s = 0; s < slot; s++) total += this.weight[s];
      for (let s = 0; s < slot; s++) this.share[s] = this.weight[s] / total;
      if (slot > 0) this.alias.build(this.share, slot);
    }
  }

  /** Sets promotion prices and what they, earlier promotions and chance do to the weights. */
  #promote(store: number, week: number): void {
    const { config, products, promotions, draws } = this.#world;
    const sd = config['demand.product_shock_sd'];
    const shocks = sd > 0 ? this.#shocks.seed(draws.productShock, store, week) : undefined;
    for (let s = 0; s < this.count; s++) {
      const p = this.product[s];
      const c = products.category[p];
      // The other half of the season's swing: baskets are drawn from all that is carried.
      let weight = this.weight[s] * this.#seasonNow[c];
      if (this.listCents[s] !== products.listCents[p]) {
        const change = this.listCents[s] / products.listCents[p];
        weight *= pow(change, config['price.base_effect'] * products.elasticity[p]);
      }
      this.#plain[c] += weight;
      const promotion = promotionAt(promotions, p, week);
      if (promotion >= 0) {
        const list = this.listCents[s];
        const unit = promotionPrice(config, draws.promotionPrice, promotions, promotion, p, list);
        this.unitCents[s] = Math.min(this.unitCents[s], unit);
        this.promotion[s] = promotion + 1;
        weight *= liftOf(config, products, promotions, promotion, p, list, unit);
      } else if (promotions.count > 0) {
        weight *= dipAt(config, promotions, p, week);
      }
      if (shocks) weight *= exp(sd * normalQuantile((shocks.word() + 0.5) / 4294967296) - (sd * sd) / 2);
      this.weight[s] = weight;
    }
  }

  /** Sorts slots by category, builds the tables that pick from them, and the shares that a planner expects. */
  #group(): void {
    const { category } = this.#world.products;
    const categories = this.categoryWeight.length;
    this.start.fill(0);
    for (let s = 0; s < this.count; s++) this.start[category[this.product[s]] + 1]++;
    for (let c = 0; c < categories; c++) this.start[c + 1] += this.start[c];
    const next = this.start.slice(0, categories);
    for (let s = 0; s < this.count; s++) this.slots[next[category[this.product[s]]]++] = s;
    const growth = this.#world.config['promotion.category_growth'];
    const { looks, brandKey } = this.#world.likings as Likings;
    for (let c = 0; c < categories; c++) {
      const size = this.start[c + 1] - this.start[c];
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const weight = this.weight[this.slots[this.start[c] + i]];
        const p = this.product[this.slots[this.start[c] + i]];
        this.slotBrand[this.start[c] + i] = brandKey[p];
        this.share[i] = weight * looks[p];
        sum += weight;
      }
      this.categoryWeight[c] = size > 0 ? this.#plain[c] * pow(sum / this.#plain[c], growth) : 0;
      this.#plain[c] = sum;
      if (size > 0) this.aliases[c].build(this.share, size);
    }
    const expected = this.#mix.expected(this.categoryWeight);
    for (let s = 0; s < this.count; s++) {
      const c = category[this.product[s]];
      this.share[s] = (expected[c] * this.weight[s]) / this.#plain[c];
    }
  }

  /** The season of each category in a week that starts on a day; the stores of a region share a few such days. */
  #seasonOf(start: number): Float64Array {
    const known = this.#seasons.get(start);
    if (known) return known;
    const strength = this.#world.config['demand.category_season_strength'];
    const season = Float64Array.from(this.#season, (curve) =>
      Math.max(0.02, 1 + strength * (smoothMonthly(curve, start + 3) - 1)),
    );
    this.#seasons.set(start, season);
    return season;
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
      if (products.launchedOn[p] > start || products.leftOn[p] < start + 7) {
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
    const left = this.#world.products.leftOn[product] - day;
    const decline = left >= DECLINE_DAYS ? 1 : DECLINE_END + ((1 - DECLINE_END) * left) / DECLINE_DAYS;
    return age >= days ? decline : decline * (LAUNCH_START + ((1 - LAUNCH_START) * age) / days);
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
  const categories = world.catalogue.categories.length;
  return Float64Array.from({ length: world.stores.count * categories }, (_, i) =>
    exp(sd * normal(world.draws.taste, Math.floor(i / categories), i % categories)),
  );
}
