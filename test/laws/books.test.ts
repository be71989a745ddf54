/** The books close: units, money and time, for every product, store and day. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { createWorld } from '../../src/world/world.js';
import { checkBooks, discounted } from '../support/books.js';
import { busyShop, configWith, FIXED, smallConfig } from '../support/worlds.js';

test('for any company, over months in a row', () => {
  const seen = {
    saleLines: 0,
    lostLines: 0,
    ledgerRows: 0,
    shortDeliveries: 0,
    shrinkUnits: 0,
    receipts: 0,
    substitutes: 0,
    promotedLines: 0,
    payments: 0,
    returns: 0,
  };
  fc.assert(
    fc.property(smallConfig, fc.nat(9999), (config, pick) => {
      const world = createWorld(config);
      const first = monthIndexOf(world.from);
      const books = checkBooks(world, first + (pick % (monthIndexOf(world.to) + 12 - first)), 3);
      expect(books.broken).toEqual([]);
      for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += books[name];
    }),
    { ...FIXED, numRuns: 60 },
  );
  // Every rule had something to look at.
  expect(seen.saleLines).toBeGreaterThan(50_000);
  expect(seen.lostLines).toBeGreaterThan(5_000);
  expect(seen.ledgerRows).toBeGreaterThan(100_000);
  expect(seen.shortDeliveries).toBeGreaterThan(500);
  expect(seen.shrinkUnits).toBeGreaterThan(500);
  for (const name of ['receipts', 'substitutes', 'promotedLines', 'payments', 'returns'] as const) {
    expect(seen[name], name).toBeGreaterThan(0);
  }
});

test('with the default settings, for a year of a smaller chain', () => {
  const world = createWorld(configWith({ stores: 4, years: 1 }));
  const books = checkBooks(world, monthIndexOf(world.from), 12);
  expect(books.broken).toEqual([]);
  expect(books.saleLines).toBeGreaterThan(30_000);
});

test.each([
  ['as many receipts as shoppers like', { 'quantity.shares': [0.7, 0.2, 0.1] }],
  ['an exact number of receipts', { 'visit.total': 12_000, 'delivery.weekday': 4, 'promotion.count': 200 }],
  ['price points and markdowns', { 'promotion.ending_nine': 0.7, 'markdown.depths': [0, 0.3] }],
])('of a year of shoppers, with %s', (_, changes) => {
  const markdowns = 'markdown.depths' in changes ? { 'markdown.shares': [0.8, 0.2] } : {};
  const world = createWorld(configWith({ ...busyShop, ...changes, ...markdowns }));
  const books = checkBooks(world, monthIndexOf(world.from), 12);
  expect(books.broken).toEqual([]);
  expect(books.receipts).toBeGreaterThan(5_000);
  expect(books.lostLines).toBeGreaterThan(1_000);
  expect(books.substitutes).toBeGreaterThan(1_000);
  expect(books.promotedLines).toBeGreaterThan(3_000);
  expect(books.payments).toBeGreaterThan(1.1 * books.receipts);
  expect(books.returns).toBeGreaterThan(2_000);
  expect(books.shortDeliveries).toBeGreaterThan(100);
});

test('from the day the store opens, when nothing is on the shelf', () => {
  const world = createWorld(
    configWith({ stores: 5, products: 40, 'store.opening_years': 0.3, 'stock.short_rate': 0.9 }),
  );
  const books = checkBooks(world, monthIndexOf(world.from), 40);
  expect(books.broken).toEqual([]);
  expect(books.shortDeliveries).toBeGreaterThan(100);
});

test('halves of a cent are rounded up', () => {
  expect([discounted(10005, 0.1), discounted(10, 0.85), discounted(5, 0.1), discounted(7190, 0)]).toEqual([
    9005, 2, 5, 7190,
  ]);
});
