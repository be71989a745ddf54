/** The sales of the live feeds: so many an interval, some of them returns of earlier ones. */
import { pow, type Source, source, threefry4x32, word } from '../../random/index.js';
import { quotas, shuffled } from '../quota.js';
import type { World } from '../world.js';
import { Deck } from './deck.js';
import { mix } from './permutation.js';
import type { FeedClock, Population } from './population.js';

/** Cards of 16 customers: the best fifth makes 55 % of sales (Complete Journey). */
const CUSTOMERS = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 10, 16];
/** Cards of 16 products: the best fifth makes 70 % of lines (64–79 %, Complete Journey). */
const PRODUCTS = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 6, 9, 16, 30];
/** Cards of 16 stores: volumes differ with a coefficient of variation of .5. */
const STORES = [4, 5, 5, 6, 6, 7, 7, 8, 9, 9, 10, 11, 12, 14, 16, 22];
/** Deals of a card over which its quantities have exactly their shares. */
const QUANTITY_CYCLE = 50;
/** Units that are on hand beyond what the next sale may take, for each card of a product. */
const STOCK_PER_CARD = 20;

/** A purchase, by interval and number among the interval's purchases. */
export interface Purchase {
  readonly interval: number;
  readonly purchase: number;
}

/** The draws of a sales row: four words of 32 bits. */
export const rowDraws = new Uint32Array(4);

export class Sales {
  /** Rows and most returns of an interval. */
  readonly rows: number;
  readonly #rate: number;
  readonly #slots: number;
  readonly #clock: FeedClock;
  readonly #lags: Int32Array;
  readonly #marks: Uint8Array;
  readonly #draws: Source;
  readonly #salt: number;
  readonly customers: Deck;
  readonly products: Deck;
  readonly stores: Deck;
  /** Units of a card by its place in the cycle, and of all places before it. */
  readonly #quantities: Uint8Array;
  readonly #units: Int32Array;

  constructor(
    { config }: World,
    clock: FeedClock,
    { customers, products, stores }: Readonly<Record<'customers' | 'products' | 'stores', Population>>,
  ) {
    const { seed } = config;
    this.rows = config['feed.sales'];
    this.#rate = config['feed.return_share'];
    this.#slots = Math.ceil(this.rows * this.#rate - 1e-9);
    this.#clock = clock;
    this.#marks = new Uint8Array(this.rows);
    this.#draws = source(seed, 'feed-sale');
    this.#salt = word(source(seed, 'feed-sale-salt'), 0);
    const longest = Math.max(clock.known, config['feed.return_lag_max']);
    this.#lags = Int32Array.from({ length: this.#slots }, (_, slot) =>
      lagOf((slot + 0.5) / this.#slots, clock.known, longest),
    );
    const deck = (name: string, cards: readonly number[], population: Population) =>
      new Deck(source(seed, `feed-sale-${name}`), cards, (turn) => population.known(this.#intervalOf(turn)));
    this.customers = deck('customers', CUSTOMERS, customers);
    this.products = deck('products', PRODUCTS, products);
    this.stores = deck('stores', STORES, stores);
    const counts = quotas(QUANTITY_CYCLE, config['quantity.shares']);
    const plain = counts.flatMap((count, i) => new Array<number>(count).fill(i + 1));
    const order = shuffled(source(seed, 'feed-sale-quantity'), QUANTITY_CYCLE);
    this.#quantities = Uint8Array.from(order, (i) => plain[i]);
    this.#units = new Int32Array(QUANTITY_CYCLE + 1);
    for (let i = 0; i < QUANTITY_CYCLE; i++) this.#units[i + 1] = this.#units[i] + this.#quantities[i];
  }

  /** Fills `rowDraws` with the draws of a row. */
  draw(interval: number, row: number): void {
    const { k0, k1, k2, k3 } = this.#draws;
    threefry4x32(rowDraws, interval, row, 0, 0, k0, k1, k2, k3);
  }

  /** When a row happens, in microseconds after the start of its interval; the row's draws stand in `rowDraws`. */
  offset(row: number): number {
    return Math.floor(((row + rowDraws[0] / 4294967296) / this.rows) * this.#clock.intervalUs);
  }

  /** Returns among the first `rows` rows of an interval: evenly spread. */
  returnsAmong(interval: number, rows: number): number {
    const returns = this.#returns(interval);
    if (returns === 0) return 0;
    const phase = mix(interval ^ this.#salt) % this.rows;
    return Math.floor(((rows + phase) * returns) / this.rows) - Math.floor((phase * returns) / this.rows);
  }

  /** Purchases of all intervals before one. */
  purchasesBefore(interval: number): number {
    return interval <= 1 ? 0 : this.rows * (interval - 1) - this.#returnsBefore(interval);
  }

  /** Purchases up to an instant of an interval. */
  purchasesAt(interval: number, atUs: number): number {
    if (interval === 0) return 0;
    let row = Math.min(this.rows, Math.floor((atUs / this.#clock.intervalUs) * this.rows) + 1);
    for (; row > 0; row--) {
      this.draw(interval, row - 1);
      if (this.offset(row - 1) <= atUs) break;
    }
    return this.purchasesBefore(interval) + row - this.returnsAmong(interval, row);
  }

  /** The row of a purchase in its interval. */
  rowOf(interval: number, purchase: number): number {
    let row = Math.min(this.rows - 1, purchase + this.returnsAmong(interval, purchase));
    while (row + 1 - this.returnsAmong(interval, row + 1) <= purchase) row++;
    return row;
  }

  /** The purchase that return number `slot` of an interval brings back. */
  returned(interval: number, slot: number): Purchase {
    const lag = this.#lags[slot];
    const isEarly = interval - lag < 1;
    const sold = interval - (isEarly ? this.#clock.known : lag);
    return { interval: sold, purchase: this.#member(sold, slot, isEarly ? 1 : 0) };
  }

  /** Which purchases of an interval are brought back one day: 1 for each of them. Valid until the next call. */
  returnedOf(interval: number): Uint8Array {
    const marks = this.#marks.fill(0);
    const { known } = this.#clock;
    for (let slot = 0; slot < this.#slots; slot++) {
      const lag = this.#lags[slot];
      if (slot < this.#returns(interval + lag)) marks[this.#member(interval, slot, 0)] = 1;
      const isEarly = interval + known - lag < 1;
      if (isEarly && slot < this.#returns(interval + known)) marks[this.#member(interval, slot, 1)] = 1;
    }
    return marks;
  }

  /** Units that a purchase takes of its product, which was dealt just now. */
  quantity(product: number): number {
    const { card, deck } = this.products;
    return this.#quantities[this.#place(product, card, deck - this.products.firstDeck(product))];
  }

  /** Units of a product that are on hand before purchase number `number` of all. */
  onHand(product: number, number: number): number {
    let sold = 0;
    this.products.each(product, number, (card, decks, isDealt) => {
      const from = this.#place(product, card, 0);
      const to = from + decks + (isDealt ? 1 : 0);
      const cycle = this.#units[QUANTITY_CYCLE];
      sold +=
        Math.floor(to / QUANTITY_CYCLE) * cycle + this.#units[to % QUANTITY_CYCLE] - this.#units[from % QUANTITY_CYCLE];
    });
    // What is left never falls below what one sale may take: then a delivery has come.
    const safety = this.#quantities.reduce((a, b) => Math.max(a, b), 0);
    const delivery = STOCK_PER_CARD * this.products.weight(product) + (mix(product ^ this.#salt) % STOCK_PER_CARD);
    return safety + delivery - sold + delivery * Math.ceil(Math.max(0, sold - delivery) / delivery);
  }

  #place(product: number, card: number, decks: number): number {
    return (mix(product ^ this.#salt) + card * 7 + decks) % QUANTITY_CYCLE;
  }

  /** One of the purchases of an interval that belong to a return slot; `which` tells two of them apart. */
  #member(interval: number, slot: number, which: number): number {
    const purchases = this.rows - this.#returns(interval);
    const size = Math.floor((purchases - 1 - slot) / this.#slots) + 1;
    const pick = (mix(mix(interval ^ this.#salt) + slot) + which) % size;
    return slot + pick * this.#slots;
  }

  #returns(interval: number): number {
    return this.#returnsBefore(interval + 1) - this.#returnsBefore(interval);
  }

  /** The first sales must have arrived before the first return. */
  #returnsBefore(interval: number): number {
    return Math.floor(this.rows * this.#rate * Math.max(0, interval - 1 - this.#clock.known) + 1e-6);
  }

  /** The interval of purchase number `number` of all. */
  #intervalOf(number: number): number {
    let interval = 1 + Math.floor(number / this.rows);
    const step = this.rows * (1 - this.#rate);
    if (number >= this.purchasesBefore(interval + 1)) {
      interval = Math.max(interval, Math.floor((number - this.purchasesBefore(interval)) / step) + interval - 1);
      while (this.purchasesBefore(interval + 1) <= number) interval++;
      while (this.purchasesBefore(interval) > number) interval--;
    }
    return interval;
  }
}

/** Intervals from sale to return: short ones are as frequent as those ten times as long are together. */
function lagOf(part: number, shortest: number, longest: number): number {
  return Math.min(longest, Math.round(shortest * pow(longest / shortest, part)));
}
