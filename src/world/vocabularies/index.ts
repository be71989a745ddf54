/** The word lists that texts are composed from, one file a locale. */
import type { Locale } from '../calendar/holidays.js';
import { EN_US } from './en-us.js';
import { PT_BR } from './pt-br.js';
import type { Vocabulary } from './vocabulary.js';

export type { Vocabulary } from './vocabulary.js';

const VOCABULARIES: Readonly<Record<Locale, Vocabulary>> = { pt_BR: PT_BR, en_US: EN_US };

/** The vocabulary of a locale; always the same object. */
export function vocabularyOf(locale: Locale): Vocabulary {
  return VOCABULARIES[locale];
}
