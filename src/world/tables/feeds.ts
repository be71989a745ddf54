import { genders, nounsOf, sizes, statuses, variantsOf } from '../feeds/members.js';
import { tenders } from '../processes/payments.js';
import type { World } from '../world.js';
import { townCodes } from './places.js';
import { type FeedTable, type FeedView, makers } from './table.js';

const { integer, bigint, boolean, timestamp, text } = makers<FeedView>();

/** Intervals per day is a whole number or not: what begins before the feeds is counted in days. */
const DAY_US = 86_400_000_000;

/** 64-bit numbers from their value as a double, below 2^53; far quicker than by BigInt one by one. */
function wide(count: number, value: (row: number) => number): BigInt64Array {
  const words = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const v = value(i);
    words[2 * i] = v;
    words[2 * i + 1] = Math.floor(v / 4294967296);
  }
  return new BigInt64Array(words.buffer);
}

interface Placed {
  readonly count: number;
  readonly columns: { readonly interval: Int32Array; readonly atUs: Int32Array; readonly latencyUs: Int32Array };
}

const timesOf = ({ feeds }: FeedView, count: number, interval: Int32Array, atUs: Int32Array) =>
  wide(count, (i) => feeds.clock.startUs + interval[i] * feeds.clock.intervalUs + atUs[i]);
const arrivalsOf = ({ feeds }: FeedView, { count, columns: { interval, atUs, latencyUs } }: Placed) =>
  wide(count, (i) => feeds.clock.startUs + interval[i] * feeds.clock.intervalUs + atUs[i] + latencyUs[i]);
/** Beginnings: intervals below 0 count days before the feeds. */
const beginningsOf = ({ feeds }: FeedView, count: number, interval: Int32Array, atUs: Int32Array) =>
  wide(
    count,
    (i) =>
      feeds.clock.startUs +
      (interval[i] < 0 ? (interval[i] + 1) * DAY_US : interval[i] * feeds.clock.intervalUs) +
      atUs[i],
  );

const allFirstNames = ({ vocabulary: { people } }: World) => [...people.firstNames.female, ...people.firstNames.male];

const saleIds = ({ feeds }: FeedView, count: number, interval: Int32Array, row: Int32Array) =>
  wide(count, (i) => (interval[i] < 0 ? 0 : (interval[i] - 1) * feeds.sales.rows + row[i] + 1));

export const feedSale: FeedTable = {
  name: 'feed_sale',
  grain: 'feed',
  time: 'sold_at',
  describe: 'Sales of the live feeds, one row a line; a return is a row with negative units.',
  key: ['sale_id'],
  rows: (v) => v.feeds.sale.count,
  columns: [
    bigint('sale_id', 'Number from 1, in the order of time.', (v) => {
      const { count, columns } = v.feeds.sale;
      return saleIds(v, count, columns.interval, columns.row);
    }),
    integer('feed_interval', 'Interval, from 0.', (v) => v.feeds.sale.columns.interval),
    integer('feed_row', 'Number in the interval, from 0.', (v) => v.feeds.sale.columns.row),
    timestamp('sold_at', 'Time of the sale, local.', (v) => {
      const { count, columns } = v.feeds.sale;
      return timesOf(v, count, columns.interval, columns.atUs);
    }),
    timestamp('arrived_at', 'Time at which the feed delivers it.', (v) => arrivalsOf(v, v.feeds.sale)),
    integer('store_id', 'Store.', (v) => v.feeds.sale.columns.store),
    integer('customer_id', 'Customer.', (v) => v.feeds.sale.columns.customer),
    integer('product_id', 'Product.', (v) => v.feeds.sale.columns.product),
    integer('quantity', 'Units, negative for a return.', (v) => v.feeds.sale.columns.quantity),
    integer('unit_cents', 'Price of a unit at the sale, in cents.', (v) => v.feeds.sale.columns.unitCents),
    integer('discount_cents', 'Taken off the amount, in cents.', (v) => v.feeds.sale.columns.discountCents),
    integer('tax_cents', 'Tax on the amount after discount, in cents.', (v) => v.feeds.sale.columns.taxCents),
    text(
      'tender',
      'How it was paid.',
      () => tenders,
      (v) => v.feeds.sale.columns.tender,
    ),
    bigint('returned_sale_id', 'Hidden: the sale that a return brings back; 0 for a sale.', (v) => {
      const { count, columns } = v.feeds.sale;
      return saleIds(v, count, columns.soldInterval, columns.soldRow);
    }),
  ],
};

interface Recorded extends Placed {
  readonly columns: Placed['columns'] & {
    readonly [K in 'record' | 'version' | 'sinceInterval' | 'sinceAtUs']: Int32Array;
  };
}

const recordColumns = (of: (view: FeedView) => Recorded) => [
  integer('feed_interval', 'Interval, from 0.', (v) => of(v).columns.interval),
  integer('feed_row', 'Number in the interval, from 0.', (v) => of(v).columns.record),
  timestamp('updated_at', 'Time of the record, local.', (v) => {
    const { count, columns } = of(v);
    return timesOf(v, count, columns.sinceInterval, columns.sinceAtUs);
  }),
  timestamp('arrived_at', 'Time at which the feed delivers it.', (v) => arrivalsOf(v, of(v))),
  integer('version', 'Updates so far: 0 for the record that creates.', (v) => of(v).columns.version),
];

const addressColumns = (
  of: (view: FeedView) => { readonly columns: { readonly [K in 'town' | 'street' | 'streetNumber']: Int32Array } },
) => [
  text(
    'town',
    'Name of the town.',
    (w) => w.vocabulary.townNames,
    (v) => of(v).columns.town.map((t) => v.world.towns.name[t]),
  ),
  text(
    'state',
    'Two-letter code of the state.',
    (w) => w.vocabulary.states.map((s) => s.code),
    (v) => of(v).columns.town.map((t) => v.world.towns.state[t]),
  ),
  text('zip', 'Postal code of the town.', townCodes, (v) => of(v).columns.town),
  text(
    'street',
    'Street of the address.',
    (w) => w.vocabulary.streetNames,
    (v) => of(v).columns.street,
  ),
  integer('street_number', 'House number.', (v) => of(v).columns.streetNumber),
];

export const feedCustomer: FeedTable = {
  name: 'feed_customer',
  grain: 'feed',
  time: 'updated_at',
  describe: 'Records of customers in the live feeds: one when a customer joins, one for each change.',
  key: ['customer_id', 'version'],
  rows: (v) => v.feeds.customer.count,
  columns: [
    integer('customer_id', 'Number from 1.', (v) => v.feeds.customer.columns.member),
    ...recordColumns((v) => v.feeds.customer),
    text('first_name', 'First name.', allFirstNames, (v) => v.feeds.customer.columns.firstName),
    text(
      'last_name',
      'Last name.',
      (w) => w.vocabulary.people.lastNames,
      (v) => v.feeds.customer.columns.lastName,
    ),
    text(
      'gender',
      'Gender.',
      () => genders,
      (v) => v.feeds.customer.columns.gender,
    ),
    integer('age', 'Age in years when the feeds began.', (v) => v.feeds.customer.columns.age),
    boolean('has_email', 'Whether the customer gave an e-mail address.', (v) =>
      Uint8Array.from(v.feeds.customer.columns.hasEmail),
    ),
    integer(
      'email_version',
      'Update that last changed the e-mail address, 0 for none.',
      (v) => v.feeds.customer.columns.emails,
    ),
    integer(
      'phone_version',
      'Update that last changed the phone number, 0 for none.',
      (v) => v.feeds.customer.columns.phones,
    ),
    ...addressColumns((v) => v.feeds.customer),
    integer('points', 'Loyalty points: ten for each purchase so far.', (v) => v.feeds.customer.columns.points),
    timestamp('joined_at', 'Time of joining.', (v) => {
      const { count, columns } = v.feeds.customer;
      return beginningsOf(v, count, columns.joinedInterval, columns.joinedAtUs);
    }),
  ],
};

export const feedProduct: FeedTable = {
  name: 'feed_product',
  grain: 'feed',
  time: 'updated_at',
  describe: 'Records of products in the live feeds: one when a product is launched, one for each change.',
  key: ['product_id', 'version'],
  rows: (v) => v.feeds.product.count,
  columns: [
    integer('product_id', 'Number from 1.', (v) => v.feeds.product.columns.member),
    ...recordColumns((v) => v.feeds.product),
    text(
      'category',
      'Category.',
      (w) => w.catalogue.categories.map((c) => c.name),
      (v) => v.feeds.product.columns.category,
    ),
    text(
      'brand',
      "Brand; the company's own where the catalogue has none.",
      (w) => [w.catalogue.privateLabel, ...w.catalogue.brands],
      (v) => v.feeds.product.columns.brand,
    ),
    text('noun', 'What it is.', nounsOf, (v) => v.feeds.product.columns.noun),
    text(
      'variant',
      'What tells it from others of its kind, such as the material; empty for nothing.',
      variantsOf,
      (v) => v.feeds.product.columns.variant,
    ),
    text(
      'colour',
      'Colour.',
      (w) => w.vocabulary.colours,
      (v) => v.feeds.product.columns.colour,
    ),
    text(
      'size',
      'Size, XS to XL.',
      () => sizes,
      (v) => v.feeds.product.columns.size,
    ),
    integer('price_cents', 'Price of a unit, in cents.', (v) => v.feeds.product.columns.priceCents),
    integer('on_hand', 'Units on hand at that moment.', (v) => v.feeds.product.columns.onHand),
  ],
};

export const feedStore: FeedTable = {
  name: 'feed_store',
  grain: 'feed',
  time: 'updated_at',
  describe: 'Records of stores in the live feeds: one when a store opens, one for each change.',
  key: ['store_id', 'version'],
  rows: (v) => v.feeds.store.count,
  columns: [
    integer('store_id', 'Number from 1.', (v) => v.feeds.store.columns.member),
    ...recordColumns((v) => v.feeds.store),
    ...addressColumns((v) => v.feeds.store),
    boolean('has_manager', 'Whether the post of the manager is filled.', (v) =>
      Uint8Array.from(v.feeds.store.columns.firstName, (name) => (name < 0 ? 0 : 1)),
    ),
    text('manager_first_name', 'First name of the manager; the first of all when there is none.', allFirstNames, (v) =>
      v.feeds.store.columns.firstName.map((name) => Math.max(0, name)),
    ),
    text(
      'manager_last_name',
      'Last name of the manager; the first of all when there is none.',
      (w) => w.vocabulary.people.lastNames,
      (v) => v.feeds.store.columns.lastName.map((name) => Math.max(0, name)),
    ),
    text(
      'status',
      'Open, or closed for renovation.',
      () => statuses,
      (v) => v.feeds.store.columns.status,
    ),
    integer('phone_number', 'Last two digits of the phone number.', (v) => v.feeds.store.columns.phone),
    timestamp('opened_at', 'Time of the opening.', (v) => {
      const { count, columns } = v.feeds.store;
      return beginningsOf(v, count, columns.openedInterval, columns.openedAtUs);
    }),
  ],
};
