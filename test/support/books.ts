/** The books of a world, checked from its rows alone: units, time and money. */
import { civilOf, weekdayOf } from '../../src/world/calendar/civil.js';
import { listPriceAt } from '../../src/world/prices.js';
import { type Shard, ShardSimulator } from '../../src/world/shard.js';
import { deliveryWeekday, weekOf, weekStart } from '../../src/world/week.js';
import type { World } from '../../src/world/world.js';
import { checkMovements, checkReceipts, type RegionState, regionState } from './receipts.js';
import { allTables } from './worlds.js';

const MONDAY = 1;
/** More broken rules than this are not listed. */
const MOST = 5;

export interface Books {
  /** Broken rules in words, none when the books close. */
  readonly broken: string[];
  /** How much was looked at. */
  readonly saleLines: number;
  readonly lostLines: number;
  readonly ledgerRows: number;
  readonly shortDeliveries: number;
  readonly shrinkUnits: number;
  readonly receipts: number;
  readonly substitutes: number;
  readonly promotedLines: number;
  readonly payments: number;
  readonly returns: number;
}

/** What is known about a store while its days are walked through. */
interface StoreState {
  day: number;
  /** Closing stock of the day before, by product. */
  readonly closing: Map<number, number>;
  /** Prices of the trading week; undefined until the first one starts in the window. */
  prices: Map<number, { list: number; unit: number }> | undefined;
  /** Trading weeks running in which a delivery of the product was short, and the day of the last one. */
  readonly short: Map<number, { weeks: number; day: number }>;
}

/** Simulates `months` months from `first` on in all regions and checks every rule of the books. */
export function checkBooks(world: World, first: number, months: number, regions = world.regions.length): Books {
  const books = {
    broken: [] as string[],
    saleLines: 0,
    lostLines: 0,
    ledgerRows: 0,
    shortDeliveries: 0,
    shrinkUnits: 0,
    receipts: 0,
    substitutes: 0,
    promotedLines: 0,
    payments: 0,
    returns: 0,
  };
  for (let region = 0; region < regions; region++) {
    const simulator = new ShardSimulator(world);
    const stores = new Map<number, StoreState>();
    const state = regionState(world, region);
    for (let month = first; month < first + months; month++) {
      const shard = simulator.simulate(region, month, allTables);
      new MonthCheck(world, shard, stores, books, state).run();
    }
  }
  return books;
}

/** Rows of a table grouped by store and day: index lists in the order of the table. */
function byStoreDay(rows: { count: number; columns: { store: Int32Array; day: Int32Array } }): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < rows.count; i++) {
    const key = `${rows.columns.store[i]}:${rows.columns.day[i]}`;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return groups;
}

class MonthCheck {
  constructor(
    private readonly world: World,
    private readonly shard: Shard,
    private readonly stores: Map<number, StoreState>,
    private readonly books: { -readonly [K in keyof Books]: Books[K] },
    private readonly state: RegionState,
  ) {}

  run(): void {
    const { shard, world } = this;
    this.books.saleLines += shard.saleLine.count;
    this.books.lostLines += shard.lostSale.count;
    this.books.ledgerRows += shard.stockDay.count;
    this.books.receipts += shard.receipt.count;
    this.books.payments += shard.payment.count;
    this.books.returns += shard.returnLine.count;
    if (shard.baskets) {
      const { promotion, substitute } = shard.saleLine.columns;
      for (let i = 0; i < shard.saleLine.count; i++) {
        if (promotion[i] > 0) this.books.promotedLines++;
        this.books.substitutes += substitute[i];
      }
    }
    const rule = (holds: boolean, text: string) => this.rule(holds, text);
    checkReceipts(world, shard, this.state, rule);
    checkMovements(shard, rule);
    const groups = {
      ledger: byStoreDay(shard.stockDay),
      sales: byStoreDay(shard.saleLine),
      lost: byStoreDay(shard.lostSale),
      assortment: byStoreDay(shard.assortment),
      delivery: byStoreDay(shard.delivery),
      adjustment: byStoreDay(shard.stockAdjustment),
      snapshot: byStoreDay(shard.stockSnapshot),
    };
    const members = new Set(Array.from(world.regions[shard.region].stores, (s) => s + 1));
    for (const [table, group] of Object.entries(groups)) {
      for (const key of group.keys()) {
        const [store, day] = key.split(':').map(Number);
        this.rule(members.has(store), `${table}: store ${store} is of region ${shard.region}`);
        this.rule(monthOf(day) === shard.month, `${table}: day ${day} is in month ${shard.month}`);
        this.rule(
          day >= world.stores.openedOn[store - 1],
          `${table}: nothing before store ${store} opened (day ${day})`,
        );
        this.rule(groups.ledger.has(key), `${table}: day ${day} of store ${store} is in the ledger`);
      }
    }
    for (const key of groups.ledger.keys()) {
      const of = (group: Map<string, number[]>) => group.get(key) ?? [];
      this.#day(key, of(groups.ledger), of(groups.sales), of(groups.lost), {
        assortment: of(groups.assortment),
        delivery: of(groups.delivery),
        adjustment: of(groups.adjustment),
        snapshot: of(groups.snapshot),
      });
    }
  }

  rule(holds: boolean, text: string): void {
    if (!holds && this.books.broken.length < MOST) this.books.broken.push(text);
  }

  #day(
    key: string,
    ledger: number[],
    sales: number[],
    lost: number[],
    tables: { assortment: number[]; delivery: number[]; adjustment: number[]; snapshot: number[] },
  ): void {
    const { shard, world } = this;
    const [store, day] = key.split(':').map(Number);
    const c = shard.stockDay.columns;
    let state = this.stores.get(store);
    const begins = state === undefined;
    if (state === undefined) {
      state = { day: day - 1, closing: new Map(), prices: undefined, short: new Map() };
      this.stores.set(store, state);
    }
    this.rule(day === state.day + 1, `ledger of store ${store} goes on after day ${state.day}, not with ${day}`);
    const unknown = begins && day > world.stores.openedOn[store - 1];

    if (tables.assortment.length > 0) this.#newWeek(store, day, state, tables.assortment);
    const delivered = new Map<number, number>();
    for (const i of tables.delivery) delivered.set(shard.delivery.columns.product[i], i);
    const counted = new Map<number, number>();
    for (const i of tables.adjustment) counted.set(shard.stockAdjustment.columns.product[i], i);
    const snapshot = new Map<number, number>();
    for (const i of tables.snapshot) {
      snapshot.set(shard.stockSnapshot.columns.product[i], shard.stockSnapshot.columns.onHand[i]);
    }
    this.rule(snapshot.size === tables.snapshot.length, `one snapshot a product, ${key}`);
    this.rule(weekdayOf(day) === MONDAY || snapshot.size === 0, `snapshots on Mondays only, ${key}`);

    const onHand = new Map<number, number>();
    const soldUnits = new Map<number, number>();
    for (const i of ledger) {
      const p = c.product[i];
      const where = `store ${store} product ${p} day ${day}`;
      this.rule(!onHand.has(p), `one ledger row: ${where}`);
      const morning = c.opening[i] + c.delivered[i] - c.returned[i];
      const evening = morning - c.sold[i] - c.shrink[i];
      this.rule(evening === c.closing[i], `ledger row adds up: ${where}`);
      const parts = [c.opening[i], c.delivered[i], c.returned[i], c.sold[i], c.shrink[i], c.closing[i], morning];
      this.rule(
        parts.every((units) => units >= 0),
        `never negative: ${where}, ${parts.join(' ')}`,
      );
      if (!unknown) {
        const before = state.closing.get(p) ?? 0;
        this.rule(c.opening[i] === before, `opening ${c.opening[i]} is the closing ${before} before: ${where}`);
      }
      onHand.set(p, morning);
      soldUnits.set(p, c.sold[i]);
      const carried = state.prices?.has(p) ?? true;
      if (!carried) {
        this.rule(tables.assortment.length > 0 && morning === 0, `what leaves the assortment goes back: ${where}`);
      }
      this.rule(world.products.launchedOn[p - 1] <= day, `nothing before the launch: ${where}`);
      this.rule(!carried || day < world.products.leftOn[p - 1], `nothing once it has left the catalogue: ${where}`);
      this.#delivery(store, day, p, state, delivered.get(p), {
        delivered: c.delivered[i],
        returned: c.returned[i],
        morning,
      });
      const adjustment = counted.get(p);
      const loss = adjustment === undefined ? 0 : -shard.stockAdjustment.columns.quantity[adjustment];
      this.rule(loss === c.shrink[i] && (adjustment === undefined || loss > 0), `shrink is the adjustment: ${where}`);
      this.books.shrinkUnits += loss;
      if (weekdayOf(day) === MONDAY && carried && state.prices) {
        this.rule(snapshot.get(p) === morning, `snapshot ${snapshot.get(p)} is ${morning}: ${where}`);
      }
    }
    for (const p of [...delivered.keys(), ...counted.keys(), ...snapshot.keys()]) {
      this.rule(onHand.has(p), `movement without ledger row: store ${store} product ${p} day ${day}`);
    }
    for (const p of state.prices?.keys() ?? []) {
      this.rule(onHand.has(p), `ranged product in the ledger: store ${store} product ${p} day ${day}`);
    }
    for (const [p, units] of state.closing) {
      this.rule(units === 0 || onHand.has(p), `stock does not vanish: store ${store} product ${p} day ${day}`);
    }
    this.#trade(store, day, state, sales, lost, onHand, soldUnits);
    state.closing.clear();
    for (const i of ledger) state.closing.set(c.product[i], c.closing[i]);
    state.day = day;
  }

  #newWeek(store: number, day: number, state: StoreState, rows: number[]): void {
    const { config, products } = this.world;
    const c = this.shard.assortment.columns;
    const weekday = deliveryWeekday(this.world, store - 1);
    const start = weekStart(weekOf(day, weekday), weekday);
    state.prices = new Map();
    for (const i of rows) {
      const p = c.product[i];
      const where = `store ${store} product ${p} day ${day}`;
      this.rule(!state.prices.has(p), `once in the assortment: ${where}`);
      state.prices.set(p, { list: c.listCents[i], unit: c.unitCents[i] });
      const list = listPriceAt(this.world.prices, p - 1, start);
      this.rule(c.listCents[i] === list, `list price ${c.listCents[i]} is ${list} of the history: ${where}`);
      if (!this.shard.baskets) {
        const allowed = config['markdown.depths'].map((depth) => discounted(list, depth));
        this.rule(allowed.includes(c.unitCents[i]), `price ${c.unitCents[i]} is one of ${allowed.join(' ')}: ${where}`);
      }
      const cost = products.costCents[p - 1];
      const first = products.listCents[p - 1];
      const least = Math.ceil(first * config['price.cost_share_min'] - 1e-6);
      // Where no whole cent lies between the shares, it is the next one above the lower.
      const most = Math.max(least, first * config['price.cost_share_max'] + 1e-6);
      this.rule(cost >= least && cost <= most, `cost ${cost} from ${least} to ${most}: ${where}`);
    }
    const launched = products.launchedOn.filter(
      (launch, p) => launch <= day - 6 && products.leftOn[p] >= day + 7,
    ).length;
    const size = state.prices.size;
    const range = `${config['assortment.min']}–${config['assortment.max']}`;
    this.rule(size <= config['assortment.max'], `assortment of ${size} in ${range}: store ${store} day ${day}`);
    this.rule(
      size >= Math.min(config['assortment.min'], launched),
      `assortment of ${size} in ${range}, ${launched} launched: store ${store} day ${day}`,
    );
  }

  #delivery(
    store: number,
    day: number,
    product: number,
    state: StoreState,
    row: number | undefined,
    ledger: { delivered: number; returned: number; morning: number },
  ): void {
    const c = this.shard.delivery.columns;
    const where = `store ${store} product ${product} day ${day}`;
    if (row === undefined) {
      this.rule(ledger.delivered === 0 && ledger.returned === 0, `movement without delivery row: ${where}`);
      return;
    }
    this.rule(
      c.delivered[row] === ledger.delivered && c.returned[row] === ledger.returned,
      `delivery booked: ${where}`,
    );
    if (c.delivered[row] === c.ordered[row]) {
      this.rule(ledger.morning === c.target[row], `a full delivery leaves the target ${c.target[row]}: ${where}`);
      return;
    }
    this.rule(c.delivered[row] < c.ordered[row] && c.returned[row] === 0, `short delivery: ${where}`);
    this.books.shortDeliveries++;
    const last = state.short.get(product);
    const weeks = last && last.day === day - 7 ? last.weeks + 1 : 1;
    state.short.set(product, { weeks, day });
    this.rule(weeks <= 2, `short in ${weeks} weeks running: ${where}`);
  }

  /** Replays the day's lines, sold and lost, in the order in which they came. */
  #trade(
    store: number,
    day: number,
    state: StoreState,
    sales: number[],
    lost: number[],
    onHand: Map<number, number>,
    soldUnits: Map<number, number>,
  ): void {
    const s = this.shard.saleLine.columns;
    const l = this.shard.lostSale.columns;
    const lines = [
      ...sales.map((i) => ({ line: s.line[i], product: s.product[i], quantity: s.quantity[i], sale: i, have: -1 })),
      ...lost.map((i) => ({
        line: l.line[i],
        product: l.product[i],
        quantity: l.quantity[i],
        sale: -1,
        have: l.onHand[i],
      })),
    ].sort((a, b) => a.line - b.line);
    lines.forEach(({ line, product, quantity, sale, have }, n) => {
      const where = `store ${store} product ${product} day ${day} line ${line}`;
      this.rule(line === n, `lines are numbered without gaps: ${where}`);
      this.rule(
        quantity >= 1 && quantity <= this.world.config['quantity.shares'].length,
        `quantity ${quantity}: ${where}`,
      );
      const units = onHand.get(product) ?? 0;
      const price = state.prices?.get(product);
      this.rule(state.prices === undefined || price !== undefined, `in the assortment: ${where}`);
      if (sale < 0) {
        this.rule(
          have === units && have < quantity,
          `lost with ${have} (${units}) on hand, wanted ${quantity}: ${where}`,
        );
        return;
      }
      this.rule(units >= quantity, `sold ${quantity} of ${units}: ${where}`);
      onHand.set(product, units - quantity);
      soldUnits.set(product, (soldUnits.get(product) ?? 0) - quantity);
      this.rule(price === undefined || price.unit === s.unitCents[sale], `price of the assortment: ${where}`);
      this.rule(price === undefined || price.list === s.listCents[sale], `list price of the assortment: ${where}`);
      this.rule(s.costCents[sale] === this.world.products.costCents[product - 1], `cost of the catalogue: ${where}`);
    });
    for (const [product, left] of soldUnits) {
      this.rule(left === 0, `sold in the ledger is what the lines say: store ${store} product ${product} day ${day}`);
    }
    const wanted = this.shard.storeDay.columns;
    if (lines.length === 0 || this.shard.baskets) return;
    const at = this.#storeDay(store, day);
    this.rule(at >= 0 && wanted.wanted[at] === lines.length, `wanted lines counted: store ${store} day ${day}`);
  }

  #storeDay(store: number, day: number): number {
    const { columns, count } = this.shard.storeDay;
    for (let i = 0; i < count; i++) if (columns.store[i] === store && columns.day[i] === day) return i;
    return -1;
  }
}

function monthOf(day: number): number {
  const { year, month } = civilOf(day);
  return year * 12 + month - 1;
}

/** List price less a depth of whole percents, halves of a cent up, in whole numbers. */
export function discounted(listCents: number, depth: number): number {
  const percent = Math.round(depth * 100);
  return Number((2n * BigInt(listCents) * BigInt(100 - percent) + 100n) / 200n);
}
