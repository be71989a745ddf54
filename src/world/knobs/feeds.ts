/** Settings of the live feeds: how much is recorded in an interval, how it changes, how late it arrives. */
import { integer, type Knob, number, OWN } from './kinds.js';

const APPAREL = 'contract of apparel-streams';

export const feedKnobs = {
  'feed.interval': integer('Length of the interval in which the feeds record.', 's', 1, 1800, 30, APPAREL),
  'feed.sales': integer('Sales of an interval, returns among them.', 'rows', 10, 1_000_000, 500, APPAREL),
  'feed.stores': integer('Stores at the start of the feeds.', 'stores', 1, 100_000, 5, APPAREL),
  'feed.customers': integer('Customers at the start of the feeds.', 'customers', 1, 1_000_000, 50, APPAREL),
  'feed.products': integer('Products at the start of the feeds.', 'products', 1, 1_000_000, 20, APPAREL),
  'feed.store_records': integer('Most store records of an interval; the fewest are 0.', 'records', 0, 500, 10, APPAREL),
  'feed.customer_records': integer(
    'Most customer records of an interval; the fewest are 1 (0 when the most are 0).',
    'records',
    0,
    500,
    30,
    APPAREL,
  ),
  'feed.product_records': integer(
    'Most product records of an interval; the fewest are 1 (0 when the most are 0).',
    'records',
    0,
    500,
    20,
    APPAREL,
  ),
  'feed.store_update_share': number('Share of store records that are updates.', 'share', 0, 1, 0.5, APPAREL),
  'feed.customer_update_share': number('Share of customer records that are updates.', 'share', 0, 1, 0.3, APPAREL),
  'feed.product_update_share': number('Share of product records that are updates.', 'share', 0, 1, 0.3, APPAREL),
  'feed.return_share': number('Share of sales rows that are returns of earlier ones.', 'share', 0, 0.2, 0.05, APPAREL),
  'feed.return_lag_max': integer('Longest time from a sale to its return.', 'intervals', 1, 100_000, 240, OWN),
  'feed.latency_max': integer('Longest time from an event to its arrival.', 's', 0, 1800, 60, APPAREL),
  'feed.late_max': integer(
    'Longest lateness of a row that arrives late on purpose; the shortest is half of it.',
    's',
    1,
    86_400,
    1200,
    `${APPAREL}; a usual watermark is 10 minutes`,
  ),
  'feed.email_unknown': number('Share of customers who give no e-mail address.', 'share', 0, 1, 0.02, APPAREL),
  'feed.manager_vacant': number('Share of managers’ posts that are vacant.', 'share', 0, 1, 0.02, APPAREL),
  'feed.renovation_share': number(
    'Chance that an update of an open store closes it for renovation.',
    'share',
    0,
    1,
    0.3,
    OWN,
  ),
  'feed.price_update_share': number(
    'Share of product updates that change the price; the others count the stock.',
    'share',
    0,
    1,
    0.6,
    OWN,
  ),
} as const satisfies Record<string, Knob>;
