import type { Shard, ShardTable } from '../shard.js';
import type { WeekAssortment } from './assortment.js';

/** Why units move; numbers stand in rows. */
export const movementKinds = ['delivery', 'return_to_dc', 'sale', 'shrink'] as const;
const [DELIVERY, RETURN_TO_DC, SALE, SHRINK] = [0, 1, 2, 3];

/** What went to and from a shelf with the delivery of a morning. */
export interface Delivered {
  readonly ordered: number;
  readonly delivered: number;
  readonly returned: number;
  readonly target: number;
}

/**
 * Writes what happens to the shelves of stores into the tables of a shard that are wanted: deliveries, the range,
 * snapshots, counts, and the ledger with its movements. Store and product are indexes here and numbers from 1 in rows.
 */
export class Books {
  readonly #shard: Shard;
  readonly #wanted: ReadonlySet<ShardTable>;
  /** Whether the days' ledger must be kept, for itself or for the movements. */
  readonly ledger: boolean;

  constructor(shard: Shard, wanted: ReadonlySet<ShardTable>) {
    this.#shard = shard;
    this.#wanted = wanted;
    this.ledger = wanted.has('stock_day') || wanted.has('stock_movement');
  }

  /** Makes room for the deliveries of a week. */
  expectDeliveries(most: number): void {
    if (this.#wanted.has('delivery')) this.#shard.delivery.reserve(most);
  }

  deliver(store: number, product: number, day: number, { ordered, delivered, returned, target }: Delivered): void {
    if (!this.#wanted.has('delivery') || (ordered === 0 && returned === 0)) return;
    const rows = this.#shard.delivery;
    const row = rows.count++;
    const c = rows.columns;
    c.store[row] = store + 1;
    c.product[row] = product + 1;
    c.day[row] = day;
    c.ordered[row] = ordered;
    c.delivered[row] = delivered;
    c.returned[row] = returned;
    c.target[row] = target;
  }

  range(store: number, day: number, week: WeekAssortment): void {
    if (!this.#wanted.has('assortment')) return;
    const rows = this.#shard.assortment;
    rows.reserve(week.count);
    const c = rows.columns;
    for (let s = 0; s < week.count; s++) {
      const row = rows.count++;
      c.store[row] = store + 1;
      c.product[row] = week.product[s] + 1;
      c.day[row] = day;
      c.listCents[row] = week.listCents[s];
      c.unitCents[row] = week.unitCents[s];
    }
  }

  snapshot(store: number, day: number, week: WeekAssortment, onHand: Int32Array): void {
    if (!this.#wanted.has('stock_snapshot')) return;
    const rows = this.#shard.stockSnapshot;
    rows.reserve(week.count);
    const c = rows.columns;
    for (let s = 0; s < week.count; s++) {
      const row = rows.count++;
      c.store[row] = store + 1;
      c.product[row] = week.product[s] + 1;
      c.day[row] = day;
      c.onHand[row] = onHand[s];
    }
  }

  /** A product left the range in the morning and went back to the distribution centre. */
  withdraw(store: number, product: number, day: number, units: number): void {
    if (!this.ledger) return;
    this.#day(store, product, day, units, 0, units, 0);
  }

  /** A day of all slots: stock of the evening before, units in and out in the morning, stock after trade. */
  closeDay(
    store: number,
    day: number,
    week: WeekAssortment,
    opening: Int32Array,
    delivered: Int32Array,
    returned: Int32Array,
    evening: Int32Array,
  ): void {
    if (!this.ledger) return;
    for (let s = 0; s < week.count; s++) {
      this.#day(store, week.product[s], day, opening[s], delivered[s], returned[s], evening[s]);
    }
  }

  /** The count of the evening of `day` found units of slot s missing; the day was closed before. */
  shrink(store: number, day: number, week: WeekAssortment, s: number, units: number): void {
    if (this.#wanted.has('stock_day')) {
      // The day's rows were booked last, slot by slot.
      const ledger = this.#shard.stockDay;
      const row = ledger.count - week.count + s;
      ledger.columns.shrink[row] = units;
      ledger.columns.closing[row] -= units;
    }
    this.#move(store, week.product[s], day, SHRINK, -units);
    if (!this.#wanted.has('stock_adjustment')) return;
    const rows = this.#shard.stockAdjustment;
    rows.reserve(1);
    const row = rows.count++;
    rows.columns.store[row] = store + 1;
    rows.columns.product[row] = week.product[s] + 1;
    rows.columns.day[row] = day;
    rows.columns.quantity[row] = -units;
  }

  #day(
    store: number,
    product: number,
    day: number,
    opening: number,
    delivered: number,
    returned: number,
    evening: number,
  ): void {
    const sold = opening + delivered - returned - evening;
    this.#move(store, product, day, DELIVERY, delivered);
    this.#move(store, product, day, RETURN_TO_DC, -returned);
    this.#move(store, product, day, SALE, -sold);
    if (!this.#wanted.has('stock_day')) return;
    const rows = this.#shard.stockDay;
    rows.reserve(1);
    const row = rows.count++;
    const c = rows.columns;
    c.store[row] = store + 1;
    c.product[row] = product + 1;
    c.day[row] = day;
    c.opening[row] = opening;
    c.delivered[row] = delivered;
    c.returned[row] = returned;
    c.sold[row] = sold;
    c.shrink[row] = 0;
    c.closing[row] = evening;
  }

  #move(store: number, product: number, day: number, kind: number, units: number): void {
    if (units === 0 || !this.#wanted.has('stock_movement')) return;
    const rows = this.#shard.stockMovement;
    rows.reserve(1);
    const row = rows.count++;
    const c = rows.columns;
    c.store[row] = store + 1;
    c.product[row] = product + 1;
    c.day[row] = day;
    c.kind[row] = kind;
    c.units[row] = units;
  }
}
