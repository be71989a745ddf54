/** One day of `apparel-streams`, written and read back, and what is asked of its rows. */
import { type GenerateOptions, generate } from 'emporium';
import { expect } from 'vitest';
import { ask, readBack } from './runs.js';

export const SALES = 100;
const INTERVAL = 240;
export const INTERVALS = 86_400 / INTERVAL;
/** One day in which little is sold: 36,000 sales, 5,600 records of customers. */
export const day = {
  dataset: 'apparel-streams',
  settings: { 'feed.interval': INTERVAL, 'feed.sales': SALES },
} satisfies Partial<GenerateOptions>;

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
/** Rows of tables, dirty as they are delivered, those of the truth under their own names. */
export type Data = Readonly<Record<string, Row[]>>;

export const columns = {
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
export const dimensions = { customers: 'customer_id', items: 'product_id', stores: 'store_id' } as const;
export type Dimension = keyof typeof dimensions;
export const dimensionNames = Object.keys(dimensions) as Dimension[];

/** Number of a time, in microseconds; the text has none, three or six digits after the second. */
export function us(text: Cell): number {
  const [second, part = ''] = String(text).split('.');
  return Date.parse(`${second.replace(' ', 'T')}Z`) * 1000 + Number(part.padEnd(6, '0'));
}
export const START = us('2024-01-01 00:00:00');
export const cents = (amount: Cell) => Math.round(Number(amount) * 100);
export const number = (value: Cell) => Number(value);
export const distinct = (rows: readonly Row[], column: string) => [...new Set(rows.map((row) => row[column]))].sort();
export const shareOf = (rows: readonly Row[], holds: (row: Row) => boolean) => rows.filter(holds).length / rows.length;
/** What lies more than four standard deviations of a share of `count` draws away is wrong. */
export const expectShare = (found: number, wanted: number, count: number) =>
  expect(Math.abs(found - wanted)).toBeLessThan(4 * Math.sqrt((wanted * (1 - wanted)) / count));

export function groups(rows: readonly Row[], column: string): Map<Cell, Row[]> {
  const found = new Map<Cell, Row[]>();
  for (const row of rows) {
    const group = found.get(row[column]);
    if (group) group.push(row);
    else found.set(row[column], [row]);
  }
  return found;
}

/** Writes the day into a folder and reads every table. */
export async function writeDay(folder: string): Promise<Data> {
  await generate({ ...day, out: folder, workers: 2 });
  const names = [...Object.keys(columns), 'clean_sales', 'returns', 'daily_sales', 'product_performance'].concat([
    'customer_lifetime_value',
    ...['customer', 'item', 'store'].flatMap((name) => [`${name}_history`, `${name}_current`]),
    'defect_sales',
  ]);
  const tables = names.map(async (name) => [
    name,
    await ask(readBack(folder, Object.hasOwn(columns, name) ? name : `truth/${name}`)),
  ]);
  return Object.fromEntries(await Promise.all(tables));
}
