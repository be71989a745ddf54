import { exponential, Sequence } from '../../random/index.js';
import type { Shard } from '../shard.js';
import type { World } from '../world.js';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const OPENS_AT = 10;
/** Weight of each opening hour, 10 h to 21 h: a rise to the late afternoon. Shares of hours 10–21 of Complete Journey. */
const HOURS = [0.044, 0.063, 0.072, 0.077, 0.079, 0.082, 0.095, 0.105, 0.099, 0.08, 0.064, 0.042];

/** Cumulated hour weights, from 0 to 1. */
const cumulated: readonly number[] = (() => {
  const total = HOURS.reduce((a, b) => a + b, 0);
  let sum = 0;
  const ends = HOURS.map((weight) => {
    sum += weight;
    return sum / total;
  });
  return [0, ...ends];
})();

/** Microseconds after midnight at which a part `position` (0–1) of the day's shoppers has come. */
function timeOfDay(position: number): number {
  let hour = 0;
  while (hour < HOURS.length - 1 && position >= cumulated[hour + 1]) hour++;
  const into = (position - cumulated[hour]) / (cumulated[hour + 1] - cumulated[hour]);
  return Math.floor((OPENS_AT + hour + Math.min(into, 0.999999999)) * HOUR_US);
}

/**
 * When each wanted line of a store's day was asked for, in order: a Poisson stream with the hours' weights, made of
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
  for (let i = 0; i < wanted; i++) times[i] = timeOfDay(times[i] / total);
  return times;
}

/**
 * Event times of rows that name a store (from 1), a day and the line's number in that day; rows of a store and day
 * stand together, in the order of the shard. Microseconds since 1970-01-01, local time.
 */
export function eventTimes(
  world: World,
  shard: Shard,
  rows: { count: number; columns: { store: Int32Array; day: Int32Array; line: Int32Array } },
): BigInt64Array {
  const times = new BigInt64Array(rows.count);
  const { store, day, line } = rows.columns;
  const days = shard.storeDay.columns;
  let row = 0;
  for (let i = 0; i < shard.storeDay.count && row < rows.count; i++) {
    if (store[row] !== days.store[i] || day[row] !== days.day[i]) continue;
    const ofDay = timesOfDay(world, days.store[i] - 1, days.day[i], days.wanted[i]);
    for (; row < rows.count && store[row] === days.store[i] && day[row] === days.day[i]; row++) {
      times[row] = BigInt(day[row] * DAY_US + ofDay[line[row]]);
    }
  }
  return times;
}
