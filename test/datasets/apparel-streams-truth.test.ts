/** The truth beside the four feeds of an apparel chain, against going through their rows. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Cell,
  cents,
  type Data,
  type Dimension,
  dimensions,
  groups,
  number,
  type Row,
  us,
  writeDay,
} from '../support/apparel-day.js';
import { tempFolders } from '../support/runs.js';

const temp = tempFolders();
let data: Data = {};

beforeAll(async () => {
  data = await writeDay(temp());
});

describe('the truth', () => {
  test.each<[string, Dimension, readonly string[]]>([
    ['customer', 'customers', ['name', 'email', 'address', 'phone_number', 'gender']],
    ['item', 'items', ['name', 'category', 'brand', 'price', 'description', 'color', 'size']],
    ['store', 'stores', ['name', 'address', 'manager', 'status']],
  ])('of the history and the last state of each %s is what going through the records gives', (name, table, tracked) => {
    const id = dimensions[table];
    const history: Row[] = [];
    const current: Row[] = [];
    const found = [...groups(data[table], id)].sort(([a], [b]) => number(a) - number(b));
    for (const [, rows] of found) {
      const inOrder = [...rows].sort((a, b) => us(a.last_update_time) - us(b.last_update_time));
      current.push(inOrder[inOrder.length - 1]);
      const versions: Record<string, Cell>[] = [];
      for (const row of inOrder) {
        const last = versions.at(-1);
        if (last && tracked.every((column) => last[column] === row[column])) continue;
        if (last) Object.assign(last, { valid_to: row.last_update_time, is_current: false });
        versions.push({
          [id]: row[id],
          ...Object.fromEntries(tracked.map((column) => [column, row[column]])),
          valid_from: row.last_update_time,
          valid_to: null,
          is_current: true,
        });
      }
      history.push(...versions);
    }
    expect(data[`${name}_history`]).toEqual(history);
    expect(data[`${name}_current`]).toEqual(current);
    expect(history.length).toBeGreaterThan(found.length);
    expect(history.length).toBeLessThanOrEqual(data[table].length);
  });

  const sums = (rows: readonly Row[]) => {
    const [sold, back] = [
      rows.filter((row) => number(row.quantity) > 0),
      rows.filter((row) => number(row.quantity) < 0),
    ];
    const sum = (list: readonly Row[], value: (row: Row) => number) =>
      list.reduce((total, row) => total + value(row), 0);
    const units = (row: Row) => number(row.quantity);
    return {
      sales: sold.length,
      returns: back.length,
      unitsSold: sum(sold, units),
      unitsReturned: 0 - sum(back, units),
      gross: sum(rows, (row) => cents(row.total_amount)),
      discount: sum(rows, (row) => cents(row.discount_applied)),
      tax: sum(rows, (row) => cents(row.tax_amount)),
    };
  };
  const numbers = (row: Row, names: readonly string[]) =>
    names.map((name) => (/amount|value/.test(name) ? cents(row[name]) : number(row[name])));

  test('of daily sales is the sum of clean sales and returns', () => {
    const stores = groups(data.clean_sales, 'store_id');
    expect(data.daily_sales.length).toBe(stores.size);
    for (const row of data.daily_sales) {
      const s = sums(stores.get(row.store_id) ?? []);
      expect(String(row.sales_date)).toBe('2024-01-01');
      expect(numbers(row, ['sales', 'returns', 'units', 'gross_amount', 'discount_amount', 'tax_amount'])).toEqual([
        s.sales,
        s.returns,
        s.unitsSold - s.unitsReturned,
        s.gross,
        s.discount,
        s.tax,
      ]);
    }
  });

  test('of each product is the sum of its clean sales and returns', () => {
    const products = groups(data.clean_sales, 'product_id');
    expect(data.product_performance.length).toBe(products.size);
    for (const row of data.product_performance) {
      const s = sums(products.get(row.product_id) ?? []);
      expect(numbers(row, ['sales', 'units_sold', 'units_returned', 'net_amount'])).toEqual([
        s.sales,
        s.unitsSold,
        s.unitsReturned,
        s.gross - s.discount,
      ]);
    }
  });

  test('of each customer is what they spent, less what came back, without tax', () => {
    const customers = groups(data.clean_sales, 'customer_id');
    expect(data.customer_lifetime_value.length).toBe(customers.size);
    for (const row of data.customer_lifetime_value) {
      const rows = customers.get(row.customer_id) ?? [];
      const s = sums(rows);
      expect(numbers(row, ['purchases', 'returns', 'lifetime_value'])).toEqual([
        s.sales,
        s.returns,
        s.gross - s.discount,
      ]);
      const times = rows.map((sale) => us(sale.event_time));
      expect([us(row.first_sale), us(row.last_sale)]).toEqual([Math.min(...times), Math.max(...times)]);
    }
  });
});
