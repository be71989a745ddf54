import { Sequence } from '../../random/index.js';
import type { Shard } from '../shard.js';
import type { World } from '../world.js';

export const tenders = ['Credit Card', 'Debit Card', 'Cash', 'Mobile Pay', 'Gift Card'] as const;

/** Tax of a receipt in cents: the rate on the net amount, half up. */
export function taxCents(world: World, netCents: number): number {
  return Math.floor(netCents * world.config['tax.rate'] + 0.5 + 1e-9);
}

/** Pays the receipts of a shard: by one tender, some by two; the amounts add up to the total. */
export function bookPayments(world: World, shard: Shard): void {
  const { config, draws } = world;
  const receipts = shard.receipt;
  const rows = shard.payment;
  const { store, day, visit, netCents } = receipts.columns;
  const q = new Sequence();
  let sum = 0;
  const thresholds = config['tender.shares'].map((share) => {
    sum += share;
    return Math.round(sum * 4294967296);
  });
  const tender = () => {
    const draw = q.word();
    let t = 0;
    while (t < thresholds.length - 1 && draw >= thresholds[t]) t++;
    return t;
  };
  // A second tender is one of the others; where only one is in use there is no second.
  const { 'tender.shares': shares } = config;
  const second = (first: number) => {
    let left = q.uniform() * (1 - shares[first]);
    let other = -1;
    for (let t = 0; t < shares.length && left >= 0; t++) {
      if (t === first || shares[t] === 0) continue;
      other = t;
      left -= shares[t];
    }
    return other;
  };
  rows.reserve(2 * receipts.count);
  const c = rows.columns;
  const pay = (i: number, part: number, by: number, amount: number) => {
    const row = rows.count++;
    c.store[row] = store[i];
    c.day[row] = day[i];
    c.visit[row] = visit[i];
    c.part[row] = part;
    c.tender[row] = by;
    c.amountCents[row] = amount;
  };
  for (let i = 0; i < receipts.count; i++) {
    q.seed(draws.tender, store[i], day[i], visit[i]);
    const total = netCents[i] + taxCents(world, netCents[i]);
    const first = tender();
    if (total >= 200 && q.uniform() < config['tender.split_rate']) {
      const part = Math.min(total - 1, Math.max(1, Math.floor(total * (0.2 + 0.6 * q.uniform()))));
      const other = second(first);
      pay(i, 0, first, other < 0 ? total : part);
      if (other >= 0) pay(i, 1, other, total - part);
    } else {
      pay(i, 0, first, total);
    }
  }
}
