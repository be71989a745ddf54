import { type Source, source } from '../random/index.js';
import { formatDay } from './calendar/civil.js';
import type { Locale } from './calendar/holidays.js';
import type { Catalogue } from './catalogues/catalogue.js';
import { chooseCatalogue } from './catalogues/choose.js';
import type { WorldConfig } from './knobs.js';
import { type Likings, makeLikings } from './likings.js';
import { makePrices, type PriceHistory } from './prices.js';
import { makeProducts, type Products } from './products.js';
import { makePromotions, PRICE_ENDINGS, type Promotions } from './promotions.js';
import { settleShoppers } from './shoppers.js';
import { firstDay, foundStores, lastDay, layTowns, type Region, type Stores, type Towns } from './stores.js';
import { type Vocabulary, vocabularyOf } from './vocabularies/index.js';

/** The families of draws of the processes that run in a shard. One name, one purpose. */
const families = {
  shock: 'demand-shock',
  lines: 'store-day-lines',
  line: 'sale-line',
  time: 'sale-time',
  taste: 'store-taste',
  assortmentSize: 'assortment-size',
  assortment: 'assortment',
  rotation: 'assortment-rotation',
  markdown: 'markdown',
  short: 'dc-short',
  shrink: 'shrink',
  storeShock: 'store-shock',
  weather: 'weather',
  productShock: 'product-shock',
  shopper: 'shopper',
  storeHabit: 'shopper-store-habit',
  person: 'shopper-person',
  visits: 'store-day-visits',
  split: 'visit-total-split',
  visit: 'visit',
  promotionPrice: PRICE_ENDINGS,
  tender: 'tender',
  returned: 'return',
  returnDetail: 'return-detail',
  cancel: 'cancel-rank',
} as const;

export type Draws = { readonly [K in keyof typeof families]: Source };

/** Everything about the company that does not depend on the window: cheap to make, the same in every worker. */
export interface World {
  readonly config: WorldConfig;
  readonly locale: Locale;
  readonly vocabulary: Vocabulary;
  /** First day of the history and the day after its last one. */
  readonly from: number;
  readonly to: number;
  readonly towns: Towns;
  readonly stores: Stores;
  readonly catalogue: Catalogue;
  readonly products: Products;
  readonly prices: PriceHistory;
  readonly promotions: Promotions;
  /** First shopper index of each region; the last entry is the number of shoppers. */
  readonly shopperStart: Int32Array;
  /** Tastes of shoppers; undefined where trade is anonymous. */
  readonly likings: Likings | undefined;
  readonly regions: readonly Region[];
  readonly draws: Draws;
}

/** Makes the company that belongs to the settings. The settings are assumed to be valid. */
export function createWorld(config: WorldConfig): World {
  const locale = config.locale as Locale;
  const vocabulary = vocabularyOf(locale);
  const from = firstDay(config);
  const to = lastDay(config) + 1;
  const towns = layTowns(config, vocabulary);
  const { stores, regions } = foundStores(config, vocabulary, towns);
  const draws = Object.fromEntries(
    Object.entries(families).map(([key, name]) => [key, source(config.seed, name)]),
  ) as unknown as Draws;
  const catalogue = chooseCatalogue(config, vocabulary);
  const products = makeProducts(config, vocabulary, catalogue, from, to);
  const prices = makePrices(config, products, from, to);
  return {
    config,
    locale,
    vocabulary,
    from,
    to,
    towns,
    stores,
    catalogue,
    products,
    prices,
    promotions: makePromotions(config, products, prices, from, to),
    likings: config.shoppers > 0 ? makeLikings(config, catalogue, products) : undefined,
    shopperStart: settleShoppers(config, stores, regions),
    regions,
    draws,
  };
}

/** The history as text, both days included, such as `2022-01-01 to 2024-12-31`. */
export function historyText(world: World): string {
  return `${formatDay(world.from)} to ${formatDay(world.to - 1)}`;
}
