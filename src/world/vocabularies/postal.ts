/** Postal codes that lie where the state's real ones do. */
import type { State, Vocabulary } from './vocabulary.js';

/** Codes under a prefix: its last two digits are 01 to 99. */
const CODES_OF_A_PREFIX = 99;

/** Prime, and larger than any number of prefixes, so it meets every code of a state before it meets one again. */
const STRIDE = 1013;

/** How many postal codes a state has: 99 for each of its prefixes. */
export function postalCodeCount(state: State): number {
  const [first, last] = state.postal;
  return CODES_OF_A_PREFIX * (last - first + 1);
}

/**
 * The postal code with this serial number in a state: `12345` in the US, `12345-000` in Brazil. Distinct serials of a
 * state give distinct codes; neighbouring ones lie apart. `state` is one of the vocabulary's. Throws RangeError unless
 * `serial` is an integer from 0 to below `postalCodeCount(state)`.
 */
export function postalCode(vocabulary: Vocabulary, state: State, serial: number): string {
  const count = postalCodeCount(state);
  if (!Number.isInteger(serial) || serial < 0 || serial >= count) {
    throw new RangeError(`serial of a postal code in ${state.code} must be an integer in [0, ${count}), got ${serial}`);
  }
  const index = (serial * STRIDE) % count;
  const prefix = state.postal[0] + Math.floor(index / CODES_OF_A_PREFIX);
  const code = String(100 * prefix + 1 + (index % CODES_OF_A_PREFIX)).padStart(5, '0');
  return vocabulary.locale === 'pt_BR' ? `${code}-000` : code;
}
