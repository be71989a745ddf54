import type { Shard, ShardTable } from '../shard.js';
import type { WeekAssortment } from './assortment.js';

/** What a trade needs to know of a store's day. */
export interface TradingDay {
  store: number;
  day: number;
  /** Calendar factor, known to every planner. */
  known: number;
  /** Shocks of the day, unknown to planners. */
  shock: number;
  /** Volume of the store as a part of its baseline. */
  ramp: number;
}

/**
 * How a store's shelves are sold from. One way for anonymous lines, one for shoppers with baskets; both take units from
 * the same shelves, and a sale never exceeds them.
 */
export interface Trade {
  /** Units that a planner expects a store to be asked for on a day of calendar factor and ramp 1. */
  expectedUnits(store: number): number;
  /** Called before the days of a store are traded one after the other. */
  openStore(store: number): void;
  /**
   * Sells one day from the shelves of a week's slots (`onHand`, which is lowered) and adds the wanted rows to the shard;
   * without a shard nothing is kept.
   */
  trade(
    day: TradingDay,
    week: WeekAssortment,
    onHand: Int32Array,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void;
}

/** A line's number in its store and day has 22 bits in its id. */
export const LINES_MAX = 4_194_303;

/** Thresholds of 32-bit words for 1, 2, 3 … units by the shares of the settings, and the mean. */
export function quantityRule(shares: readonly number[]): { thresholds: Float64Array; mean: number } {
  let sum = 0;
  const thresholds = Float64Array.from(shares.slice(0, -1), (share) => {
    sum += share;
    return Math.round(sum * 4294967296);
  });
  return { thresholds, mean: shares.reduce((units, share, i) => units + share * (i + 1), 0) };
}
