import { movementKinds } from '../processes/books.js';
import { makers, type ShardedTable, type ShardView } from './table.js';

const { integer, date, text } = makers<ShardView>();

export const assortment: ShardedTable = {
  name: 'assortment',
  grain: 'shard',
  time: 'week_start',
  describe: 'What each store carries in a trading week, and at what price. The price holds until the next week starts.',
  key: ['store_id', 'product_id', 'week_start'],
  rows: (v) => v.shard.assortment.count,
  columns: [
    date('week_start', 'First day of the trading week (or of the store).', (v) => v.shard.assortment.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.assortment.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.assortment.columns.product),
    integer('list_cents', 'List price of a unit, in cents.', (v) => v.shard.assortment.columns.listCents),
    integer('unit_cents', 'Price of a unit after markdown, in cents.', (v) => v.shard.assortment.columns.unitCents),
  ],
};

export const delivery: ShardedTable = {
  name: 'delivery',
  grain: 'shard',
  time: 'delivered_on',
  describe: 'Deliveries from the distribution centre and what went back with them, in the morning before trade.',
  key: ['store_id', 'product_id', 'delivered_on'],
  rows: (v) => v.shard.delivery.count,
  columns: [
    date('delivered_on', 'Day.', (v) => v.shard.delivery.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.delivery.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.delivery.columns.product),
    integer('ordered', 'Units ordered: the target less what was there.', (v) => v.shard.delivery.columns.ordered),
    integer('delivered', 'Units delivered; fewer when the centre is short.', (v) => v.shard.delivery.columns.delivered),
    integer('returned', 'Units sent back: surplus, or left the assortment.', (v) => v.shard.delivery.columns.returned),
    integer('target', 'Units that the shelf should hold afterwards.', (v) => v.shard.delivery.columns.target),
  ],
};

export const stockAdjustment: ShardedTable = {
  name: 'stock_adjustment',
  grain: 'shard',
  time: 'counted_on',
  describe: 'Losses found at the weekly count, in the evening after trade.',
  key: ['store_id', 'product_id', 'counted_on'],
  rows: (v) => v.shard.stockAdjustment.count,
  columns: [
    date('counted_on', 'Day.', (v) => v.shard.stockAdjustment.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.stockAdjustment.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.stockAdjustment.columns.product),
    integer('quantity', 'Units, negative for a loss.', (v) => v.shard.stockAdjustment.columns.quantity),
  ],
};

export const stockSnapshot: ShardedTable = {
  name: 'stock_snapshot',
  grain: 'shard',
  time: 'snapshot_on',
  describe: 'Stock of the assortment on Monday, after the morning’s delivery and before trade.',
  key: ['store_id', 'product_id', 'snapshot_on'],
  rows: (v) => v.shard.stockSnapshot.count,
  columns: [
    date('snapshot_on', 'Monday.', (v) => v.shard.stockSnapshot.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.stockSnapshot.columns.store),
    text(
      'store_uuid',
      'UUID of the store.',
      (w) => w.stores.uuid,
      (v) => v.shard.stockSnapshot.columns.store,
      1,
    ),
    integer('product_id', 'Product.', (v) => v.shard.stockSnapshot.columns.product),
    text(
      'product_uuid',
      'UUID of the product.',
      (w) => w.products.uuid,
      (v) => v.shard.stockSnapshot.columns.product,
      1,
    ),
    integer('on_hand', 'Units on the shelf.', (v) => v.shard.stockSnapshot.columns.onHand),
  ],
};

export const stockDay: ShardedTable = {
  name: 'stock_day',
  grain: 'shard',
  time: 'day',
  describe:
    'The ledger: opening + delivered − returned − sold − shrink = closing, for each product in a store’s range.',
  key: ['store_id', 'product_id', 'day'],
  rows: (v) => v.shard.stockDay.count,
  columns: [
    date('day', 'Day.', (v) => v.shard.stockDay.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.stockDay.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.stockDay.columns.product),
    integer('opening', 'Units on the evening before.', (v) => v.shard.stockDay.columns.opening),
    integer('delivered', 'Units delivered in the morning.', (v) => v.shard.stockDay.columns.delivered),
    integer('returned', 'Units sent back in the morning.', (v) => v.shard.stockDay.columns.returned),
    integer('sold', 'Units sold.', (v) => v.shard.stockDay.columns.sold),
    integer('shrink', 'Units found missing in the evening.', (v) => v.shard.stockDay.columns.shrink),
    integer('closing', 'Units after the day.', (v) => v.shard.stockDay.columns.closing),
  ],
};

export const stockMovement: ShardedTable = {
  name: 'stock_movement',
  grain: 'shard',
  time: 'moved_on',
  describe: 'What moved on or off a shelf on a day, one row a kind: opening stock + movements = closing stock.',
  key: ['store_id', 'product_id', 'moved_on', 'kind'],
  rows: (v) => v.shard.stockMovement.count,
  columns: [
    date('moved_on', 'Day.', (v) => v.shard.stockMovement.columns.day),
    integer('store_id', 'Store.', (v) => v.shard.stockMovement.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.stockMovement.columns.product),
    text(
      'kind',
      'Delivery or return to the distribution centre in the morning, sale, shrink found in the evening.',
      () => movementKinds,
      (v) => v.shard.stockMovement.columns.kind,
    ),
    integer('units', 'Units, negative when they leave the shelf, never 0.', (v) => v.shard.stockMovement.columns.units),
  ],
};
