import { monthStart } from './calendar/civil.js';
import { Rows } from './columns.js';
import { StoreSimulation } from './processes/sales.js';
import type { World } from './world.js';

/** Tables that a shard can be asked for. The simulation is the same; rows that nobody asked for are not kept. */
export const shardTables = [
  'sale_line',
  'lost_sale',
  'assortment',
  'delivery',
  'stock_adjustment',
  'stock_snapshot',
  'stock_day',
] as const;
export type ShardTable = (typeof shardTables)[number];

/**
 * The rows of one region and calendar month. Stores and products are numbers from 1, days are since 1970-01-01, money
 * is in cents. Rows are ordered by store, then day, then the order in which they happened.
 */
export class Shard {
  region = 0;
  month = 0;
  readonly saleLine = new Rows(['store', 'product', 'day', 'line', 'quantity', 'listCents', 'unitCents', 'costCents']);
  readonly lostSale = new Rows(['store', 'product', 'day', 'line', 'quantity', 'onHand']);
  readonly assortment = new Rows(['store', 'product', 'day', 'listCents', 'unitCents']);
  readonly delivery = new Rows(['store', 'product', 'day', 'ordered', 'delivered', 'returned', 'target']);
  readonly stockAdjustment = new Rows(['store', 'product', 'day', 'quantity']);
  readonly stockSnapshot = new Rows(['store', 'product', 'day', 'onHand']);
  readonly stockDay = new Rows([
    'store',
    'product',
    'day',
    'opening',
    'delivered',
    'returned',
    'sold',
    'shrink',
    'closing',
  ]);
  /** One row a store and day with demand: the number of lines that were wanted. */
  readonly storeDay = new Rows(['store', 'day', 'wanted']);

  clear(): void {
    for (const rows of [
      this.saleLine,
      this.lostSale,
      this.assortment,
      this.delivery,
      this.stockAdjustment,
      this.stockSnapshot,
      this.stockDay,
      this.storeDay,
    ]) {
      rows.clear();
    }
  }
}

/**
 * Computes shards of a world. Law of windows: a shard has the same rows whatever was computed before it. Taking the
 * months of a region in order is quicker, since the shelves at the end of a month are remembered for the next one.
 * Memory: one shard and the shelves of one region.
 */
export class ShardSimulator {
  readonly #world: World;
  readonly #shard = new Shard();
  #stores: StoreSimulation | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * The rows of region `region` (index) in month `month` (year × 12 + month − 1), as far as they are wanted. The shard
   * is refilled by the next call. `interrupted` is asked once a store; when it says yes the call throws.
   */
  simulate(region: number, month: number, wanted: ReadonlySet<ShardTable>, interrupted?: () => boolean): Shard {
    if (this.#stores?.region.index !== region) {
      this.#stores = new StoreSimulation(this.#world, this.#world.regions[region]);
    }
    const shard = this.#shard;
    shard.clear();
    shard.region = region;
    shard.month = month;
    this.#stores.open(monthStart(month), monthStart(month + 1));
    for (const store of this.#stores.region.stores) {
      if (interrupted?.()) throw new Error('interrupted');
      this.#stores.run(store, shard, wanted);
    }
    return shard;
  }
}
