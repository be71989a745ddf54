/** Baskets, units and prices: one row a receipt or a line, counted by value. */
import { fact } from './data.js';
import type { RealismTest } from './realism-test.js';
import { histogram, mean, quantile, share, topShare, total, variance } from './statistics.js';

/** Receipts by their number of lines. */
export const basketLines = fact(async (data) =>
  histogram(await data.rows('SELECT lines, count(*) FROM receipt WHERE lines > 0 GROUP BY ALL')),
);

const lineUnits = fact(async (data) =>
  histogram(await data.rows('SELECT quantity, count(*) FROM receipt_line GROUP BY ALL')),
);

/** Lines by the price paid for a unit, in cents. */
export const unitPrices = fact(async (data) =>
  histogram(await data.rows('SELECT unit_cents, count(*) FROM receipt_line WHERE unit_cents > 0 GROUP BY ALL')),
);

/** Lines by the last digit of the shelf price. */
const lastDigits = fact(async (data) =>
  histogram(await data.rows('SELECT list_cents % 10, count(*) FROM receipt_line GROUP BY ALL')),
);

/** Lines by their discount as a share of the list price, in thousandths. */
const discounts = fact(async (data) =>
  histogram(
    await data.rows(
      `SELECT CAST(round(1000 * (1 - unit_cents / list_cents)) AS INTEGER) AS depth, count(*)
       FROM receipt_line WHERE list_cents > 0 GROUP BY ALL`,
    ),
  ),
);

/** Discounts (0–1) of the lines that have one. */
export const depths = fact(async (data) =>
  (await discounts(data)).filter(([depth]) => depth > 0).map(([depth, count]) => [depth / 1000, count] as const),
);

export const tests: readonly RealismTest[] = [
  {
    id: 'basket.lines_mean',
    title: 'Lines a basket, mean',
    real: '9.43',
    accept: [8, 11],
    unit: 'lines',
    source: 'CJ',
    measure: async (data) => mean(await basketLines(data)),
  },
  {
    id: 'basket.single_share',
    title: 'Baskets with one line',
    real: '0.24',
    accept: [0.15, 0.28],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => share(await basketLines(data), (lines) => lines === 1),
  },
  {
    id: 'basket.p95_to_median',
    title: 'Lines a basket, 95th percentile ÷ median',
    real: '6.8',
    accept: [3.3, 7.5],
    unit: '',
    source: 'CJ',
    measure: async (data) => quantile(await basketLines(data), 0.95) / quantile(await basketLines(data), 0.5),
  },
  {
    id: 'basket.top_share',
    title: 'Lines in the largest 20 % of baskets',
    real: '0.62',
    accept: [0.45, 0.65],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => topShare(await basketLines(data), 0.2),
  },
  {
    id: 'line.single_unit_share',
    title: 'Lines of one unit',
    real: '0.80',
    accept: [0.76, 0.84],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => share(await lineUnits(data), (units) => units === 1),
  },
  {
    id: 'line.units_mean',
    title: 'Units a line, mean',
    real: '1.32',
    accept: [1.2, 1.45],
    unit: 'units',
    source: 'CJ',
    measure: async (data) => mean(await lineUnits(data)),
  },
  {
    id: 'price.median',
    title: 'Price paid for a unit, median over lines',
    real: '1.99',
    accept: [1.6, 2.6],
    unit: 'USD',
    source: 'CJ',
    measure: async (data) => quantile(await unitPrices(data), 0.5) / 100,
  },
  {
    id: 'price.log_sd',
    title: 'Price paid for a unit, σ of its logarithm',
    real: '0.78',
    accept: [0.65, 0.95],
    unit: '',
    source: 'CJ',
    measure: async (data) =>
      Math.sqrt(variance((await unitPrices(data)).map(([cents, count]) => [Math.log(cents), count]))),
  },
  {
    id: 'price.nine_share',
    title: 'Lines whose shelf price ends in 9',
    real: '0.74',
    accept: [0.6, 0.85],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => share(await lastDigits(data), (digit) => digit === 9),
  },
  {
    id: 'promotion.line_share',
    title: 'Lines bought below the list price',
    real: '0.50',
    accept: [0.42, 0.58],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => total(await depths(data)) / total(await discounts(data)),
  },
  {
    id: 'promotion.depth_mean',
    title: 'Discount of such lines, mean',
    real: '0.27',
    accept: [0.22, 0.31],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => mean(await depths(data)),
  },
  {
    id: 'promotion.depth_sd',
    title: 'Discount of such lines, standard deviation',
    real: '0.14',
    accept: [0.11, 0.18],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => Math.sqrt(variance(await depths(data))),
  },
];
