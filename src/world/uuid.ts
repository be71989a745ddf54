import { type Source, word } from '../random/index.js';

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** The UUID (version 4 form, RFC 9562) of entity number `id` in a family of draws. */
export function uuidAt(family: Source, id: number): string {
  const a = hex(word(family, id, 0));
  const b = hex(((word(family, id, 1) & 0xffff0fff) | 0x4000) >>> 0);
  const c = hex(((word(family, id, 2) & 0x3fffffff) | 0x80000000) >>> 0);
  const d = hex(word(family, id, 3));
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
