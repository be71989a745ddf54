/** Who the members of the dimensions are, and what their updates change. Ages in years, money in cents. */
import { exp, normal, type Source, source, uniform, word } from '../../random/index.js';
import type { CatalogueCategory } from '../catalogues/catalogue.js';
import { endInNine, endOtherwise } from '../price-endings.js';
import type { World } from '../world.js';

export const genders = ['Female', 'Male', 'Other'] as const;
export const sizes = ['XS', 'S', 'M', 'L', 'XL'] as const;
export const statuses = ['Open', 'Under Renovation'] as const;
const OPEN = 0;
const RENOVATED = 1;
/** Share of people who are neither female nor male. */
const OTHER_SHARE = 0.02;
/** Shares of customers' updates: the address, the phone number; the others are the e-mail address. */
const MOVES = 0.4;
const PHONES = 0.3;
/** Standard deviation of the logarithm of a price around its first. */
const PRICE_SD = 0.12;

const YOUNGEST = 18;
const OLDEST = 70;

export interface Address {
  readonly town: number;
  readonly street: number;
  readonly streetNumber: number;
}

export interface Customer {
  readonly address: Address;
  readonly firstName: number;
  readonly lastName: number;
  readonly gender: number;
  readonly age: number;
  readonly hasEmail: boolean;
  /** How often the e-mail address and the phone number were changed. */
  readonly emails: number;
  readonly phones: number;
  /** Days before the start of the feeds on which an initial customer joined. */
  readonly joinedDays: number;
}

export interface Product {
  readonly category: number;
  readonly brand: number;
  readonly noun: number;
  readonly variant: number;
  readonly colour: number;
  readonly size: number;
  readonly priceCents: number;
}

export interface Store {
  readonly address: Address;
  /** First and last name of the manager, −1 when the post is vacant. */
  readonly firstName: number;
  readonly lastName: number;
  readonly status: number;
  readonly phone: number;
  readonly openedDays: number;
}

export class Members {
  readonly #world: World;
  readonly #customer: Source;
  readonly #customerUpdate: Source;
  readonly #product: Source;
  readonly #price: Source;
  readonly #productUpdate: Source;
  readonly #store: Source;
  readonly #storeUpdate: Source;
  readonly #categoryEnds: readonly number[];
  /** Nouns and variants of each category. */
  readonly #nounsOf: readonly (readonly number[])[];
  readonly #variantsOf: readonly (readonly number[])[];
  readonly #townEnds: readonly number[];

  constructor(world: World) {
    const { seed } = world.config;
    this.#world = world;
    this.#customer = source(seed, 'feed-customer');
    this.#customerUpdate = source(seed, 'feed-customer-update');
    this.#product = source(seed, 'feed-product');
    this.#price = source(seed, 'feed-product-price');
    this.#productUpdate = source(seed, 'feed-product-update');
    this.#store = source(seed, 'feed-store');
    this.#storeUpdate = source(seed, 'feed-store-update');
    const { categories } = world.catalogue;
    this.#categoryEnds = cumulated(categories.map(({ products }) => products));
    const nouns = nounsOf(world);
    const variants = variantsOf(world);
    this.#nounsOf = categories.map((category) => nounsOfCategory(category).map((noun) => nouns.indexOf(noun)));
    this.#variantsOf = categories.map((category) =>
      category.variants.length > 0 ? category.variants.map((variant) => variants.indexOf(variant)) : [0],
    );
    this.#townEnds = cumulated(Array.from(world.towns.population));
  }

  customer(member: number, version: number): Customer {
    const draws = this.#customer;
    const { firstNames, lastNames } = this.#world.vocabulary.people;
    const kind = uniform(draws, member, 0);
    const gender = kind < OTHER_SHARE ? 2 : kind < OTHER_SHARE + (1 - OTHER_SHARE) / 2 ? 0 : 1;
    const [female, male] = [firstNames.female.length, firstNames.male.length];
    const [from, names] = gender === 0 ? [0, female] : gender === 1 ? [female, male] : [0, female + male];
    const last = uniform(draws, member, 2);
    const old = uniform(draws, member, 3);
    let [moves, phones, emails] = [0, 0, 0];
    for (let v = version; v > 0 && (moves === 0 || phones === 0 || emails === 0); v--) {
      const change = this.#changeOf(member, v);
      if (change === 0) moves ||= v;
      else if (change === 1) phones ||= v;
      else emails ||= v;
    }
    return {
      address: this.#address(draws, member, moves),
      firstName: from + Math.floor(uniform(draws, member, 1) * names),
      // Some names are common, most are rare.
      lastName: Math.floor(lastNames.length * last * last),
      gender,
      age: YOUNGEST + Math.floor((OLDEST - YOUNGEST + 1) * (0.5 * old + 0.5 * old * old)),
      hasEmail: this.#hasEmail(member),
      emails,
      phones,
      joinedDays: Math.floor(uniform(draws, member, 5) * 1500),
    };
  }

  product(member: number, version: number): Product {
    const draws = this.#product;
    const { catalogue } = this.#world;
    const at = uniform(draws, member, 0) * this.#categoryEnds[this.#categoryEnds.length - 1];
    const category = this.#categoryEnds.findIndex((end) => at < end);
    const pick = <T>(list: readonly T[], n: number): T => list[Math.floor(uniform(draws, member, n) * list.length)];
    const makers = Math.min(catalogue.categories[category].brands, catalogue.brands.length);
    // Large brands make more: the first ones of a category's own order.
    const rank = Math.floor(makers * uniform(draws, member, 1) * (0.4 + 0.6 * uniform(draws, member, 2)));
    return {
      category,
      brand: makers === 0 ? 0 : 1 + ((rank * 7 + category * 4) % catalogue.brands.length),
      noun: pick(this.#nounsOf[category], 3),
      variant: pick(this.#variantsOf[category], 4),
      colour: Math.floor(uniform(draws, member, 5) * this.#world.vocabulary.colours.length),
      size: Math.floor(uniform(draws, member, 6) * sizes.length),
      priceCents: this.price(member, version),
    };
  }

  /** Price in cents of a product that was updated `version` times. */
  price(member: number, version: number): number {
    const { config, catalogue } = this.#world;
    let changed = version;
    while (changed > 0 && uniform(this.#productUpdate, member, changed) >= config['feed.price_update_share']) changed--;
    const at = uniform(this.#product, member, 0) * this.#categoryEnds[this.#categoryEnds.length - 1];
    const { medianPrice, priceSigma } = catalogue.categories[this.#categoryEnds.findIndex((end) => at < end)];
    const wanted =
      medianPrice *
      100 *
      exp((priceSigma ?? config['price.sigma']) * normal(this.#price, member, 0)) *
      exp(changed > 0 ? PRICE_SD * normal(this.#price, member, changed) : 0);
    const isNine = uniform(this.#price, member, changed, 1) < config['price.ending_nine'];
    const point = isNine ? endInNine(Math.round(wanted)) : endOtherwise(Math.round(wanted));
    const [low, high] = [config['price.min'] * 100, config['price.max'] * 100];
    return Math.min(Math.floor(high + 1e-6), Math.max(Math.ceil(low - 1e-6), point));
  }

  store(member: number, version: number): Store {
    const { config, vocabulary } = this.#world;
    const { firstNames, lastNames } = vocabulary.people;
    const draws = this.#store;
    let managed = version;
    while (managed > 0 && this.#isRenovation(member, managed)) managed--;
    const isVacant = uniform(draws, member, 4, managed) < config['feed.manager_vacant'];
    const names = firstNames.female.length + firstNames.male.length;
    return {
      address: this.#address(draws, member, 0),
      firstName: isVacant ? -1 : Math.floor(uniform(draws, member, 2, managed) * names),
      lastName: isVacant ? -1 : Math.floor(uniform(draws, member, 3, managed) * lastNames.length),
      status: this.status(member, version),
      phone: Math.floor(uniform(draws, member, 5) * 100),
      openedDays: 200 + Math.floor(uniform(draws, member, 6) * 3000),
    };
  }

  /** Status of a store that was updated `version` times: an odd update may close it, the next one opens it again. */
  status(member: number, version: number): number {
    return version % 2 === 1 && this.#isRenovation(member, version) ? RENOVATED : OPEN;
  }

  /** Whether an update closes or opens the store; the others bring a new manager. The first store never closes. */
  #isRenovation(member: number, version: number): boolean {
    const closing = version % 2 === 1 ? version : version - 1;
    return member > 0 && uniform(this.#storeUpdate, member, closing) < this.#world.config['feed.renovation_share'];
  }

  /** What an update of a customer changes: 0 the address, 1 the phone number, 2 the e-mail address. */
  #changeOf(member: number, version: number): number {
    const draw = uniform(this.#customerUpdate, member, version);
    if (draw < MOVES) return 0;
    return draw < MOVES + PHONES || !this.#hasEmail(member) ? 1 : 2;
  }

  #hasEmail(member: number): boolean {
    return uniform(this.#customer, member, 4) >= this.#world.config['feed.email_unknown'];
  }

  #address(draws: Source, member: number, version: number): Address {
    const { vocabulary } = this.#world;
    const at = uniform(draws, member, 7, version) * this.#townEnds[this.#townEnds.length - 1];
    let [low, high] = [-1, this.#townEnds.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#townEnds[middle] > at) high = middle;
      else low = middle;
    }
    return {
      town: high,
      street: Math.floor(uniform(draws, member, 8, version) * vocabulary.streetNames.length),
      streetNumber: 1 + (word(draws, member, 9, version) % 2400),
    };
  }
}

function cumulated(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/** What the products of a category are: the category itself where the catalogue knows no more. */
const nounsOfCategory = ({ name, nouns }: CatalogueCategory) => (nouns.length > 0 ? nouns : [name]);

/** Every noun of the catalogue. */
export const nounsOf = ({ catalogue }: World): string[] => [...new Set(catalogue.categories.flatMap(nounsOfCategory))];

/** Every variant of the catalogue, after nothing. */
export const variantsOf = ({ catalogue }: World): string[] => [
  ...new Set(['', ...catalogue.categories.flatMap(({ variants }) => variants)]),
];
