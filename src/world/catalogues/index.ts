/** What retailers sell, one file a kind. Clothes of one company (`fashion`) are made from the words of a locale instead. */
import { APPAREL } from './apparel.js';
import type { Catalogue } from './catalogue.js';
import { CONVENIENCE } from './convenience.js';
import { GENERAL } from './general.js';
import { GROCERY } from './grocery.js';

/** The catalogues by their kind. */
export const catalogues: Record<string, Catalogue> = {
  [GROCERY.kind]: GROCERY,
  [GENERAL.kind]: GENERAL,
  [CONVENIENCE.kind]: CONVENIENCE,
  [APPAREL.kind]: APPAREL,
};
