/** 2^-1074, the smallest number, to 2^1023: looked up, since putting a double together from words takes three times as long. */
const POWERS = new Float64Array(2098);
for (let i = 0, power = 5e-324; i < POWERS.length; i++, power *= 2) POWERS[i] = power;

/** 2^k, exactly, for an integer k in -1074..1023. */
export function powerOf2(k: number): number {
  return POWERS[k + 1074];
}

/** x × 2^k, rounded once, for 0.5 <= |x| <= 2 and an integer k in -1100..1024. */
export function scaledByPowerOf2(x: number, k: number): number {
  if (k > 1023) return x * 2 * powerOf2(k - 1);
  if (k >= -1021) return x * powerOf2(k);
  return x * powerOf2(k + 1000) * powerOf2(-1000);
}
