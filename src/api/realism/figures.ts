/** A number with the digits that matter: `0.243`, `9.41`, `63.2`, `1240`. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  return value.toFixed(digits).replace('-', '−');
}

/** An interval: `8–11`, `−0.95 to −0.45`, `≥ 1.1`. */
export function range([low, high]: readonly [number, number | null]): string {
  const short = (value: number) => String(Number(value.toFixed(4))).replace('-', '−');
  if (high === null) return `≥ ${short(low)}`;
  return low < 0 ? `${short(low)} to ${short(high)}` : `${short(low)}–${short(high)}`;
}
