/** How lists of names are written down and combined. Order is fixed: the same text always gives the same list. */
import type { State } from './vocabulary.js';

/** The entries of a comma-separated text, trimmed. Keeps long lists readable in the source. */
export function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * Every pair of a head and a tail, joined; pairs for which `join` gives undefined are left out. Walks diagonally, so
 * that neighbours in the result differ in head and in tail.
 */
export function pairs<Head, Tail>(
  heads: readonly Head[],
  tails: readonly Tail[],
  join: (head: Head, tail: Tail) => string | undefined,
): string[] {
  const joined: string[] = [];
  for (let shift = 0; shift < tails.length; shift++) {
    for (let i = 0; i < heads.length; i++) {
      const name = join(heads[i], tails[(i * 7 + shift) % tails.length]);
      if (name !== undefined) joined.push(name);
    }
  }
  return joined;
}

/** One list out of two: entries spread evenly, each list in its own order. */
export function interleave(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    // Takes from the list that lags behind its share.
    if (j >= b.length || (i < a.length && i * b.length <= j * a.length)) merged.push(a[i++]);
    else merged.push(b[j++]);
  }
  return merged;
}

/** A state before its share is known. `population` in persons. */
export interface Census extends Omit<State, 'weight'> {
  population: number;
}

/** States weighted by their share of all the population given. */
export function weighted(states: readonly Census[]) {
  const total = states.reduce((sum, state) => sum + state.population, 0);
  return states.map(({ population, ...state }) => ({ ...state, weight: population / total }));
}
