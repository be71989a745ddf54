/** The four feeds of an apparel chain through the front door: what the contract says, and the truth against counting. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generate, query, validate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/api/settings.js';
import { loadDataset } from '../../src/datasets/load.js';
import { ask, folderHashes, readBack, sha256, tempFolders, treeOf } from '../support/runs.js';

const temp = tempFolders();
const SALES = 100;
const INTERVAL = 240;
const INTERVALS = 86_400 / INTERVAL;
/** One day in which little is sold: 36,000 sales, 5,600 records of customers. */
const job = {
  dataset: 'apparel-streams',
  settings: { 'feed.interval': INTERVAL, 'feed.sales': SALES },
};
/** Few and long intervals, for runs of some days. */
const brief = {
  ...job,
  settings: { 'feed.interval': 1800, 'feed.sales': 25, 'feed.customer_records': 8, 'feed.product_records': 6 },
};

type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;
let folder = '';
/** Rows of the written tables, dirty as they are delivered, those of the truth with `truth/`. */
let data: Readonly<Record<string, Row[]>> = {};
let arrivals: Readonly<Record<string, Row[]>> = {};

const columns = {
  sales: {
    transaction_id: 'BIGINT',
    store_id: 'INTEGER',
    event_time: 'TIMESTAMP',
    customer_id: 'INTEGER',
    product_id: 'INTEGER',
    quantity: 'INTEGER',
    unit_price: 'DOUBLE',
    total_amount: 'DOUBLE',
    payment_method: 'VARCHAR',
    discount_applied: 'DOUBLE',
    tax_amount: 'DOUBLE',
  },
  customers: {
    customer_id: 'INTEGER',
    name: 'VARCHAR',
    email: 'VARCHAR',
    address: 'VARCHAR',
    join_date: 'TIMESTAMP',
    loyalty_points: 'INTEGER',
    phone_number: 'VARCHAR',
    age: 'INTEGER',
    gender: 'VARCHAR',
    last_update_time: 'TIMESTAMP',
  },
  items: {
    product_id: 'INTEGER',
    name: 'VARCHAR',
    category: 'VARCHAR',
    brand: 'VARCHAR',
    price: 'DOUBLE',
    stock_quantity: 'INTEGER',
    size: 'VARCHAR',
    color: 'VARCHAR',
    description: 'VARCHAR',
    last_update_time: 'TIMESTAMP',
  },
  stores: {
    store_id: 'INTEGER',
    name: 'VARCHAR',
    address: 'VARCHAR',
    manager: 'VARCHAR',
    open_date: 'TIMESTAMP',
    status: 'VARCHAR',
    phone_number: 'VARCHAR',
    last_update_time: 'TIMESTAMP',
  },
} as const;
const dimensions = { customers: 'customer_id', items: 'product_id', stores: 'store_id' } as const;
type Dimension = keyof typeof dimensions;
const dimensionNames = Object.keys(dimensions) as Dimension[];

/** Number of a time, in microseconds; the text has none, three or six digits after the second. */
function us(text: Cell): number {
  const [second, part = ''] = String(text).split('.');
  return Date.parse(`${second.replace(' ', 'T')}Z`) * 1000 + Number(part.padEnd(6, '0'));
}
const START = us('2024-01-01 00:00:00');
const cents = (amount: Cell) => Math.round(Number(amount) * 100);
const number = (value: Cell) => Number(value);
const distinct = (rows: readonly Row[], column: string) => [...new Set(rows.map((row) => row[column]))].sort();
const shareOf = (rows: readonly Row[], holds: (row: Row) => boolean) => rows.filter(holds).length / rows.length;
/** What lies more than four standard deviations of a share of `count` draws away is wrong. */
const expectShare = (found: number, wanted: number, count: number) =>
  expect(Math.abs(found - wanted)).toBeLessThan(4 * Math.sqrt((wanted * (1 - wanted)) / count));

function groups(rows: readonly Row[], column: string): Map<Cell, Row[]> {
  const found = new Map<Cell, Row[]>();
  for (const row of rows) {
    const group = found.get(row[column]);
    if (group) group.push(row);
    else found.set(row[column], [row]);
  }
  return found;
}

beforeAll(async () => {
  folder = temp();
  await generate({ ...job, out: folder, workers: 2 });
  const names = [...Object.keys(columns), 'clean_sales', 'returns', 'daily_sales', 'product_performance'].concat([
    'customer_lifetime_value',
    ...['customer', 'item', 'store'].flatMap((name) => [`${name}_history`, `${name}_current`]),
    'defect_sales',
  ]);
  data = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [
        name,
        await ask(readBack(folder, Object.hasOwn(columns, name) ? name : `truth/${name}`)),
      ]),
    ),
  );
  arrivals = Object.fromEntries(
    await Promise.all(
      Object.keys(columns).map(async (name) => {
        const { columns: found, rows } = await query({
          ...job,
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
