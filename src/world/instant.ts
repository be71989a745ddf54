import { monthIndexOf } from './calendar/civil.js';
import { WeekAssortment } from './processes/assortment.js';
import { timesOfDay } from './processes/sale-times.js';
import { ShardSimulator } from './shard.js';
import { deliveryWeekday, weekOf } from './week.js';
import type { World } from './world.js';

const DAY_US = 86_400_000_000;

function checkIds(world: World, store: number, product: number): void {
  for (const [name, id, count] of [
    ['store', store, world.stores.count],
    ['product', product, world.products.count],
  ] as const) {
    if (!Number.isInteger(id) || id < 1 || id > count) {
      throw new RangeError(`${name} must be a whole number from 1 to ${count}, got ${id}`);
    }
  }
}

/**
 * Price in cents at which a store sells a product on a day, or undefined when it does not carry it.
 * `store` and `product` are ids (from 1; others are a RangeError), `day` counts from 1970-01-01.
 */
export function priceAt(world: World, store: number, product: number, day: number): number | undefined {
  checkIds(world, store, product);
  if (day < world.stores.openedOn[store - 1]) return undefined;
  const weekday = deliveryWeekday(world, store - 1);
  const week = new WeekAssortment(world);
  week.plan(store - 1, weekOf(day, weekday), weekday);
  const slot = week.product.subarray(0, week.count).indexOf(product - 1);
  return slot < 0 ? undefined : week.unitCents[slot];
}

/**
 * Units of a product on a store's shelf at an instant, in microseconds since 1970-01-01, local time; 0 when the store
 * does not carry it. Deliveries count from midnight, losses at the end of the day. Simulates a month and its lookback.
 */
export function onHandAt(world: World, store: number, product: number, timeUs: number): number {
  checkIds(world, store, product);
  const day = Math.floor(timeUs / DAY_US);
  const simulator = new ShardSimulator(world);
  const shard = simulator.simulate(
    world.stores.region[store - 1],
    monthIndexOf(day),
    new Set(['stock_day', 'sale_line'] as const),
  );
  const ledger = shard.stockDay.columns;
  let units = 0;
  for (let i = 0; i < shard.stockDay.count; i++) {
    if (ledger.store[i] === store && ledger.product[i] === product && ledger.day[i] === day) {
      units = ledger.opening[i] + ledger.delivered[i] - ledger.returned[i];
    }
  }
  const days = shard.storeDay.columns;
  const at = Array.from({ length: shard.storeDay.count }, (_, i) => i).find(
    (i) => days.store[i] === store && days.day[i] === day,
  );
  if (at === undefined) return units;
  const times = timesOfDay(world, store - 1, day, days.wanted[at]);
  const lines = shard.saleLine.columns;
  // Lines have the time of their visit; where trade is anonymous each has its own.
  const moment = shard.baskets ? lines.visit : lines.line;
  for (let i = 0; i < shard.saleLine.count; i++) {
    if (lines.store[i] !== store || lines.product[i] !== product || lines.day[i] !== day) continue;
    if (day * DAY_US + times[moment[i]] <= timeUs) units -= lines.quantity[i];
  }
  return units;
}
