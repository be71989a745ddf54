import { uniform } from '../../random/index.js';
import { taxCents, tenders } from '../processes/payments.js';
import { reasons } from '../processes/returns.js';
import { DAY_US, eventTimes, instantAt } from '../processes/sale-times.js';
import type { Shard } from '../shard.js';
import type { World } from '../world.js';
import { lineIds, packedIds, receiptIds } from './sales.js';
import { makers, type ShardedTable, type ShardView } from './table.js';

const { integer, bigint, date, double, timestamp, text } = makers<ShardView>();

/** Time to come in, and to find one line, before the visit ends at the till. */
const ENTER_US = 240_000_000;
const PICK_US = 40_000_000;

type Visits = Shard['visit'] | Shard['receipt'] | Shard['payment'];
const idsOf = ({ count, columns: { store, day, visit } }: Visits) => receiptIds(count, store, day, visit);
const timesOf = (v: ShardView, rows: Visits) => eventTimes(v.world, v.shard, rows, rows.columns.visit);
const taxes = ({ world, shard }: ShardView) =>
  shard.receipt.columns.netCents.subarray(0, shard.receipt.count).map((net) => taxCents(world, net));

const CANCEL_RANK = 'A uniform number in [0, 1): who needs a share of cancelled orders takes the lowest.';

function cancelRanks(world: World, count: number, store: Int32Array, day: Int32Array, visit: Int32Array): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => uniform(world.draws.cancel, store[i], day[i], visit[i]));
}

export const visit: ShardedTable = {
  name: 'visit',
  grain: 'shard',
  time: 'visited_on',
  describe: 'Visits of shoppers to stores, with what is hidden from the pipeline under test (who came, and what for).',
  key: ['visit_id'],
  rows: (v) => v.shard.visit.count,
  columns: [
    bigint('visit_id', 'Unique number; also that of its receipt.', (v) => idsOf(v.shard.visit)),
    date('visited_on', 'Day.', (v) => v.shard.visit.columns.day),
    timestamp('arrived_at', 'Time at which the shopper came in, local.', (v) => {
      const { day, wanted } = v.shard.visit.columns;
      return timesOf(v, v.shard.visit).map((at, i) => {
        const morning = BigInt(day[i] * DAY_US);
        const arrived = at - BigInt(ENTER_US + wanted[i] * PICK_US);
        return arrived < morning ? morning : arrived;
      });
    }),
    integer('store_id', 'Store.', (v) => v.shard.visit.columns.store),
    integer(
      'shopper_id',
      'Hidden: who came, known to the store or not; 0 for a stranger.',
      (v) => v.shard.visit.columns.person,
    ),
    text(
      'mission',
      'Hidden: what for.',
      (w) => w.catalogue.missions.map((m) => m.name),
      (v) => v.shard.visit.columns.mission,
    ),
    integer('lines_wanted', 'Hidden: lines that the shopper meant to buy.', (v) => v.shard.visit.columns.wanted),
    bigint('receipt_id', 'Receipt, 0 when nothing was bought.', (v) =>
      idsOf(v.shard.visit).map((id, i) => (v.shard.visit.columns.lines[i] > 0 ? id : 0n)),
    ),
  ],
};

export const receipt: ShardedTable = {
  name: 'receipt',
  grain: 'shard',
  time: 'sold_on',
  describe: 'Receipts: gross − discount = net, net + tax = total. None where trade is anonymous.',
  key: ['receipt_id'],
  rows: (v) => v.shard.receipt.count,
  columns: [
    bigint('receipt_id', 'Unique number.', (v) => idsOf(v.shard.receipt)),
    integer(
      'receipt_number',
      'Number from 1 in the order of days, stores and times when visit.total fixes how many there are; 0 otherwise.',
      (v) => v.shard.receipt.columns.number,
    ),
    date('sold_on', 'Day.', (v) => v.shard.receipt.columns.day),
    timestamp('sold_at', 'Time at the till, local.', (v) => timesOf(v, v.shard.receipt)),
    integer('store_id', 'Store.', (v) => v.shard.receipt.columns.store),
    integer('shopper_id', 'Shopper, 0 when not known.', (v) => v.shard.receipt.columns.shopper),
    integer('lines', 'Number of lines.', (v) => v.shard.receipt.columns.lines),
    integer('units', 'Units of all lines.', (v) => v.shard.receipt.columns.units),
    integer('gross_cents', 'List prices × quantities.', (v) => v.shard.receipt.columns.grossCents),
    integer('discount_cents', 'Gross less net.', (v) => {
      const { grossCents, netCents } = v.shard.receipt.columns;
      return grossCents.map((gross, i) => gross - netCents[i]);
    }),
    integer('net_cents', 'Paid prices × quantities.', (v) => v.shard.receipt.columns.netCents),
    integer('tax_cents', 'Tax on net.', taxes),
    integer('total_cents', 'Net and tax; the sum of its payments.', (v) => {
      const { netCents } = v.shard.receipt.columns;
      return taxes(v).map((tax, i) => tax + netCents[i]);
    }),
    double('cancel_rank', CANCEL_RANK, (v) => {
      const { store, day, visit } = v.shard.receipt.columns;
      return cancelRanks(v.world, v.shard.receipt.count, store, day, visit);
    }),
  ],
};

export const payment: ShardedTable = {
  name: 'payment',
  grain: 'shard',
  time: 'paid_on',
  describe: 'Payments of receipts: one, or two tenders that add up to the total.',
  key: ['payment_id'],
  rows: (v) => v.shard.payment.count,
  columns: [
    bigint('payment_id', 'Unique number.', (v) => {
      const { store, day, visit, part } = v.shard.payment.columns;
      return packedIds(v.shard.payment.count, store, day, (i) => (visit[i] << 2) | part[i]);
    }),
    bigint('receipt_id', 'Receipt.', (v) => idsOf(v.shard.payment)),
    date('paid_on', 'Day.', (v) => v.shard.payment.columns.day),
    timestamp('paid_at', 'Time, local.', (v) => timesOf(v, v.shard.payment)),
    text(
      'tender',
      'How it was paid.',
      () => tenders,
      (v) => v.shard.payment.columns.tender,
    ),
    integer('amount_cents', 'Amount, in cents.', (v) => v.shard.payment.columns.amountCents),
  ],
};

export const returnLine: ShardedTable = {
  name: 'return_line',
  grain: 'shard',
  time: 'returned_on',
  describe: 'Lines that were brought back, in part or whole, 1 to 84 days after the sale; not put on the shelf again.',
  key: ['return_id'],
  rows: (v) => v.shard.returnLine.count,
  columns: [
    bigint('return_id', 'Unique number: that of the line.', returnedLineIds),
    bigint('line_id', 'Sale line.', returnedLineIds),
    bigint('receipt_id', 'Receipt of the sale.', (v) => {
      const { store, soldOn, visit } = v.shard.returnLine.columns;
      return receiptIds(v.shard.returnLine.count, store, soldOn, visit);
    }),
    integer('line_number', 'Number of the line in its receipt.', (v) => v.shard.returnLine.columns.number),
    integer('receipt_number', 'Number of the receipt, as there.', (v) => v.shard.returnLine.columns.receiptNumber),
    double('cancel_rank', 'Cancel rank of the receipt, as there.', (v) => {
      const { store, soldOn, visit } = v.shard.returnLine.columns;
      return cancelRanks(v.world, v.shard.returnLine.count, store, soldOn, visit);
    }),
    integer('store_id', 'Store of the sale and of the return.', (v) => v.shard.returnLine.columns.store),
    integer('product_id', 'Product.', (v) => v.shard.returnLine.columns.product),
    integer('shopper_id', 'Shopper, 0 when not known.', (v) => v.shard.returnLine.columns.shopper),
    date('sold_on', 'Day of the sale.', (v) => v.shard.returnLine.columns.soldOn),
    date('returned_on', 'Day of the return.', (v) => v.shard.returnLine.columns.day),
    timestamp('returned_at', 'Time of the return, local.', (v) => {
      const { store, soldOn, line, day } = v.shard.returnLine.columns;
      return BigInt64Array.from({ length: v.shard.returnLine.count }, (_, i) =>
        BigInt(instantAt(v.world, day[i], uniform(v.world.draws.returnDetail, store[i] - 1, soldOn[i], line[i], 4))),
      );
    }),
    integer('quantity', 'Units, at most those of the line.', (v) => v.shard.returnLine.columns.quantity),
    integer('refund_cents', 'Paid price × quantity, in cents.', (v) => v.shard.returnLine.columns.refundCents),
    text(
      'reason',
      'Why.',
      () => reasons,
      (v) => v.shard.returnLine.columns.reason,
    ),
  ],
};

function returnedLineIds({ shard }: ShardView): BigInt64Array {
  const { store, soldOn, line } = shard.returnLine.columns;
  return lineIds({ count: shard.returnLine.count, columns: { store, day: soldOn, line } });
}
