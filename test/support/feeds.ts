/** Small chains whose systems record live, for tests of the feeds, and the rows of their tables as plain copies. */
import fc from 'fast-check';
import { Feeds, type FeedTable, type Image } from '../../src/world/feeds/feeds.js';
import type { FeedClock, Population } from '../../src/world/feeds/population.js';
import type { Place, RecordRule } from '../../src/world/feeds/records.js';
import { crossProblems, type WorldConfig } from '../../src/world/knobs.js';
import { createWorld, type World } from '../../src/world/world.js';
import { configWith } from './worlds.js';

/** Settings of a chain like that of apparel-streams, small enough for a look at every row. */
export const apparel = {
  locale: 'en_US',
  end: '2024-12-31',
  years: 1,
  stores: 5,
  products: 20,
  towns: 40,
  'catalogue.kind': 'apparel',
  'catalogue.private_label_share': 0,
  'price.min': 10,
  'price.max': 150,
  'markdown.depths': [0, 0.1, 0.2, 0.3],
  'markdown.shares': [0.7, 0.15, 0.1, 0.05],
  'quantity.shares': [0.78, 0.14, 0.05, 0.02, 0.01],
  'tax.rate': 0.08,
  'tender.shares': [0.38, 0.3, 0.16, 0.12, 0.04],
} as const satisfies Partial<WorldConfig>;

/** That chain, changed. */
export function chainWith(changes: Partial<WorldConfig>): World {
  const config = configWith({ ...apparel, ...changes });
  const problems = crossProblems(config);
  if (problems.length > 0) throw new Error(`${problems[0].path} ${problems[0].message}`);
  return createWorld(config);
}

/** The feeds of that chain, of which nothing was asked yet. */
export const feedsWith = (changes: Partial<WorldConfig>): Feeds => new Feeds(chainWith(changes));

const share = fc.oneof(
  fc.constantFrom(0, 0.3, 0.5, 1),
  fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
);

/** Rules of records; without any, and with updates only, too. */
export const recordRule: fc.Arbitrary<RecordRule> = fc
  .record({
    initial: fc.integer({ min: 1, max: 40 }),
    least: fc.integer({ min: 0, max: 1 }),
    more: fc.integer({ min: 0, max: 12 }),
    updateShare: share,
  })
  .map(({ initial, least, more, updateShare }) => ({ initial, least, most: least + more, updateShare }));

/** Settings of the feeds that change what happens when, and to whom. */
export const feedChanges: fc.Arbitrary<Partial<WorldConfig>> = fc
  .record({
    seed: fc.nat(),
    interval: fc.constantFrom(1, 30, 60, 1800),
    sales: fc.integer({ min: 10, max: 60 }),
    members: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 40 }))),
    records: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 0, max: 9 }))),
    updates: fc.tuple(share, share, share),
    returns: fc.constantFrom(0, 0.01, 0.05, 0.13, 0.2),
    lag: fc.constantFrom(1, 7, 40),
    latency: fc.constantFrom(0, 1, 60, 200),
    renovated: share,
    priced: share,
  })
  .map((r) => ({
    seed: r.seed,
    'feed.interval': r.interval,
    'feed.sales': r.sales,
    'feed.stores': r.members[0],
    'feed.customers': r.members[1],
    'feed.products': r.members[2],
    'feed.store_records': r.records[0],
    'feed.customer_records': r.records[1],
    'feed.product_records': r.records[2],
    'feed.store_update_share': r.updates[0],
    'feed.customer_update_share': r.updates[1],
    'feed.product_update_share': r.updates[2],
    'feed.return_share': r.returns,
    'feed.return_lag_max': r.lag,
    'feed.latency_max': r.latency,
    'feed.renovation_share': r.renovated,
    'feed.price_update_share': r.priced,
  }))
  .filter((changes) => crossProblems(configWith({ ...apparel, ...changes })).length === 0);

export type FeedRow = Readonly<Record<string, number>>;

const rowsOfTable = {
  feed_sale: 'sale',
  feed_customer: 'customer',
  feed_product: 'product',
  feed_store: 'store',
} as const satisfies Record<FeedTable, keyof Feeds>;

/** The rows of intervals [from, to) of a table, one object a row. */
export function rowsOf(feeds: Feeds, table: FeedTable, from: number, to: number, image: Image = 'after'): FeedRow[] {
  feeds.fill(table, from, to, image);
  const { count, columns } = feeds[rowsOfTable[table]];
  const names = Object.entries(columns as Readonly<Record<string, Int32Array>>);
  return Array.from({ length: count }, (_, i) => Object.fromEntries(names.map(([name, values]) => [name, values[i]])));
}

/** When a row happens, in microseconds since the start of the feeds. */
export const timeOf = ({ intervalUs }: FeedClock, row: FeedRow): number => row.interval * intervalUs + row.atUs;

/** Every record of the first intervals of a population, in order. */
export function placesOf(population: Population, to: number): Place[] {
  return Array.from({ length: to }, (_, interval) =>
    Array.from({ length: population.records.count(interval) }, (_, record) => ({ interval, record })),
  ).flat();
}
