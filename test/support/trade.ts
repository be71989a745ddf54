/** Everything that a world with shoppers sells in its history, for the tests of behaviour. */
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { Rows } from '../../src/world/columns.js';
import type { WorldConfig } from '../../src/world/knobs.js';
import { type Shard, ShardSimulator, type ShardTable } from '../../src/world/shard.js';
import { regionShoppers } from '../../src/world/shoppers.js';
import { createWorld, type World } from '../../src/world/world.js';
import { configWith } from './worlds.js';

type Tables = { [K in keyof Shard as Shard[K] extends Rows<string> ? K : never]: Shard[K] };
/** The columns of a table over the history, and the number of rows. */
type Table<K extends keyof Tables> = {
  readonly [C in keyof Tables[K]['columns']]: Int32Array;
} & { readonly count: number };
export type Trade = { readonly world: World } & { readonly [K in keyof Tables]: Table<K> };

/**
 * A year of a small grocer that ends with December: three stores of one centre that opened long ago, 300 products and
 * 1,500 shoppers, without shocks, promotions, returns and empty shelves. Effects are switched on one by one.
 */
export const grocer: Partial<WorldConfig> = {
  locale: 'en_US',
  end: '2023-12-31',
  years: 1,
  stores: 3,
  products: 300,
  towns: 5,
  'store.opening_years': 20,
  'store.opening_months_min': 60,
  'tier.gold.share': 0,
  'tier.silver.share': 0,
  'catalogue.kind': 'grocery',
  'catalogue.launch_share': 0,
  'price.min': 0.25,
  'price.max': 60,
  'assortment.min': 300,
  'assortment.max': 300,
  'markdown.depths': [0],
  'markdown.shares': [1],
  'demand.weekday': [1, 1, 1, 1, 1, 1, 1],
  'demand.month': [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  'demand.holiday_strength': 0,
  'demand.category_season_strength': 0,
  'demand.shock_sd': 0,
  'demand.dispersion': 1000,
  'stock.service_factor': 10,
  'stock.presentation': 1000,
  'stock.short_rate': 0,
  'stock.shrink_rate': 0,
  shoppers: 1500,
  'shopper.churn_year': 0,
  'shopper.move_rate': 0,
  'visit.per_year': 30,
  'basket.lines_mean': 4,
  'return.rate': 0,
};

/** Simulates the whole history of the grocer, changed. Histories end with December: months are whole. */
export function tradeOf(
  changes: Partial<WorldConfig> = {},
  tables: readonly ShardTable[] = ['sale_line', 'visit'],
): Trade {
  const world = createWorld(configWith({ ...grocer, ...changes }));
  const wanted = new Set(tables);
  const parts = new Map<string, Int32Array[]>();
  const counts = new Map<string, number>();
  for (const region of world.regions) {
    const simulator = new ShardSimulator(world);
    for (let month = monthIndexOf(world.from); month <= monthIndexOf(world.to - 1); month++) {
      const shard = simulator.simulate(region.index, month, wanted);
      for (const [name, rows] of Object.entries(shard)) {
        if (!(rows instanceof Rows)) continue;
        counts.set(name, (counts.get(name) ?? 0) + rows.count);
        for (const [column, values] of Object.entries(rows.columns as Record<string, Int32Array>)) {
          const key = `${name}.${column}`;
          const list = parts.get(key) ?? [];
          list.push(values.slice(0, rows.count));
          parts.set(key, list);
        }
      }
    }
  }
  const trade: Record<string, unknown> = { world };
  for (const [name, count] of counts) trade[name] = { count };
  for (const [key, list] of parts) {
    const [name, column] = key.split('.');
    const whole = new Int32Array(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      whole.set(part, at);
      at += part.length;
    }
    (trade[name] as Record<string, unknown>)[column] = whole;
  }
  return trade as Trade;
}

/** The shoppers of all regions, one array each; entry i is shopper i + 1. */
export function shoppersOf(world: World) {
  const regions = world.regions.map((region) => regionShoppers(world, region));
  const all = (of: (r: (typeof regions)[number]) => ArrayLike<number>) => regions.flatMap((r) => Array.from(of(r)));
  return {
    rate: all((r) => r.rate),
    basketClass: all((r) => r.basketClass),
    weekday: all((r) => r.weekday),
    joinedOn: all((r) => r.joinedOn),
    leftOn: all((r) => r.leftOn),
    key: all((r) => r.key),
    homes: regions.flatMap((r) => r.homes.map((home) => ({ ...home, shopper: home.shopper + r.first }))),
  };
}

/** How many rows have each value 0 … size − 1, or the sum of `of` over them. */
export function tally(values: ArrayLike<number>, size: number, of?: ArrayLike<number>): number[] {
  const counts = new Array<number>(size).fill(0);
  for (let i = 0; i < values.length; i++) counts[values[i]] += of ? of[i] : 1;
  return counts;
}

export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
};

/** The p-quantile of some values. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** Whether a share of n independent cases is within 4.5 standard errors of what is expected. */
export function nearShare(share: number, expected: number, n: number): boolean {
  return Math.abs(share - expected) <= 4.5 * Math.sqrt((expected * (1 - expected)) / n) + 1e-12;
}
