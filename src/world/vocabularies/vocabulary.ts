import type { Locale } from '../calendar/holidays.js';

/** A state of the country with its two-letter code. */
export interface State {
  /** Official two-letter code, such as 'SP' or 'NY'. */
  code: string;
  name: string;
  /** Index into `Vocabulary.regionals`. */
  regional: number;
  /** Share of the country's population, 0–1; the weights of a locale sum to 1. */
  weight: number;
  /**
   * First and last of the postal prefixes that the state uses, 0–999, both included: the first three digits of its ZIP
   * codes or CEPs. The largest block where a state has several; no two states share a prefix.
   */
  postal: readonly [number, number];
}

/** Invented names of people; no list holds a name that faker has for the locale. */
export interface People {
  /** At least 150 of each; the two share none. */
  firstNames: { readonly female: readonly string[]; readonly male: readonly string[] };
  /** At least 400. */
  lastNames: readonly string[];
}

/**
 * The words of one locale. Everything but the states is invented: no list holds a real company, brand or town.
 * The order of each list is part of the data (draws pick by index), so a changed list needs a new `version`.
 */
export interface Vocabulary {
  locale: Locale;
  /** Raised whenever a word is added, removed or moved: the same seed then gives other texts. */
  version: number;
  /** The fictional retailer's name. A store is named retailer + ' ' + town + ' ' + number. */
  retailer: string;
  /** The retailer's sales regions. */
  regionals: readonly string[];
  /** Every state of the country (27 in Brazil with the DF, 51 in the US with DC). */
  states: readonly State[];
  /** Invented towns, at least 400, distinct; neighbours in the list share no word. */
  townNames: readonly string[];
  /** Invented streets with their type ('Rua das Quaresmeiras', 'Larkspur Lane'), at least 150, distinct. */
  streetNames: readonly string[];
  /** Clothing categories: T-shirts, trousers, dresses, accessories, coats, in this order. */
  categories: readonly string[];
  /** Colour words for product names, at least 24. */
  colours: readonly string[];
  /** Evocative single words for product names, at least 120: category + colour + style is unique. */
  styles: readonly string[];
  people: People;
}
