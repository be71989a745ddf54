import { categorySeason } from '../calendar/seasons.js';
import type { WorldConfig } from '../knobs.js';
import type { Vocabulary } from '../vocabularies/index.js';
import type { Catalogue } from './catalogue.js';

/**
 * The categories of the fashion catalogue, in the order of the vocabularies: share of the products, share of demand,
 * and where the median price lies between the lowest and the highest (0–1, on a logarithmic scale).
 */
const categories = [
  { products: 0.28, demand: 0.34, position: 0.3 },
  { products: 0.2, demand: 0.2, position: 0.65 },
  { products: 0.18, demand: 0.16, position: 0.7 },
  { products: 0.22, demand: 0.22, position: 0.22 },
  { products: 0.12, demand: 0.08, position: 0.85 },
] as const;

/** Clothes of one company: no brands; a product is called by category, colour and a word of the vocabulary. */
export function fashionCatalogue(config: WorldConfig, vocabulary: Vocabulary): Catalogue {
  const low = config['price.min'];
  const high = config['price.max'];
  return {
    kind: 'fashion',
    departments: vocabulary.categories,
    categories: categories.map(({ products, demand, position }, c) => ({
      name: vocabulary.categories[c],
      department: c,
      products,
      demand,
      medianPrice: low + (high - low) * position * position * (0.6 + 0.4 * position),
      tasteShape: 1,
      season: categorySeason(vocabulary.locale)[c],
      brands: 0,
      nouns: [],
      variants: [],
    })),
    missions: [{ name: 'Shopping', bySize: [1, 1, 1, 1, 1], others: 1, categories: {} }],
    brands: [],
    privateLabel: vocabulary.retailer,
  };
}
