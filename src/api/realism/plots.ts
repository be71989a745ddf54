/** What the page draws: the world beside the reference, as numbers. */
import { basketLines, depths, unitPrices } from './baskets.js';
import { hourShares, weekdayShares } from './calendar.js';
import type { Data } from './data.js';
import { popularity } from './products.js';
import * as reference from './reference.js';
import { topStoreShares, yearTrips } from './shoppers.js';
import { type Histogram, quantile } from './statistics.js';

export interface RealismPlot {
  readonly id: string;
  readonly title: string;
  /** quantiles: value over probability; shares: share over class; ranks: lines over rank, both logarithmic. */
  readonly kind: 'quantiles' | 'shares' | 'ranks';
  /** Of the values; empty for shares. */
  readonly unit: string;
  /** Whether values are drawn on a logarithmic axis. */
  readonly log: boolean;
  readonly points: readonly {
    /** Probability (0–1), class (Mon, 17) or rank. */
    readonly at: number | string;
    readonly measured: number | null;
    readonly reference: number;
  }[];
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export async function plotsOf(data: Data): Promise<RealismPlot[]> {
  const prices = (await unitPrices(data)).map(([cents, count]) => [cents / 100, count] as const);
  return [
    quantiles('unit_price', 'Price paid for a unit', 'USD', true, prices, reference.unitPriceQuantiles),
    quantiles(
      'discount_depth',
      'Discount of lines that have one',
      'share',
      false,
      await depths(data),
      reference.discountDepthQuantiles,
    ),
    quantiles('basket_lines', 'Lines a basket', 'lines', true, await basketLines(data), reference.basketLinesQuantiles),
    quantiles(
      'trips',
      'Trips of a loyal shopper in a year',
      'trips',
      false,
      await yearTrips(data),
      reference.yearTripsQuantiles,
    ),
    quantiles(
      'top_store_share',
      "Receipts in a shopper's own first store",
      'share',
      false,
      await topStoreShares(data),
      reference.topStoreShareQuantiles,
    ),
    shares('weekday', 'Receipts by weekday', weekdays, await weekdayShares(data), reference.weekdayShares),
    shares('hour', 'Receipts by hour', [...Array(24).keys()].map(String), await hourShares(data), reference.hourShares),
    ranks(await popularity(data)),
  ];
}

function quantiles(
  id: string,
  title: string,
  unit: string,
  log: boolean,
  found: Histogram,
  real: readonly number[],
): RealismPlot {
  const points = reference.probabilities.map((at, i) => {
    const value = quantile(found, at);
    return { at, measured: Number.isNaN(value) ? null : value, reference: real[i] };
  });
  return { id, title, kind: 'quantiles', unit, log, points };
}

function shares(
  id: string,
  title: string,
  names: readonly string[],
  found: readonly number[],
  real: readonly number[],
): RealismPlot {
  const sum = real.reduce((all, value) => all + value, 0);
  const points = names.map((at, i) => ({ at, measured: found[i], reference: real[i] / sum }));
  return { id, title, kind: 'shares', unit: '', log: false, points };
}

/** About ten ranks a power of ten; the reference is a line of its slope through the geometric middle of the data. */
function ranks(lines: readonly number[]): RealismPlot {
  const last = Math.min(lines.length, 100_000);
  const at = [...new Set(Array.from({ length: 51 }, (_, i) => Math.round(10 ** (i / 10))))].filter(
    (rank) => rank <= last,
  );
  const middle = Math.min(100, Math.max(1, last));
  const points = at.map((rank) => ({
    at: rank,
    measured: lines[rank - 1],
    reference: lines[middle - 1] * (rank / middle) ** reference.rankSlope,
  }));
  return { id: 'popularity', title: 'Lines of a product by its rank', kind: 'ranks', unit: 'lines', log: true, points };
}
