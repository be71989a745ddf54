/** The lists of real names in @faker-js/faker, to hold the repository's invented ones against. */
import { allLocales } from '@faker-js/faker';

/** Case, accents, hyphens and apostrophes do not make a name another one. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[-'’]/g, ' ').trim();
}

/** All texts anywhere inside a piece of faker's locale data. */
function textsIn(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap(textsIn);
}

/** Folded texts of faker's data in the locales concerned, by section and entry. */
export function fakerSet(section: string, ...entries: string[]): Set<string> {
  const found = ['pt_BR', 'en', 'en_US', 'base'].flatMap((locale) => {
    const data = (allLocales as unknown as Record<string, Record<string, Record<string, unknown>>>)[locale]?.[section];
    return entries.flatMap((entry) => textsIn(data?.[entry]));
  });
  return new Set(found.map(fold));
}
