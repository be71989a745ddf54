import { type AliasTable, Sequence } from '../../random/index.js';
import { weekdayOf } from '../calendar/civil.js';
import { brandIndex, type Likings, tasteIndex } from '../likings.js';
import type { Shard, ShardTable } from '../shard.js';
import { type Catchment, catchments, type RegionShoppers, regionShoppers } from '../shoppers.js';
import type { Region } from '../stores.js';
import type { World } from '../world.js';
import type { WeekAssortment } from './assortment.js';
import { missionFactors, missionTables, sizeClass, sizeTables } from './missions.js';
import type { ReturnDesk } from './returns.js';
import { LINES_MAX, quantityRule, type Trade, type TradingDay } from './trade.js';
import { type VisitCounts, visitCounts, visitsPerVolume } from './visits.js';

/** A receipt's number in its store and day has 20 bits in its id. */
const VISITS_MAX = 1_048_575;
/** Products that a shopper looks at before the next line is given up. */
const ATTEMPTS = 24;
/** Times that a shopper looks again for something of the same kind. */
const AGAIN = 4;
/** Brands that a shopper turns down before any will do. */
const REFUSALS = 24;
/** Shoppers drawn before one who is a customer on the day is looked for one by one. */
const DRAWN_MAX = 400;

/** The basket of a visit. Person and shopper are numbers from 1; 0 is nobody known. */
interface Basket {
  /** Counts baskets. */
  number: number;
  /** Number of the receipt from 1 in the whole history; 0 when it is not known. */
  receiptNumber: number;
  person: number;
  shopper: number;
  wanted: number;
  mission: number;
  lines: number;
  units: number;
  grossCents: number;
  netCents: number;
}

/** What all regions of a world have in common; it takes some milliseconds to make. */
export interface BasketRules {
  readonly visits: VisitCounts;
  /** Visits of a store of volume 1 on a day of calendar factor 1. */
  readonly perVolume: number;
  /** Pick the lines of a basket less one, by class of shoppers. */
  readonly sizes: readonly AliasTable[];
  /** Pick a mission, by class of basket size. */
  readonly missions: readonly AliasTable[];
  /** Factor of each category in each mission. */
  readonly factors: Float64Array;
}

export function basketRules(world: World): BasketRules {
  return {
    visits: visitCounts(world),
    perVolume: visitsPerVolume(world),
    sizes: sizeTables(world),
    missions: missionTables(world),
    factors: missionFactors(world),
  };
}

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
  #catchment: Catchment | undefined;
  readonly #basket: Basket = {
    number: 0,
    receiptNumber: 0,
    person: 0,
    shopper: 0,
    wanted: 0,
    mission: 0,
    lines: 0,
    units: 0,
    grossCents: 0,
    netCents: 0,
  };
  // The day that is being traded.
  #store = 0;
  #day = 0;
  #week: WeekAssortment | undefined;
  #onHand: Int32Array = new Int32Array(0);
  #sold: Shard['saleLine'] | undefined;
  #lost: Shard['lostSale'] | undefined;
  #back: ReturnDesk | undefined;
  #line = 0;

  constructor(world: World, region: Region, rules: BasketRules, desk: ReturnDesk) {
    const { config } = world;
    this.#world = world;
    this.#region = region;
    this.#shoppers = regionShoppers(world, region);
    this.#catchments = catchments(world, region, this.#shoppers);
    this.#visits = rules.visits;
    this.#perVolume = rules.perVolume;
    this.#likings = world.likings as Likings;
    this.#sizes = rules.sizes;
    this.#missions = rules.missions;
    this.#factors = rules.factors;
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
    this.#q.seed(draws.visit, store, day);
    this.#store = store;
    this.#day = day;
    this.#week = week;
    this.#onHand = onHand;
    this.#sold = shard !== undefined && wanted.has('sale_line') ? shard.saleLine : undefined;
    this.#lost = shard !== undefined && wanted.has('lost_sale') ? shard.lostSale : undefined;
    this.#back = day >= from ? this.#desk.open(store, day) : undefined;
    this.#line = 0;
    const seen = shard !== undefined && wanted.has('visit') ? shard.visit : undefined;
    const receipts = shard !== undefined && wanted.has('receipt') ? shard.receipt : undefined;
    const firstNumber = this.#visits.firstNumber(store, day);
    for (let visit = 0; visit < visits; visit++) {
      const basket = this.#visit(visit, weekdayOf(day), firstNumber && firstNumber + visit);
      if (seen !== undefined) bookVisit(seen, store, day, visit, basket);
      if (receipts !== undefined && basket.lines > 0) bookReceipt(receipts, store, day, visit, basket);
    }
    shard?.bookStoreDay(store, day, visits);
  }

  /** One visit: who comes, how much for, what for; and then the shopping. The basket is refilled by the next visit. */
  #visit(visit: number, weekday: number, receiptNumber: number): Basket {
    const q = this.#q;
    const who = this.#draw(q, this.#day, weekday);
    const identity = q.word();
    const key = who >= 0 ? this.#shoppers.key[who] : identity;
    const basket = this.#basket;
    basket.number++;
    basket.receiptNumber = receiptNumber;
    basket.person = who >= 0 ? this.#shoppers.first + who + 1 : 0;
    basket.shopper = identity < this.#identified ? basket.person : 0;
    basket.wanted = this.#sizes[who >= 0 ? this.#shoppers.basketClass[who] : identity >>> 28].pick(q.word()) + 1;
    basket.mission = this.#missions[sizeClass(basket.wanted)].pick(q.word());
    basket.lines = 0;
    basket.units = 0;
    basket.grossCents = 0;
    basket.netCents = 0;
    const { categories: tastes, categoryKey } = this.#likings;
    const { categoryWeight } = this.#week as WeekAssortment;
    const cumulated = this.#cumulated;
    const factors = this.#factors;
    let sum = 0;
    for (let c = 0, f = basket.mission * cumulated.length; c < cumulated.length; c++, f++) {
      sum += factors[f] * categoryWeight[c] * tastes[tasteIndex(key, c, categoryKey[c])];
      cumulated[c] = sum;
    }
    this.#shop(visit, key, sum / 4294967296);
    return basket;
  }

  /** Fills the basket, line by line. The hot loop. */
  #shop(visit: number, key: number, scale: number): void {
    const q = this.#q;
    const week = this.#week as WeekAssortment;
    const onHand = this.#onHand;
    const thresholds = this.#thresholds;
    const cumulated = this.#cumulated;
    const inBasket = this.#inBasket;
    const basket = this.#basket;
    const { wanted } = basket;
    this.#sold?.reserve(wanted);
    let category = -1;
    let again = 0;
    for (let attempt = 0; basket.lines < wanted && attempt < 3 * wanted + ATTEMPTS; attempt++) {
      const instead = category >= 0;
      if (!instead) {
        const at = q.word() * scale;
        category = 0;
        while (category < cumulated.length - 1 && at >= cumulated[category]) category++;
      }
      const s = week.start[category + 1] > week.start[category] ? this.#choose(week, category, key) : -1;
      if (s >= 0 && inBasket[s] === basket.number && instead && again++ < AGAIN) continue;
      category = -1;
      again = 0;
      if (s < 0 || inBasket[s] === basket.number) continue;
      inBasket[s] = basket.number;
      const draw = q.word();
      let quantity = 1;
      while (quantity <= thresholds.length && draw >= thresholds[quantity - 1]) quantity++;
      if (onHand[s] >= quantity) {
        this.#take(visit, s, quantity, instead);
        continue;
      }
      // Something else of the same kind, as far as there is.
      if (!instead) category = this.#world.products.category[week.product[s]];
      if (this.#lost !== undefined)
        bookLost(this.#lost, this.#store, week.product[s], this.#day, this.#line, visit, quantity, onHand[s]);
      this.#line++;
    }
    // Nobody who came to buy leaves with nothing while there is anything.
    if (basket.lines === 0) {
      let most = 0;
      for (let s = 1; s < week.count; s++) if (onHand[s] > onHand[most]) most = s;
      if (onHand[most] > 0) this.#take(visit, most, 1, true);
    }
  }

  /** A slot of a category: products are looked at until the shopper likes the brand. */
  #choose(week: WeekAssortment, category: number, key: number): number {
    const q = this.#q;
    const { brand } = this.#likings;
    const { slotBrand } = week;
    const alias = week.aliases[category];
    const from = week.start[category];
    let at = from + alias.pick(q.word());
    for (let refused = 0; refused < REFUSALS; refused++) {
      if (q.word() < brand[brandIndex(key, slotBrand[at])]) break;
      at = from + alias.pick(q.word());
    }
    return week.slots[at];
  }

  /** Takes units from the shelf into the basket. */
  #take(visit: number, s: number, quantity: number, instead: boolean): void {
    const { product, listCents, unitCents, costCents, promotion } = this.#week as WeekAssortment;
    const basket = this.#basket;
    const sold = this.#sold;
    this.#onHand[s] -= quantity;
    basket.lines++;
    basket.units += quantity;
    basket.grossCents += quantity * listCents[s];
    basket.netCents += quantity * unitCents[s];
    if (sold !== undefined) {
      const row = sold.count++;
      const c = sold.columns;
      c.store[row] = this.#store + 1;
      c.product[row] = product[s] + 1;
      c.day[row] = this.#day;
      c.line[row] = this.#line;
      c.quantity[row] = quantity;
      c.listCents[row] = listCents[s];
      c.unitCents[row] = unitCents[s];
      c.costCents[row] = costCents[s];
      c.visit[row] = visit;
      c.number[row] = basket.lines;
      c.promotion[row] = promotion[s];
      c.substitute[row] = instead ? 1 : 0;
      c.receiptNumber[row] = basket.receiptNumber;
    }
    this.#back?.offer(this.#line, visit, basket, product[s], quantity, unitCents[s]);
    if (this.#line++ > LINES_MAX) throw new Error(`store ${this.#store + 1} sells too many lines on day ${this.#day}`);
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

function bookVisit(rows: Shard['visit'], store: number, day: number, visit: number, basket: Basket): void {
  rows.reserve(1);
  const row = rows.count++;
  const c = rows.columns;
  c.store[row] = store + 1;
  c.day[row] = day;
  c.visit[row] = visit;
  c.person[row] = basket.person;
  c.mission[row] = basket.mission;
  c.wanted[row] = basket.wanted;
  c.lines[row] = basket.lines;
}

function bookReceipt(rows: Shard['receipt'], store: number, day: number, visit: number, basket: Basket): void {
  rows.reserve(1);
  const row = rows.count++;
  const c = rows.columns;
  c.store[row] = store + 1;
  c.day[row] = day;
  c.visit[row] = visit;
  c.shopper[row] = basket.shopper;
  c.lines[row] = basket.lines;
  c.units[row] = basket.units;
  c.grossCents[row] = basket.grossCents;
  c.netCents[row] = basket.netCents;
  c.number[row] = basket.receiptNumber;
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
