import { distance } from 'fastest-levenshtein';

/** ` (did you mean "…"?)` for the nearest of the names, or nothing when none is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  // A part of a dotted name is near, too: `gold.share` for `tier.gold.share`.
  best ??= names.find((candidate) => candidate.endsWith(`.${name}`) || candidate.split('.').includes(name));
  return best === undefined ? '' : ` (did you mean "${best}"?)`;
}
