/** The tables of the feeds: windows, versions, and sales against the records of those that they name. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Feeds, feedTables, type Image } from '../../../src/world/feeds/feeds.js';
import { Tracker } from '../../../src/world/feeds/tracker.js';
import type { WorldConfig } from '../../../src/world/knobs.js';
import { chainWith, type FeedRow, feedChanges, feedsWith, rowsOf, timeOf } from '../../support/feeds.js';
import { FIXED } from '../../support/worlds.js';

const INTERVALS = 32;
const images: readonly Image[] = ['after', 'before'];

const check = (property: (feeds: Feeds, changes: Partial<WorldConfig>) => void, numRuns = 20) =>
  fc.assert(
    fc.property(feedChanges, (changes) => property(feedsWith(changes), changes)),
    { ...FIXED, numRuns },
  );

describe('the law of windows', () => {
  const table = fc.constantFrom(...feedTables);
  const image = fc.constantFrom(...images);

  test('two windows that meet have the rows of one, whichever was computed before', () => {
    const cuts = fc.tuple(fc.nat(200), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(feedChanges, table, image, cuts, fc.boolean(), (changes, name, shown, [a, first, second], isBack) => {
        const [b, c] = [a + first, a + first + second];
        const chain = chainWith(changes);
        const feeds = new Feeds(chain);
        const parts: FeedRow[][] = [];
        for (const [from, to, i] of isBack
          ? [
              [b, c, 1],
              [a, b, 0],
            ]
          : [
              [a, b, 0],
              [b, c, 1],
            ]) {
          parts[i] = rowsOf(feeds, name, from, to, shown);
        }
        expect([...parts[0], ...parts[1]]).toEqual(rowsOf(new Feeds(chain), name, a, c, shown));
      }),
      { ...FIXED, numRuns: 60 },
    );
  });

  test('an interval is the same alone as after any others of any tables', () => {
    const asked = fc.array(fc.tuple(table, image, fc.nat(120)), { minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(feedChanges, asked, (changes, questions) => {
        const chain = chainWith(changes);
        const feeds = new Feeds(chain);
        for (const [name, shown, interval] of questions) {
          const found = rowsOf(feeds, name, interval, interval + 1, shown);
          expect(found).toEqual(rowsOf(new Feeds(chain), name, interval, interval + 1, shown));
          expect(found.length).toBe(feeds.count(name, interval));
        }
      }),
      { ...FIXED, numRuns: 20 },
    );
  });

  test('weeks away too', () => {
    const far = 100_000;
    const [one, two] = [feedsWith({}), feedsWith({})];
    for (const name of feedTables) {
      const whole = rowsOf(one, name, far, far + 3);
      expect(whole.length).toBeGreaterThan(3);
      expect(
        [2, 1, 0]
          .flatMap((i) => [rowsOf(two, name, far + i, far + i + 1)])
          .reverse()
          .flat(),
      ).toEqual(whole);
    }
  });

  test('nothing is before the start, and the initial ones are in interval 0', () => {
    const feeds = feedsWith({ 'feed.stores': 3, 'feed.customers': 50, 'feed.products': 20 });
    for (const name of feedTables) expect(rowsOf(feeds, name, -5, 0)).toEqual([]);
    expect(feedTables.map((name) => rowsOf(feeds, name, -5, 1).length)).toEqual([0, 50, 20, 3]);
    expect(rowsOf(feeds, 'feed_customer', 0, 1).every((r) => r.version === 0 && r.latencyUs === 0)).toBe(true);
  });
});

describe('a tracker', () => {
  test('gives what asking directly gives, wherever it goes', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.record({ by: fc.integer({ min: 0, max: 2 }), at: fc.nat(999) }) },
        { weight: 1, arbitrary: fc.record({ by: fc.integer({ min: -40, max: 40 }), at: fc.nat(999) }) },
        { weight: 1, arbitrary: fc.record({ by: fc.constant(6000), at: fc.nat(999) }) },
      ),
      { minLength: 20, maxLength: 40 },
    );
    fc.assert(
      fc.property(feedChanges, steps, (changes, walk) => {
        const { products, clock } = feedsWith(changes);
        const tracker = new Tracker(products, (member, version) => member * 100_000 + version);
        let interval = 5;
        for (const { by, at } of walk) {
          interval = Math.max(1, interval + by);
          const some = Math.floor((at / 1000) * clock.intervalUs);
          // And the very instant of the record that follows.
          const next = Math.min(clock.intervalUs - 1, products.between(interval, some)[2]);
          for (const atUs of [some, next]) {
            tracker.seek(interval, atUs);
            const updates = products.updatesAt(interval, atUs);
            const members = [0, 1, 7, 1500].filter((member) => member < products.known(interval));
            const wanted = members.map((member) => member * 100_000 + products.version(member, updates));
            expect(members.map((member) => tracker.at(member))).toEqual(wanted);
          }
        }
      }),
      { ...FIXED, numRuns: 60 },
    );
  });
});

/** The state of each member at any time of a list of records: the last one that happened. */
function stateAt(feeds: Feeds, records: readonly FeedRow[]) {
  const histories = new Map<number, FeedRow[]>();
  for (const record of records) histories.set(record.member, [...(histories.get(record.member) ?? []), record]);
  return (member: number, time: number): FeedRow | undefined =>
    histories.get(member)?.findLast((record) => timeOf(feeds.clock, record) <= time);
}

/** All there is in the first intervals, and the row of each sale. */
function everything(feeds: Feeds) {
  const records = (name: 'feed_customer' | 'feed_product' | 'feed_store') => rowsOf(feeds, name, 0, INTERVALS);
  const [customers, products, stores] = [records('feed_customer'), records('feed_product'), records('feed_store')];
  const sales = rowsOf(feeds, 'feed_sale', 0, INTERVALS);
  const byPlace = new Map(sales.map((sale) => [`${sale.interval} ${sale.row}`, sale]));
  return { customers, products, stores, sales, byPlace, bought: sales.filter((sale) => sale.soldInterval < 0) };
}

describe('sales', () => {
  test('are of stores that are open, at the price in force, by people whose records have arrived', () => {
    let [renovated, repriced] = [0, 0];
    check((feeds) => {
      const { customers, products, stores, bought } = everything(feeds);
      const [store, product] = [stateAt(feeds, stores), stateAt(feeds, products)];
      const arrivals = [customers, products, stores].map(
        (records) =>
          new Map(records.filter((r) => r.version === 0).map((r) => [r.member, timeOf(feeds.clock, r) + r.latencyUs])),
      );
      const wrong = bought.filter((sale) => {
        const time = timeOf(feeds.clock, sale);
        const arrived = [sale.customer, sale.product, sale.store].every(
          (id, i) => (arrivals[i].get(id) ?? Infinity) <= time,
        );
        const price = product(sale.product, time);
        if (Number(price?.version) > 0) repriced++;
        return !arrived || store(sale.store, time)?.status !== 0 || price?.priceCents !== sale.unitCents;
      });
      expect(wrong).toEqual([]);
      renovated += stores.filter(({ status }) => status === 1).length;
    });
    expect(renovated).toBeGreaterThan(50);
    expect(repriced).toBeGreaterThan(1000);
  });

  test('fit: units, discount, tax and lateness', () => {
    check((feeds) => {
      const { bought } = everything(feeds);
      const wrong = bought.filter((sale) => {
        const amount = sale.unitCents * sale.quantity;
        const depths = [0, 0.1, 0.2, 0.3].map((depth) => Math.floor(amount * depth + 0.5));
        const tax = Math.floor(((amount - sale.discountCents) * 8 + 50) / 100);
        const isLate = sale.latencyUs >= 0 && sale.latencyUs <= feeds.clock.latencyUs;
        return sale.quantity < 1 || !depths.includes(sale.discountCents) || sale.taxCents !== tax || !isLate;
      });
      expect(wrong).toEqual([]);
    });
  });

  test('that come back do so as they were sold: same price, people and tender, without a discount', () => {
    let returns = 0;
    check((feeds) => {
      const { sales, byPlace } = everything(feeds);
      const back = sales.filter((sale) => sale.soldInterval >= 0);
      returns += back.length;
      for (const row of back) {
        const sold = byPlace.get(`${row.soldInterval} ${row.soldRow}`) as FeedRow;
        const { customer, product, store, unitCents, tender, discountCents } = sold;
        expect(row).toMatchObject({ customer, product, store, unitCents, tender, discountCents });
        expect([row.quantity, row.taxCents, row.discountCents]).toEqual([-sold.quantity, -sold.taxCents, 0]);
        const arrived = timeOf(feeds.clock, sold) + sold.latencyUs;
        expect(timeOf(feeds.clock, row)).toBeGreaterThanOrEqual(arrived);
      }
      expect(new Set(back.map((row) => `${row.soldInterval} ${row.soldRow}`)).size).toBe(back.length);
    });
    expect(returns).toBeGreaterThan(1000);
  });

  test('are marked down and paid as the settings say', () => {
    const sales = rowsOf(feedsWith({ 'feed.sales': 1000 }), 'feed_sale', 1000, 1040);
    const bought = sales.filter((row) => row.quantity > 0);
    const share = (holds: (row: FeedRow) => boolean) => bought.filter(holds).length / bought.length;
    const depth = (row: FeedRow) => Math.round((10 * row.discountCents) / (row.unitCents * row.quantity));
    // Four standard deviations of 38,000 rows.
    for (const [i, wanted] of [0.7, 0.15, 0.1, 0.05].entries()) {
      expect(Math.abs(share((row) => depth(row) === i) - wanted)).toBeLessThan(0.0096);
    }
    for (const [i, wanted] of [0.38, 0.3, 0.16, 0.12, 0.04].entries()) {
      expect(Math.abs(share((row) => row.tender === i) - wanted)).toBeLessThan(0.01);
    }
    expect(bought.length).toBe(38_000);
  });
});

describe('records', () => {
  const own = ['interval', 'record', 'atUs', 'latencyUs', 'version'];
  const shownOf = (row: FeedRow) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name)));

  test('of a change show, before it, what the record before showed after', () => {
    let changes = 0;
    check((feeds) => {
      for (const name of feedTables.filter((table) => table !== 'feed_sale')) {
        const after = rowsOf(feeds, name, 0, INTERVALS);
        const before = rowsOf(feeds, name, 0, INTERVALS, 'before');
        const known = new Map(after.map((row) => [`${row.member} ${row.version}`, row]));
        const wanted = after.map((row) =>
          shownOf(known.get(`${row.member} ${Math.max(0, row.version - 1)}`) as FeedRow),
        );
        expect(before.map(shownOf)).toEqual(wanted);
        const places = (rows: FeedRow[]) => rows.map((row) => own.map((column) => row[column]));
        expect(places(before)).toEqual(places(after));
        changes += after.filter((row) => row.version > 0).length;
      }
    });
    expect(changes).toBeGreaterThan(1000);
  });

  test('of a change change what would change, and keep the rest', () => {
    const groups = {
      feed_customer: [['town', 'street', 'streetNumber'], ['phones'], ['emails']],
      feed_product: [['priceCents'], []],
      feed_store: [['firstName', 'lastName'], ['status']],
    };
    const seen = new Map<string, number>();
    check((feeds) => {
      for (const [name, allowed] of Object.entries(groups)) {
        const after = rowsOf(feeds, name as keyof typeof groups, 0, INTERVALS);
        const before = rowsOf(feeds, name as keyof typeof groups, 0, INTERVALS, 'before');
        after.forEach((row, i) => {
          if (row.version === 0) return;
          const grown = ['points', 'onHand', 'sinceInterval', 'sinceAtUs'];
          const changed = Object.keys(shownOf(row)).filter(
            (column) => row[column] !== before[i][column] && !grown.includes(column),
          );
          const group = allowed.findIndex((columns) => changed.every((column) => columns.includes(column)));
          if (group < 0) expect.fail(`an update in ${name} changes ${changed}`);
          const what = `${name} ${changed.length === 0 ? 'nothing' : group}`;
          seen.set(what, (seen.get(what) ?? 0) + 1);
        });
      }
    });
    for (const [name, allowed] of Object.entries(groups)) {
      allowed.forEach((columns, group) => {
        if (columns.length > 0) expect(seen.get(`${name} ${group}`), `${name} ${group}`).toBeGreaterThan(50);
      });
    }
    // Only the stock is counted, or somebody moves to where they lived, hires a namesake, keeps a price: rarely.
    const ofCustomers = seen.get('feed_customer nothing') ?? 0;
    expect(ofCustomers).toBeLessThan(10);
    expect(seen.get('feed_store nothing') ?? 0).toBeLessThan(10);
  });

  test('of customers have ten points for each purchase so far', () => {
    let points = 0;
    check((feeds) => {
      const { customers, bought } = everything(feeds);
      const times = new Map<number, number[]>();
      for (const sale of bought)
        times.set(sale.customer, [...(times.get(sale.customer) ?? []), timeOf(feeds.clock, sale)]);
      const wanted = customers.map((row) => {
        const time = timeOf(feeds.clock, row);
        return 10 * (times.get(row.member) ?? []).filter((at) => at <= time).length;
      });
      expect(customers.map((row) => row.points)).toEqual(wanted);
      points += wanted.reduce((a, b) => a + b, 0);
    });
    expect(points).toBeGreaterThan(10_000);
  });

  test('of products have the stock that sales leave, never below nought', () => {
    check((feeds) => {
      const { products, bought } = everything(feeds);
      const numbers = bought.map((sale) => timeOf(feeds.clock, sale));
      const wanted = products.map((row) => {
        const time = timeOf(feeds.clock, row);
        return feeds.sales.onHand(row.member - 1, numbers.filter((at) => at <= time).length);
      });
      expect(products.map((row) => row.onHand)).toEqual(wanted);
      expect(wanted.every((units) => units > 0)).toBe(true);
    }, 15);
  });

  test('keep to their ranges', () => {
    check((feeds) => {
      const { customers, products, stores } = everything(feeds);
      expect(customers.every(({ age, gender }) => age >= 18 && age <= 70 && gender >= 0 && gender <= 2)).toBe(true);
      expect(
        products.every(({ priceCents, size }) => priceCents >= 1000 && priceCents <= 15_000 && size >= 0 && size < 5),
      ).toBe(true);
      // Vacant posts have neither name; the first store is never closed.
      expect(stores.every(({ firstName, lastName }) => firstName < 0 === lastName < 0)).toBe(true);
      expect(stores.every(({ member, status }) => status === 0 || (status === 1 && member > 1))).toBe(true);
      const begun = customers.map((row) => [row.joinedInterval, row.joinedAtUs, row.member]);
      const first = new Map(customers.filter((row) => row.version === 0).map((row) => [row.member, row]));
      for (const [interval, atUs, member] of begun) {
        const { interval: created, atUs: createdAt } = first.get(member) as FeedRow;
        if (created === 0) expect(interval < 0 && interval >= -1500 && atUs === 0).toBe(true);
        else expect([interval, atUs]).toEqual([created, createdAt]);
      }
    });
  });

  test('a store that closes opens again with its next update', () => {
    const stores = rowsOf(feedsWith({ 'feed.renovation_share': 1 }), 'feed_store', 0, 400).filter(
      (row) => row.member > 1,
    );
    expect(stores.every((row) => row.status === row.version % 2)).toBe(true);
    expect(stores.filter((row) => row.status === 1).length).toBeGreaterThan(300);
    expect(
      rowsOf(feedsWith({ 'feed.renovation_share': 0 }), 'feed_store', 0, 400).every((row) => row.status === 0),
    ).toBe(true);
  });
});
