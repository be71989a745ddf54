/**
 * Shoppers' lasting likings for categories and brands. They are not stored: a number of the shopper and a number of the
 * thing are mixed into a quantile of the liking's distribution.
 */
import { gamma, pow, Sequence, source, word } from '../random/index.js';
import type { Catalogue } from './catalogues/catalogue.js';
import type { WorldConfig } from './knobs.js';
import type { Products } from './products.js';

/** A liking for a brand counts up to this much; more would cost draws and change little. */
const LIKING_MAX = 3;
/** Kinds of brands, as factors on the shape of likings: some have a few loyal buyers, some please everybody a little. */
const BRAND_KINDS = [0.1, 0.4, 1.5, 8] as const;

/** Where likings come from: tables of quantiles, and a number for each category and brand. */
export interface Likings {
  /** Taste by category and quantile, mean 1: a table of 512 for each category, one after the other. */
  readonly categories: Float64Array;
  readonly categoryKey: Uint32Array;
  /**
   * Chance of taking a brand, as a threshold of 32-bit words: a table of quantiles for each kind of brand, one after the
   * other.
   */
  readonly brand: Float64Array;
  /** Number of the brand of each product; a brand is another brand in another category. */
  readonly brandKey: Uint32Array;
  /** How much more often a product must be looked at for its brand's likings to leave its share of sales as it is. */
  readonly looks: Float64Array;
}

export function makeLikings(config: WorldConfig, catalogue: Catalogue, products: Products): Likings {
  const categoryKeys = source(config.seed, 'category-taste');
  const brandKeys = source(config.seed, 'brand');
  const kinds = BRAND_KINDS.map((kind) =>
    likings(config.seed, `brand ${kind}`, kind * config['basket.brand_shape'], 1).map((liking) =>
      Math.min(1, liking / LIKING_MAX),
    ),
  );
  const taken = kinds.map((chances) => chances.reduce((sum, chance) => sum + chance, 0) / QUANTILES);
  const brandKey = Uint32Array.from(products.category, (c, p) => word(brandKeys, c, products.brand[p]));
  return {
    categories: Float64Array.from(
      catalogue.categories.flatMap((c) => [
        ...likings(config.seed, c.name, c.tasteShape, config['basket.taste_strength']),
      ]),
    ),
    categoryKey: Uint32Array.from(catalogue.categories, (_, c) => word(categoryKeys, c)),
    brand: Float64Array.from(
      kinds.flatMap((chances) => [...chances]),
      (chance) => 4294967296 * chance,
    ),
    brandKey,
    looks: Float64Array.from(brandKey, (key) => 1 / taken[key & 3]),
  };
}

/** A shopper's lasting taste for a category, mean 1 over shoppers. */
export function tasteOf(likings: Likings, shopperKey: number, category: number): number {
  return likings.categories[tasteIndex(shopperKey, category, likings.categoryKey[category])];
}

/** Index into `Likings.categories` for a shopper and a category. */
export function tasteIndex(shopperKey: number, category: number, categoryKey: number): number {
  return (category << 9) | (mix(shopperKey, categoryKey) >>> 23);
}

/** Index into `Likings.brand` for a shopper and a brand: two bits say which kind it is, nine which quantile. */
export function brandIndex(shopperKey: number, brandKey: number): number {
  return ((brandKey & 3) << 9) | (mix(shopperKey, brandKey) >>> 23);
}

/** Entries of a table of quantiles. */
const QUANTILES = 512;
const SAMPLES = 4;

/** Quantiles of a gamma distribution with mean 1, each the mean of a 512th of it, rising; strength is an exponent. */
function likings(seed: number, name: string, shape: number, strength: number): Float64Array {
  const q = new Sequence().seed(
    source(seed, 'liking'),
    [...name].reduce((h, c) => Math.imul(h, 31) + c.charCodeAt(0), 7),
  );
  const drawn = Float64Array.from({ length: QUANTILES * SAMPLES }, () => gamma(q, shape, 1 / shape)).sort();
  const table = new Float64Array(QUANTILES);
  for (let i = 0; i < QUANTILES; i++) {
    let sum = 0;
    for (let k = 0; k < SAMPLES; k++) sum += drawn[i * SAMPLES + k];
    table[i] = strength === 1 ? sum / SAMPLES : pow(Math.max(1e-6, sum / SAMPLES), strength);
  }
  const mean = table.reduce((a, b) => a + b, 0) / QUANTILES;
  return table.map((v) => v / mean);
}

/** A number of 32 bits made of a shopper's and a thing's: which quantile of a liking it is. Not a draw by itself. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ b, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  return Math.imul(h, 0xc2b2ae35) >>> 0;
}
