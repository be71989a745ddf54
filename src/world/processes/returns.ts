/**
 * Goods that are brought back. Decided at the sale: whether, when, how many and why; so a month's returns follow from its
 * own sales and those of the three months before. What comes back is not put on the shelf again.
 */
import { exp, normal, Sequence, uniform } from '../../random/index.js';
import { Rows } from '../columns.js';
import type { World } from '../world.js';

/** Most days from sale to return; who would come later comes in the last days before it. */
export const RETURN_DAYS_MAX = 84;
const DEADLINE_DAYS = 14;
/** Months before a month whose sales may come back in it: 84 days after 31 January it is still April. */
export const RETURN_MONTHS = 3;

export const reasons = ['Customer Dissatisfaction', 'Defective', 'Wrong Item'] as const;
/** Of four returns, two because it does not please. */
const REASON_SHARES = [0.5, 0.8] as const;

export type ReturnRows = Rows<
  | 'store'
  | 'product'
  | 'day'
  | 'line'
  | 'visit'
  | 'number'
  | 'shopper'
  | 'quantity'
  | 'refundCents'
  | 'soldOn'
  | 'reason'
  | 'receiptNumber'
>;

export function returnRows(): ReturnRows {
  return new Rows([
    'store',
    'product',
    'day',
    'line',
    'visit',
    'number',
    'shopper',
    'quantity',
    'refundCents',
    'soldOn',
    'reason',
    'receiptNumber',
  ]);
}

/** Decides on each sold line of a store's day whether it comes back. */
export class ReturnDesk {
  /** Where decided returns are kept; undefined while nobody wants them. */
  rows: ReturnRows | undefined;
  readonly #world: World;
  readonly #threshold: number;
  readonly #q = new Sequence();
  #store = 0;
  #day = 0;

  constructor(world: World) {
    this.#world = world;
    this.#threshold = 4294967296 * world.config['return.rate'];
  }

  /** The desk for the lines of a store's day, or undefined when nothing is to be decided. */
  open(store: number, day: number): ReturnDesk | undefined {
    if (this.rows === undefined || this.#threshold === 0) return undefined;
    this.#store = store;
    this.#day = day;
    this.#q.seed(this.#world.draws.returned, store, day);
    return this;
  }

  /** A line was sold, the last of its basket so far: one word decides. */
  offer(
    line: number,
    visit: number,
    basket: { readonly lines: number; readonly shopper: number; readonly receiptNumber: number },
    product: number,
    quantity: number,
    unitCents: number,
  ): void {
    if (this.#q.word() >= this.#threshold) return;
    const rows = this.rows as ReturnRows;
    const { config, draws, to } = this.#world;
    const [store, day] = [this.#store, this.#day];
    const days =
      config['return.lag_median'] * exp(config['return.lag_sigma'] * normal(draws.returnDetail, store, day, line, 0));
    const lag =
      days <= RETURN_DAYS_MAX
        ? Math.max(1, Math.round(days))
        : RETURN_DAYS_MAX - Math.floor(DEADLINE_DAYS * uniform(draws.returnDetail, store, day, line, 5));
    if (day + lag >= to) return;
    const back =
      uniform(draws.returnDetail, store, day, line, 1) < 0.7
        ? quantity
        : 1 + Math.floor(quantity * uniform(draws.returnDetail, store, day, line, 2));
    const why = uniform(draws.returnDetail, store, day, line, 3);
    rows.reserve(1);
    const row = rows.count++;
    const c = rows.columns;
    c.store[row] = store + 1;
    c.product[row] = product + 1;
    c.day[row] = day + lag;
    c.line[row] = line;
    c.visit[row] = visit;
    c.number[row] = basket.lines;
    c.shopper[row] = basket.shopper;
    c.receiptNumber[row] = basket.receiptNumber;
    c.quantity[row] = Math.min(quantity, back);
    c.refundCents[row] = Math.min(quantity, back) * unitCents;
    c.soldOn[row] = day;
    c.reason[row] = why < REASON_SHARES[0] ? 0 : why < REASON_SHARES[1] ? 1 : 2;
  }
}
