import { basename } from 'node:path';
import picocolors from 'picocolors';

/** Colours for a stream: none unless it is a terminal, none when NO_COLOR is set. */
export function colorsOf(stream: NodeJS.WriteStream) {
  return picocolors.createColors(stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb');
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** `1,234,567`, the same in every locale. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `3 files`, `1 file`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `12.3 MB`, in powers of 1000. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** Lines with aligned columns; `right` names the columns whose values stand at the right. */
export function aligned(rows: readonly (readonly string[])[], right: readonly number[] = [], gap = 2): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const pad = ' '.repeat(widths[i] - width(cell));
        if (right.includes(i)) return pad + cell;
        return i === row.length - 1 ? cell : cell + pad;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** Characters, not UTF-16 units. */
function width(text: string): number {
  return [...text].length;
}

/** How this program is called from the shell at hand, for lines that are made to be pasted. */
export function commandName(): string {
  const direct = basename(process.argv[1] ?? '') === 'emporium' && process.env.npm_lifecycle_event === undefined;
  return direct ? 'emporium' : 'npx emporium';
}
