/** Small random companies for property tests, and the rows of their shards as plain copies. */
import fc from 'fast-check';
import { Rows } from '../../src/world/columns.js';
import { crossProblems, defaultConfig, type WorldConfig } from '../../src/world/knobs.js';
import { type Shard, type ShardTable, shardTables } from '../../src/world/shard.js';

/** The seed of every property test: a failure is found again by the same command. */
export const FIXED = { seed: 20250101 } as const;

export const allTables: ReadonlySet<ShardTable> = new Set(shardTables);

/** The default settings, changed. */
export function configWith(changes: Partial<WorldConfig>): WorldConfig {
  return { ...defaultConfig(), ...changes };
}

/** Shares of `length` classes that add up to 1, in steps of 1 %. */
function shares(length: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 0, max: 100 }), { minLength: length - 1, maxLength: length - 1 }).map((cuts) => {
    const ends = [0, ...cuts.sort((a, b) => a - b), 100];
    return ends.slice(1).map((end, i) => (end - ends[i]) / 100);
  });
}

const percent = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 100);

/** Depths and their shares, one to four of them; depths in whole percents. */
const markdowns = fc
  .uniqueArray(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 4 })
  .chain((depths) => shares(depths.length).map((parts) => ({ depths: depths.map((d) => d / 100), parts })));

const date = (min: string, max: string) =>
  fc
    .date({ min: new Date(`${min}T00:00:00Z`), max: new Date(`${max}T00:00:00Z`), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));

/** Valid settings of a company small enough to be simulated for some months in a few milliseconds. */
export const smallConfig: fc.Arbitrary<WorldConfig> = fc
  .record({
    seed: fc.oneof(fc.nat(), fc.constantFrom(0, 1, 42, 2147483648, 4294967295)),
    locale: fc.constantFrom('pt_BR', 'en_US'),
    end: fc.oneof(date('2000-01-01', '2030-12-31'), date('1980-01-31', '2199-12-31')),
    years: fc.integer({ min: 1, max: 3 }),
    stores: fc.integer({ min: 1, max: 8 }),
    products: fc.integer({ min: 5, max: 60 }),
    towns: fc.integer({ min: 5, max: 60 }),
    centre: fc.integer({ min: 1, max: 4 }),
    weekday: fc.integer({ min: 0, max: 7 }),
    volumes: fc.tuple(percent(10, 800), percent(10, 800), percent(10, 800)),
    openings: fc.constantFrom([5, 1], [1, 0], [0.5, 1], [0.1, 1], [3, 24]),
    ramp: fc.constantFrom([8, 0.6], [0, 0], [30, 0.1]),
    carried: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 })),
    rotation: fc.integer({ min: 1, max: 20 }),
    launches: percent(0, 80),
    markdowns,
    quantities: fc.integer({ min: 1, max: 5 }).chain(shares),
    lines: fc.integer({ min: 0, max: 60 }),
    dispersion: fc.constantFrom(0.1, 1, 5, 40, 1000000),
    holidays: fc.constantFrom(0, 1, 3),
    shock: percent(0, 50),
    persistence: percent(0, 95),
    service: fc.integer({ min: -30, max: 40 }).map((n) => n / 10),
    presentation: fc.integer({ min: 1, max: 8 }),
    shortRate: percent(0, 90),
    shortFill: percent(0, 95),
    shrink: fc.constantFrom(0, 0.014, 0.2, 0.5),
  })
  .map((r) =>
    configWith({
      seed: r.seed,
      locale: r.locale,
      end: r.end,
      years: r.years,
      stores: r.stores,
      products: r.products,
      towns: r.towns,
      'dc.stores_max': r.centre,
      'delivery.weekday': r.weekday,
      'tier.gold.share': 0.2,
      'tier.silver.share': 0.3,
      'tier.gold.volume': r.volumes[0],
      'tier.silver.volume': r.volumes[1],
      'tier.bronze.volume': r.volumes[2],
      'store.opening_years': r.openings[0],
      'store.opening_months_min': r.openings[1],
      'store.ramp_weeks': r.ramp[0],
      'store.ramp_start': r.ramp[1],
      'assortment.min': r.carried[0],
      'assortment.max': r.carried[0] + r.carried[1],
      'assortment.rotation_weeks': r.rotation,
      'catalogue.launch_share': r.launches,
      'markdown.depths': r.markdowns.depths,
      'markdown.shares': r.markdowns.parts,
      'quantity.shares': r.quantities,
      'demand.lines_per_day': r.lines,
      'demand.dispersion': r.dispersion,
      'demand.holiday_strength': r.holidays,
      'demand.shock_sd': r.shock,
      'demand.shock_persistence': r.persistence,
      'stock.service_factor': r.service,
      'stock.presentation': r.presentation,
      'stock.short_rate': r.shortRate,
      'stock.short_fill': r.shortFill,
      'stock.shrink_rate': r.shrink,
    }),
  )
  .filter((config) => crossProblems(config).length === 0);

/** A copy of every row of a shard: name of table and column → values. */
export type ShardCopy = Readonly<Record<string, readonly number[]>>;

/** Copies the rows of a shard, which the next simulation overwrites. */
export function copyOf(shard: Shard): ShardCopy {
  const copy: Record<string, readonly number[]> = {};
  for (const [table, rows] of Object.entries(shard)) {
    if (!(rows instanceof Rows)) continue;
    for (const [column, values] of Object.entries(rows.columns as Record<string, ArrayLike<number>>)) {
      copy[`${table}.${column}`] = Array.from(values).slice(0, rows.count);
    }
  }
  return copy;
}

/** Property of `Shard` that holds the rows of a table: `sale_line` is in `saleLine`. */
export function fieldOf(table: string): string {
  return table.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** How many rows of all tables a copy has. */
export function rowsIn(copy: ShardCopy): number {
  return Object.entries(copy)
    .filter(([name]) => name.endsWith('.store'))
    .reduce((sum, [, values]) => sum + values.length, 0);
}
