import { exp, normal, source, uniform, zipfMandelbrot } from '../random/index.js';
import type { WorldConfig } from './knobs.js';
import { classesByShare, shuffled } from './quota.js';
import { uuidAt } from './uuid.js';
import type { Vocabulary } from './vocabularies/index.js';

/**
 * The categories of the fashion catalogue, in the order of the vocabularies: share of the products, share of demand,
 * and where the median price lies between the lowest and the highest (0–1, on a logarithmic scale).
 */
const categories = [
  { products: 0.28, demand: 0.34, price: 0.3 },
  { products: 0.2, demand: 0.2, price: 0.65 },
  { products: 0.18, demand: 0.16, price: 0.7 },
  { products: 0.22, demand: 0.22, price: 0.22 },
  { products: 0.12, demand: 0.08, price: 0.85 },
] as const;

export const categoryCount = categories.length;

/** Products, one entry each, by product index. Money in cents, launch as a day since 1970-01-01. */
export interface Products {
  readonly count: number;
  readonly uuid: readonly string[];
  readonly category: Uint8Array;
  readonly colour: Int32Array;
  readonly style: Int32Array;
  /** 1, or more where category, colour and word have run out of combinations. */
  readonly edition: Int32Array;
  readonly listCents: Int32Array;
  readonly costCents: Int32Array;
  readonly launchedOn: Int32Array;
  /** Weight of demand, mean 1 over the catalogue. */
  readonly popularity: Float64Array;
}

/** Makes the catalogue. */
export function makeCatalogue(config: WorldConfig, vocabulary: Vocabulary, from: number, to: number): Products {
  const { seed } = config;
  const count = config.products;
  const category = classesByShare(
    source(seed, 'product-category'),
    count,
    categories.map((c) => c.products),
  );
  const uuids = source(seed, 'product-uuid');
  const products = {
    count,
    uuid: Array.from({ length: count }, (_, i) => uuidAt(uuids, i)),
    category,
    colour: new Int32Array(count),
    style: new Int32Array(count),
    edition: new Int32Array(count),
    listCents: new Int32Array(count),
    costCents: new Int32Array(count),
    launchedOn: launches(config, from, to),
    popularity: popularities(config, category),
  };
  const combinations = vocabulary.colours.length * vocabulary.styles.length;
  const order = shuffled(source(seed, 'product-name'), combinations);
  const inCategory = new Int32Array(categories.length);
  const prices = source(seed, 'product-price');
  const costs = source(seed, 'product-cost');
  for (let i = 0; i < count; i++) {
    const serial = inCategory[category[i]]++;
    const name = order[serial % combinations];
    products.colour[i] = name % vocabulary.colours.length;
    products.style[i] = Math.floor(name / vocabulary.colours.length);
    products.edition[i] = 1 + Math.floor(serial / combinations);
    products.listCents[i] = listPrice(config, prices, i, categories[category[i]].price);
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

/** Log-normal inside the range of the catalogue, on price points that end in .90. */
function listPrice(config: WorldConfig, draws: ReturnType<typeof source>, product: number, position: number): number {
  const low = config['price.min'];
  const high = config['price.max'];
  const median = low + (high - low) * position * position * (0.6 + 0.4 * position);
  let price = median;
  for (let attempt = 0; attempt < 100; attempt++) {
    price = median * exp(config['price.sigma'] * normal(draws, product, attempt));
    if (price >= low && price <= high) break;
  }
  const point = Math.floor(price) * 100 + 90;
  return Math.min(Math.floor(high * 100 + 1e-6), Math.max(Math.ceil(low * 100 - 1e-6), point));
}

/** A share of the products is launched during the history, never so many that the first week could not be ranged. */
function launches(config: WorldConfig, from: number, to: number): Int32Array {
  const days = source(config.seed, 'product-launch');
  const ages = source(config.seed, 'product-age');
  const order = shuffled(source(config.seed, 'product-launch-order'), config.products);
  const launchedOn = new Int32Array(config.products);
  const young = Math.min(
    Math.round(config.products * config['catalogue.launch_share']),
    Math.max(0, config.products - config['assortment.max']),
  );
  order.forEach((product, rank) => {
    launchedOn[product] =
      rank < young
        ? from + Math.floor((to - from) * uniform(days, product))
        : from - 1826 - Math.floor(730 * uniform(ages, product));
  });
  return launchedOn;
}

function popularities(config: WorldConfig, category: Uint8Array): Float64Array {
  const popularity = new Float64Array(category.length);
  const order = shuffled(source(config.seed, 'product-popularity'), category.length);
  for (let c = 0; c < categories.length; c++) {
    const members = order.filter((product) => category[product] === c);
    if (members.length === 0) continue;
    const weights = zipfMandelbrot(
      members.length,
      config['catalogue.popularity_exponent'],
      config['catalogue.popularity_shift'],
    );
    for (let rank = 0; rank < members.length; rank++) {
      popularity[members[rank]] = weights[rank] * categories[c].demand * category.length;
    }
  }
  return popularity;
}
