import { exp, ln, normal, type Source, source, uniform, zipfMandelbrot } from '../random/index.js';
import type { Catalogue } from './catalogues/catalogue.js';
import type { WorldConfig } from './knobs.js';
import { endInNine, endOtherwise } from './price-endings.js';
import { classesByShare, shuffled } from './quota.js';
import { uuidAt } from './uuid.js';
import type { Vocabulary } from './vocabularies/index.js';

/** A day after every other: who has it never leaves. 9999-12-31. */
export const NEVER = 2_932_896;
/** Shortest time in the catalogue, in days. */
const LIFE_MIN = 56;

/** Products, one entry each, by product index. Money in cents, days since 1970-01-01. */
export interface Products {
  readonly count: number;
  readonly uuid: readonly string[];
  readonly category: Uint8Array;
  readonly colour: Int32Array;
  readonly style: Int32Array;
  /** 1, or more where category, colour and word have run out of combinations. */
  readonly edition: Int32Array;
  /** Index into `brands`; 0 is the company's own. */
  readonly brand: Int32Array;
  readonly brands: readonly string[];
  /** Full names, for catalogues with brands; empty text in fashion, whose names are category, colour and style. */
  readonly names: readonly string[];
  /** First list price. */
  readonly listCents: Int32Array;
  readonly costCents: Int32Array;
  readonly launchedOn: Int32Array;
  /** First day on which it is no longer sold; NEVER for most. */
  readonly leftOn: Int32Array;
  /** Weight of demand, mean 1 over the catalogue. */
  readonly popularity: Float64Array;
  /** Own-price elasticity of demand, −4 to −1. */
  readonly elasticity: Float64Array;
}

/** Makes the products of the company. */
export function makeProducts(
  config: WorldConfig,
  vocabulary: Vocabulary,
  catalogue: Catalogue,
  from: number,
  to: number,
): Products {
  const { seed } = config;
  const count = config.products;
  const category = classesByShare(
    source(seed, 'product-category'),
    count,
    catalogue.categories.map((c) => c.products),
  );
  const uuids = source(seed, 'product-uuid');
  const launchedOn = launches(config, from, to);
  const branded = brandProducts(config, catalogue, category);
  const products = {
    count,
    uuid: Array.from({ length: count }, (_, i) => uuidAt(uuids, i)),
    category,
    colour: new Int32Array(count),
    style: new Int32Array(count),
    edition: new Int32Array(count),
    ...branded,
    listCents: new Int32Array(count),
    costCents: new Int32Array(count),
    launchedOn,
    leftOn: departures(config, launchedOn, from, to),
    popularity: popularities(config, catalogue, category),
    elasticity: elasticities(config),
  };
  const combinations = vocabulary.colours.length * vocabulary.styles.length;
  const order = shuffled(source(seed, 'product-name'), combinations);
  const inCategory = new Int32Array(catalogue.categories.length);
  const prices = source(seed, 'product-price');
  const costs = source(seed, 'product-cost');
  for (let i = 0; i < count; i++) {
    const serial = inCategory[category[i]]++;
    // Brands give names of their own: there colour and style are traits that go through all categories.
    const name = order[(catalogue.brands.length > 0 ? i : serial) % combinations];
    products.colour[i] = name % vocabulary.colours.length;
    products.style[i] = Math.floor(name / vocabulary.colours.length);
    products.edition[i] = 1 + Math.floor(serial / combinations);
    products.listCents[i] = listPrice(config, catalogue, prices, i, category[i]);
    const low = config['price.cost_share_min'];
    const high = config['price.cost_share_max'];
    const share = low + (high - low) * uniform(costs, i);
    const cents = products.listCents[i];
    products.costCents[i] = Math.max(
      Math.ceil(cents * low - 1e-6),
      Math.min(Math.floor(cents * high + 1e-6), Math.round(cents * share)),
    );
  }
  return products;
}

/** Log-normal inside the range of the catalogue, on price points: fashion ends in .90, the others mostly in 9. */
function listPrice(
  config: WorldConfig,
  catalogue: Catalogue,
  draws: Source,
  product: number,
  categoryIndex: number,
): number {
  const low = config['price.min'];
  const high = config['price.max'];
  const { medianPrice, priceSigma } = catalogue.categories[categoryIndex];
  const sigma = priceSigma ?? config['price.sigma'];
  let price = medianPrice;
  for (let attempt = 0; attempt < 100; attempt++) {
    price = medianPrice * exp(sigma * normal(draws, product, attempt));
    if (price >= low && price <= high) break;
  }
  const point = catalogue.kind === 'fashion' ? Math.floor(price) * 100 + 90 : pointOf(config, draws, product, price);
  return Math.min(Math.floor(high * 100 + 1e-6), Math.max(Math.ceil(low * 100 - 1e-6), point));
}

function pointOf(config: WorldConfig, draws: Source, product: number, price: number): number {
  const cents = Math.round(price * 100);
  return uniform(draws, product, 0, 1) < config['price.ending_nine'] ? endInNine(cents) : endOtherwise(cents);
}

/** Share of the products that are younger than the history. */
function youngShare(config: WorldConfig): number {
  const turnover = 12 * config['catalogue.turnover_month'] * config.years;
  return turnover > 0 ? turnover / (1 + turnover) : config['catalogue.launch_share'];
}

/** Number of products that are launched during the history, never so many that the first week could not be ranged. */
function youngCount(config: WorldConfig): number {
  return Math.min(
    Math.round(config.products * youngShare(config)),
    Math.max(0, config.products - config['assortment.max']),
  );
}

function launches(config: WorldConfig, from: number, to: number): Int32Array {
  const days = source(config.seed, 'product-launch');
  const ages = source(config.seed, 'product-age');
  const order = shuffled(source(config.seed, 'product-launch-order'), config.products);
  const launchedOn = new Int32Array(config.products);
  const young = youngCount(config);
  order.forEach((product, rank) => {
    launchedOn[product] =
      rank < young
        ? from + Math.floor((to - from) * uniform(days, product))
        : from - 1826 - Math.floor(730 * uniform(ages, product));
  });
  return launchedOn;
}

/** As many leave as are launched: exponential lifetimes that begin with the launch or the history. */
function departures(config: WorldConfig, launchedOn: Int32Array, from: number, to: number): Int32Array {
  const wanted = Math.round(config.products * youngShare(config));
  const replaced = wanted > 0 ? youngCount(config) / wanted : 0;
  const perDay = (replaced * config['catalogue.turnover_month']) / 30.4375;
  const draws = source(config.seed, 'product-leaving');
  return launchedOn.map((launched, product) => {
    if (perDay === 0) return NEVER;
    const days = -ln(1 - uniform(draws, product)) / perDay;
    const left = Math.max(launched + LIFE_MIN, Math.max(launched, from) + Math.floor(days));
    return left < to ? left : NEVER;
  });
}

function popularities(config: WorldConfig, catalogue: Catalogue, category: Uint8Array): Float64Array {
  const popularity = new Float64Array(category.length);
  const order = shuffled(source(config.seed, 'product-popularity'), category.length);
  const demand = demandShares(catalogue);
  for (let c = 0; c < catalogue.categories.length; c++) {
    const members = order.filter((product) => category[product] === c);
    if (members.length === 0) continue;
    const weights = zipfMandelbrot(
      members.length,
      config['catalogue.popularity_exponent'],
      config['catalogue.popularity_shift'],
    );
    for (let rank = 0; rank < members.length; rank++) {
      popularity[members[rank]] = weights[rank] * demand[c] * category.length;
    }
  }
  return popularity;
}

/** Share of demand of each category. */
export function demandShares(catalogue: Catalogue): number[] {
  const sum = catalogue.categories.reduce((total, c) => total + c.demand, 0);
  return catalogue.categories.map((c) => (Math.abs(sum - 1) < 1e-9 ? c.demand : c.demand / sum));
}

function elasticities(config: WorldConfig): Float64Array {
  const draws = source(config.seed, 'product-elasticity');
  return Float64Array.from({ length: config.products }, (_, i) => {
    const drawn = config['price.elasticity_mean'] + config['price.elasticity_sd'] * normal(draws, i);
    return config['price.elasticity_sd'] === 0 ? drawn : Math.min(-1, Math.max(-4, drawn));
  });
}

/** Gives products their brand and their name: every brand of a category makes some, large brands more. */
function brandProducts(
  config: WorldConfig,
  catalogue: Catalogue,
  category: Uint8Array,
): Pick<Products, 'brand' | 'brands' | 'names'> {
  const { seed } = config;
  const brand = new Int32Array(category.length);
  if (catalogue.brands.length === 0)
    return { brand, brands: [catalogue.privateLabel], names: category.length ? Array(category.length).fill('') : [] };
  const own = source(seed, 'product-private-label');
  const pick = source(seed, 'product-brand');
  const makers = source(seed, 'brand-order');
  const names: string[] = new Array(category.length);
  catalogue.categories.forEach((traits, c) => {
    const order = shuffledOf(makers, c, catalogue.brands.length).slice(0, traits.brands);
    // Large brands come first: sizes fall as 1 / rank.
    const sizes = order.map((_, rank) => 1 / (rank + 1.5));
    const total = sizes.reduce((a, b) => a + b, 0);
    const serials = new Map<number, number>();
    category.forEach((of, product) => {
      if (of !== c) return;
      let b = 0;
      if (uniform(own, product) >= config['catalogue.private_label_share']) {
        let left = uniform(pick, product) * total;
        let rank = 0;
        while (rank < sizes.length - 1 && left >= sizes[rank]) left -= sizes[rank++];
        b = 1 + order[rank];
      }
      brand[product] = b;
      const serial = serials.get(b) ?? 0;
      serials.set(b, serial + 1);
      names[product] = nameOf(catalogue, c, b, serial);
    });
  });
  return { brand, brands: [catalogue.privateLabel, ...catalogue.brands], names };
}

/** The serial-th product of a brand in a category: nouns and variants in turn, numbered when they run out. */
function nameOf(catalogue: Catalogue, c: number, b: number, serial: number): string {
  const { nouns, variants } = catalogue.categories[c];
  const maker = b === 0 ? catalogue.privateLabel : catalogue.brands[b - 1];
  const combinations = nouns.length * variants.length;
  const at = (serial + b * 7) % combinations;
  // Diagonally: neighbours differ in noun and in variant.
  const noun = nouns[at % nouns.length];
  const variant = variants[(Math.floor(at / nouns.length) + at) % variants.length];
  const edition = Math.floor(serial / combinations);
  return `${maker} ${noun} ${variant}${edition > 0 ? ` No. ${edition + 1}` : ''}`;
}

function shuffledOf(family: Source, group: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => ({ i, key: uniform(family, group, i) }))
    .sort((a, b) => a.key - b.key || a.i - b.i)
    .map(({ i }) => i);
}
