import { calendar } from './calendar.js';
import { feedCustomer, feedProduct, feedSale, feedStore } from './feeds.js';
import { distributionCentre, store, town } from './places.js';
import { priceHistory, product, promotion, promotionProduct } from './product.js';
import { payment, receipt, returnLine, visit } from './receipts.js';
import { lostSale, saleLine } from './sales.js';
import { shopper, shopperAddress, shopperTaste } from './shoppers.js';
import { assortment, delivery, stockAdjustment, stockDay, stockMovement, stockSnapshot } from './stock.js';
import type { WorldTable } from './table.js';

export type { Column, ColumnType, FeedTable, FeedView, ShardedTable, WorldTable } from './table.js';

/** Every table of the world, as datasets see them: `world.<name>`. */
export const worldTables: readonly WorldTable[] = [
  calendar,
  town,
  distributionCentre,
  store,
  product,
  priceHistory,
  promotion,
  promotionProduct,
  shopper,
  shopperAddress,
  shopperTaste,
  visit,
  receipt,
  assortment,
  saleLine,
  payment,
  returnLine,
  lostSale,
  delivery,
  stockAdjustment,
  stockSnapshot,
  stockDay,
  stockMovement,
  feedSale,
  feedCustomer,
  feedProduct,
  feedStore,
];
