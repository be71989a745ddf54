import { eventTimes } from '../processes/sale-times.js';
import type { Shard } from '../shard.js';
import { makers, type ShardedTable, type ShardView } from './table.js';

const { integer, bigint, boolean, date, timestamp, text } = makers<ShardView>();

/** Ids unique without coordination: store, day and a number in the day, in 25, 16 and 22 bits. */
export function packedIds(
  count: number,
  store: Int32Array,
  day: Int32Array,
  number: (row: number) => number,
): BigInt64Array {
  const words = new Uint32Array(count * 2);
  for (let i = 0; i < count; i++) {
    words[2 * i] = ((day[i] & 1023) << 22) | number(i);
    words[2 * i + 1] = (store[i] << 6) | ((day[i] >>> 10) & 63);
  }
  return new BigInt64Array(words.buffer);
}

type Lines = Shard['saleLine'] | Shard['lostSale'];

export function lineIds({
  count,
  columns: { store, day, line },
}: Pick<Lines, 'count'> & { columns: Pick<Lines['columns'], 'store' | 'day' | 'line'> }): BigInt64Array {
  return packedIds(count, store, day, (i) => line[i]);
}

/** Ids of the receipts of rows that name a visit. Anonymous lines are their own receipts. */
export function receiptIds(count: number, store: Int32Array, day: Int32Array, visit: Int32Array): BigInt64Array {
  return packedIds(count, store, day, (i) => visit[i] << 2);
}

/** The column that says when a line was sold: its visit, or the line itself where trade is anonymous. */
function visitOf(shard: Shard, rows: Lines): Int32Array {
  return shard.baskets ? rows.columns.visit : rows.columns.line;
}

function receiptsOf(shard: Shard, rows: Lines): BigInt64Array {
  const { store, day, visit } = rows.columns;
  return shard.baskets ? receiptIds(rows.count, store, day, visit) : lineIds(rows);
}

export const saleLine: ShardedTable = {
  name: 'sale_line',
  grain: 'shard',
  time: 'sold_on',
  describe: 'One row a line that was sold.',
  key: ['line_id'],
  rows: (v) => v.shard.saleLine.count,
  columns: [
    bigint('line_id', 'Unique number; lost sales share the numbering.', (v) => lineIds(v.shard.saleLine)),
    bigint('receipt_id', 'Receipt; the line itself where trade is anonymous.', (v) =>
      receiptsOf(v.shard, v.shard.saleLine),
    ),
    integer('receipt_number', 'Number of the receipt when visit.total fixes how many there are; 0 otherwise.', (v) =>
      v.shard.baskets ? v.shard.saleLine.columns.receiptNumber : new Int32Array(v.shard.saleLine.count),
    ),
    integer('line_number', 'Number in the receipt, from 1.', (v) =>
      v.shard.baskets ? v.shard.saleLine.columns.number : new Int32Array(v.shard.saleLine.count).fill(1),
    ),
    date('sold_on', 'Day of the sale.', (v) => v.shard.saleLine.columns.day),
    timestamp('sold_at', 'Time of the sale, local.', (v) =>
      eventTimes(v.world, v.shard, v.shard.saleLine, visitOf(v.shard, v.shard.saleLine)),
    ),
    integer('store_id', 'Store.', (v) => v.shard.saleLine.columns.store),
    text(
      'store_uuid',
      'UUID of the store.',
      (w) => w.stores.uuid,
      (v) => v.shard.saleLine.columns.store,
      1,
    ),
    integer('product_id', 'Product.', (v) => v.shard.saleLine.columns.product),
    text(
      'product_uuid',
      'UUID of the product.',
      (w) => w.products.uuid,
      (v) => v.shard.saleLine.columns.product,
      1,
    ),
    integer('quantity', 'Units.', (v) => v.shard.saleLine.columns.quantity),
    integer('list_cents', 'List price of a unit, in cents.', (v) => v.shard.saleLine.columns.listCents),
    integer(
      'unit_cents',
      'Price paid for a unit after markdown or promotion, in cents.',
      (v) => v.shard.saleLine.columns.unitCents,
    ),
    integer('cost_cents', 'Cost of a unit, in cents.', (v) => v.shard.saleLine.columns.costCents),
    integer('promotion_id', 'Promotion, 0 for none.', (v) =>
      v.shard.baskets ? v.shard.saleLine.columns.promotion : new Int32Array(v.shard.saleLine.count),
    ),
    boolean('substitute', 'Hidden: taken in the place of something that was out of stock.', (v) =>
      v.shard.baskets ? Uint8Array.from(v.shard.saleLine.columns.substitute) : new Uint8Array(v.shard.saleLine.count),
    ),
  ],
};

export const lostSale: ShardedTable = {
  name: 'lost_sale',
  grain: 'shard',
  time: 'wanted_on',
  describe: 'One row a line that the shelf could not fill.',
  key: ['line_id'],
  rows: (v) => v.shard.lostSale.count,
  columns: [
    bigint('line_id', 'Unique number; sale lines share the numbering.', (v) => lineIds(v.shard.lostSale)),
    bigint('visit_id', 'Visit; the line itself where trade is anonymous.', (v) =>
      receiptsOf(v.shard, v.shard.lostSale),
    ),
    date('wanted_on', 'Day.', (v) => v.shard.lostSale.columns.day),
    timestamp('wanted_at', 'Time, local.', (v) =>
      eventTimes(v.world, v.shard, v.shard.lostSale, visitOf(v.shard, v.shard.lostSale)),
    ),
    integer('store_id', 'Store.', (v) => v.shard.lostSale.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.lostSale.columns.product),
    integer('quantity', 'Units that were wanted.', (v) => v.shard.lostSale.columns.quantity),
    integer('on_hand', 'Units on the shelf at that moment, fewer than wanted.', (v) => v.shard.lostSale.columns.onHand),
  ],
};
