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

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** Settings of who shops and when; `total` 0 lets the shoppers decide how often they come. */
const people = fc
  .record({
    shoppers: fc.integer({ min: 1, max: 150 }),
    total: fc.oneof(some(0), some(1, 2), fc.integer({ min: 3, max: 4000 })),
    perYear: fc.integer({ min: 1, max: 60 }),
    rate: some(0.3, 1.12, 20),
    churn: percent(0, 200),
    moves: percent(0, 100),
    habit: some(1, 3, 20),
    distance: some(0, 1, 2, 10),
    storeHabit: some(0, 1.2, 5),
    identified: some(0, 0.75, 1),
    weather: some(0, 0.3),
    payday: some(0, 0.08, 1),
    tax: some(0, 0.0725, 0.3),
    tenders: shares(5),
    split: some(0, 0.02, 1),
    returns: some(0, 0.1, 0.5),
    lag: some([9, 1.48], [1, 0], [60, 3]),
  })
  .map((r) => ({
    shoppers: r.shoppers,
    'visit.total': r.total,
    'visit.per_year': r.perYear,
    'visit.rate_r': r.rate,
    'shopper.churn_year': r.churn,
    'shopper.move_rate': r.moves,
    'visit.weekday_habit': r.habit,
    'shopper.distance_exponent': r.distance,
    'shopper.store_habit': r.storeHabit,
    'visit.identified_share': r.identified,
    'demand.weather_sd': r.weather,
    'demand.payday': r.payday,
    'tax.rate': r.tax,
    'tender.shares': r.tenders,
    'tender.split_rate': r.split,
    'return.rate': r.returns,
    'return.lag_median': r.lag[0],
    'return.lag_sigma': r.lag[1],
  }));

/** Settings of what they buy and at which price: promotions by number, by cycle or none. */
const shopping = fc
  .record({
    lines: fc.tuple(fc.integer({ min: 10, max: 120 }), fc.integer({ min: 0, max: 40 })),
    size: some(0.1, 0.49, 20),
    household: some(0, 0.35, 1.5),
    brands: some(0.05, 0.7, 100),
    tastes: some(0, 1, 3),
    promotions: fc.oneof(
      some([0, 0]),
      fc.integer({ min: 1, max: 400 }).map((count) => [count, 0]),
      some(1, 2.5, 8, 52).map((cycle) => [0, cycle]),
    ),
    weeks: fc.integer({ min: 1, max: 8 }),
    group: fc.integer({ min: 1, max: 10 }),
    depths: fc.tuple(percent(0, 40), percent(0, 45)),
    depthSd: some(0, 0.13, 0.5),
    nine: some(0, 0.7, 1),
    feature: some([0, 2], [0.3, 2], [1, 10]),
    dip: some(0, 0.1, 1),
    growth: some(0, 0.6, 1),
    elasticity: some([-2.6, 0.7], [0, 0], [-6, 0], [-1, 3]),
    productShock: some(0, 0.35, 1.5),
  })
  .map((r) => ({
    'basket.lines_mean': r.lines[0] / 10,
    'basket.lines_max': Math.ceil(r.lines[0] / 10) + r.lines[1],
    'basket.lines_r': r.size,
    'basket.household_sd': r.household,
    'basket.brand_shape': r.brands,
    'basket.taste_strength': r.tastes,
    'promotion.count': r.promotions[0],
    'promotion.cycle_weeks': r.promotions[1],
    'promotion.weeks_max': r.weeks,
    'promotion.group_size': r.group,
    'promotion.depth_min': r.depths[0],
    'promotion.depth_max': r.depths[0] + r.depths[1],
    'promotion.depth_mean': r.depths[0] + r.depths[1] / 2,
    'promotion.depth_sd': r.depthSd,
    'promotion.ending_nine': r.nine,
    'promotion.feature_share': r.feature[0],
    'promotion.feature_lift': r.feature[1],
    'promotion.dip': r.dip,
    'promotion.category_growth': r.growth,
    'price.elasticity_mean': r.elasticity[0],
    'price.elasticity_sd': r.elasticity[1],
    'demand.product_shock_sd': r.productShock,
  }));

/** Settings of the catalogue that shoppers and anonymous trade share. */
const range = fc
  .record({
    kind: some('fashion', 'grocery', 'general', 'convenience', 'apparel'),
    prices: some([30, 200], [0.05, 60], [0.25, 1000], [5, 5.5]),
    changes: some(0, 0.1, 1),
    turnover: some(0, 0, 0.03, 0.2),
    label: percent(0, 100),
  })
  .map((r) => ({
    'catalogue.kind': r.kind,
    'price.min': r.prices[0],
    'price.max': r.prices[1],
    'price.change_rate': r.changes,
    'catalogue.turnover_month': r.turnover,
    'catalogue.private_label_share': r.label,
  }));

/** About half of the companies have shoppers; the others sell anonymous lines. */
const trade: fc.Arbitrary<Partial<WorldConfig>> = fc.oneof(
  some({}),
  fc.tuple(people, shopping).map(([a, b]) => ({ ...a, ...b })),
);

/** Settings with what does not fit together mended: promotions begin with the trading week, at most one a week. */
function fitting(config: WorldConfig): WorldConfig {
  const spells = Math.ceil(config.products / config['promotion.group_size']) * 52 * config.years;
  const count = Math.min(config['promotion.count'], spells);
  const promoted = count > 0 || config['promotion.cycle_weeks'] > 0;
  return {
    ...config,
    'promotion.count': count,
    'delivery.weekday': promoted ? config['delivery.weekday'] || 1 : config['delivery.weekday'],
  };
}

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
    range,
    trade,
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
      ...r.range,
      ...r.trade,
    }),
  )
  .map(fitting)
  .filter((config) => crossProblems(config).length === 0);

/** A company whose shoppers do all that shoppers can: empty shelves, promotions, new prices, returns, moves. */
export const busyShop: Partial<WorldConfig> = {
  locale: 'en_US',
  stores: 4,
  towns: 5,
  products: 80,
  years: 1,
  'dc.stores_max': 3,
  'assortment.min': 30,
  'assortment.max': 50,
  'catalogue.kind': 'convenience',
  'catalogue.turnover_month': 0.03,
  'price.min': 0.5,
  'price.change_rate': 0.2,
  'stock.service_factor': -0.5,
  'stock.presentation': 2,
  'stock.short_rate': 0.3,
  shoppers: 250,
  'shopper.churn_year': 0.5,
  'shopper.move_rate': 0.5,
  'visit.per_year': 40,
  'basket.lines_mean': 4,
  'promotion.cycle_weeks': 6,
  'demand.weather_sd': 0.2,
  'demand.product_shock_sd': 0.4,
  'tax.rate': 0.0725,
  'tender.split_rate': 0.2,
  'return.rate': 0.3,
};

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
