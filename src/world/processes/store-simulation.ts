import { Sequence } from '../../random/index.js';
import { weekdayOf } from '../calendar/civil.js';
import type { Shard, ShardTable } from '../shard.js';
import type { Region } from '../stores.js';
import { deliveryWeekday, weekOf, weekStart } from '../week.js';
import type { World } from '../world.js';
import type { WeekAssortment } from './assortment.js';
import { Books } from './books.js';
import { calendarFactors, rampOf, regionShocks, storeShocks } from './demand.js';
import { LOOKBACK_WEEKS, renewalWeek, Shortages, shrinkUnits, targetRule } from './replenishment.js';
import type { Trade, TradingDay } from './trade.js';

const MONDAY = 1;

/**
 * The stores of one region, day after day: deliveries in the morning, trade, the count of losses on the last evening of
 * the trading week.
 */
export class StoreSimulation {
  readonly region: Region;
  readonly #world: World;
  readonly #trade: Trade;
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
  readonly #target: (expectedUnits: number) => number;
  readonly #today: TradingDay = { store: 0, day: 0, known: 0, shock: 0, ramp: 0 };
  #from = 0;
  #to = 0;
  #factorsFrom = 0;
  #known: Float64Array = new Float64Array(0);
  #shock: Float64Array = new Float64Array(0);
  #ownShock: Float64Array = new Float64Array(0);

  /** `week` is refilled for each store and week; regions may share it, one after the other. */
  constructor(world: World, region: Region, week: WeekAssortment, trade: Trade) {
    this.region = region;
    this.#world = world;
    this.#trade = trade;
    this.#shortages = new Shortages(world, region.index);
    this.#week = week;
    this.#shelves = new Int32Array(region.stores.length * world.products.count);
    this.#shelfDay = new Int32Array(region.stores.length).fill(-2147483648);
    this.#onHand = new Int32Array(this.#week.product.length);
    this.#opening = new Int32Array(this.#week.product.length);
    this.#delivered = new Int32Array(this.#week.product.length);
    this.#returned = new Int32Array(this.#week.product.length);
    this.#carried = new Uint8Array(world.products.count);
    this.#target = targetRule(world);
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

  /**
   * Simulates one store of the region over the window and adds the wanted rows to the shard. `begin` is called between
   * the look back, of which nothing is kept, and the window.
   */
  run(store: number, shard: Shard, wanted: ReadonlySet<ShardTable>, begin?: () => void): void {
    const slot = this.region.stores.indexOf(store);
    const opened = this.#world.stores.openedOn[store];
    const from = Math.max(this.#from, opened);
    if (from >= this.#to) return;
    const products = this.#world.products.count;
    const shelf = this.#shelves.subarray(slot * products, (slot + 1) * products);
    const weekday = deliveryWeekday(this.#world, store);
    this.#trade.openStore(store);
    this.#ownShock = storeShocks(this.#world, store, this.#factorsFrom, this.#to);
    if (this.#shelfDay[slot] !== from) {
      shelf.fill(0);
      const lookback = weekStart(renewalWeek(this.#world, weekOf(from, weekday)), weekday);
      this.#simulate(store, weekday, shelf, Math.max(opened, lookback), from, undefined, wanted);
    }
    begin?.();
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
    const books = shard === undefined ? undefined : new Books(shard, wanted);
    for (let day = from; day < to; ) {
      const number = weekOf(day, weekday);
      const start = weekStart(number, weekday);
      const last = start + 6;
      week.plan(store, number, weekday);
      let morning = day === Math.max(start, opened);
      if (morning) books?.range(store, day, week);
      if (morning) this.#deliver(store, number, start, day === opened, shelf, books);
      for (let s = 0; s < week.count; s++) this.#onHand[s] = shelf[week.product[s]];
      const until = Math.min(to, last + 1);
      for (; day < until; day++) {
        if (weekdayOf(day) === MONDAY) books?.snapshot(store, day, week, this.#onHand);
        if (books?.ledger && !morning) this.#quietMorning();
        morning = false;
        this.#trade.trade(this.#dayOf(store, day), week, this.#onHand, shard, wanted);
        books?.closeDay(store, day, week, this.#opening, this.#delivered, this.#returned, this.#onHand);
        if (day === last) this.#count(store, number, start, day, books);
      }
      for (let s = 0; s < week.count; s++) shelf[week.product[s]] = this.#onHand[s];
    }
  }

  #dayOf(store: number, day: number): TradingDay {
    const i = day - this.#factorsFrom;
    const today = this.#today;
    today.store = store;
    today.day = day;
    today.known = this.#known[i];
    today.shock = this.#shock[i] * this.#ownShock[i];
    today.ramp = rampOf(this.#world, store, day);
    return today;
  }

  #deliver(
    store: number,
    number: number,
    start: number,
    opening: boolean,
    shelf: Int32Array,
    books: Books | undefined,
  ): void {
    const world = this.#world;
    const week = this.#week;
    const short = this.#shortages.of(number);
    const day = opening ? world.stores.openedOn[store] : start;
    const units = this.#expectedUnits(store, start);
    books?.expectDeliveries(week.count + shelf.length);
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
      } else {
        shelf[p] = target;
        this.#delivered[s] = ordered;
        this.#returned[s] = Math.max(0, before - target);
      }
      books?.deliver(store, p, day, {
        ordered,
        delivered: this.#delivered[s],
        returned: this.#returned[s],
        target,
      });
    }
    // What leaves the assortment goes back to the distribution centre.
    for (let p = 0; p < shelf.length; p++) {
      if (shelf[p] > 0 && this.#carried[p] === 0) {
        books?.deliver(store, p, day, { ordered: 0, delivered: 0, returned: shelf[p], target: 0 });
        books?.withdraw(store, p, day, shelf[p]);
        shelf[p] = 0;
      }
    }
  }

  /** Units that a planner expects a store to be asked for in the trading week: no shock, no chance. */
  #expectedUnits(store: number, start: number): number {
    let days = 0;
    for (let day = start; day < start + 7; day++) {
      days += this.#known[day - this.#factorsFrom] * rampOf(this.#world, store, day);
    }
    return this.#trade.expectedUnits(store) * days;
  }

  #quietMorning(): void {
    this.#opening.set(this.#onHand);
    this.#delivered.fill(0);
    this.#returned.fill(0);
  }

  /** The weekly count finds what was stolen or spoilt. */
  #count(store: number, number: number, start: number, day: number, books: Books | undefined): void {
    const rate = this.#world.config['stock.shrink_rate'];
    if (rate === 0) return;
    const week = this.#week;
    const units = this.#expectedUnits(store, start);
    const sequence = this.#counts.seed(this.#world.draws.shrink, store, number);
    let next = 0;
    for (let s = 0; s < week.count; s++) {
      for (; next < week.product[s]; next++) sequence.word();
      next++;
      const draw = sequence.word() / 4294967296;
      const lost = shrinkUnits(rate * units * week.share[s], draw, this.#onHand[s]);
      if (lost === 0) continue;
      this.#onHand[s] -= lost;
      books?.shrink(store, day, week, s, lost);
    }
  }
}
