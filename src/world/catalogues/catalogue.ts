/** A category of a catalogue: its size, what it costs, who buys it and how its products are called. */
export interface CatalogueCategory {
  readonly name: string;
  /** Index into `Catalogue.departments`. */
  readonly department: number;
  /** Share of the products, relative to the other categories. */
  readonly products: number;
  /** Share of the lines, relative to the other categories, when nothing is on promotion. */
  readonly demand: number;
  /** Median list price in the currency; prices outside of the settings' range are drawn anew. */
  readonly medianPrice: number;
  /** Standard deviation of the logarithm of list price inside the category; the setting price.sigma when absent. */
  readonly priceSigma?: number;
  /**
   * Shape of the gamma distribution (mean 1) of shoppers' lasting taste for the category: 0.2 means few buy it and those
   * often (baby food, pet food), 3 means nearly everybody buys it (milk).
   */
  readonly tasteShape: number;
  /** Demand by month, January first, mean 1; flat when absent. */
  readonly season?: readonly number[];
  /** Number of brands that make it, private label not counted. */
  readonly brands: number;
  /** What the products are: 'Whole Milk', 'Greek Yogurt'. At least 6. */
  readonly nouns: readonly string[];
  /** What tells one product of a noun from the next: sizes, flavours, colours. At least 6. */
  readonly variants: readonly string[];
  /** Must be kept cold on the way. */
  readonly refrigerated?: boolean;
}

/** Why somebody goes shopping: it decides which categories go together. */
export interface Mission {
  readonly name: string;
  /** Weight of the mission among baskets of 1, 2–4, 5–12, 13–30 and more than 30 wanted lines. */
  readonly bySize: readonly [number, number, number, number, number];
  /** Factor on the demand of categories, by category name; `others` for those that are not named. */
  readonly others: number;
  readonly categories: Readonly<Record<string, number>>;
}

/** What a kind of retailer sells and what for. Words are American English; brands are invented. */
export interface Catalogue {
  readonly kind: string;
  readonly departments: readonly string[];
  readonly categories: readonly CatalogueCategory[];
  readonly missions: readonly Mission[];
  /** Invented brands; category c takes `brands` of them. At least 60; exactly 20 for apparel. */
  readonly brands: readonly string[];
  /** Name of the retailer's own brand. */
  readonly privateLabel: string;
}
