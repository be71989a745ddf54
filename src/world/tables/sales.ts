import { eventTimes } from '../processes/sale-times.js';
import type { Shard } from '../shard.js';
import { makers, type ShardedTable, type ShardView } from './table.js';

const { integer, bigint, date, timestamp, text } = makers<ShardView>();

/** Ids of lines, unique without coordination: store, day and number in the day, in 25, 16 and 22 bits. */
function lineIds(rows: Shard['saleLine'] | Shard['lostSale']): BigInt64Array {
  const { store, day, line } = rows.columns;
  const words = new Uint32Array(rows.count * 2);
  for (let i = 0; i < rows.count; i++) {
    words[2 * i] = ((day[i] & 1023) << 22) | line[i];
    words[2 * i + 1] = (store[i] << 6) | ((day[i] >>> 10) & 63);
  }
  return new BigInt64Array(words.buffer);
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
    date('sold_on', 'Day of the sale.', (v) => v.shard.saleLine.columns.day),
    timestamp('sold_at', 'Time of the sale, local.', (v) => eventTimes(v.world, v.shard, v.shard.saleLine)),
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
    integer('unit_cents', 'Price paid for a unit after markdown, in cents.', (v) => v.shard.saleLine.columns.unitCents),
    integer('cost_cents', 'Cost of a unit, in cents.', (v) => v.shard.saleLine.columns.costCents),
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
    date('wanted_on', 'Day.', (v) => v.shard.lostSale.columns.day),
    timestamp('wanted_at', 'Time, local.', (v) => eventTimes(v.world, v.shard, v.shard.lostSale)),
    integer('store_id', 'Store.', (v) => v.shard.lostSale.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.lostSale.columns.product),
    integer('quantity', 'Units that were wanted.', (v) => v.shard.lostSale.columns.quantity),
    integer('on_hand', 'Units on the shelf at that moment, fewer than wanted.', (v) => v.shard.lostSale.columns.onHand),
  ],
};
