import { monthIndexOf, monthStart } from './calendar/civil.js';
import { Rows } from './columns.js';
import { WeekAssortment } from './processes/assortment.js';
import { type BasketRules, BasketTrade, basketRules } from './processes/baskets.js';
import { LineTrade } from './processes/lines.js';
import { bookPayments } from './processes/payments.js';
import { RETURN_MONTHS, ReturnDesk, type ReturnRows, returnRows } from './processes/returns.js';
import { StoreSimulation } from './processes/store-simulation.js';
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
  'stock_movement',
  'visit',
  'receipt',
  'payment',
  'return_line',
] as const;
export type ShardTable = (typeof shardTables)[number];

/**
 * The rows of one region and calendar month. Stores and products are numbers from 1, days are since 1970-01-01, money
 * is in cents. Rows are ordered by store, then day, then the order in which they happened.
 */
export class Shard {
  region = 0;
  month = 0;
  readonly saleLine: Rows<
    | 'store'
    | 'product'
    | 'day'
    | 'line'
    | 'quantity'
    | 'listCents'
    | 'unitCents'
    | 'costCents'
    | 'visit'
    | 'number'
    | 'promotion'
    | 'substitute'
    | 'receiptNumber'
  >;
  readonly lostSale: Rows<'store' | 'product' | 'day' | 'line' | 'quantity' | 'onHand' | 'visit'>;
  readonly visit = new Rows(['store', 'day', 'visit', 'person', 'mission', 'wanted', 'lines']);
  readonly receipt = new Rows([
    'store',
    'day',
    'visit',
    'shopper',
    'lines',
    'units',
    'grossCents',
    'netCents',
    'number',
  ]);
  readonly payment = new Rows(['store', 'day', 'visit', 'part', 'tender', 'amountCents']);
  readonly returnLine = returnRows();
  readonly stockMovement = new Rows(['store', 'product', 'day', 'kind', 'units']);
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
  /** One row a store and day with demand: the number of visits, or of lines that were wanted where trade is anonymous. */
  readonly storeDay = new Rows(['store', 'day', 'wanted']);
  /** Whether trade has shoppers and receipts; without them some columns are never filled. */
  readonly baskets: boolean;

  constructor(baskets: boolean) {
    this.baskets = baskets;
    // Anonymous lines are many and have no receipts: their columns stay empty.
    const unused = baskets ? [] : (['visit', 'number', 'promotion', 'substitute', 'receiptNumber'] as const);
    this.saleLine = new Rows(
      [
        'store',
        'product',
        'day',
        'line',
        'quantity',
        'listCents',
        'unitCents',
        'costCents',
        'visit',
        'number',
        'promotion',
        'substitute',
        'receiptNumber',
      ],
      unused,
    );
    this.lostSale = new Rows(
      ['store', 'product', 'day', 'line', 'quantity', 'onHand', 'visit'],
      baskets ? [] : ['visit'],
    );
  }

  /** Adds a store's day to `storeDay`. */
  bookStoreDay(store: number, day: number, wanted: number): void {
    this.storeDay.reserve(1);
    const row = this.storeDay.count++;
    this.storeDay.columns.store[row] = store + 1;
    this.storeDay.columns.day[row] = day;
    this.storeDay.columns.wanted[row] = wanted;
  }

  clear(): void {
    for (const rows of [
      this.saleLine,
      this.lostSale,
      this.assortment,
      this.delivery,
      this.stockAdjustment,
      this.stockSnapshot,
      this.stockDay,
      this.stockMovement,
      this.visit,
      this.receipt,
      this.payment,
      this.returnLine,
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
  readonly #shard: Shard;
  readonly #week: WeekAssortment;
  readonly #rules: BasketRules | undefined;
  readonly #desk: ReturnDesk;
  #stores: StoreSimulation | undefined;
  /** Returns decided in the months that were simulated with a desk, by month, of the region at hand. */
  #decided = new Map<number, ReturnRows>();

  constructor(world: World) {
    this.#world = world;
    const baskets = world.config.shoppers > 0;
    this.#shard = new Shard(baskets);
    this.#week = new WeekAssortment(world);
    this.#rules = baskets ? basketRules(world) : undefined;
    this.#desk = new ReturnDesk(world);
  }

  /**
   * The rows of region `region` (index) in month `month` (year × 12 + month − 1), as far as they are wanted. The shard
   * is refilled by the next call. `interrupted` is asked once a store; when it says yes the call throws.
   */
  simulate(region: number, month: number, wanted: ReadonlySet<ShardTable>, interrupted?: () => boolean): Shard {
    for (const _ of this.steps(this.#shard, region, month, wanted)) {
      if (interrupted?.()) throw new Error('interrupted');
    }
    return this.#shard;
  }

  /** An empty shard for `steps`. */
  newShard(): Shard {
    return new Shard(this.#world.config.shoppers > 0);
  }

  /**
   * The same into a shard of the caller's, with a pause before each store, so that a thread can do other things between
   * them. One after the other: no other shard may be begun before the last step.
   */
  *steps(shard: Shard, region: number, month: number, wanted: ReadonlySet<ShardTable>): Generator<void, void> {
    if (this.#stores?.region.index !== region) this.#stores = this.#open(region);
    const returns = wanted.has('return_line') && shard.baskets;
    if (returns) {
      const first = Math.max(month - RETURN_MONTHS, monthIndexOf(this.#world.from));
      for (let before = first; before < month; before++) {
        if (!this.#decided.has(before)) yield* this.#run(shard, region, before, NOTHING, true);
      }
    }
    const needed = wanted.has('payment') ? new Set([...wanted, 'receipt' as const]) : wanted;
    yield* this.#run(shard, region, month, needed, returns);
    if (returns) this.#bringBack(shard);
    if (wanted.has('payment')) {
      bookPayments(this.#world, shard);
      if (!wanted.has('receipt')) shard.receipt.clear();
    }
  }

  #open(region: number): StoreSimulation {
    const world = this.#world;
    const place = world.regions[region];
    this.#decided.clear();
    return new StoreSimulation(
      world,
      place,
      this.#week,
      this.#rules === undefined ? new LineTrade(world) : new BasketTrade(world, place, this.#rules, this.#desk),
    );
  }

  *#run(
    shard: Shard,
    region: number,
    month: number,
    wanted: ReadonlySet<ShardTable>,
    returns: boolean,
  ): Generator<void, void> {
    const stores = this.#stores as StoreSimulation;
    shard.clear();
    shard.region = region;
    shard.month = month;
    stores.open(monthStart(month), monthStart(month + 1));
    const decided = returns ? returnRows() : undefined;
    for (const store of stores.region.stores) {
      yield;
      stores.run(store, shard, wanted, () => {
        this.#desk.rows = decided;
      });
      this.#desk.rows = undefined;
    }
    if (decided) this.#decided.set(month, decided);
  }

  /** Fills the month's returns from what was decided at sales of this month and those before. */
  #bringBack(shard: Shard): void {
    const [from, to] = [monthStart(shard.month), monthStart(shard.month + 1)];
    for (let sold = shard.month - RETURN_MONTHS; sold <= shard.month; sold++) {
      const decided = this.#decided.get(sold);
      for (let i = 0; decided !== undefined && i < decided.count; i++) {
        if (decided.columns.day[i] >= from && decided.columns.day[i] < to) shard.returnLine.copy(decided, i);
      }
    }
    for (const known of this.#decided.keys()) if (known < shard.month - RETURN_MONTHS) this.#decided.delete(known);
  }
}

const NOTHING: ReadonlySet<ShardTable> = new Set();
