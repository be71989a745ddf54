// Values written down once. A change here changes every stream that anyone has started: see test/laws/golden.test.ts.
import { expect, test } from 'vitest';
import type { Feeds, FeedTable, Image } from '../../../src/world/feeds/feeds.js';
import { type FeedRow, feedsWith, rowsOf } from '../../support/feeds.js';

const record = ['interval', 'record', 'atUs', 'latencyUs', 'member', 'version'];
const address = ['town', 'street', 'streetNumber', 'firstName', 'lastName'];
const columns: Readonly<Record<FeedTable, readonly string[]>> = {
  feed_sale: [
    ...['interval', 'row', 'atUs', 'latencyUs', 'store', 'customer', 'product', 'quantity', 'unitCents'],
    ...['discountCents', 'taxCents', 'tender', 'soldInterval', 'soldRow'],
  ],
  feed_customer: [
    ...record,
    ...address,
    ...['gender', 'age', 'hasEmail', 'emails', 'phones', 'points', 'joinedInterval', 'joinedAtUs'],
  ],
  feed_product: [...record, 'category', 'brand', 'noun', 'variant', 'colour', 'size', 'priceCents', 'onHand'],
  feed_store: [...record, ...address, 'status', 'phone', 'openedInterval', 'openedAtUs'],
};

const chains: Readonly<Record<string, () => Feeds>> = {
  default: () => feedsWith({}),
  busy: () =>
    feedsWith({
      seed: 7,
      'feed.interval': 60,
      'feed.sales': 97,
      'feed.stores': 30,
      'feed.customers': 400,
      'feed.products': 90,
      'feed.customer_update_share': 0.8,
      'feed.product_update_share': 0.9,
      'feed.return_share': 0.17,
      'feed.return_lag_max': 30,
      'feed.latency_max': 200,
    }),
};

/** FNV-1a (32 bits) of a table's values, row by row. */
function hashOf(rows: readonly FeedRow[], names: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const row of rows) {
    for (const name of names) {
      for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((row[name] >> shift) & 255), 0x01000193);
    }
  }
  return `${rows.length} ${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

/** Chain, table, first of forty intervals, image; rows and hash. */
const written: readonly [string, FeedTable, number, Image, string][] = [
  ['default', 'feed_sale', 0, 'after', '19500 98da5b35'],
  ['default', 'feed_sale', 20000, 'after', '20000 dad945ed'],
  ['default', 'feed_customer', 0, 'after', '665 4c9fa49b'],
  ['default', 'feed_customer', 0, 'before', '665 f593e592'],
  ['default', 'feed_customer', 20000, 'after', '592 6ab5514f'],
  ['default', 'feed_customer', 20000, 'before', '592 3a2d328d'],
  ['default', 'feed_product', 0, 'after', '426 a3c7ed32'],
  ['default', 'feed_product', 0, 'before', '426 7023d5cc'],
  ['default', 'feed_product', 20000, 'after', '407 8f58ae69'],
  ['default', 'feed_product', 20000, 'before', '407 a6f58dc2'],
  ['default', 'feed_store', 0, 'after', '194 b91c58ac'],
  ['default', 'feed_store', 0, 'before', '194 9b977b76'],
  ['default', 'feed_store', 20000, 'after', '208 b5326d22'],
  ['default', 'feed_store', 20000, 'before', '208 ddc7666f'],
  ['busy', 'feed_sale', 0, 'after', '3783 7391a4e5'],
  ['busy', 'feed_sale', 20000, 'after', '3880 e609e73d'],
  ['busy', 'feed_customer', 0, 'after', '985 28d4e108'],
  ['busy', 'feed_customer', 0, 'before', '985 a9c67c83'],
  ['busy', 'feed_customer', 20000, 'after', '616 eb738add'],
  ['busy', 'feed_customer', 20000, 'before', '616 6cedcda4'],
  ['busy', 'feed_product', 0, 'after', '495 0660e8af'],
  ['busy', 'feed_product', 0, 'before', '495 42d9db67'],
  ['busy', 'feed_product', 20000, 'after', '420 046c8cc7'],
  ['busy', 'feed_product', 20000, 'before', '420 55417691'],
  ['busy', 'feed_store', 0, 'after', '218 6bef2c80'],
  ['busy', 'feed_store', 0, 'before', '218 a43c6c22'],
  ['busy', 'feed_store', 20000, 'after', '197 6c3388c6'],
  ['busy', 'feed_store', 20000, 'before', '197 5177a632'],
];

test.each(written)('of the %s chain: %s from interval %i on, as it is %s', (chain, table, from, image, wanted) => {
  expect(hashOf(rowsOf(chains[chain](), table, from, from + 40, image), columns[table])).toBe(wanted);
});
