/** The slow swing of the year: a monthly demand curve for the chain and one for each clothing category. */
import { civilOf, monthIndexOf, monthStart } from './civil.js';
import type { Locale } from './holidays.js';

/** Twelve factors, January to December. Christmas and the other peaks are not in here: holidays carry them. */
const DEMAND: Readonly<Record<Locale, readonly number[]>> = {
  // January 0.9 here is 0.85 × the mean month (Walmart weekly sales) once holidays have raised the other months. The rest
  // is plausible for fashion: collections in autumn and spring.
  pt_BR: [0.9, 0.93, 0.98, 1.02, 1.04, 1.04, 1.02, 1.0, 1.0, 1.02, 1.03, 1.02],
  en_US: [0.9, 0.92, 1.01, 1.03, 1.03, 1.0, 0.97, 1.05, 1.01, 1.02, 1.04, 1.02],
};

/** Rows: T-shirts, trousers, dresses, accessories, coats. Plausible defaults; coats peak at about 2.2 × in winter. */
const CATEGORIES: Readonly<Record<Locale, readonly (readonly number[])[]>> = {
  pt_BR: [
    [1.25, 1.2, 1.1, 0.95, 0.82, 0.75, 0.75, 0.85, 0.98, 1.05, 1.12, 1.18],
    [0.88, 0.9, 0.97, 1.03, 1.1, 1.12, 1.12, 1.06, 1.0, 0.97, 0.93, 0.92],
    [1.3, 1.22, 1.05, 0.9, 0.75, 0.65, 0.65, 0.8, 1.0, 1.12, 1.23, 1.33],
    [1.02, 1.0, 0.97, 0.96, 1.0, 1.02, 1.0, 0.98, 0.97, 0.99, 1.03, 1.06],
    [0.3, 0.35, 0.55, 0.95, 1.6, 2.1, 2.2, 1.9, 0.85, 0.5, 0.38, 0.32],
  ],
  en_US: [
    [0.72, 0.78, 0.95, 1.08, 1.2, 1.3, 1.3, 1.2, 1.02, 0.88, 0.8, 0.77],
    [1.0, 0.96, 0.95, 0.94, 0.92, 0.9, 0.95, 1.12, 1.1, 1.08, 1.05, 1.03],
    [0.65, 0.75, 0.98, 1.18, 1.32, 1.34, 1.24, 1.08, 0.95, 0.85, 0.8, 0.86],
    [0.96, 0.97, 0.97, 0.98, 1.02, 1.03, 1.0, 0.99, 0.98, 0.99, 1.04, 1.07],
    [2.0, 1.5, 0.9, 0.5, 0.3, 0.25, 0.25, 0.4, 0.8, 1.1, 1.8, 2.2],
  ],
};

/** The chain's monthly demand, January to December, mean 1. */
export function demandSeason(locale: Locale): readonly number[] {
  return DEMAND[locale];
}

/**
 * Monthly demand multiplier of each category: five rows (T-shirts, trousers, dresses, accessories, coats, as in the
 * vocabulary) of twelve months, each row with mean 1. Southern hemisphere for pt_BR, northern for en_US.
 */
export function categorySeason(locale: Locale): readonly (readonly number[])[] {
  return CATEGORIES[locale];
}

/**
 * The value of a monthly curve on a day (taken at its noon): linear between the middles of the months, periodic over
 * the year, so that nothing jumps at a month's edge. Within the range of `curve`; reaches each value mid-month.
 * Throws RangeError when the curve has not 12 values.
 */
export function smoothMonthly(curve: readonly number[], day: number): number {
  if (curve.length !== 12) throw new RangeError(`a monthly curve must have 12 values, got ${curve.length}`);
  const noon = day + 0.5;
  const month = monthIndexOf(day);
  const before = noon < midMonth(month) ? month - 1 : month;
  const [from, to] = [midMonth(before), midMonth(before + 1)];
  const [a, b] = [curve[calendarMonth(before)], curve[calendarMonth(before + 1)]];
  return a + ((b - a) * (noon - from)) / (to - from);
}

/** The middle of a month in days since 1970-01-01, a multiple of one half. */
function midMonth(monthIndex: number): number {
  return (monthStart(monthIndex) + monthStart(monthIndex + 1)) / 2;
}

/** 0 = January … 11 = December. */
function calendarMonth(monthIndex: number): number {
  return civilOf(monthStart(monthIndex)).month - 1;
}
