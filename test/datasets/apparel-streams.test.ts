/** The four feeds of an apparel chain through the front door: what the contract says of files and batches. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generate, query, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/api/settings.js';
import { loadDataset } from '../../src/datasets/load.js';
import {
  type Cell,
  cents,
  columns,
  type Data,
  day,
  dimensionNames,
  dimensions,
  distinct,
  groups,
  INTERVALS,
  number,
  type Row,
  SALES,
  us,
  writeDay,
} from '../support/apparel-day.js';
import { ask, folderHashes, readBack, sha256, tempFolders, treeOf } from '../support/runs.js';

const temp = tempFolders();
/** Few and long intervals, for runs of some days. */
const brief = {
  ...day,
  settings: { 'feed.interval': 1800, 'feed.sales': 25, 'feed.customer_records': 8, 'feed.product_records': 6 },
};

let folder = '';
let data: Data = {};
let arrivals: Data = {};

beforeAll(async () => {
  folder = temp();
  data = await writeDay(folder);
  arrivals = Object.fromEntries(
    await Promise.all(
      Object.keys(columns).map(async (name) => {
        const { columns: found, rows } = await query({
          ...day,
          sql: `SELECT * FROM ${name} ORDER BY feed_interval, feed_row`,
        });
        return [name, rows.map((row) => Object.fromEntries(found.map((column, i) => [column.name, row[i] as Cell])))];
      }),
    ),
  );
});

describe('the contract', () => {
  test('its numbers are the defaults', () => {
    const { config, rates } = resolveSettings(loadDataset('apparel-streams'), {});
    expect(config).toMatchObject({
      'feed.stores': 5,
      'feed.customers': 50,
      'feed.products': 20,
      'feed.interval': 30,
      'feed.sales': 500,
      'feed.customer_records': 30,
      'feed.product_records': 20,
      'feed.store_records': 10,
      'feed.latency_max': 60,
      'feed.customer_update_share': 0.3,
      'feed.product_update_share': 0.3,
      'feed.store_update_share': 0.5,
      'feed.return_share': 0.05,
      'feed.email_unknown': 0.02,
      'feed.manager_vacant': 0.02,
      'price.min': 10,
      'price.max': 150,
      'tax.rate': 0.08,
    });
    // One kind of damage is on, every other is a switch with a rate.
    expect(Object.entries(rates).filter(([, rate]) => rate > 0)).toEqual([['invalid_discount', 0.02]]);
    expect(Object.keys(rates).length).toBeGreaterThan(10);
  });

  test.each(Object.entries(columns))('%s has these columns and types', async (name, wanted) => {
    const found = await ask(`DESCRIBE ${readBack(folder, name)}`);
    expect(Object.fromEntries(found.map((column) => [column.column_name, column.column_type]))).toEqual(wanted);
    expect(found.map((column) => column.column_name)).toEqual(Object.keys(wanted));
  });

  test('the folder holds the four feeds, and the truth apart from them', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(['customers', 'items', 'sales', 'stores', 'truth']);
    const truth = readdirSync(join(folder, 'truth')).map((name) => name.replace('.parquet', ''));
    expect(truth.sort()).toEqual(
      Object.keys(data)
        .filter((name) => !Object.hasOwn(columns, name))
        .sort(),
    );
  });

  test('it is valid', async () => {
    const { results } = await validate({ folder });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(results.length).toBeGreaterThan(60);
  });

  test('values are those of the lists', () => {
    const { sales, customers, items, stores } = data;
    expect(distinct(items, 'category')).toEqual([
      'Accessories',
      'Casual Wear',
      'Footwear',
      'Formal Wear',
      'Sportswear',
    ]);
    expect(distinct(items, 'brand').length).toBe(20);
    expect(distinct(items, 'size')).toEqual(['L', 'M', 'S', 'XL', 'XS']);
    expect(distinct(sales, 'payment_method')).toEqual(['Cash', 'Credit Card', 'Debit Card', 'Gift Card', 'Mobile Pay']);
    expect(distinct(customers, 'gender')).toEqual(['Female', 'Male', 'Other']);
    expect(distinct(stores, 'status')).toEqual(['Open', 'Under Renovation']);
    for (const { name, address, store_id: id } of stores) {
      const [, numbered, city] = /^Store (\d+) - (.+)$/.exec(String(name)) ?? [];
      expect([number(numbered), String(address).split(', ')[1]]).toEqual([id, city]);
    }
  });

  test('numbers keep to their ranges and reach their ends', () => {
    const { customers, items } = data;
    const range = (rows: readonly Row[], column: string) => {
      const values = rows.map((row) => number(row[column]));
      return [Math.min(...values), Math.max(...values)];
    };
    expect(range(customers, 'age')).toEqual([18, 70]);
    const [cheapest, dearest] = range(items, 'price');
    expect([cheapest >= 10, cheapest < 12, dearest > 140, dearest <= 150]).toEqual([true, true, true, true]);
    expect(items.every(({ price }) => Math.abs(number(price) * 100 - cents(price)) < 1e-9)).toBe(true);
    expect(range(items, 'stock_quantity')[0]).toBeGreaterThan(0);
    expect(range(customers, 'loyalty_points')[0]).toBe(0);
  });

  test('phone numbers and mailboxes belong to nobody', () => {
    const { customers, stores } = data;
    const phones = [...customers, ...stores].map((row) => String(row.phone_number));
    expect(phones.filter((phone) => !/^\([2-9]\d\d\) 555-01\d\d$/.test(phone))).toEqual([]);
    const emails = customers.filter((row) => row.email !== null).map((row) => String(row.email));
    expect(emails.filter((email) => !/^[a-z0-9.]+@example\.(com|net|org)$/.test(email))).toEqual([]);
    // Nobody shares a mailbox.
    const owners = groups(
      customers.filter((row) => row.email !== null),
      'email',
    );
    expect([...owners.values()].filter((rows) => distinct(rows, 'customer_id').length > 1)).toEqual([]);
  });
});

describe('a batch', () => {
  test.each([
    ['sales', SALES, SALES],
    ['customers', 1, 30],
    ['items', 1, 20],
    ['stores', 0, 10],
  ])('of %s has %i to %i rows', (name, least, most) => {
    const counts = new Array<number>(INTERVALS).fill(0);
    for (const row of arrivals[name]) counts[number(row.feed_interval)]++;
    // Interval 0 has the initial ones.
    expect(counts[0]).toBe({ sales: 0, customers: 50, items: 20, stores: 5 }[name]);
    const later = counts.slice(1);
    expect([Math.min(...later), Math.max(...later)]).toEqual([least, most]);
    const mean = later.reduce((a, b) => a + b) / later.length;
    expect(Math.abs(mean - (least + most) / 2)).toBeLessThan(0.6);
  });

  test('arrives at most a minute after its events, out of order', () => {
    for (const [name, rows] of Object.entries(arrivals)) {
      const event = name === 'sales' ? 'event_time' : 'last_update_time';
      const late = rows.map((row) => us(row.arrived_at) - us(row[event]));
      expect(Math.min(...late), name).toBeGreaterThanOrEqual(0);
      expect(Math.max(...late), name).toBeLessThanOrEqual(60_000_000);
      expect(Math.max(...late), name).toBeGreaterThan(58_000_000);
      const times = rows.map((row) => us(row[event]));
      expect(times.every((time, i) => i === 0 || time >= times[i - 1])).toBe(true);
      expect(
        rows.filter((row, i) => i > 0 && us(row.arrived_at) < us(rows[i - 1].arrived_at)).length,
        name,
      ).toBeGreaterThan(50);
    }
  });

  test('of sales waits for those whom it names: their records have arrived', () => {
    for (const name of dimensionNames) {
      const id = dimensions[name];
      const first = new Map<Cell, number>();
      for (const row of arrivals[name]) if (row.version === 0) first.set(row[id], us(row.arrived_at));
      const early = arrivals.sales.filter((sale) => !(us(sale.event_time) >= (first.get(sale[id]) ?? Infinity)));
      expect(early, name).toEqual([]);
    }
  });

  test('is what is written: internal columns aside, and the discounts that were damaged', () => {
    const plain = (rows: readonly Row[], names: readonly string[]) =>
      rows.map((row) => names.map((name) => String(row[name])).join()).sort();
    for (const [name, wanted] of Object.entries(columns)) {
      const names = Object.keys(wanted).filter((column) => column !== 'discount_applied');
      expect(sha256(plain(data[name], names).join('\n')), name).toBe(sha256(plain(arrivals[name], names).join('\n')));
      expect(data[name].length, name).toBe(arrivals[name].length);
    }
  });
});

describe('the same', () => {
  test('bytes with one worker as with two, over the end of a month', async () => {
    const [one, two] = [temp(), temp()];
    const days = { from: '2024-01-31', to: '2024-02-01' };
    await generate({ ...brief, ...days, out: one, workers: 1 });
    await generate({ ...brief, ...days, out: two, workers: 2 });
    expect(treeOf(one)).toEqual(treeOf(two));
    expect(existsSync(join(two, 'sales/year=2024/month=2'))).toBe(true);
  });

  test('rows in one window as in two, before and after each other, the truth too', async () => {
    const [whole, grown] = [temp(), temp()];
    await generate({ ...brief, from: '2024-03-01', to: '2024-03-03', out: whole });
    await generate({ ...brief, from: '2024-03-02', to: '2024-03-02', out: grown });
    await generate({ ...brief, from: '2024-03-01', to: '2024-03-03', out: grown });
    expect(await folderHashes(grown)).toEqual(await folderHashes(whole));
  });

  test('truth whether or not there is damage', async () => {
    const [dirty, clean] = [temp(), temp()];
    const settings = { ...brief.settings, 'defect.missing_gender': 0.1, 'defect.orphan_customer': 0.05 };
    await generate({ ...brief, settings, out: dirty });
    await generate({ ...brief, settings, out: clean, defects: false });
    const [a, b] = [await folderHashes(dirty), await folderHashes(clean)];
    const truth = Object.keys(b).filter((name) => name.startsWith('truth/'));
    expect(truth.length).toBe(11);
    for (const name of truth) expect(a[name], name).toBe(b[name]);
    expect(a.sales).not.toBe(b.sales);
    expect(a.customers).not.toBe(b.customers);
    expect(a.stores).toBe(b.stores);
  });
});
