import type { ArrivalDefect } from './kind.js';

export const lateArrival: ArrivalDefect = {
  kind: 'late_arrival',
  of: 'arrival',
  describe: 'The row arrives later than a usual watermark: between half the longest lateness and all of it.',
  damaged: (arrival, draw) =>
    `${arrival} + to_microseconds(CAST(floor((0.5 + 0.5 * ${draw}) * setting('feed.late_max') * 1000000) AS BIGINT))`,
};
