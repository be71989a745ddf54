import { type Source, word } from '../random/index.js';

/** A character code a place: composed of parts, a text would keep them all until somebody reads it. */
const codes: number[] = new Array(36).fill('-'.charCodeAt(0));
/** The place of the first digit of each four; the dashes stand between. */
const PLACES = [0, 4, 9, 14, 19, 24, 28, 32];

/** The UUID (version 4 form, RFC 9562) of entity number `id` in a family of draws. */
export function uuidAt(family: Source, id: number): string {
  write(0, word(family, id, 0));
  write(2, (word(family, id, 1) & 0xffff0fff) | 0x4000);
  write(4, (word(family, id, 2) & 0x3fffffff) | 0x80000000);
  write(6, word(family, id, 3));
  return String.fromCharCode(...codes);
}

/** Writes the eight digits of 32 bits to two places. */
function write(first: number, bits: number): void {
  for (let digit = 0; digit < 8; digit++) {
    const value = (bits >>> (28 - 4 * digit)) & 15;
    codes[PLACES[first + (digit >> 2)] + (digit & 3)] = value + (value < 10 ? 48 : 87);
  }
}
