/** Checks that a parameter is a finite number above 0. Throws RangeError with its name, the rule and the value. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be > 0, got ${value}`);
  if (value === Infinity) throw new RangeError(`${name} must be finite, got ${value}`);
}

/** Checks that a parameter is in [low, high]. Throws RangeError with its name, the rule and the value. */
export function requireWithin(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) throw new RangeError(`${name} must be in [${low}, ${high}], got ${value}`);
}

/** Checks that a parameter is a finite number. Throws RangeError with its name, the rule and the value. */
export function requireFinite(name: string, value: number): void {
  if (!(value - value === 0)) throw new RangeError(`${name} must be finite, got ${value}`);
}
