/** Sales by formula against a list of all sales of the first intervals. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Feeds } from '../../../src/world/feeds/feeds.js';
import type { WorldConfig } from '../../../src/world/knobs.js';
import { quotas } from '../../../src/world/quota.js';
import { feedChanges, feedsWith } from '../../support/feeds.js';
import { FIXED } from '../../support/worlds.js';

const INTERVALS = 45;

interface Row {
  readonly interval: number;
  readonly row: number;
  readonly atUs: number;
  /** Number among the interval's purchases, or among its returns. */
  readonly number: number;
  readonly isReturn: boolean;
}

/** Every row of intervals 1 to `last`. */
function walk({ sales }: Feeds, last = INTERVALS): Row[] {
  const rows: Row[] = [];
  for (let interval = 1; interval <= last; interval++) {
    let returns = 0;
    for (let row = 0; row < sales.rows; row++) {
      sales.draw(interval, row);
      const atUs = sales.offset(row);
      const isReturn = sales.returnsAmong(interval, row + 1) > returns;
      rows.push({ interval, row, atUs, number: isReturn ? returns : row - returns, isReturn });
      if (isReturn) returns++;
    }
  }
  return rows;
}

const check = (property: (feeds: Feeds, changes: Partial<WorldConfig>) => void, numRuns = 20) =>
  fc.assert(
    fc.property(feedChanges, (changes) => property(feedsWith(changes), changes)),
    { ...FIXED, numRuns },
  );

describe('rows', () => {
  test('of an interval are as many as were asked for, one after the other', () => {
    check((feeds, changes) => {
      const { intervalUs } = feeds.clock;
      expect(feeds.count('feed_sale', 0)).toBe(0);
      expect(feeds.count('feed_sale', 9)).toBe(changes['feed.sales']);
      const rows = walk(feeds);
      expect(rows.length).toBe(INTERVALS * Number(changes['feed.sales']));
      expect(rows.every(({ atUs }) => Number.isInteger(atUs) && atUs >= 0 && atUs < intervalUs)).toBe(true);
      expect(rows.every((r, i) => r.row === 0 || r.atUs >= rows[i - 1].atUs)).toBe(true);
    });
  });

  test('are numbered both ways', () => {
    check((feeds) => {
      const purchases = walk(feeds).filter((r) => !r.isReturn);
      expect(purchases.map((r) => feeds.sales.rowOf(r.interval, r.number))).toEqual(purchases.map((r) => r.row));
      const before = Array.from({ length: INTERVALS + 1 }, (_, i) => purchases.filter((r) => r.interval < i).length);
      expect(before.map((_, i) => feeds.sales.purchasesBefore(i))).toEqual(before);
      const found = purchases.map((r) => feeds.sales.purchasesBefore(r.interval) + r.number);
      expect(found).toEqual(purchases.map((_, i) => i));
    });
  });

  test('up to an instant are those that counting gives', () => {
    const instants = fc.array(fc.tuple(fc.nat(99_999), fc.constantFrom(-1, 0, 1)), { minLength: 20, maxLength: 30 });
    fc.assert(
      fc.property(feedChanges, instants, (changes, picks) => {
        const feeds = feedsWith(changes);
        const rows = walk(feeds, 12);
        for (const [pick, step] of picks) {
          const near = rows[pick % rows.length];
          const atUs = Math.min(feeds.clock.intervalUs - 1, Math.max(0, near.atUs + step));
          const wanted = rows.filter(
            (r) => !r.isReturn && (r.interval < near.interval || (r.interval === near.interval && r.atUs <= atUs)),
          );
          expect(feeds.sales.purchasesAt(near.interval, atUs)).toBe(wanted.length);
        }
        expect(feeds.sales.purchasesAt(0, 0)).toBe(0);
      }),
      { ...FIXED, numRuns: 20 },
    );
  });
});

describe('returns', () => {
  test('have their share exactly once the first sales have arrived, and none before', () => {
    check((feeds, changes) => {
      const rate = Number(changes['feed.return_share']);
      const returns = walk(feeds).filter((r) => r.isReturn);
      const { known } = feeds.clock;
      expect(returns.every((r) => r.interval > known)).toBe(true);
      for (let last = known; last <= INTERVALS; last++) {
        const wanted = rate * feeds.sales.rows * (last - known);
        expect(Math.abs(returns.filter((r) => r.interval <= last).length - wanted)).toBeLessThan(1);
      }
    });
    const { sales, clock } = feedsWith({ 'feed.sales': 500, 'feed.return_share': 0.05 });
    expect(sales.purchasesBefore(1_000_001 + clock.known)).toBe(500 * (1_000_000 + clock.known) - 25 * 1_000_000);
  });

  test('are spread evenly over their interval', () => {
    check((feeds) => {
      const { sales } = feeds;
      for (let interval = 1; interval <= INTERVALS; interval++) {
        const all = sales.returnsAmong(interval, sales.rows);
        for (let rows = 0; rows <= sales.rows; rows++) {
          const found = sales.returnsAmong(interval, rows);
          if (Math.abs(found - (rows * all) / sales.rows) >= 1) expect.fail(`${found} of ${all} among ${rows} rows`);
        }
      }
    });
  });

  test('bring back a purchase of their own each, that has arrived', () => {
    let checked = 0;
    check((feeds, changes) => {
      const { sales, clock } = feeds;
      const rows = walk(feeds);
      const name = (interval: number, purchase: number) => `${interval} ${purchase}`;
      const purchases = new Set(rows.filter((r) => !r.isReturn).map((r) => name(r.interval, r.number)));
      const back = new Map<string, Row>();
      for (const row of rows.filter((r) => r.isReturn)) {
        const { interval, purchase } = sales.returned(row.interval, row.number);
        expect(purchases.has(name(interval, purchase))).toBe(true);
        expect(back.has(name(interval, purchase))).toBe(false);
        back.set(name(interval, purchase), row);
        expect(interval).toBeLessThanOrEqual(row.interval - clock.known);
        expect(interval).toBeGreaterThanOrEqual(
          row.interval - Math.max(clock.known, Number(changes['feed.return_lag_max'])),
        );
      }
      // What is sold so early that its return would lie among the rows: it says of itself whether it comes back.
      const longest = Math.max(clock.known, Number(changes['feed.return_lag_max']));
      for (const row of rows.filter((r) => !r.isReturn && r.interval + longest <= INTERVALS)) {
        const isReturned = back.has(name(row.interval, row.number));
        if (isReturned) checked++;
        const marks = sales.returnedOf(row.interval);
        if (marks[row.number] !== (isReturned ? 1 : 0)) expect.fail(name(row.interval, row.number));
      }
    }, 50);
    expect(checked).toBeGreaterThan(1000);
  });

  test('come soon for the most part, late for some', () => {
    const { sales, clock } = feedsWith({ 'feed.sales': 1000, 'feed.return_share': 0.05, 'feed.return_lag_max': 240 });
    const lags = Array.from({ length: 50 }, (_, slot) => 5000 - sales.returned(5000, slot).interval);
    expect(lags[0]).toBe(clock.known);
    expect(lags[49]).toBeGreaterThan(200);
    expect(lags.filter((lag) => lag < 30).length).toBeGreaterThan(20);
    expect(lags.filter((lag) => lag < 30).length).toBeLessThan(35);
  });
});

describe('who and what', () => {
  test('is somebody that sales know of', () => {
    check((feeds) => {
      const { sales } = feeds;
      const found: boolean[] = [];
      for (const { interval, number } of walk(feeds).filter((r) => !r.isReturn)) {
        const turn = sales.purchasesBefore(interval) + number;
        found.push(
          sales.customers.deal(turn) < feeds.customers.known(interval),
          sales.products.deal(turn) < feeds.products.known(interval),
          sales.stores.deal(turn) < feeds.stores.known(interval),
        );
      }
      expect(found.length).toBeGreaterThan(1000);
      expect(found.every(Boolean)).toBe(true);
    });
  });

  test('few customers and products make most of the sales, stores differ less', () => {
    const feeds = feedsWith({
      'feed.stores': 160,
      'feed.customers': 160,
      'feed.products': 160,
      'feed.store_records': 0,
      'feed.customer_records': 0,
      'feed.product_records': 0,
    });
    const bestFifth = (deck: { dealt(member: number, turn: number): number }) => {
      const counts = Array.from({ length: 160 }, (_, member) => deck.dealt(member, 400_000)).sort((a, b) => b - a);
      return counts.slice(0, 32).reduce((a, b) => a + b) / 400_000;
    };
    // Complete Journey: the best fifth of households 55 %, of products 64 to 79 %.
    expect(Math.abs(bestFifth(feeds.sales.customers) - 0.55)).toBeLessThan(0.03);
    expect(Math.abs(bestFifth(feeds.sales.products) - 0.71)).toBeLessThan(0.05);
    expect(Math.abs(bestFifth(feeds.sales.stores) - 0.35)).toBeLessThan(0.05);
  });
});

/** Purchases one after the other: product, card and units of each. */
function purchasesOf({ sales }: Feeds, count: number) {
  return Array.from({ length: count }, (_, turn) => {
    const product = sales.products.deal(turn);
    const { card } = sales.products;
    return { product, card, units: sales.quantity(product) };
  });
}

describe('units', () => {
  const shares = [0.78, 0.14, 0.05, 0.02, 0.01];

  test.each([
    [{}, shares],
    [{ 'quantity.shares': [0.5, 0.5] }, [0.5, 0.5]],
    [{ 'quantity.shares': [1] }, [1]],
  ])('have their shares exactly in any fifty deals of a card (%o)', (changes, wanted) => {
    const feeds = feedsWith({ ...changes, 'feed.products': 16, 'feed.product_records': 0 });
    const cards = new Map<string, number[]>();
    for (const { product, card, units } of purchasesOf(feeds, 12_000)) {
      const name = `${product} ${card}`;
      cards.set(name, [...(cards.get(name) ?? []), units]);
    }
    expect(cards.size).toBe(80);
    const counts = quotas(50, wanted);
    for (const units of cards.values()) {
      expect(units.length).toBeGreaterThan(100);
      for (const from of [0, 1, 17, 50]) {
        const cycle = units.slice(from, from + 50);
        expect(counts.map((_, i) => cycle.filter((n) => n === i + 1).length)).toEqual(counts);
      }
    }
    // The cards of a product are not all at the same place.
    if (wanted.length > 1)
      expect(new Set([...cards.values()].map((units) => units.slice(0, 20).join())).size).toBeGreaterThan(10);
  });
});

describe('stock', () => {
  test('falls by what is sold, rises by whole deliveries, and is never less than the next sale takes', () => {
    let deliveries = 0;
    check((feeds) => {
      const { sales } = feeds;
      const purchases = purchasesOf(feeds, 1500);
      const stock = new Map<number, number>();
      const delivery = new Map<number, number>();
      const most = Math.max(...purchases.map(({ units }) => units));
      for (const [turn, { product, units }] of purchases.entries()) {
        const before = stock.get(product) ?? sales.onHand(product, turn);
        const after = sales.onHand(product, turn + 1);
        const came = after - (before - units);
        if (before < Math.max(units, most))
          expect.fail(`${before} on hand of product ${product} before purchase ${turn}`);
        if (came !== 0) {
          deliveries++;
          delivery.set(product, delivery.get(product) ?? came);
          if (came < 20 || came !== delivery.get(product)) expect.fail(`a delivery of ${came} of product ${product}`);
        }
        stock.set(product, after);
      }
      // Whatever is asked, in any order: other products' sales move nothing.
      for (const [product, left] of stock) expect(sales.onHand(product, 1500)).toBe(left);
    });
    expect(deliveries).toBeGreaterThan(30);
  });

  test('of a product that nobody bought yet is at least a first delivery', () => {
    const feeds = feedsWith({ 'feed.products': 30 });
    for (let product = 0; product < 30; product++) {
      expect(feeds.sales.onHand(product, 0)).toBeGreaterThanOrEqual(25);
    }
  });
});
