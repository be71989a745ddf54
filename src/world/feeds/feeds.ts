/**
 * The live feeds of a chain: what its systems record in each interval of some seconds. Sales, and records of customers,
 * products and stores, each a function of the settings and the number of the interval: nothing is carried from one
 * interval to the next.
 */
import { Rows } from '../columns.js';
import { DAY_US } from '../processes/sale-times.js';
import type { World } from '../world.js';
import { type Address, Members } from './members.js';
import { type FeedClock, type FeedRecord, Population } from './population.js';
import { type Purchase, rowDraws, Sales } from './sales.js';
import { Tracker } from './tracker.js';

const SECOND_US = 1_000_000;
const WORD = 4294967296;
/** Points that a purchase earns. */
const POINTS = 10;

/** The record itself, and with `since` the one that it shows: another one in the image before. */
const recordColumns = [
  'interval',
  'record',
  'atUs',
  'latencyUs',
  'member',
  'version',
  'sinceInterval',
  'sinceAtUs',
] as const;
const addressColumns = ['town', 'street', 'streetNumber'] as const;
const saleRows = () =>
  new Rows([
    'interval',
    'row',
    'atUs',
    'latencyUs',
    'store',
    'customer',
    'product',
    'quantity',
    'unitCents',
    'discountCents',
    'taxCents',
    'tender',
    'soldInterval',
    'soldRow',
  ]);
const customerRows = () =>
  new Rows([
    ...recordColumns,
    ...addressColumns,
    'firstName',
    'lastName',
    'gender',
    'age',
    'hasEmail',
    'emails',
    'phones',
    'points',
    'joinedInterval',
    'joinedAtUs',
  ]);
const productRows = () =>
  new Rows([...recordColumns, 'category', 'brand', 'noun', 'variant', 'colour', 'size', 'priceCents', 'onHand']);
const storeRows = () =>
  new Rows([
    ...recordColumns,
    ...addressColumns,
    'firstName',
    'lastName',
    'status',
    'phone',
    'openedInterval',
    'openedAtUs',
  ]);

export const feedTables = ['feed_sale', 'feed_customer', 'feed_product', 'feed_store'] as const;
export type FeedTable = (typeof feedTables)[number];

/** Which row of a change is meant: as it is after it, or as it was before. */
export type Image = 'after' | 'before';

/** The settings that decide when what happens. */
export function feedClock({ config, from }: World): FeedClock {
  const intervalUs = config['feed.interval'] * SECOND_US;
  const latencyUs = config['feed.latency_max'] * SECOND_US;
  return { startUs: from * DAY_US, intervalUs, latencyUs, known: 1 + Math.ceil(latencyUs / intervalUs) };
}

export class Feeds {
  readonly clock: FeedClock;
  readonly members: Members;
  readonly customers: Population;
  readonly products: Population;
  readonly stores: Population;
  readonly sales: Sales;
  readonly sale = saleRows();
  readonly customer = customerRows();
  readonly product = productRows();
  readonly store = storeRows();
  readonly #world: World;
  readonly #prices: Tracker;
  readonly #statuses: Tracker;
  readonly #depths: readonly number[];
  readonly #depthEnds: readonly number[];
  readonly #tenderEnds: readonly number[];
  /** What the rows of each table are. */
  readonly #filled: Partial<Record<FeedTable, string>> = {};

  constructor(world: World) {
    const { config } = world;
    this.#world = world;
    this.clock = feedClock(world);
    this.members = new Members(world);
    const population = (name: 'customer' | 'product' | 'store') => {
      const most = config[`feed.${name}_records`];
      return new Population(
        config.seed,
        name,
        {
          initial: config[`feed.${name}s`],
          least: name === 'store' || most === 0 ? 0 : 1,
          most,
          updateShare: config[`feed.${name}_update_share`],
        },
        this.clock,
      );
    };
    this.customers = population('customer');
    this.products = population('product');
    this.stores = population('store');
    this.sales = new Sales(world, this.clock, this);
    this.#prices = new Tracker(this.products, (member, version) => this.members.price(member, version));
    this.#statuses = new Tracker(this.stores, (member, version) => this.members.status(member, version));
    // What is brought back was sold without a discount: the others have as much more of it.
    const returned = config['feed.return_share'] / (1 - config['feed.return_share']);
    this.#depths = config['markdown.depths'];
    const plain = this.#depths.indexOf(0);
    this.#depthEnds = ends(
      config['markdown.shares'].map((share, i) => Math.max(0, (share - (i === plain ? returned : 0)) / (1 - returned))),
    );
    this.#tenderEnds = ends(config['tender.shares']);
  }

  /** Rows of an interval in a table, without making them. */
  count(table: FeedTable, interval: number): number {
    if (table === 'feed_sale') return interval === 0 ? 0 : this.sales.rows;
    return this.#population(table).records.count(interval);
  }

  /** Fills a table's rows with those of intervals [from, to), unless it holds them. */
  fill(table: FeedTable, from: number, to: number, image: Image = 'after'): void {
    const filled = `${from}-${to} ${image}`;
    if (this.#filled[table] === filled) return;
    this.#filled[table] = undefined;
    if (table === 'feed_sale') this.#fillSales(from, to);
    else if (table === 'feed_customer') this.#fillCustomers(from, to, image);
    else if (table === 'feed_product') this.#fillProducts(from, to, image);
    else this.#fillStores(from, to, image);
    this.#filled[table] = filled;
  }

  #population(table: FeedTable): Population {
    return table === 'feed_customer' ? this.customers : table === 'feed_product' ? this.products : this.stores;
  }

  #fillSales(from: number, to: number): void {
    const { sales, sale } = this;
    sale.clear();
    for (let interval = Math.max(1, from); interval < to; interval++) {
      sale.reserve(sales.rows);
      const first = sales.purchasesBefore(interval);
      const returned = sales.returnedOf(interval);
      let returns = 0;
      for (let row = 0; row < sales.rows; row++) {
        const isReturn = sales.returnsAmong(interval, row + 1) > returns;
        sales.draw(interval, row);
        const atUs = sales.offset(row);
        const lateness = rowDraws[1] / WORD;
        const discount = rowDraws[2];
        const at = sale.count++;
        const c = sale.columns;
        c.interval[at] = interval;
        c.row[at] = row;
        c.atUs[at] = atUs;
        c.latencyUs[at] = Math.floor(lateness * lateness * this.clock.latencyUs);
        if (isReturn) {
          this.#bookReturn(at, sales.returned(interval, returns++));
        } else {
          this.#prices.seek(interval, atUs);
          this.#statuses.seek(interval, atUs);
          const purchase = row - returns;
          this.#book(at, 1, first + purchase, interval, this.#prices, this.#statuses);
          const amount = c.unitCents[at] * c.quantity[at];
          const depth = returned[purchase] === 1 ? 0 : this.#depths[indexOf(this.#depthEnds, discount)];
          c.discountCents[at] = Math.floor(amount * depth + 0.5);
          c.soldInterval[at] = -1;
          c.soldRow[at] = -1;
        }
        const net = c.unitCents[at] * c.quantity[at] - c.discountCents[at];
        const tax = Math.floor(Math.abs(net) * this.#world.config['tax.rate'] + 0.5 + 1e-9);
        c.taxCents[at] = net < 0 ? -tax : tax;
      }
    }
  }

  #bookReturn(at: number, { interval, purchase }: Purchase): void {
    const { sales, sale } = this;
    const row = sales.rowOf(interval, purchase);
    sales.draw(interval, row);
    const atUs = sales.offset(row);
    const prices = this.products.updatesAt(interval, atUs);
    const statuses = this.stores.updatesAt(interval, atUs);
    this.#book(
      at,
      -1,
      sales.purchasesBefore(interval) + purchase,
      interval,
      { at: (member) => this.members.price(member, this.products.version(member, prices)) },
      { at: (member) => this.members.status(member, this.stores.version(member, statuses)) },
    );
    sale.columns.discountCents[at] = 0;
    sale.columns.soldInterval[at] = interval;
    sale.columns.soldRow[at] = row;
  }

  /**
   * Books purchase number `number` of all, with the prices and the open stores of its moment, or its return. The draws
   * of its row stand in `rowDraws`.
   */
  #book(
    at: number,
    sign: 1 | -1,
    number: number,
    interval: number,
    prices: Pick<Tracker, 'at'>,
    statuses: Pick<Tracker, 'at'>,
  ): void {
    const { sales } = this;
    const c = this.sale.columns;
    const product = sales.products.deal(number);
    c.product[at] = product + 1;
    c.quantity[at] = sign * sales.quantity(product);
    c.unitCents[at] = prices.at(product);
    // A store that is closed sends its shoppers to the next one; the first is always open.
    let store = sales.stores.deal(number);
    while (statuses.at(store) !== 0) store = (store + 1) % this.stores.known(interval);
    c.store[at] = store + 1;
    c.customer[at] = sales.customers.deal(number) + 1;
    c.tender[at] = indexOf(this.#tenderEnds, rowDraws[3]);
  }

  /** The record that a row shows: of the image before, the member's record before an update. */
  #shown(population: Population, interval: number, record: number, image: Image): FeedRecord {
    const now = population.record(interval, record);
    return image === 'before' && now.version > 0 ? population.before(now) : now;
  }

  #fillCustomers(from: number, to: number, image: Image): void {
    const rows = this.customer;
    rows.clear();
    const c = rows.columns;
    each(this.customers, from, to, (interval, record) => {
      const shown = this.#shown(this.customers, interval, record, image);
      const at = this.#bookRecord(rows, this.customers, interval, record, shown);
      const who = this.members.customer(shown.member, shown.version);
      bookAddress(c, at, who.address);
      c.firstName[at] = who.firstName;
      c.lastName[at] = who.lastName;
      c.gender[at] = who.gender;
      c.age[at] = who.age;
      c.hasEmail[at] = who.hasEmail ? 1 : 0;
      c.emails[at] = who.emails;
      c.phones[at] = who.phones;
      const purchases = this.sales.purchasesAt(shown.interval, this.customers.offset(shown));
      c.points[at] = POINTS * this.sales.customers.dealt(shown.member, purchases);
      this.#bookBeginning(c.joinedInterval, c.joinedAtUs, at, this.customers, shown.member, who.joinedDays);
    });
  }

  #fillProducts(from: number, to: number, image: Image): void {
    const rows = this.product;
    rows.clear();
    const c = rows.columns;
    each(this.products, from, to, (interval, record) => {
      const shown = this.#shown(this.products, interval, record, image);
      const at = this.#bookRecord(rows, this.products, interval, record, shown);
      const what = this.members.product(shown.member, shown.version);
      c.category[at] = what.category;
      c.brand[at] = what.brand;
      c.noun[at] = what.noun;
      c.variant[at] = what.variant;
      c.colour[at] = what.colour;
      c.size[at] = what.size;
      c.priceCents[at] = what.priceCents;
      c.onHand[at] = this.sales.onHand(
        shown.member,
        this.sales.purchasesAt(shown.interval, this.products.offset(shown)),
      );
    });
  }

  #fillStores(from: number, to: number, image: Image): void {
    const rows = this.store;
    rows.clear();
    const c = rows.columns;
    each(this.stores, from, to, (interval, record) => {
      const shown = this.#shown(this.stores, interval, record, image);
      const at = this.#bookRecord(rows, this.stores, interval, record, shown);
      const what = this.members.store(shown.member, shown.version);
      bookAddress(c, at, what.address);
      c.firstName[at] = what.firstName;
      c.lastName[at] = what.lastName;
      c.status[at] = what.status;
      c.phone[at] = what.phone;
      this.#bookBeginning(c.openedInterval, c.openedAtUs, at, this.stores, shown.member, what.openedDays);
    });
  }

  #bookRecord(
    rows: Rows<(typeof recordColumns)[number]>,
    population: Population,
    interval: number,
    record: number,
    shown: FeedRecord,
  ): number {
    rows.reserve(1);
    const found = population.record(interval, record);
    const at = rows.count++;
    const c = rows.columns;
    c.interval[at] = interval;
    c.record[at] = record;
    c.atUs[at] = population.offset(found);
    c.latencyUs[at] = population.latency(found);
    c.member[at] = found.member + 1;
    c.version[at] = found.version;
    c.sinceInterval[at] = shown.interval;
    c.sinceAtUs[at] = population.offset(shown);
    return at;
  }

  /** When a member began: with its first record, or, as an interval below 0, days before the feeds. */
  #bookBeginning(
    interval: Int32Array,
    atUs: Int32Array,
    at: number,
    population: Population,
    member: number,
    days: number,
  ): void {
    const place = population.records.placeOfCreation(member);
    const isInitial = place.interval === 0;
    interval[at] = isInitial ? -1 - days : place.interval;
    atUs[at] = isInitial ? 0 : population.offset(place);
  }
}

function bookAddress(
  c: { readonly [K in (typeof addressColumns)[number]]: Int32Array },
  at: number,
  { town, street, streetNumber }: Address,
): void {
  c.town[at] = town;
  c.street[at] = street;
  c.streetNumber[at] = streetNumber;
}

function each(
  population: Population,
  from: number,
  to: number,
  visit: (interval: number, record: number) => void,
): void {
  for (let interval = Math.max(0, from); interval < to; interval++) {
    const count = population.records.count(interval);
    for (let record = 0; record < count; record++) visit(interval, record);
  }
}

/** Ends of classes on the scale of a word. */
function ends(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return Math.round(sum * WORD);
  });
}

function indexOf(classEnds: readonly number[], draw: number): number {
  let i = 0;
  while (i < classEnds.length - 1 && draw >= classEnds[i]) i++;
  return i;
}
