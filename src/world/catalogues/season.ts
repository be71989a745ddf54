/** Monthly demand curves that several categories share: January to December, mean 1. Plausible for the northern US. */

/** Ice cream and what else is wanted in the heat. */
export const HOT_DAYS = [0.7, 0.74, 0.9, 1.0, 1.16, 1.32, 1.38, 1.3, 1.1, 0.92, 0.74, 0.74] as const;

/** Drinks: a flatter curve with the same peak. */
export const WARM_DAYS = [0.88, 0.88, 0.95, 0.99, 1.08, 1.13, 1.17, 1.12, 1.02, 0.96, 0.9, 0.92] as const;

/** Soup, hot drinks and remedies. */
export const COLD_DAYS = [1.34, 1.26, 1.1, 0.92, 0.82, 0.74, 0.7, 0.74, 0.88, 1.08, 1.2, 1.22] as const;

/** Grills, tents, balls: out of doors from May to August. */
export const OUTDOORS = [0.6, 0.68, 0.92, 1.12, 1.3, 1.38, 1.3, 1.14, 0.98, 0.86, 0.82, 0.9] as const;

/** What is given at the end of the year; the weeks before the holidays come on top with the calendar. */
export const GIFTS = [0.78, 0.82, 0.86, 0.88, 0.9, 0.92, 0.92, 0.96, 0.98, 1.06, 1.36, 1.56] as const;
