import { calendar } from './calendar.js';
import { distributionCentre, store, town } from './places.js';
import { product } from './product.js';
import { lostSale, saleLine } from './sales.js';
import { assortment, delivery, stockAdjustment, stockDay, stockSnapshot } from './stock.js';
import type { WorldTable } from './table.js';

export type { Column, ColumnType, ShardedTable, WorldTable } from './table.js';

/** Every table of the world, as datasets see them: `world.<name>`. */
export const worldTables: readonly WorldTable[] = [
  calendar,
  town,
  distributionCentre,
  store,
  product,
  assortment,
  saleLine,
  lostSale,
  delivery,
  stockAdjustment,
  stockSnapshot,
  stockDay,
];
