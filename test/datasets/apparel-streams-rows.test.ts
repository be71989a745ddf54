/** The rows of the four feeds of an apparel chain: records that change, and sales that add up. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Cell,
  cents,
  type Data,
  type Dimension,
  dimensionNames,
  dimensions,
  distinct,
  expectShare,
  groups,
  INTERVALS,
  number,
  type Row,
  SALES,
  START,
  shareOf,
  us,
  writeDay,
} from '../support/apparel-day.js';
import { tempFolders } from '../support/runs.js';

const temp = tempFolders();
let data: Data = {};

beforeAll(async () => {
  data = await writeDay(temp());
});

describe('change data capture', () => {
  test.each<[Dimension, number, number]>([
    ['customers', 0.3, 50],
    ['items', 0.3, 20],
    ['stores', 0.5, 5],
  ])('%s: %d of the records are updates', (name, share, initial) => {
    const rows = data[name];
    const updates = rows.length - distinct(rows, dimensions[name]).length;
    // Exact in each cycle of intervals; the day ends inside of one.
    expect(Math.abs(updates / (rows.length - initial) - share)).toBeLessThan(0.015);
  });

  test.each<[Dimension, readonly (readonly string[])[], string]>([
    ['customers', [['address'], ['phone_number'], ['email']], 'loyalty_points'],
    ['items', [['price'], ['stock_quantity']], 'stock_quantity'],
    ['stores', [['manager'], ['status']], ''],
  ])('%s: an update comes later, changes what would change and keeps the rest', (name, allowed, moving) => {
    const seen = allowed.map(() => 0);
    let nothing = 0;
    for (const rows of groups(data[name], dimensions[name]).values()) {
      const inOrder = [...rows].sort((a, b) => us(a.last_update_time) - us(b.last_update_time));
      inOrder.slice(1).forEach((row, i) => {
        expect(us(row.last_update_time)).toBeGreaterThan(us(inOrder[i].last_update_time));
        const changed = Object.keys(row).filter(
          (column) => ![moving, 'last_update_time'].includes(column) && row[column] !== inOrder[i][column],
        );
        const which = allowed.findIndex(
          (group) => changed.length > 0 && changed.every((column) => group.includes(column)),
        );
        if (changed.length === 0) nothing++;
        else seen[which]++;
        expect(changed.length === 0 || which >= 0, changed.join()).toBe(true);
      });
    }
    allowed.forEach((group, i) => {
      if (group[0] !== moving) expect(seen[i], group.join()).toBeGreaterThan(100);
    });
    // The others count the stock; or the change came to the same, as when a vacant post stays vacant.
    const all = seen.reduce((a, b) => a + b, nothing);
    expect(nothing / all).toBeLessThan(name === 'items' ? 0.6 : 0.02);
  });

  test('two of a hundred customers give no mailbox, two of a hundred managers’ posts are vacant', () => {
    const customers = [...groups(data.customers, 'customer_id').values()];
    expect(
      customers.every(
        (rows) =>
          distinct(
            rows.map((row) => ({ has: row.email !== null })),
            'has',
          ).length === 1,
      ),
    ).toBe(true);
    expectShare(customers.filter(([row]) => row.email === null).length / customers.length, 0.02, customers.length);
    expectShare(
      shareOf(data.stores, (row) => row.manager === null),
      0.02,
      data.stores.length / 2,
    );
    expect(shareOf(data.stores, (row) => row.manager === null)).toBeGreaterThan(0);
  });

  test('loyalty points are ten for each purchase so far', () => {
    const times = new Map<Cell, number[]>();
    for (const sale of data.clean_sales) {
      if (number(sale.quantity) > 0)
        times.set(sale.customer_id, [...(times.get(sale.customer_id) ?? []), us(sale.event_time)]);
    }
    const wanted = data.customers.map(
      (row) => 10 * (times.get(row.customer_id) ?? []).filter((time) => time <= us(row.last_update_time)).length,
    );
    expect(data.customers.map((row) => row.loyalty_points)).toEqual(wanted);
    expect(Math.max(...wanted)).toBeGreaterThan(500);
  });

  test('customers join and stores open with their first record, those of the start before it', () => {
    for (const [name, column] of [
      ['customers', 'join_date'],
      ['stores', 'open_date'],
    ] as const) {
      for (const rows of groups(data[name], dimensions[name]).values()) {
        const first = Math.min(...rows.map((row) => us(row.last_update_time)));
        const began = distinct(rows, column);
        expect(began.length).toBe(1);
        if (first - START < 1_000_000) expect(us(began[0])).toBeLessThan(START + 1);
        else expect(us(began[0])).toBe(first);
      }
    }
  });
});

describe('sales', () => {
  test('are whole and add up', () => {
    const { clean_sales: sales } = data;
    expect(sales.map((row) => number(row.transaction_id)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: SALES * (INTERVALS - 1) }, (_, i) => i + 1),
    );
    const wrong = sales.filter((row) => {
      const amount = number(row.quantity) * cents(row.unit_price);
      const net = amount - cents(row.discount_applied);
      const tax = Math.sign(net) * Math.floor((Math.abs(net) * 8 + 50) / 100);
      const isWhole = [row.unit_price, row.total_amount, row.discount_applied, row.tax_amount].every(
        (value) => Math.abs(number(value) * 100 - cents(value)) < 1e-6,
      );
      return (
        cents(row.total_amount) !== amount ||
        cents(row.tax_amount) !== tax ||
        !isWhole ||
        number(row.discount_applied) < 0
      );
    });
    expect(wrong).toEqual([]);
  });

  test('are at the price in force at that moment, in stores that are open', () => {
    const histories = (name: Dimension) =>
      new Map(
        [...groups(data[name], dimensions[name])].map(([id, rows]) => [
          id,
          rows.map((row) => ({ ...row, at: us(row.last_update_time) })).sort((a, b) => a.at - b.at),
        ]),
      );
    const [items, stores] = [histories('items'), histories('stores')];
    let changed = 0;
    const wrong = data.sales.filter((sale) => {
      if (number(sale.quantity) < 0) return false;
      const time = us(sale.event_time);
      const item = items.get(sale.product_id)?.findLast(({ at }) => at <= time) as Row | undefined;
      const store = stores.get(sale.store_id)?.findLast(({ at }) => at <= time) as Row | undefined;
      if (item?.price !== items.get(sale.product_id)?.[0]?.['price' as never]) changed++;
      return item?.price !== sale.unit_price || store?.status !== 'Open';
    });
    expect(wrong).toEqual([]);
    expect(changed).toBeGreaterThan(1000);
  });

  test('come back in 5 % of the rows, each a sale before at the price that was paid', () => {
    const { sales, clean_sales: clean, returns } = data;
    const back = clean.filter((row) => number(row.quantity) < 0);
    // Of each interval, once the first sales have arrived.
    expect(back.length).toBe(0.05 * SALES * (INTERVALS - 3));
    expect(sales.filter((row) => number(row.quantity) < 0).length).toBe(back.length);
    const byId = new Map(clean.map((row) => [row.transaction_id, row]));
    expect(returns.map((row) => row.transaction_id).sort()).toEqual(back.map((row) => row.transaction_id).sort());
    expect(distinct(returns, 'returned_transaction_id').length).toBe(returns.length);
    const wrong = returns.filter((row) => {
      const [sold, brought] = [byId.get(row.returned_transaction_id), byId.get(row.transaction_id)] as [Row, Row];
      const same = ['customer_id', 'product_id', 'store_id', 'unit_price', 'payment_method'];
      return (
        same.some((column) => sold[column] !== brought[column]) ||
        number(sold.quantity) !== -number(brought.quantity) ||
        number(sold.quantity) !== number(row.quantity) ||
        cents(row.refund_amount) !== cents(sold.total_amount) ||
        cents(row.tax_amount) !== cents(sold.tax_amount) ||
        us(sold.event_time) >= us(row.event_time) ||
        row.event_time !== brought.event_time
      );
    });
    expect(wrong).toEqual([]);
  });

  test('have a negative discount in exactly 2 % of the rows of each batch, with their answers', () => {
    const { sales, clean_sales: clean, defect_sales: answers } = data;
    const byId = new Map(clean.map((row) => [row.transaction_id, row]));
    const negative = sales.filter((row) => number(row.discount_applied) < 0);
    const counts = new Array<number>(INTERVALS).fill(0);
    for (const row of negative) counts[1 + Math.floor((number(row.transaction_id) - 1) / SALES)]++;
    expect(counts).toEqual([0, ...new Array(INTERVALS - 1).fill(0.02 * SALES)]);
    const repaired = new Map(answers.map((answer) => [answer.row_key, answer]));
    expect(repaired.size).toBe(negative.length);
    for (const row of sales) {
      const answer = repaired.get(String(row.transaction_id));
      const was = byId.get(row.transaction_id) as Row;
      const discount = answer ? number(answer.value_before) : row.discount_applied;
      expect({ ...row, discount_applied: discount }).toEqual(was);
      if (answer) expect(number(answer.value_after)).toBe(row.discount_applied);
    }
  });

  test('are paid as people pay', () => {
    const wanted = { 'Credit Card': 0.38, 'Debit Card': 0.3, Cash: 0.16, 'Mobile Pay': 0.12, 'Gift Card': 0.04 };
    for (const [name, share] of Object.entries(wanted)) {
      expectShare(
        shareOf(data.sales, (row) => row.payment_method === name),
        share,
        data.sales.length,
      );
    }
  });

  test('name only what there is', () => {
    for (const name of dimensionNames) {
      const known = new Set(data[name].map((row) => row[dimensions[name]]));
      expect(data.sales.filter((row) => !known.has(row[dimensions[name]]))).toEqual([]);
    }
  });
});
