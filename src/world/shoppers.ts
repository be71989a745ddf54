/**
 * Who shops. Shoppers belong to a region for good and are numbered region by region, so that everything about the
 * shoppers of a region is computed without the others. What changes in a life (joining, moving house, leaving) is drawn
 * at its cause.
 */
import { AliasTable, exp, exponential, gamma, normalOf, normalQuantile, pow, Sequence } from '../random/index.js';
import type { WorldConfig } from './knobs.js';
import { NEVER } from './products.js';
import { quotas } from './quota.js';
import type { Region, Stores } from './stores.js';
import type { World } from './world.js';

const YEAR = 365.25;
/** Stores near home that a shopper may use. */
const NEAR = 6;
/** Classes of basket size, equally many shoppers in each. */
export const BASKET_CLASSES = 16;

/** First shopper index of each region, and after the last one the number of shoppers. Regions get them by volume. */
export function settleShoppers(config: WorldConfig, stores: Stores, regions: readonly Region[]): Int32Array {
  const volumes = regions.map((r) => r.stores.reduce((sum, s) => sum + stores.volume[s], 0));
  const counts = quotas(config.shoppers, volumes);
  let next = 0;
  return Int32Array.from([0, ...counts.map((count) => (next += count))]);
}

/** Mean number of shoppers who are customers at a time: those who leave are replaced. */
export function activeShoppers(config: WorldConfig): number {
  return config.shoppers / (1 + config['shopper.churn_year'] * config.years);
}

/** Factors on the mean basket of each class of shoppers, mean 1. */
export function basketFactors(config: WorldConfig): Float64Array {
  const sd = config['basket.household_sd'];
  const factors = Float64Array.from({ length: BASKET_CLASSES }, (_, i) =>
    exp(sd * normalQuantile((i + 0.5) / BASKET_CLASSES)),
  );
  const mean = factors.reduce((a, b) => a + b, 0) / BASKET_CLASSES;
  return factors.map((f) => f / mean);
}

/** A home of a shopper from a day on. */
export interface Home {
  readonly shopper: number;
  readonly from: number;
  /** First day of the next home; NEVER for the last. */
  readonly to: number;
  readonly town: number;
  readonly street: number;
  readonly streetNumber: number;
  /** Store (index) in whose surroundings it lies. */
  readonly store: number;
  readonly xKm: number;
  readonly yKm: number;
}

/** The shoppers of one region; arrays are by shopper index less `first`. */
export interface RegionShoppers {
  readonly first: number;
  readonly count: number;
  readonly rate: Float64Array;
  readonly basketClass: Uint8Array;
  /** Preferred weekday, 1 Monday … 7 Sunday. */
  readonly weekday: Uint8Array;
  readonly joinedOn: Int32Array;
  readonly leftOn: Int32Array;
  /** Seed of lasting likings. */
  readonly key: Uint32Array;
  /** Homes in the order of shoppers, then days. */
  readonly homes: readonly Home[];
}

/** Draws the shoppers of a region. */
export function regionShoppers(world: World, region: Region): RegionShoppers {
  const { config, from, to } = world;
  const first = world.shopperStart[region.index];
  const count = world.shopperStart[region.index + 1] - first;
  const shoppers = {
    first,
    count,
    rate: new Float64Array(count),
    basketClass: new Uint8Array(count),
    weekday: new Uint8Array(count),
    joinedOn: new Int32Array(count),
    leftOn: new Int32Array(count),
    key: new Uint32Array(count),
    homes: [] as Home[],
  };
  if (count === 0) return shoppers;
  const anchors = new AliasTable(region.stores.length).build(Array.from(region.stores, (s) => world.stores.volume[s]));
  const weekdays = new AliasTable(7).build(config['demand.weekday']);
  const shape = config['visit.rate_r'];
  const churn = config['shopper.churn_year'];
  const founders = 1 / (1 + churn * config.years);
  const q = new Sequence();
  for (let i = 0; i < count; i++) {
    q.seed(world.draws.shopper, first + i);
    shoppers.key[i] = q.word();
    shoppers.basketClass[i] = q.word() >>> 28;
    shoppers.weekday[i] = 1 + weekdays.pick(q.word());
    shoppers.rate[i] = gamma(q, shape, config['visit.per_year'] / shape);
    const joined =
      q.uniform() < founders
        ? from - 1 - Math.floor(YEAR * 3 * exponential(q))
        : from + Math.floor((to - from) * q.uniform());
    const years = churn > 0 ? exponential(q) / churn : Infinity;
    const left = Math.max(joined, from) + 1 + Math.floor(Math.min(years, 1000) * YEAR);
    shoppers.joinedOn[i] = joined;
    shoppers.leftOn[i] = left < to ? left : NEVER;
    settle(world, region, shoppers, i, anchors, q);
  }
  return shoppers;
}

/** The homes of one shopper: the first, and one more for each move during the history. */
function settle(
  world: World,
  region: Region,
  shoppers: RegionShoppers,
  i: number,
  anchors: AliasTable,
  q: Sequence,
): void {
  const { config, stores, vocabulary } = world;
  const homes = shoppers.homes as Home[];
  const moves = config['shopper.move_rate'];
  const days: number[] = [shoppers.joinedOn[i]];
  for (let year = 0; year < config.years; year++) {
    const start = world.from + Math.round(year * YEAR);
    const moved = q.uniform() < moves;
    const on = start + 1 + Math.floor(q.uniform() * (YEAR - 2));
    if (moved && on > shoppers.joinedOn[i] && on < shoppers.leftOn[i] && on < world.to) days.push(on);
  }
  days.forEach((from, n) => {
    const store = region.stores[anchors.pick(q.word())];
    const distance = config['shopper.home_km'] * exponential(q);
    const [dx, dy] = direction(q);
    homes.push({
      shopper: i,
      from,
      to: days[n + 1] ?? NEVER,
      town: stores.town[store],
      street: Math.floor(q.uniform() * vocabulary.streetNames.length),
      streetNumber: 1 + Math.floor(q.uniform() * 2400),
      store,
      xKm: stores.xKm[store] + distance * dx,
      yKm: stores.yKm[store] + distance * dy,
    });
  });
}

/** A point on the unit circle: a normal pair, scaled. */
function direction(q: Sequence): [number, number] {
  const x = normalOf(q);
  const y = normalOf(q);
  const length = Math.sqrt(x * x + y * y) || 1;
  return [x / length, y / length];
}

/** Who may come to a store: homes in reach, each with the days for which it holds. */
export interface Catchment {
  /** Shopper, as an index into the region's. */
  readonly shopper: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Picks an entry in proportion to visits; undefined when nobody lives near. */
  readonly alias: AliasTable | undefined;
}

/**
 * The catchments of a region's stores, in the order of `region.stores`. A shopper spreads visits over near stores by
 * Huff's law: appeal over a power of distance, times a liking of the shopper's own. Appeals are such that each store
 * draws its share of the region's volume.
 */
export function catchments(world: World, region: Region, shoppers: RegionShoppers): Catchment[] {
  const { config, stores } = world;
  const near = nearest(stores, region);
  const reach = Math.min(NEAR, region.stores.length);
  const { homes } = shoppers;
  const pull = new Float64Array(homes.length * reach);
  const q = new Sequence();
  const slotOf = new Map(Array.from(region.stores, (store, slot) => [store, slot]));
  homes.forEach((home, h) => {
    const anchor = slotOf.get(home.store) as number;
    q.seed(world.draws.storeHabit, shoppers.first + home.shopper, home.from);
    for (let k = 0; k < reach; k++) {
      const store = region.stores[near[anchor * reach + k]];
      const dx = home.xKm - stores.xKm[store];
      const dy = home.yKm - stores.yKm[store];
      const distance = 0.5 + Math.sqrt(dx * dx + dy * dy);
      pull[h * reach + k] =
        pow(distance, -config['shopper.distance_exponent']) *
        exp(config['shopper.store_habit'] * normalQuantile(q.open()));
    }
  });
  const share = shareVisits(world, region, shoppers, near, reach, pull);
  return entriesOf(region, shoppers, near, reach, share);
}

const square = (x: number): number => x * x;

/** Slots of the stores nearest to each store of a region, itself first: `reach` for each. */
function nearest(stores: Stores, region: Region): Int32Array {
  const reach = Math.min(NEAR, region.stores.length);
  const near = new Int32Array(region.stores.length * reach);
  const { xKm, yKm } = stores;
  region.stores.forEach((a, slot) => {
    const distance = Float64Array.from(region.stores, (b) => square(xKm[a] - xKm[b]) + square(yKm[a] - yKm[b]));
    const order = Int32Array.from(region.stores.keys()).sort((i, j) => distance[i] - distance[j] || i - j);
    near.set(order.subarray(0, reach), slot * reach);
  });
  return near;
}

/** Visits a year of each home to each near store. Appeals are corrected a few times until stores draw their volume. */
function shareVisits(
  world: World,
  region: Region,
  shoppers: RegionShoppers,
  near: Int32Array,
  reach: number,
  pull: Float64Array,
): Float64Array {
  const { homes } = shoppers;
  const slotOf = new Map(Array.from(region.stores, (store, slot) => [store, slot]));
  const anchor = Int32Array.from(homes, (home) => slotOf.get(home.store) as number);
  const volume = Float64Array.from(region.stores, (s) => world.stores.volume[s]);
  const total = volume.reduce((a, b) => a + b, 0);
  const appeal = volume.slice();
  const share = new Float64Array(pull.length);
  const drawn = new Float64Array(volume.length);
  for (let round = 0; round < 4; round++) {
    drawn.fill(0);
    let all = 0;
    for (let h = 0; h < homes.length; h++) {
      const rate = shoppers.rate[homes[h].shopper];
      let sum = 0;
      for (let k = 0; k < reach; k++) {
        const value = appeal[near[anchor[h] * reach + k]] * pull[h * reach + k];
        share[h * reach + k] = value;
        sum += value;
      }
      for (let k = 0; k < reach; k++) {
        share[h * reach + k] *= rate / sum;
        drawn[near[anchor[h] * reach + k]] += share[h * reach + k];
      }
      all += rate;
    }
    for (let s = 0; s < appeal.length; s++) {
      if (drawn[s] > 0) appeal[s] *= volume[s] / total / (drawn[s] / all);
    }
  }
  return share;
}

function entriesOf(
  region: Region,
  shoppers: RegionShoppers,
  near: Int32Array,
  reach: number,
  share: Float64Array,
): Catchment[] {
  const { homes } = shoppers;
  const slotOf = new Map(Array.from(region.stores, (store, slot) => [store, slot]));
  const counts = new Int32Array(region.stores.length);
  const each = (visit: (slot: number, home: Home, weight: number) => void) => {
    homes.forEach((home, h) => {
      const anchor = slotOf.get(home.store) as number;
      for (let k = 0; k < reach; k++) {
        const weight = share[h * reach + k];
        // A store that gets less than one visit in a thousand is out of reach.
        if (weight > 0.001 * shoppers.rate[home.shopper]) visit(near[anchor * reach + k], home, weight);
      }
    });
  };
  each((slot) => counts[slot]++);
  const parts = Array.from(counts, (n) => ({
    shopper: new Int32Array(n),
    from: new Int32Array(n),
    to: new Int32Array(n),
    weight: new Float64Array(n),
  }));
  counts.fill(0);
  each((slot, home, weight) => {
    const at = counts[slot]++;
    const part = parts[slot];
    part.shopper[at] = home.shopper;
    part.from[at] = home.from;
    part.to[at] = Math.min(home.to, shoppers.leftOn[home.shopper]);
    part.weight[at] = weight;
  });
  return parts.map(({ shopper, from, to, weight }) => ({
    shopper,
    from,
    to,
    alias: weight.length > 0 ? new AliasTable(weight.length).build(weight) : undefined,
  }));
}
