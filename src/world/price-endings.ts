/** A price near `cents` that ends in 9; from 20.00 on, in .99. At least 9 cents. */
export function endInNine(cents: number): number {
  const step = cents >= 2000 ? 100 : 10;
  return Math.max(9, Math.round((cents + 1) / step) * step - 1);
}

/** A price near `cents` that ends in 0 or 5; from 20.00 on, in .00 or .50. At least 5 cents. */
export function endOtherwise(cents: number): number {
  const step = cents >= 2000 ? 50 : 5;
  return Math.max(5, Math.round(cents / step) * step);
}
