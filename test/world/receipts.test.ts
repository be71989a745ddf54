/** Receipts in figures: who is known, what is paid and with what, tax. */
import { describe, expect, test } from 'vitest';
import { bookPayments, taxCents, tenders } from '../../src/world/processes/payments.js';
import { Shard } from '../../src/world/shard.js';
import { createWorld } from '../../src/world/world.js';
import { nearShare, sum, tally, tradeOf } from '../support/trade.js';
import { configWith } from '../support/worlds.js';

const shares = [0.4, 0.3, 0.2, 0.1, 0];
const { receipt, payment, visit } = tradeOf(
  {
    products: 100,
    'assortment.min': 100,
    'assortment.max': 100,
    'tender.shares': shares,
    'tender.split_rate': 0.2,
    'tax.rate': 0.0725,
    'visit.identified_share': 0.6,
    'price.min': 3,
  },
  ['receipt', 'payment', 'visit'],
);
/** Number of the payment's part, and the tenders of each receipt. */
const first = Array.from(payment.part.keys()).filter((i) => payment.part[i] === 0);

test('as many receipts are known as the settings say, whoever comes', () => {
  const known = receipt.shopper.filter((id) => id > 0).length;
  expect(nearShare(known / receipt.count, 0.6, receipt.count)).toBe(true);
  const shoppers = new Set(visit.person).size;
  expect(new Set(receipt.shopper).size).toBeGreaterThan(0.9 * shoppers);
});

describe('tenders', () => {
  test('the first of each receipt has the shares of the settings', () => {
    const counts = tally(
      first.map((i) => payment.tender[i]),
      5,
    );
    counts.forEach((n, t) => {
      expect(nearShare(n / first.length, shares[t], first.length), tenders[t]).toBe(true);
    });
  });

  test('as many receipts are split as told, and neither part is small', () => {
    const split = payment.count - receipt.count;
    expect(nearShare(split / receipt.count, 0.2, receipt.count)).toBe(true);
    const parts = first
      .filter((i) => payment.part[i + 1] === 1)
      .map((i) => payment.amountCents[i] / (payment.amountCents[i] + payment.amountCents[i + 1]));
    expect(Math.min(...parts)).toBeGreaterThan(0.19);
    expect(Math.max(...parts)).toBeLessThan(0.81);
  });

  test('which one does not depend on the amount', () => {
    const cents = (t: number) => first.filter((i) => payment.tender[i] === t).map((i) => payment.amountCents[i]);
    const means = [0, 1, 2].map((t) => sum(cents(t)) / cents(t).length);
    for (const m of means) expect(Math.abs(m / means[0] - 1)).toBeLessThan(0.06);
  });

  test('a tender that nobody has is not used, split or not', () => {
    expect(payment.tender.filter((t) => t === 4).length).toBe(0);
    const cash = tradeOf({ 'visit.per_year': 1, 'tender.shares': [0, 0, 1, 0, 0], 'tender.split_rate': 1 }, [
      'receipt',
      'payment',
    ]);
    expect(new Set(cash.payment.tender)).toEqual(new Set([2]));
    expect(cash.payment.count).toBe(cash.receipt.count);
  });

  test('the second is one of the others, in proportion to their shares', () => {
    const after = first.filter((i) => payment.part[i + 1] === 1 && payment.tender[i] === 0);
    const counts = tally(
      after.map((i) => payment.tender[i + 1]),
      5,
    );
    expect(counts[0]).toBe(0);
    for (const t of [1, 2, 3]) expect(nearShare(counts[t] / after.length, shares[t] / 0.6, after.length)).toBe(true);
  });
});

describe('amounts of a few cents', () => {
  const world = createWorld(configWith({ shoppers: 1, 'tax.rate': 0.0725, 'tender.split_rate': 1 }));

  test('tax is rounded half up', () => {
    const half = createWorld(configWith({ shoppers: 1, 'tax.rate': 0.05 }));
    expect([0, 9, 10, 29, 30, 50].map((net) => taxCents(half, net))).toEqual([0, 0, 1, 1, 2, 3]);
    expect([1, 6, 7, 100, 10_000].map((net) => taxCents(world, net))).toEqual([0, 0, 1, 7, 725]);
  });

  test('are paid whole, larger ones in two parts that add up', () => {
    const shard = new Shard(true);
    const amounts = [1, 2, 100, 199, 200, 1_000_000_000];
    shard.receipt.reserve(amounts.length);
    amounts.forEach((net, i) => {
      shard.receipt.columns.store[i] = 1;
      shard.receipt.columns.day[i] = 19_000;
      shard.receipt.columns.visit[i] = i;
      shard.receipt.columns.netCents[i] = net;
    });
    shard.receipt.count = amounts.length;
    bookPayments(world, shard);
    amounts.forEach((net, i) => {
      const rows = Array.from(shard.payment.columns.visit.subarray(0, shard.payment.count).keys()).filter(
        (row) => shard.payment.columns.visit[row] === i,
      );
      const total = net + taxCents(world, net);
      expect(rows.length).toBe(total >= 200 ? 2 : 1);
      expect(sum(rows.map((row) => shard.payment.columns.amountCents[row]))).toBe(total);
      expect(Math.min(...rows.map((row) => shard.payment.columns.amountCents[row]))).toBeGreaterThan(0);
    });
  });
});

test('neither tax nor tenders nor who is known move what is bought', () => {
  const netOf = (changes: object) =>
    Array.from(
      tradeOf({ 'visit.per_year': 3, products: 60, 'assortment.min': 60, 'assortment.max': 60, ...changes }, [
        'receipt',
      ]).receipt.netCents,
    );
  const before = netOf({});
  expect(before.length).toBeGreaterThan(3000);
  expect(netOf({ 'tax.rate': 0.3, 'tender.split_rate': 1, 'visit.identified_share': 0 })).toEqual(before);
});
