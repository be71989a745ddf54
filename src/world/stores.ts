import { AliasTable, exp, normal, source, uniform, word } from '../random/index.js';
import { civilOf, dayOf } from './calendar/civil.js';
import type { WorldConfig } from './knobs.js';
import { classesByShare, quotas } from './quota.js';
import { uuidAt } from './uuid.js';
import type { Vocabulary } from './vocabularies/index.js';

export const tiers = ['Gold', 'Silver', 'Bronze'] as const;
export const placements = ['Shopping Mall', 'Street', 'Commercial Building', 'In-Company'] as const;
const IN_COMPANY = 3;
const MALL = 0;
/** No shop has less floor than this, in m². */
const SIZE_MIN = 5;
/** Side of the map of a regional, in km. */
const MAP_KM = 200;

/** Towns, one entry each; `state` points into the vocabulary. Towns with more people come first within a state. */
export interface Towns {
  readonly count: number;
  readonly name: Int32Array;
  readonly state: Int32Array;
  readonly regional: Int32Array;
  readonly population: Int32Array;
  /** Place on the map of its regional, in km. */
  readonly xKm: Float64Array;
  readonly yKm: Float64Array;
}

/** A distribution centre, the stores that it serves and its town: the unit in which the world is computed. */
export interface Region {
  readonly index: number;
  readonly regional: number;
  readonly town: number;
  /** Store indexes, ascending. */
  readonly stores: Int32Array;
}

/** Stores, one entry each, by store index (store number − 1). Floors in m², opening as a day since 1970-01-01. */
export interface Stores {
  readonly count: number;
  readonly uuid: readonly string[];
  readonly region: Int32Array;
  readonly town: Int32Array;
  readonly street: Int32Array;
  readonly streetNumber: Int32Array;
  readonly placement: Uint8Array;
  readonly tier: Uint8Array;
  /** Baseline volume, 1 for a typical Bronze store. */
  readonly volume: Float64Array;
  readonly sizeM2: Float64Array;
  readonly storageM2: Float64Array;
  readonly openedOn: Int32Array;
  /** Place on the map of the regional, in km. */
  readonly xKm: Float64Array;
  readonly yKm: Float64Array;
}

/** Lays out towns: states get towns by population, and people live in them by a Zipf law. */
export function layTowns(config: WorldConfig, vocabulary: Vocabulary): Towns {
  const count = config.towns;
  const draws = source(config.seed, 'town');
  const names = source(config.seed, 'town-name');
  const perState = quotas(
    count,
    vocabulary.states.map((s) => s.weight),
  );
  const order = Array.from({ length: vocabulary.townNames.length }, (_, i) => i).sort(
    (a, b) => word(names, a) - word(names, b) || a - b,
  );
  const towns = {
    count,
    name: new Int32Array(count),
    state: new Int32Array(count),
    regional: new Int32Array(count),
    population: new Int32Array(count),
    xKm: new Float64Array(count),
    yKm: new Float64Array(count),
  };
  const places = source(config.seed, 'town-place');
  let t = 0;
  perState.forEach((size, state) => {
    for (let rank = 1; rank <= size; rank++, t++) {
      towns.name[t] = order[t % order.length];
      towns.state[t] = state;
      towns.regional[t] = vocabulary.states[state].regional;
      towns.population[t] = Math.round((900_000 / rank) * (0.7 + 0.6 * uniform(draws, t)));
      towns.xKm[t] = MAP_KM * uniform(places, t, 0);
      towns.yKm[t] = MAP_KM * uniform(places, t, 1);
    }
  });
  return towns;
}

/** Places stores in towns, gives them their traits, and forms the regions that serve them. */
export function foundStores(
  config: WorldConfig,
  vocabulary: Vocabulary,
  towns: Towns,
): { stores: Stores; regions: Region[] } {
  const { seed } = config;
  const count = config.stores;
  const town = placeInTowns(config, vocabulary, towns);
  const tier = classesByShare(source(seed, 'store-tier'), count, [
    config['tier.gold.share'],
    config['tier.silver.share'],
    Math.max(0, 1 - config['tier.gold.share'] - config['tier.silver.share']),
  ]);
  const placement = classesByShare(source(seed, 'store-placement'), count, config['placement.shares']);
  const volumeOf = [config['tier.gold.volume'], config['tier.silver.volume'], config['tier.bronze.volume']];
  const spread = config['tier.spread'];
  const draws = {
    volume: source(seed, 'store-volume'),
    size: source(seed, 'store-size'),
    storage: source(seed, 'store-storage'),
    opening: source(seed, 'store-opening'),
    street: source(seed, 'store-street'),
    uuid: source(seed, 'store-uuid'),
  };
  const end = lastDay(config);
  const oldest = Math.floor(config['store.opening_years'] * 365.25);
  const youngest = Math.min(oldest, Math.ceil(config['store.opening_months_min'] * 31));
  const stores = {
    count,
    uuid: Array.from({ length: count }, (_, i) => uuidAt(draws.uuid, i)),
    region: new Int32Array(count),
    town,
    street: new Int32Array(count),
    streetNumber: new Int32Array(count),
    placement,
    tier,
    volume: new Float64Array(count),
    sizeM2: new Float64Array(count),
    storageM2: new Float64Array(count),
    openedOn: new Int32Array(count),
    xKm: new Float64Array(count),
    yKm: new Float64Array(count),
  };
  const places = source(seed, 'store-place');
  for (let i = 0; i < count; i++) {
    stores.volume[i] = volumeOf[tier[i]] * exp(spread * normal(draws.volume, i) - (spread * spread) / 2);
    const size = floorSize(config, draws.size, i, placement[i]);
    const low = config['storage.share_min'];
    const share = low + (config['storage.share_max'] - low) * uniform(draws.storage, i);
    stores.sizeM2[i] = Math.round(size * 100) / 100;
    stores.storageM2[i] = Math.round(stores.sizeM2[i] * share * 100) / 100;
    stores.openedOn[i] = end - youngest - Math.floor((oldest - youngest + 1) * uniform(draws.opening, i));
    if (stores.openedOn[i] < end - oldest) stores.openedOn[i] = end - oldest;
    stores.street[i] = Math.floor(uniform(draws.street, i, 0) * vocabulary.streetNames.length);
    stores.streetNumber[i] = 1 + Math.floor(uniform(draws.street, i, 1) * 2400);
    // Large towns spread wider: 2 km, and 1 more for every 200,000 people.
    const spreadKm = 2 + towns.population[town[i]] / 200_000;
    stores.xKm[i] = towns.xKm[town[i]] + spreadKm * normal(places, i, 0);
    stores.yKm[i] = towns.yKm[town[i]] + spreadKm * normal(places, i, 1);
  }
  const regions = formRegions(config, vocabulary, towns, stores);
  return { stores, regions };
}

/** The last day of the history. */
export function lastDay(config: WorldConfig): number {
  const [year, month, day] = config.end.split('-').map(Number);
  return dayOf(year, month, day);
}

/** The first day of the history: the day after the last day of `years` years before. */
export function firstDay(config: WorldConfig): number {
  const { year, month, day } = civilOf(lastDay(config) + 1);
  // A history that ends on 28 February starts on 1 March, also when the year it starts in has a 29th.
  return dayOf(year - config.years, month, month === 2 && day === 29 ? 28 : day);
}

function placeInTowns(config: WorldConfig, vocabulary: Vocabulary, towns: Towns): Int32Array {
  const draws = source(config.seed, 'store-town');
  const weights = new Float64Array(vocabulary.regionals.length);
  for (const state of vocabulary.states) weights[state.regional] += state.weight;
  const most = config['store.regionals'] || weights.length;
  const largest = [...weights.keys()].sort((a, b) => weights[b] - weights[a] || a - b).slice(0, most);
  const hasTown = Array.from(weights, (_, r) => largest.includes(r) && towns.regional.includes(r));
  const regionalOf = classesByShare(
    source(config.seed, 'store-regional'),
    config.stores,
    Array.from(weights, (w, r) => (hasTown[r] ? w : 0)),
  );
  const alias = hasTown.map((has, r) =>
    has
      ? new AliasTable(towns.count).build(towns.population.map((people, t) => (towns.regional[t] === r ? people : 0)))
      : undefined,
  );
  return Int32Array.from(regionalOf, (regional, i) => alias[regional]?.pick(word(draws, i)) ?? 0);
}

function floorSize(config: WorldConfig, draws: ReturnType<typeof source>, store: number, placement: number): number {
  const kind = placement === MALL ? 'mall' : placement === IN_COMPANY ? 'in_company' : 'other';
  const mean = config[`size.${kind}.mean`];
  const sd = config[`size.${kind}.sd`];
  for (let attempt = 0; attempt < 100; attempt++) {
    const size = mean + sd * normal(draws, store, attempt);
    if (size >= SIZE_MIN) return size;
  }
  return SIZE_MIN;
}

function formRegions(config: WorldConfig, vocabulary: Vocabulary, towns: Towns, stores: Stores): Region[] {
  const regions: Region[] = [];
  for (let regional = 0; regional < vocabulary.regionals.length; regional++) {
    const members: number[] = [];
    for (let i = 0; i < stores.count; i++) if (towns.regional[stores.town[i]] === regional) members.push(i);
    if (members.length === 0) continue;
    members.sort((a, b) => stores.town[a] - stores.town[b] || a - b);
    const centres = Math.ceil(members.length / config['dc.stores_max']);
    for (let c = 0; c < centres; c++) {
      const from = Math.floor((members.length * c) / centres);
      const to = Math.floor((members.length * (c + 1)) / centres);
      const own = Int32Array.from(members.slice(from, to)).sort();
      const index = regions.length;
      for (const store of own) stores.region[store] = index;
      regions.push({ index, regional, town: stores.town[own[0]], stores: own });
    }
  }
  return regions;
}
