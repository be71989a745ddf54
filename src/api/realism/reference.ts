/**
 * What real retail shows: constants that were derived from published data, and where they come from. The ranges that a
 * world may lie in are in the tests themselves.
 */
import { negativeBinomialQuantiles } from './statistics.js';

/** Where figures come from, by short name. */
export const sources = {
  CJ: 'dunnhumby Complete Journey: 2,469 loyal households of a US grocer, 2017 (package completejourney, CC0)',
  M5: 'M5 competition: daily unit sales of 3,049 products in 10 Walmart stores, 2011–2016',
  Favorita: 'Corporación Favorita: daily sales of 54 grocery stores in Ecuador, 2013–2017',
  Walmart: 'Walmart store sales: weekly sales of 45 stores, 2010–2012',
  OJ: "Dominick's Finer Foods, refrigerated orange juice: weekly scanner data of 83 stores (Chicago Booth, Kilts Center)",
  Gruen: 'Gruen, Corsten, Bharadwaj: Retail Out-of-Stocks, 2002: 8.3 % of items world-wide',
  NRF: 'National Retail Federation: National Retail Security Survey, shrink as a share of sales',
  settings: 'the setting return.rate of the run',
} as const;

export type Source = keyof typeof sources;

/** Probabilities of the quantiles below: 1 %, 5 %, 10 % … 95 %, 99 %. */
export const probabilities: readonly number[] = [
  0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99,
];

/** Price paid for a unit, in dollars; one value a line (CJ, 75,000 lines). */
export const unitPriceQuantiles: readonly number[] = [
  0.25, 0.5, 0.67, 0.89, 1, 1, 1.19, 1.39, 1.54, 1.69, 1.99, 2, 2.29, 2.5, 2.69, 2.99, 3.24, 3.79, 4.49, 6.16, 11.99,
];

/** Discount of lines that have one, as a share of the list price (CJ, 75,000 lines). */
export const discountDepthQuantiles: readonly number[] = [
  0.0385, 0.0633, 0.0876, 0.1039, 0.1304, 0.158, 0.1639, 0.1835, 0.2063, 0.2278, 0.2462, 0.2625, 0.2867, 0.3225, 0.3339,
  0.3711, 0.4014, 0.4413, 0.4709, 0.5, 0.6139,
];

/** Lines a basket: 1 + negative binomial with r 0.49 and mean 8.43 (CJ). */
export const basketLinesQuantiles: readonly number[] = negativeBinomialQuantiles(0.49, 8.43, probabilities).map(
  (n) => n + 1,
);

/** Trips of a loyal household in a year: negative binomial with r 1.12 and mean 63.1 (CJ). */
export const yearTripsQuantiles: readonly number[] = negativeBinomialQuantiles(1.12, 63.1, probabilities);

/** Share of a household's purchases in the store that it uses most; households with more than 20 lines (CJ). */
export const topStoreShareQuantiles: readonly number[] = [
  0.2928, 0.3913, 0.4725, 0.52, 0.5794, 0.6243, 0.6726, 0.722, 0.764, 0.7963, 0.8367, 0.8719, 0.9048, 0.9259, 0.9508,
  0.9656, 0.9796, 1, 1, 1, 1,
];

/** Shares of the baskets from Monday to Sunday (CJ). */
export const weekdayShares: readonly number[] = [0.143, 0.129, 0.126, 0.127, 0.135, 0.163, 0.178];

/** Shares of the lines in the hours 0–23 (CJ, 75,000 lines). */
export const hourShares: readonly number[] = [
  0.00684, 0.00313, 0.00242, 0.00156, 0.00075, 0.00114, 0.00281, 0.00664, 0.01223, 0.02527, 0.04391, 0.06304, 0.07207,
  0.0767, 0.07853, 0.08149, 0.09515, 0.10511, 0.09926, 0.07974, 0.06367, 0.04247, 0.02467, 0.0114,
];

/** Slope of log lines over log rank, SKUs of the ranks 10 to 1000 (CJ). */
export const rankSlope = -0.64;
