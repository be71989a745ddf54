import { negativeBinomial, Sequence } from '../../random/index.js';
import { weekdayOf } from '../calendar/civil.js';
import type { Shard, ShardTable } from '../shard.js';
import type { Region } from '../stores.js';
import { deliveryWeekday, weekOf, weekStart } from '../week.js';
import type { World } from '../world.js';
import { WeekAssortment } from './assortment.js';
import { calendarFactors, rampOf, regionShocks } from './demand.js';
import { LOOKBACK_WEEKS, Shortages, shrinkUnits, targetRule } from './replenishment.js';

const MONDAY = 1;
/** A line's number in its store and day has 22 bits in its id. */
const LINES_MAX = 4_194_303;

/**
 * The stores of one region, day after day: deliveries in the morning, shoppers' lines in the order in which they come,
 * the count of losses on the last evening of the trading week. A line that the shelf cannot fill is a lost sale; it
 * does not turn to another product, so that the shelf of one product never depends on that of another.
 */
export class StoreSimulation {
  readonly region: Region;
  readonly #world: World;
  readonly #shortages: Shortages;
  readonly #week: WeekAssortment;
  /** Shelves by store and product, exact at the start of the remembered day. */
  readonly #shelves: Int32Array;
  readonly #shelfDay: Int32Array;
  readonly #onHand: Int32Array;
  /** The day's ledger by slot, before trade: stock of the evening before, units in and units out this morning. */
  readonly #opening: Int32Array;
  readonly #delivered: Int32Array;
  readonly #returned: Int32Array;
  readonly #carried: Uint8Array;
  readonly #counts = new Sequence();
  readonly #lines = new Sequence();
  readonly #target: (expectedUnits: number) => number;
  readonly #quantityThresholds: Float64Array;
  readonly #unitsPerLine: number;
  #from = 0;
  #to = 0;
  #factorsFrom = 0;
  #known: Float64Array = new Float64Array(0);
  #shock: Float64Array = new Float64Array(0);

  constructor(world: World, region: Region) {
    this.region = region;
    this.#world = world;
    this.#shortages = new Shortages(world, region.index);
    this.#week = new WeekAssortment(world);
    this.#shelves = new Int32Array(region.stores.length * world.products.count);
    this.#shelfDay = new Int32Array(region.stores.length).fill(-2147483648);
    this.#onHand = new Int32Array(this.#week.product.length);
    this.#opening = new Int32Array(this.#week.product.length);
    this.#delivered = new Int32Array(this.#week.product.length);
    this.#returned = new Int32Array(this.#week.product.length);
    this.#carried = new Uint8Array(world.products.count);
    let sum = 0;
    const shares = world.config['quantity.shares'];
    this.#target = targetRule(world);
    this.#quantityThresholds = Float64Array.from(shares.slice(0, -1), (share) => {
      sum += share;
      return Math.round(sum * 4294967296);
    });
    this.#unitsPerLine = shares.reduce((units, share, i) => units + share * (i + 1), 0);
  }

  /** Sets the window [from, to) that the next calls of `run` cover. */
  open(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    // A store may look back to the start of its week and three weeks more; a plan looks a week ahead.
    this.#factorsFrom = from - 7 * (LOOKBACK_WEEKS + 1);
    this.#known = calendarFactors(this.#world, this.#factorsFrom, to + 7);
    this.#shock = regionShocks(this.#world, this.region.index, this.#factorsFrom, to + 7);
  }

  /** Simulates one store of the region over the window and adds the wanted rows to the shard. */
  run(store: number, shard: Shard, wanted: ReadonlySet<ShardTable>): void {
    const slot = this.region.stores.indexOf(store);
    const opened = this.#world.stores.openedOn[store];
    const from = Math.max(this.#from, opened);
    if (from >= this.#to) return;
    const products = this.#world.products.count;
    const shelf = this.#shelves.subarray(slot * products, (slot + 1) * products);
    const weekday = deliveryWeekday(this.#world, store);
    if (this.#shelfDay[slot] !== from) {
      shelf.fill(0);
      const lookback = weekStart(weekOf(from, weekday) - LOOKBACK_WEEKS, weekday);
      this.#simulate(store, weekday, shelf, Math.max(opened, lookback), from, undefined, wanted);
    }
    this.#simulate(store, weekday, shelf, from, this.#to, shard, wanted);
    this.#shelfDay[slot] = this.#to;
  }

  #simulate(
    store: number,
    weekday: number,
    shelf: Int32Array,
    from: number,
    to: number,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void {
    const week = this.#week;
    const opened = this.#world.stores.openedOn[store];
    const ledger = shard !== undefined && wanted.has('stock_day');
    for (let day = from; day < to; ) {
      const number = weekOf(day, weekday);
      const start = weekStart(number, weekday);
      const last = start + 6;
      week.plan(store, number, weekday);
      let morning = day === Math.max(start, opened);
      if (morning && shard && wanted.has('assortment')) this.#range(store, day, shard);
      if (morning) this.#deliver(store, number, start, day === opened, shelf, shard, wanted);
      for (let s = 0; s < week.count; s++) this.#onHand[s] = shelf[week.product[s]];
      const until = Math.min(to, last + 1);
      for (; day < until; day++) {
        if (shard && weekdayOf(day) === MONDAY && wanted.has('stock_snapshot')) this.#snapshot(store, day, shard);
        if (ledger && !morning) this.#quietMorning();
        morning = false;
        this.#trade(store, day, shard, wanted);
        if (ledger) this.#bookDay(store, day, shard);
        if (day === last) this.#count(store, number, start, day, shard, wanted);
      }
      for (let s = 0; s < week.count; s++) shelf[week.product[s]] = this.#onHand[s];
    }
  }

  #deliver(
    store: number,
    number: number,
    start: number,
    opening: boolean,
    shelf: Int32Array,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void {
    const world = this.#world;
    const week = this.#week;
    const short = this.#shortages.of(number);
    const day = opening ? world.stores.openedOn[store] : start;
    const units = this.#expectedUnits(store, start);
    const keep = shard !== undefined && wanted.has('delivery') ? shard.delivery : undefined;
    const ledger = shard !== undefined && wanted.has('stock_day') ? shard.stockDay : undefined;
    keep?.reserve(week.count + shelf.length);
    const book = (product: number, ordered: number, delivered: number, returned: number, target: number) => {
      if (!keep || (ordered === 0 && returned === 0)) return;
      const row = keep.count++;
      const c = keep.columns;
      c.store[row] = store + 1;
      c.product[row] = product + 1;
      c.day[row] = day;
      c.ordered[row] = ordered;
      c.delivered[row] = delivered;
      c.returned[row] = returned;
      c.target[row] = target;
    };
    this.#carried.fill(0);
    for (let s = 0; s < week.count; s++) {
      const p = week.product[s];
      this.#carried[p] = 1;
      const target = this.#target(units * week.share[s]);
      const before = shelf[p];
      this.#opening[s] = before;
      const ordered = Math.max(0, target - before);
      if (short[p] === 1 && !opening) {
        const delivered = Math.floor(ordered * world.config['stock.short_fill']);
        shelf[p] = before + delivered;
        this.#delivered[s] = delivered;
        this.#returned[s] = 0;
        book(p, ordered, delivered, 0, target);
      } else {
        shelf[p] = target;
        this.#delivered[s] = ordered;
        this.#returned[s] = Math.max(0, before - target);
        book(p, ordered, ordered, this.#returned[s], target);
      }
    }
    // What leaves the assortment goes back to the distribution centre.
    for (let p = 0; p < shelf.length; p++) {
      if (shelf[p] > 0 && this.#carried[p] === 0) {
        book(p, 0, 0, shelf[p], 0);
        if (ledger) bookLedger(ledger, store, p, day, shelf[p], 0, shelf[p], 0);
        shelf[p] = 0;
      }
    }
  }

  /** Units that a planner expects a store to be asked for in the trading week: no shock, no chance. */
  #expectedUnits(store: number, start: number): number {
    const { config, stores } = this.#world;
    let days = 0;
    for (let day = start; day < start + 7; day++) {
      days += this.#known[day - this.#factorsFrom] * rampOf(this.#world, store, day);
    }
    return config['demand.lines_per_day'] * stores.volume[store] * days * this.#unitsPerLine;
  }

  /** The lines of one day. The hot loop: two words a line, whatever happens to it. */
  #trade(store: number, day: number, shard: Shard | undefined, wanted: ReadonlySet<ShardTable>): void {
    const { config, stores, draws } = this.#world;
    const i = day - this.#factorsFrom;
    const mean =
      config['demand.lines_per_day'] *
      stores.volume[store] *
      this.#known[i] *
      this.#shock[i] *
      rampOf(this.#world, store, day);
    const week = this.#week;
    if (!(mean > 0) || week.count === 0) return;
    const lines = negativeBinomial(this.#counts.seed(draws.lines, store, day), config['demand.dispersion'], mean);
    if (lines > LINES_MAX)
      throw new Error(`store ${store + 1} wants ${lines} lines on day ${day}, more than ${LINES_MAX}`);
    const sequence = this.#lines.seed(draws.line, store, day);
    const thresholds = this.#quantityThresholds;
    const { alias, product, listCents, unitCents, costCents } = week;
    const onHand = this.#onHand;
    const sold = shard !== undefined && wanted.has('sale_line') ? shard.saleLine : undefined;
    const lost = shard !== undefined && wanted.has('lost_sale') ? shard.lostSale : undefined;
    sold?.reserve(lines);
    lost?.reserve(lines);
    const c = sold?.columns;
    const first = sold?.count ?? 0;
    let row = first;
    for (let line = 0; line < lines; line++) {
      const s = alias.pick(sequence.word());
      const draw = sequence.word();
      let quantity = 1;
      while (quantity <= thresholds.length && draw >= thresholds[quantity - 1]) quantity++;
      const have = onHand[s];
      if (have >= quantity) {
        onHand[s] = have - quantity;
        if (c !== undefined) {
          c.product[row] = product[s] + 1;
          c.line[row] = line;
          c.quantity[row] = quantity;
          c.listCents[row] = listCents[s];
          c.unitCents[row] = unitCents[s];
          c.costCents[row] = costCents[s];
          row++;
        }
      } else if (lost !== undefined) {
        const at = lost.count++;
        const l = lost.columns;
        l.store[at] = store + 1;
        l.product[at] = product[s] + 1;
        l.day[at] = day;
        l.line[at] = line;
        l.quantity[at] = quantity;
        l.onHand[at] = have;
      }
    }
    if (sold !== undefined && c !== undefined) {
      c.store.fill(store + 1, first, row);
      c.day.fill(day, first, row);
      sold.count = row;
    }
    if (shard !== undefined) {
      shard.storeDay.reserve(1);
      const at = shard.storeDay.count++;
      shard.storeDay.columns.store[at] = store + 1;
      shard.storeDay.columns.day[at] = day;
      shard.storeDay.columns.wanted[at] = lines;
    }
  }

  #range(store: number, day: number, shard: Shard): void {
    const week = this.#week;
    const rows = shard.assortment;
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

  #snapshot(store: number, day: number, shard: Shard): void {
    const week = this.#week;
    const rows = shard.stockSnapshot;
    rows.reserve(week.count);
    const c = rows.columns;
    for (let s = 0; s < week.count; s++) {
      const row = rows.count++;
      c.store[row] = store + 1;
      c.product[row] = week.product[s] + 1;
      c.day[row] = day;
      c.onHand[row] = this.#onHand[s];
    }
  }

  #quietMorning(): void {
    this.#opening.set(this.#onHand);
    this.#delivered.fill(0);
    this.#returned.fill(0);
  }

  #bookDay(store: number, day: number, shard: Shard): void {
    const week = this.#week;
    for (let s = 0; s < week.count; s++) {
      bookLedger(
        shard.stockDay,
        store,
        week.product[s],
        day,
        this.#opening[s],
        this.#delivered[s],
        this.#returned[s],
        this.#onHand[s],
      );
    }
  }

  /** The weekly count finds what was stolen or spoilt. */
  #count(
    store: number,
    number: number,
    start: number,
    day: number,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void {
    const rate = this.#world.config['stock.shrink_rate'];
    if (rate === 0) return;
    const week = this.#week;
    const units = this.#expectedUnits(store, start);
    const sequence = this.#counts.seed(this.#world.draws.shrink, store, number);
    const keep = shard !== undefined && wanted.has('stock_adjustment') ? shard.stockAdjustment : undefined;
    keep?.reserve(week.count);
    const ledger = shard !== undefined && wanted.has('stock_day') ? shard.stockDay : undefined;
    let next = 0;
    for (let s = 0; s < week.count; s++) {
      for (; next < week.product[s]; next++) sequence.word();
      next++;
      const draw = sequence.word() / 4294967296;
      const lost = shrinkUnits(rate * units * week.share[s], draw, this.#onHand[s]);
      if (lost === 0) continue;
      this.#onHand[s] -= lost;
      if (ledger) {
        // The day's rows were booked last, slot by slot.
        const row = ledger.count - week.count + s;
        ledger.columns.shrink[row] = lost;
        ledger.columns.closing[row] -= lost;
      }
      if (!keep) continue;
      const row = keep.count++;
      keep.columns.store[row] = store + 1;
      keep.columns.product[row] = week.product[s] + 1;
      keep.columns.day[row] = day;
      keep.columns.quantity[row] = -lost;
    }
  }
}

/** Adds a day's row to the ledger; `evening` is the stock after trade, before the count. */
function bookLedger(
  rows: Shard['stockDay'],
  store: number,
  product: number,
  day: number,
  opening: number,
  delivered: number,
  returned: number,
  evening: number,
): void {
  rows.reserve(1);
  const row = rows.count++;
  const c = rows.columns;
  c.store[row] = store + 1;
  c.product[row] = product + 1;
  c.day[row] = day;
  c.opening[row] = opening;
  c.delivered[row] = delivered;
  c.returned[row] = returned;
  c.sold[row] = opening + delivered - returned - evening;
  c.shrink[row] = 0;
  c.closing[row] = evening;
}
