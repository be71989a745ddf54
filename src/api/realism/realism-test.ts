import type { Data } from './data.js';
import type { Source } from './reference.js';

/** From … to, both included; `Infinity` where there is no upper end. */
export type Interval = readonly [low: number, high: number];

/** One figure of a real retailer that the world is held against. */
export interface RealismTest {
  readonly id: string;
  readonly title: string;
  /** What real data show, as text: a figure, a range. */
  readonly real: string;
  readonly accept: Interval | ((data: Data) => Interval);
  /** Of the measured value: share, USD, lines … or empty. */
  readonly unit: string;
  readonly source: Source;
  /** The figure, or why these data cannot give it. */
  readonly measure: (data: Data) => Promise<number | Unmeasured>;
}

/** The data are too few, or do not hold the days that a test needs. */
export class Unmeasured {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * 1 inside the interval, falling linearly to 0 at one interval width outside. An interval without an upper end counts as
 * wide as its lower end.
 */
export function scoreOf(measured: number, [low, high]: Interval): number {
  const width = high === Number.POSITIVE_INFINITY ? Math.abs(low) : high - low;
  const outside = Math.max(low - measured, measured - high, 0);
  if (outside === 0) return 1;
  return width > 0 ? Math.max(0, 1 - outside / width) : 0;
}
