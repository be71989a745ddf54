/**
 * Every setting of the world, described once: flags, configuration files, validation and the reference are made from
 * this list. Names are dotted; a list of shares adds up to 1.
 */

interface KnobText {
  /** What it is, one sentence. */
  readonly describe: string;
  /** Unit of the value, `''` when it has none. */
  readonly unit: string;
  /** Where the default comes from. */
  readonly source: string;
}

export interface IntegerKnob extends KnobText {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
export interface NumberKnob extends KnobText {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
export interface ChoiceKnob extends KnobText {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}
export interface DateKnob extends KnobText {
  readonly kind: 'date';
  /** First and last day allowed, YYYY-MM-DD. */
  readonly min: string;
  readonly max: string;
  readonly default: string;
}
/** A list of numbers; `length` 0 stands for any length from 1 to 12. `shares` must add up to 1. */
export interface ListKnob extends KnobText {
  readonly kind: 'list';
  readonly length: number;
  readonly min: number;
  readonly max: number;
  readonly shares: boolean;
  /** An empty list is allowed and stands for the curve of the locale. */
  readonly localeDefault?: boolean;
  readonly default: readonly number[];
}
export type Knob = IntegerKnob | NumberKnob | ChoiceKnob | DateKnob | ListKnob;

const integer = (
  describe: string,
  unit: string,
  min: number,
  max: number,
  value: number,
  source: string,
): IntegerKnob => ({ kind: 'integer', describe, unit, min, max, default: value, source });

const number = (
  describe: string,
  unit: string,
  min: number,
  max: number,
  value: number,
  source: string,
): NumberKnob => ({ kind: 'number', describe, unit, min, max, default: value, source });

const list = (
  describe: string,
  unit: string,
  options: { length: number; min: number; max: number; shares?: boolean; localeDefault?: boolean },
  value: readonly number[],
  source: string,
): ListKnob => ({
  kind: 'list',
  describe,
  unit,
  length: options.length,
  min: options.min,
  max: options.max,
  shares: options.shares ?? false,
  localeDefault: options.localeDefault ?? false,
  default: value,
  source,
});

const CONTRACT = 'contract of store-tiers';
const OWN = 'own choice';

export const knobs = {
  seed: integer('Seed of the whole world; the same seed gives the same company.', '', 0, 4294967295, 42, CONTRACT),
  locale: {
    kind: 'choice',
    describe: 'Country of the company: names, geography, holidays, seasons.',
    unit: '',
    choices: ['pt_BR', 'en_US'],
    default: 'pt_BR',
    source: CONTRACT,
  } satisfies ChoiceKnob,
  end: {
    kind: 'date',
    describe: 'Last day of the history; openings and launches are dated back from it.',
    unit: 'date',
    min: '1980-01-31',
    max: '2199-12-31',
    default: '2024-12-31',
    source: CONTRACT,
  } satisfies DateKnob,
  years: integer('Length of the history that ends on the last day.', 'years', 1, 50, 3, CONTRACT),
  stores: integer('Number of stores.', 'stores', 1, 20000, 100, CONTRACT),
  products: integer('Number of products in the catalogue.', 'products', 5, 10000, 200, CONTRACT),
  towns: integer('Number of towns that stores can stand in.', 'towns', 5, 400, 120, OWN),
  'dc.stores_max': integer(
    'Most stores that one distribution centre serves; a regional with more gets more centres.',
    'stores',
    1,
    200,
    50,
    OWN,
  ),

  'tier.gold.share': number('Share of Gold stores.', 'share', 0, 1, 0.05, CONTRACT),
  'tier.silver.share': number('Share of Silver stores; the rest is Bronze.', 'share', 0, 1, 0.15, CONTRACT),
  'tier.gold.volume': number('Baseline volume of a Gold store.', '× Bronze', 0.01, 100, 4, CONTRACT),
  'tier.silver.volume': number('Baseline volume of a Silver store.', '× Bronze', 0.01, 100, 2, CONTRACT),
  'tier.bronze.volume': number('Baseline volume of a Bronze store.', '× base', 0.01, 100, 1, CONTRACT),
  'tier.spread': number('Standard deviation of the logarithm of volume inside a tier.', 'log', 0, 1, 0.2, OWN),

  'store.opening_years': number('Oldest opening, before the last day.', 'years', 0.1, 50, 5, CONTRACT),
  'store.opening_months_min': number('Youngest opening, before the last day.', 'months', 0, 60, 1, CONTRACT),
  'store.ramp_weeks': integer('Weeks until a new store reaches its baseline volume.', 'weeks', 0, 104, 8, OWN),
  'store.ramp_start': number('Volume of a store on its first day.', 'share of baseline', 0, 1, 0.6, OWN),
  'store.taste_sd': number(
    "Standard deviation of the logarithm of a store's lasting taste for a category.",
    'log',
    0,
    1.5,
    0.25,
    OWN,
  ),
  'placement.shares': list(
    'Shares of Shopping Mall, Street, Commercial Building, In-Company.',
    'share',
    { length: 4, min: 0, max: 1, shares: true },
    [0.6, 0.2, 0.1, 0.1],
    CONTRACT,
  ),
  'size.mall.mean': number('Mean floor of a store in a shopping mall.', 'm²', 5, 10000, 150, CONTRACT),
  'size.mall.sd': number('Standard deviation of it.', 'm²', 0, 5000, 40, CONTRACT),
  'size.in_company.mean': number('Mean floor of a store inside a company.', 'm²', 5, 10000, 30, CONTRACT),
  'size.in_company.sd': number('Standard deviation of it.', 'm²', 0, 5000, 5, CONTRACT),
  'size.other.mean': number('Mean floor of every other store.', 'm²', 5, 10000, 80, CONTRACT),
  'size.other.sd': number('Standard deviation of it.', 'm²', 0, 5000, 20, CONTRACT),
  'storage.share_min': number('Smallest storage capacity.', 'share of size', 0.01, 1, 0.1, CONTRACT),
  'storage.share_max': number('Largest storage capacity.', 'share of size', 0.01, 1, 0.3, CONTRACT),

  'price.min': number('Lowest base price.', 'currency', 0.5, 100000, 30, CONTRACT),
  'price.max': number('Highest base price.', 'currency', 0.5, 100000, 200, CONTRACT),
  'price.sigma': number(
    'Standard deviation of the logarithm of price inside a category.',
    'log',
    0,
    2,
    0.35,
    `${OWN}; narrower than the .78 of a grocer (Complete Journey) for the narrow contract range`,
  ),
  'price.cost_share_min': number('Lowest unit cost.', 'share of price', 0.01, 0.95, 0.2, CONTRACT),
  'price.cost_share_max': number('Highest unit cost.', 'share of price', 0.01, 0.95, 0.6, CONTRACT),
  'markdown.depths': list(
    'Depths of markdown that a product can carry in a store for a week.',
    'share of price',
    { length: 0, min: 0, max: 0.9 },
    [0, 0.1, 0.2],
    CONTRACT,
  ),
  'markdown.shares': list(
    'Share of sale lines at each depth.',
    'share',
    { length: 0, min: 0, max: 1, shares: true },
    [0.7, 0.2, 0.1],
    CONTRACT,
  ),

  'catalogue.popularity_exponent': number(
    'Exponent of the Zipf–Mandelbrot law of popularity inside a category.',
    '',
    0,
    3,
    0.9,
    'top 20 % of SKUs take 64–79 % of lines (Complete Journey)',
  ),
  'catalogue.popularity_shift': number('Shift of that law.', 'ranks', 0, 100, 2, OWN),
  'catalogue.launch_share': number(
    'Share of products launched during the history; the others are older.',
    'share',
    0,
    0.8,
    0.25,
    OWN,
  ),
  'catalogue.ramp_weeks': integer('Weeks until a new product reaches its popularity.', 'weeks', 0, 104, 12, OWN),
  'assortment.min': integer('Fewest products that a store carries in a week.', 'products', 1, 10000, 20, CONTRACT),
  'assortment.max': integer(
    'Most products that a store carries in a week (or all there are).',
    'products',
    1,
    10000,
    59,
    CONTRACT,
  ),
  'assortment.rotation_weeks': integer(
    'Weeks after which a store decides anew on a product.',
    'weeks',
    1,
    520,
    16,
    OWN,
  ),

  'demand.lines_per_day': number(
    'Mean wanted sale lines a day in a store of volume 1.',
    'lines',
    0,
    20000,
    35,
    `${OWN}; 3–4 million lines by default`,
  ),
  'demand.dispersion': number(
    'Size parameter r of the negative binomial number of lines of a store and day (variance = mean + mean²/r).',
    '',
    0.1,
    1000000,
    15,
    OWN,
  ),
  'demand.weekday': list(
    'Weight of each weekday, Monday first; scaled to mean 1.',
    'weight',
    { length: 7, min: 0, max: 100 },
    [0.92, 0.92, 0.96, 1.02, 1.18, 1.74, 1.48],
    `${CONTRACT}: weekend days sell 1.5 × a weekday; 1.6 × are wanted, for shelves are emptier at the end of the week`,
  ),
  'demand.month': list(
    'Weight of each month, January first; scaled to mean 1; empty for the curve of the country.',
    'weight',
    { length: 12, min: 0, max: 100, localeDefault: true },
    [],
    'January .85 of a mean month (Walmart)',
  ),
  'demand.holiday_strength': number(
    'Strength of holidays: 0 none, 1 as published, 2 double.',
    '×',
    0,
    3,
    1,
    'Christmas week 1.7 × a mean week in general merchandise (Walmart)',
  ),
  'demand.category_season_strength': number('Strength of the seasons of categories.', '×', 0, 3, 1, OWN),
  'demand.shock_sd': number(
    'Standard deviation of the slow common shock of a region, in the logarithm of demand.',
    'log',
    0,
    1,
    0.08,
    OWN,
  ),
  'demand.shock_persistence': number(
    'Autocorrelation of that shock from week to week.',
    '',
    0,
    0.95,
    0.9,
    'AR(1), 0.9 a week (M5, Favorita)',
  ),
  'quantity.shares': list(
    'Share of lines with 1, 2, 3 … units.',
    'share',
    { length: 0, min: 0, max: 1, shares: true },
    [0.9, 0.08, 0.02],
    CONTRACT,
  ),

  'delivery.weekday': integer(
    'Weekday of the weekly delivery and of the new assortment, 1 Monday … 7 Sunday; 0 gives each store a day of its own.',
    'weekday',
    0,
    7,
    1,
    'own choice; on Mondays, so that a Monday snapshot bounds the week’s sales',
  ),
  'stock.service_factor': number(
    'Safety stock of a weekly delivery, in standard deviations of a week’s demand.',
    'sd',
    -3,
    10,
    1.2,
    'own choice; leaves 4.5 % of ranged SKU-store-days out of stock (8 % in US grocery, Gruen)',
  ),
  'stock.presentation': integer('Fewest units of a product that a full delivery leaves.', 'units', 1, 1000, 4, OWN),
  'stock.short_rate': number(
    'Chance that a distribution centre is short of a product in a week; never more than two weeks running.',
    'share',
    0,
    0.9,
    0.06,
    OWN,
  ),
  'stock.short_fill': number('Part of an order that is delivered when it is short.', 'share', 0, 0.95, 0.4, OWN),
  'stock.shrink_rate': number(
    'Units lost to theft and damage.',
    'share of sales',
    0,
    0.5,
    0.014,
    'NRF: 1.4 % of sales',
  ),
} as const satisfies Record<string, Knob>;

export type KnobName = keyof typeof knobs;

type ValueOf<K extends Knob> = K extends IntegerKnob | NumberKnob
  ? number
  : K extends ListKnob
    ? readonly number[]
    : string;

/** The settings of a world, one value for every knob. Days are written YYYY-MM-DD. */
export type WorldConfig = { readonly [N in KnobName]: ValueOf<(typeof knobs)[N]> };

/** A broken rule: which setting, which rule, which value. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** The settings as they are when nobody says anything. */
export function defaultConfig(): WorldConfig {
  return Object.fromEntries(
    Object.entries(knobs).map(([name, knob]) => [name, knob.default]),
  ) as unknown as WorldConfig;
}

/** Most lines that a store may want on a mean day. */
const STORE_DAY_LINES_MAX = 20_000;
/** Most lines that the stores of one distribution centre may want on a mean day: a shard then takes about 1 GB. */
const REGION_DAY_LINES_MAX = 500_000;

/** Rules between settings; each setting is assumed to be right by itself. */
export function crossProblems(config: WorldConfig): Problem[] {
  const problems: Problem[] = [];
  const atMost = (low: KnobName, high: KnobName) => {
    if (config[low] > config[high]) {
      problems.push({ path: low, message: `must be at most ${high} (${config[high]}), got ${config[low]}` });
    }
  };
  atMost('assortment.min', 'assortment.max');
  atMost('price.min', 'price.max');
  atMost('price.cost_share_min', 'price.cost_share_max');
  atMost('storage.share_min', 'storage.share_max');
  if (config['tier.gold.share'] + config['tier.silver.share'] > 1 + 1e-9) {
    problems.push({
      path: 'tier.silver.share',
      message: `must leave the shares of Gold and Silver at most 1 together, got ${config['tier.gold.share']} + ${config['tier.silver.share']}`,
    });
  }
  if (config['store.opening_months_min'] > config['store.opening_years'] * 12) {
    problems.push({
      path: 'store.opening_months_min',
      message: `must be at most 12 × store.opening_years (${config['store.opening_years'] * 12}), got ${config['store.opening_months_min']}`,
    });
  }
  if (config['markdown.depths'].length !== config['markdown.shares'].length) {
    problems.push({
      path: 'markdown.shares',
      message: `must have as many numbers as markdown.depths (${config['markdown.depths'].length}), got ${config['markdown.shares'].length}`,
    });
  }
  for (const name of ['demand.weekday', 'demand.month'] as const) {
    const weights = config[name];
    if (weights.length > 0 && !weights.some((w) => w > 0)) {
      problems.push({ path: name, message: `must have a weight above 0, got [${weights.join(', ')}]` });
    }
  }
  const volumes = [config['tier.gold.volume'], config['tier.silver.volume'], config['tier.bronze.volume']];
  const lines = config['demand.lines_per_day'];
  // A store's day must fit into the number of a line, a shard into memory.
  const day = lines * Math.max(...volumes);
  if (day > STORE_DAY_LINES_MAX) {
    problems.push({
      path: 'demand.lines_per_day',
      message: `times the volume of the largest tier (${Math.max(...volumes)}) must be at most ${STORE_DAY_LINES_MAX}, got ${lines}`,
    });
  }
  const [gold, silver] = [config['tier.gold.share'], config['tier.silver.share']];
  const volume = gold * volumes[0] + silver * volumes[1] + Math.max(0, 1 - gold - silver) * volumes[2];
  const served = Math.min(config['dc.stores_max'], config.stores);
  if (lines * volume * served > REGION_DAY_LINES_MAX) {
    problems.push({
      path: 'dc.stores_max',
      message: `must be so small that a distribution centre's stores sell at most ${REGION_DAY_LINES_MAX} lines a day, got ${served} stores with ${Math.round(lines * volume)} lines each`,
    });
  }
  return problems;
}
