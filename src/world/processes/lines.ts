import { negativeBinomial, Sequence } from '../../random/index.js';
import type { Shard, ShardTable } from '../shard.js';
import type { World } from '../world.js';
import type { WeekAssortment } from './assortment.js';
import { LINES_MAX, quantityRule, type Trade, type TradingDay } from './trade.js';

/**
 * Anonymous trade: lines without shoppers and receipts. A line that the shelf cannot fill is a lost sale; it does not
 * turn to another product, so that the shelf of one product never depends on that of another.
 */
export class LineTrade implements Trade {
  readonly #world: World;
  readonly #counts = new Sequence();
  readonly #lines = new Sequence();
  readonly #thresholds: Float64Array;
  readonly #unitsPerLine: number;

  constructor(world: World) {
    this.#world = world;
    const { thresholds, mean } = quantityRule(world.config['quantity.shares']);
    this.#thresholds = thresholds;
    this.#unitsPerLine = mean;
  }

  expectedUnits(store: number): number {
    const { config, stores } = this.#world;
    return config['demand.lines_per_day'] * stores.volume[store] * this.#unitsPerLine;
  }

  openStore(): void {}

  /** The lines of one day. The hot loop: two words a line, whatever happens to it. */
  trade(
    { store, day, known, shock, ramp }: TradingDay,
    week: WeekAssortment,
    onHand: Int32Array,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void {
    const { config, stores, draws } = this.#world;
    const mean = config['demand.lines_per_day'] * stores.volume[store] * known * shock * ramp;
    if (!(mean > 0) || week.count === 0) return;
    const lines = negativeBinomial(this.#counts.seed(draws.lines, store, day), config['demand.dispersion'], mean);
    if (lines > LINES_MAX)
      throw new Error(`store ${store + 1} wants ${lines} lines on day ${day}, more than ${LINES_MAX}`);
    const sequence = this.#lines.seed(draws.line, store, day);
    const thresholds = this.#thresholds;
    const { alias, product, listCents, unitCents, costCents } = week;
    const sold = shard !== undefined && wanted.has('sale_line') ? shard.saleLine : undefined;
    const lost = shard !== undefined && wanted.has('lost_sale') ? shard.lostSale : undefined;
    sold?.reserve(lines);
    lost?.reserve(lines);
    const c = sold?.columns;
    const first = sold?.count ?? 0;
    let row = first;
    for (let line = 0; line < lines; line++) {
      const s = alias.pick(sequence.word());
      const draw = sequence.word();
      let quantity = 1;
      while (quantity <= thresholds.length && draw >= thresholds[quantity - 1]) quantity++;
      const have = onHand[s];
      if (have >= quantity) {
        onHand[s] = have - quantity;
        if (c !== undefined) {
          c.product[row] = product[s] + 1;
          c.line[row] = line;
          c.quantity[row] = quantity;
          c.listCents[row] = listCents[s];
          c.unitCents[row] = unitCents[s];
          c.costCents[row] = costCents[s];
          row++;
        }
      } else if (lost !== undefined) {
        const at = lost.count++;
        const l = lost.columns;
        l.store[at] = store + 1;
        l.product[at] = product[s] + 1;
        l.day[at] = day;
        l.line[at] = line;
        l.quantity[at] = quantity;
        l.onHand[at] = have;
      }
    }
    if (sold !== undefined && c !== undefined) {
      c.store.fill(store + 1, first, row);
      c.day.fill(day, first, row);
      sold.count = row;
    }
    shard?.bookStoreDay(store, day, lines);
  }
}
