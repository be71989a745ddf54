import { type AliasTable, Sequence } from '../../random/index.js';
import { weekdayOf } from '../calendar/civil.js';
import { brandIndex, type Likings, mix } from '../likings.js';
import type { Shard, ShardTable } from '../shard.js';
import { type Catchment, catchments, type RegionShoppers, regionShoppers } from '../shoppers.js';
import type { Region } from '../stores.js';
import type { World } from '../world.js';
import type { WeekAssortment } from './assortment.js';
import { missionFactors, missionTables, sizeClass, sizeTables } from './missions.js';
import type { ReturnDesk } from './returns.js';
import { LINES_MAX, quantityRule, type Trade, type TradingDay } from './trade.js';
import { type VisitCounts, visitsPerVolume } from './visits.js';

/** A receipt's number in its store and day has 20 bits in its id. */
const VISITS_MAX = 1_048_575;
/** Products that a shopper looks at before the next line is given up. */
const ATTEMPTS = 24;
/** Brands that a shopper turns down before any will do. */
const REFUSALS = 24;
/** Shoppers drawn before one who is a customer on the day is looked for one by one. */
const DRAWN_MAX = 400;

/**
 * Shoppers with baskets. A visit draws its shopper from the store's catchment, the size of the basket, the mission that
 * fits it, and line by line a category (mission × taste × demand), a product of it and, by the shopper's liking, its
 * brand. What the shelf cannot fill is a lost sale, and the shopper takes something else instead.
 */
export class BasketTrade implements Trade {
  readonly #world: World;
  readonly #region: Region;
  readonly #shoppers: RegionShoppers;
  readonly #catchments: readonly Catchment[];
  readonly #visits: VisitCounts;
  readonly #perVolume: number;
  readonly #likings: Likings;
  readonly #sizes: readonly AliasTable[];
  readonly #missions: readonly AliasTable[];
  readonly #factors: Float64Array;
  readonly #thresholds: Float64Array;
  readonly #unitsPerLine: number;
  readonly #habit: number;
  readonly #identified: number;
  readonly #desk: ReturnDesk;
  readonly #q = new Sequence();
  readonly #cumulated: Float64Array;
  /** Number of the last basket that holds a slot's product. */
  readonly #inBasket: Int32Array;
  #basket = 0;
  #catchment: Catchment | undefined;

  constructor(world: World, region: Region, visits: VisitCounts, desk: ReturnDesk) {
    const { config } = world;
    this.#world = world;
    this.#region = region;
    this.#shoppers = regionShoppers(world, region);
    this.#catchments = catchments(world, region, this.#shoppers);
    this.#visits = visits;
    this.#perVolume = visitsPerVolume(world);
    this.#likings = world.likings as Likings;
    this.#sizes = sizeTables(world);
    this.#missions = missionTables(world);
    this.#factors = missionFactors(world);
    const { thresholds, mean } = quantityRule(config['quantity.shares']);
    this.#thresholds = thresholds;
    this.#unitsPerLine = mean;
    this.#habit = 4294967296 / config['visit.weekday_habit'];
    this.#identified = 4294967296 * config['visit.identified_share'];
    this.#desk = desk;
    this.#cumulated = new Float64Array(world.catalogue.categories.length);
    this.#inBasket = new Int32Array(Math.min(config['assortment.max'], world.products.count));
  }

  expectedUnits(store: number): number {
    const lines = this.#world.config['basket.lines_mean'];
    return this.#perVolume * this.#world.stores.volume[store] * lines * this.#unitsPerLine;
  }

  openStore(store: number): void {
    this.#catchment = this.#catchments[this.#region.stores.indexOf(store)];
  }

  trade(
    { store, day, known, shock, ramp }: TradingDay,
    week: WeekAssortment,
    onHand: Int32Array,
    shard: Shard | undefined,
    wanted: ReadonlySet<ShardTable>,
  ): void {
    const { stores, draws, from } = this.#world;
    const expected = this.#perVolume * stores.volume[store] * known * shock * ramp;
    const visits = week.count === 0 ? 0 : this.#visits.count(store, day, expected);
    if (visits > VISITS_MAX)
      throw new Error(`store ${store + 1} has ${visits} visits on day ${day}, more than ${VISITS_MAX}`);
    const q = this.#q.seed(draws.visit, store, day);
    const desk = day >= from ? this.#desk.open(store, day) : undefined;
    const sold = shard !== undefined && wanted.has('sale_line') ? shard.saleLine : undefined;
    const lost = shard !== undefined && wanted.has('lost_sale') ? shard.lostSale : undefined;
    const seen = shard !== undefined && wanted.has('visit') ? shard.visit : undefined;
    const receipts = shard !== undefined && wanted.has('receipt') ? shard.receipt : undefined;
    const { product, listCents, unitCents, costCents, promotion, start, slots, aliases, categoryWeight } = week;
    const { brand, brandKey, categories: tastes, categoryKey } = this.#likings;
    const thresholds = this.#thresholds;
    const cumulated = this.#cumulated;
    const categories = cumulated.length;
    const inBasket = this.#inBasket;
    const factors = this.#factors;
    const weekday = weekdayOf(day);
    const firstNumber = this.#visits.firstNumber(store, day);
    let line = 0;
    let number = 0;
    for (let visit = 0; visit < visits; visit++) {
      const who = this.#draw(q, day, weekday);
      const identity = q.word();
      const key = who >= 0 ? this.#shoppers.key[who] : identity;
      const size = this.#sizes[who >= 0 ? this.#shoppers.basketClass[who] : identity >>> 28].pick(q.word()) + 1;
      const mission = this.#missions[sizeClass(size)].pick(q.word());
      let sum = 0;
      for (let c = 0, f = mission * categories; c < categories; c++, f++) {
        sum += factors[f] * categoryWeight[c] * tastes[c][mix(key, categoryKey[c]) >>> 23];
        cumulated[c] = sum;
      }
      const scale = sum / 4294967296;
      const basket = ++this.#basket;
      sold?.reserve(size);
      const shopper = who >= 0 && identity < this.#identified ? this.#shoppers.first + who + 1 : 0;
      let lines = 0;
      let units = 0;
      let gross = 0;
      let net = 0;
      let category = -1;
      for (let attempt = 0; lines < size && attempt < 3 * size + ATTEMPTS && line <= LINES_MAX; attempt++) {
        const instead = category >= 0;
        if (!instead) {
          const at = q.word() * scale;
          category = 0;
          while (category < categories - 1 && at >= cumulated[category]) category++;
        }
        const from = start[category];
        if (start[category + 1] === from) {
          category = -1;
          continue;
        }
        const alias = aliases[category];
        let s = slots[from + alias.pick(q.word())];
        for (let refused = 0; refused < REFUSALS; refused++) {
          const maker = brandKey[product[s]];
          if (q.word() < 4294967296 * brand[brandIndex(key, maker)]) break;
          s = slots[from + alias.pick(q.word())];
        }
        category = -1;
        if (inBasket[s] === basket) continue;
        const draw = q.word();
        let quantity = 1;
        while (quantity <= thresholds.length && draw >= thresholds[quantity - 1]) quantity++;
        const have = onHand[s];
        if (have < quantity) {
          // Something else of the same kind, as far as there is.
          inBasket[s] = basket;
          if (!instead) category = this.#world.products.category[product[s]];
          if (lost !== undefined) bookLost(lost, store, product[s], day, line, visit, quantity, have);
          line++;
          continue;
        }
        inBasket[s] = basket;
        onHand[s] = have - quantity;
        lines++;
        units += quantity;
        gross += quantity * listCents[s];
        net += quantity * unitCents[s];
        if (sold !== undefined) {
          const row = sold.count++;
          const c = sold.columns;
          c.store[row] = store + 1;
          c.product[row] = product[s] + 1;
          c.day[row] = day;
          c.line[row] = line;
          c.quantity[row] = quantity;
          c.listCents[row] = listCents[s];
          c.unitCents[row] = unitCents[s];
          c.costCents[row] = costCents[s];
          c.visit[row] = visit;
          c.number[row] = lines;
          c.promotion[row] = promotion[s];
          c.substitute[row] = instead ? 1 : 0;
        }
        desk?.offer(line, visit, lines, shopper, product[s], quantity, unitCents[s]);
        line++;
      }
      if (seen !== undefined) {
        seen.reserve(1);
        const row = seen.count++;
        const c = seen.columns;
        c.store[row] = store + 1;
        c.day[row] = day;
        c.visit[row] = visit;
        c.person[row] = who >= 0 ? this.#shoppers.first + who + 1 : 0;
        c.mission[row] = mission;
        c.wanted[row] = size;
        c.lines[row] = lines;
      }
      if (receipts !== undefined && lines > 0) {
        receipts.reserve(1);
        const row = receipts.count++;
        const c = receipts.columns;
        c.store[row] = store + 1;
        c.day[row] = day;
        c.visit[row] = visit;
        c.shopper[row] = shopper;
        c.lines[row] = lines;
        c.units[row] = units;
        c.grossCents[row] = gross;
        c.netCents[row] = net;
        c.number[row] = firstNumber === 0 ? 0 : firstNumber + number++;
      }
    }
    shard?.bookStoreDay(store, day, visits);
  }

  /** A shopper of the catchment who is a customer on the day and comes on such a weekday; −1 when nobody lives there. */
  #draw(q: Sequence, day: number, weekday: number): number {
    const near = this.#catchment;
    if (near?.alias === undefined) return -1;
    for (let drawn = 0; drawn < DRAWN_MAX; drawn++) {
      const entry: number = near.alias.pick(q.word());
      if (near.from[entry] > day || near.to[entry] <= day) continue;
      const who = near.shopper[entry];
      if (this.#shoppers.weekday[who] === weekday || q.word() < this.#habit) return who;
    }
    const left: number = near.from.findIndex((from, i) => from <= day && near.to[i] > day);
    return left < 0 ? -1 : near.shopper[left];
  }
}

function bookLost(
  lost: Shard['lostSale'],
  store: number,
  product: number,
  day: number,
  line: number,
  visit: number,
  quantity: number,
  onHand: number,
): void {
  lost.reserve(1);
  const at = lost.count++;
  const c = lost.columns;
  c.store[at] = store + 1;
  c.product[at] = product + 1;
  c.day[at] = day;
  c.line[at] = line;
  c.visit[at] = visit;
  c.quantity[at] = quantity;
  c.onHand[at] = onHand;
}
