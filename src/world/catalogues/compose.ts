/** How catalogues are written down: words as comma-separated lists, categories under their departments. */
import { list, pairs } from '../vocabularies/compose.js';
import type { Catalogue, CatalogueCategory } from './catalogue.js';

/** A category that does not know yet which department it is in. */
type Unplaced = Omit<CatalogueCategory, 'department'>;

/** The figures of a category, without its name, its words and how it travels. */
type Figures = Omit<Unplaced, 'name' | 'nouns' | 'variants' | 'refrigerated'>;

/**
 * A category with its words. `variants` is one list, or two of which every pair is a variant, such as flavours and pack
 * sizes; neighbours in the result then differ in both.
 */
export function category(
  name: string,
  figures: Figures,
  nouns: string,
  ...variants: readonly [string] | readonly [string, string]
): Unplaced {
  const [first, second] = variants.map(list);
  const joined = second === undefined ? first : pairs(first, second, (a, b) => `${a} ${b}`);
  return { name, ...figures, nouns: list(nouns), variants: joined };
}

/** The same categories, to be kept cold on the way. */
export function chilled(categories: readonly Unplaced[]): Unplaced[] {
  return categories.map((warm) => ({ ...warm, refrigerated: true }));
}

/** Departments and their categories as a catalogue holds them; the order of both is kept. */
export function shelve(
  shelves: Readonly<Record<string, readonly Unplaced[]>>,
): Pick<Catalogue, 'departments' | 'categories'> {
  const categories = Object.values(shelves).flatMap((placed, department) =>
    placed.map((unplaced) => ({ ...unplaced, department })),
  );
  return { departments: Object.keys(shelves), categories };
}
