/** One pass over the whole history of a world: totals that the tests of behaviour look at. */
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import type { WorldConfig } from '../../src/world/knobs.js';
import { ShardSimulator, type ShardTable } from '../../src/world/shard.js';
import { createWorld, type World } from '../../src/world/world.js';
import { configWith } from './worlds.js';

export interface Sweep {
  readonly world: World;
  readonly lines: number;
  readonly units: number;
  readonly lostLines: number;
  /** Lines wanted (sold and lost) by store and day: entry store × days + day. */
  readonly wanted: Int32Array;
  /** Lines sold, the same way. */
  readonly sold: Int32Array;
  readonly days: number;
  /** Lines sold by product, and by category × 12 + month (0 January). */
  readonly byProduct: Float64Array;
  readonly byCategoryMonth: Float64Array;
  /** Lines wanted by product × days + day. */
  readonly wantedOfProduct: Int32Array;
  /** Lines sold with 1, 2, 3 … units, and at each depth of markdown. */
  readonly byQuantity: number[];
  readonly byDepth: number[];
  /** Product-store-days in the ledger, and those that ended with nothing on the shelf, of ranged products. */
  readonly ledger: number;
  readonly out: number;
  readonly shrink: number;
  /** Share of ranged product-store-days without a sale. */
  readonly zeroShare: number;
  readonly largestMonth: number;
}

const tables: ReadonlySet<ShardTable> = new Set(['sale_line', 'lost_sale', 'stock_day']);

/** Simulates the whole history of the default company, changed. */
export function sweep(changes: Partial<WorldConfig> = {}): Sweep {
  const world = createWorld(configWith(changes));
  const { stores, products, config } = world;
  const days = world.to - world.from;
  const s = {
    world,
    lines: 0,
    units: 0,
    lostLines: 0,
    wanted: new Int32Array(stores.count * days),
    sold: new Int32Array(stores.count * days),
    days,
    byProduct: new Float64Array(products.count),
    byCategoryMonth: new Float64Array(5 * 12),
    wantedOfProduct: new Int32Array(products.count * days),
    byQuantity: config['quantity.shares'].map(() => 0),
    byDepth: config['markdown.depths'].map(() => 0),
    ledger: 0,
    out: 0,
    shrink: 0,
    zeroShare: 0,
    largestMonth: 0,
  };
  let zeros = 0;
  for (const region of world.regions) {
    const simulator = new ShardSimulator(world);
    for (let month = monthIndexOf(world.from); month <= monthIndexOf(world.to - 1); month++) {
      const shard = simulator.simulate(region.index, month, tables);
      const sales = shard.saleLine.columns;
      s.lines += shard.saleLine.count;
      s.lostLines += shard.lostSale.count;
      s.largestMonth = Math.max(s.largestMonth, shard.saleLine.count);
      for (let i = 0; i < shard.saleLine.count; i++) {
        const at = (sales.store[i] - 1) * days + sales.day[i] - world.from;
        s.sold[at]++;
        s.wanted[at]++;
        const p = sales.product[i] - 1;
        s.byProduct[p]++;
        s.wantedOfProduct[p * days + sales.day[i] - world.from]++;
        s.byCategoryMonth[products.category[p] * 12 + (month % 12)]++;
        s.units += sales.quantity[i];
        s.byQuantity[sales.quantity[i] - 1]++;
        const depth = 1 - sales.unitCents[i] / sales.listCents[i];
        s.byDepth[nearest(config['markdown.depths'], depth)]++;
      }
      const lost = shard.lostSale.columns;
      for (let i = 0; i < shard.lostSale.count; i++) {
        s.wanted[(lost.store[i] - 1) * days + lost.day[i] - world.from]++;
        s.wantedOfProduct[(lost.product[i] - 1) * days + lost.day[i] - world.from]++;
      }
      const ledger = shard.stockDay.columns;
      for (let i = 0; i < shard.stockDay.count; i++) {
        s.shrink += ledger.shrink[i];
        // A product that leaves the assortment has its stock sent back in the morning: it is not ranged.
        if (ledger.opening[i] + ledger.delivered[i] - ledger.returned[i] === 0 && ledger.returned[i] > 0) continue;
        s.ledger++;
        if (ledger.closing[i] === 0) s.out++;
        if (ledger.sold[i] === 0) zeros++;
      }
    }
  }
  s.zeroShare = zeros / s.ledger;
  return s;
}

function nearest(values: readonly number[], value: number): number {
  let best = 0;
  values.forEach((v, i) => {
    if (Math.abs(v - value) < Math.abs(values[best] - value)) best = i;
  });
  return best;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function variance(values: ArrayLike<number>): number {
  const m = mean(values);
  return mean(Array.from(values, (v) => (v - m) * (v - m)));
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((v, i) => (v - ma) * (b[i] - mb))) / Math.sqrt(variance(a) * variance(b));
}
