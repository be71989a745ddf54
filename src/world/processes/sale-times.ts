import { exponential, Sequence } from '../../random/index.js';
import { weekdayOf } from '../calendar/civil.js';
import type { Shard } from '../shard.js';
import type { World } from '../world.js';

const HOUR_US = 3_600_000_000;
export const DAY_US = 24 * HOUR_US;
const SATURDAY = 6;

/** Parts of a day's shoppers who have come by the start of each hour, 0 to 24, from 0 to 1. */
function hourEnds(world: World, day: number): Float64Array {
  const weights = world.config[weekdayOf(day) >= SATURDAY ? 'visit.hours_weekend' : 'visit.hours'];
  const total = weights.reduce((a, b) => a + b, 0);
  const ends = new Float64Array(25);
  let sum = 0;
  weights.forEach((weight, hour) => {
    sum += weight;
    ends[hour + 1] = sum / total;
  });
  return ends;
}

/** Microseconds after midnight at which a part `position` (0–1) of the day's shoppers has come. */
function timeOfDay(ends: Float64Array, position: number): number {
  let hour = 0;
  while (hour < 23 && position >= ends[hour + 1]) hour++;
  const into = (position - ends[hour]) / (ends[hour + 1] - ends[hour]);
  return Math.floor((hour + Math.min(into, 0.999999999)) * HOUR_US);
}

/** An instant of a day, in microseconds since 1970-01-01, at which a part `position` (0–1) of its shoppers has come. */
export function instantAt(world: World, day: number, position: number): number {
  return day * DAY_US + timeOfDay(hourEnds(world, day), position);
}

/**
 * When each visit of a store's day (each wanted line, where trade is anonymous) came, in order: a Poisson stream with the hours' weights, made of
 * normalised exponential gaps. Microseconds after midnight, local time.
 */
export function timesOfDay(world: World, store: number, day: number, wanted: number): Float64Array {
  const gaps = new Sequence().seed(world.draws.time, store, day);
  const times = new Float64Array(wanted);
  let sum = 0;
  for (let i = 0; i < wanted; i++) {
    sum += exponential(gaps);
    times[i] = sum;
  }
  const total = sum + exponential(gaps);
  const ends = hourEnds(world, day);
  for (let i = 0; i < wanted; i++) times[i] = timeOfDay(ends, times[i] / total);
  return times;
}

/**
 * Event times of rows that name a store (from 1) and a day, and of which `index` says the visit (or anonymous line) of
 * that day; rows of a store and day stand together, in the order of the shard. Microseconds since 1970-01-01, local time.
 */
export function eventTimes(
  world: World,
  shard: Shard,
  rows: { count: number; columns: { store: Int32Array; day: Int32Array } },
  index: Int32Array,
): BigInt64Array {
  const times = new BigInt64Array(rows.count);
  const { store, day } = rows.columns;
  const days = shard.storeDay.columns;
  let row = 0;
  for (let i = 0; i < shard.storeDay.count && row < rows.count; i++) {
    if (store[row] !== days.store[i] || day[row] !== days.day[i]) continue;
    const ofDay = timesOfDay(world, days.store[i] - 1, days.day[i], days.wanted[i]);
    for (; row < rows.count && store[row] === days.store[i] && day[row] === days.day[i]; row++) {
      times[row] = BigInt(day[row] * DAY_US + ofDay[index[row]]);
    }
  }
  return times;
}
