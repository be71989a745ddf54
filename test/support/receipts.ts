/** Visits, receipts, payments, returns, promotions and movements of a shard, checked against its lines and its ledger. */
import type { returnRows } from '../../src/world/processes/returns.js';
import type { Shard } from '../../src/world/shard.js';
import { type RegionShoppers, regionShoppers } from '../../src/world/shoppers.js';
import type { World } from '../../src/world/world.js';
import { discounted } from './books.js';

/** A rule that must hold, and what it says. */
export type Rule = (holds: boolean, text: string) => void;

interface SoldLine {
  readonly product: number;
  readonly quantity: number;
  readonly unitCents: number;
  readonly visit: number;
  readonly number: number;
  readonly receiptNumber: number;
}

/** What is known of a region while its months are walked through in order. */
export interface RegionState {
  readonly shoppers: RegionShoppers;
  /** Months that were walked through, and the lines that they sold, by store, day and line. */
  readonly months: Set<number>;
  readonly sold: Map<string, SoldLine>;
  readonly receiptShopper: Map<string, number>;
  readonly returned: Set<string>;
}

export function regionState(world: World, region: number): RegionState {
  return {
    shoppers: regionShoppers(world, world.regions[region]),
    months: new Set(),
    sold: new Map(),
    receiptShopper: new Map(),
    returned: new Set(),
  };
}

interface Basket {
  lines: number;
  units: number;
  gross: number;
  net: number;
  last: number;
  readonly receiptNumber: number;
  readonly products: Set<number>;
}

const keyOf = (...parts: number[]): string => parts.join(':');

/** Checks the shoppers' part of a shard whose months before were checked with the same state. */
export function checkReceipts(world: World, shard: Shard, state: RegionState, rule: Rule): void {
  const returnedBefore = state.returned.size;
  if (world.config.shoppers === 0) {
    const rows = [shard.visit, shard.receipt, shard.payment, shard.returnLine];
    rule(
      rows.every(({ count }) => count === 0),
      'anonymous trade has no visits, receipts, payments and returns',
    );
    return;
  }
  const baskets = checkLines(world, shard, state, rule);
  checkVisits(world, shard, state, baskets, rule);
  checkPayments(world, shard, rule);
  state.months.add(shard.month);
  checkReturns(world, shard, state, rule);
  rule(state.returned.size === returnedBefore + shard.returnLine.count, 'a line comes back once');
}

/** Each sold line: its number, its price, its promotion, what it stands in for. */
function checkLines(world: World, shard: Shard, state: RegionState, rule: Rule): Map<string, Basket> {
  const { products } = world;
  const s = shard.saleLine.columns;
  const l = shard.lostSale.columns;
  const lost = new Map<string, number>();
  const given = new Set<string>();
  for (let i = 0; i < shard.lostSale.count; i++) {
    lost.set(keyOf(l.store[i], l.day[i], l.visit[i], l.line[i]), l.product[i]);
    given.add(keyOf(l.store[i], l.day[i], l.visit[i], l.product[i]));
  }
  const baskets = new Map<string, Basket>();
  /** Lines that must be all that their visit bought: who finds nothing of what was wanted takes what there is. */
  const lastResorts: number[] = [];
  for (let i = 0; i < shard.saleLine.count; i++) {
    const visit = keyOf(s.store[i], s.day[i], s.visit[i]);
    const where = `store ${s.store[i]} day ${s.day[i]} line ${s.line[i]} product ${s.product[i]}`;
    const basket = baskets.get(visit) ?? {
      lines: 0,
      units: 0,
      gross: 0,
      net: 0,
      last: -1,
      receiptNumber: s.receiptNumber[i],
      products: new Set(),
    };
    baskets.set(visit, basket);
    basket.lines++;
    basket.units += s.quantity[i];
    basket.gross += s.quantity[i] * s.listCents[i];
    basket.net += s.quantity[i] * s.unitCents[i];
    rule(s.receiptNumber[i] === basket.receiptNumber, `one number of the receipt: ${where}`);
    rule(s.number[i] === basket.lines && s.line[i] > basket.last, `lines of a receipt in order: ${where}`);
    basket.last = s.line[i];
    rule(!basket.products.has(s.product[i]), `a product once in a basket: ${where}`);
    basket.products.add(s.product[i]);
    checkPromotion(world, s, i, where, rule);
    const missed = lost.get(`${visit}:${s.line[i] - 1}`) ?? 0;
    const sameKind = missed > 0 && products.category[missed - 1] === products.category[s.product[i] - 1];
    if (given.has(`${visit}:${s.product[i]}`) || (s.substitute[i] === 1 && !sameKind)) lastResorts.push(i);
    state.sold.set(keyOf(s.store[i], s.day[i], s.line[i]), {
      product: s.product[i],
      quantity: s.quantity[i],
      unitCents: s.unitCents[i],
      visit: s.visit[i],
      number: s.number[i],
      receiptNumber: s.receiptNumber[i],
    });
  }
  for (const i of lastResorts) {
    const visit = keyOf(s.store[i], s.day[i], s.visit[i]);
    rule(
      s.substitute[i] === 1 && s.quantity[i] === 1 && baskets.get(visit)?.lines === 1,
      `a substitute follows a lost sale of its category, or is all that was bought: ${visit} line ${s.line[i]}`,
    );
  }
  return baskets;
}

/** Promotions of each group of products, as they were laid out. */
const ofGroup = new WeakMap<World, number[][]>();

/** The promotion of a product on a day of the history, 0 for none: looked for in the list of promotions. */
function promotionOn(world: World, product: number, day: number): number {
  const { promotions } = world;
  let lists = ofGroup.get(world);
  if (lists === undefined) {
    lists = Array.from({ length: promotions.groupStart.length - 1 }, () => [] as number[]);
    for (let n = 0; n < promotions.count; n++) lists[promotions.group[n]].push(n);
    ofGroup.set(world, lists);
  }
  const group = promotions.groupOf[product - 1];
  const members = promotions.members.subarray(promotions.groupStart[group], promotions.groupStart[group + 1]);
  if (!members.includes(product - 1)) return -1;
  return 1 + (lists[group].find((n) => promotions.startsOn[n] <= day && promotions.endsOn[n] >= day) ?? -1);
}

function checkPromotion(world: World, s: Shard['saleLine']['columns'], i: number, where: string, rule: Rule): void {
  const { config, promotions } = world;
  const [list, unit, promotion] = [s.listCents[i], s.unitCents[i], s.promotion[i]];
  const marked = config['markdown.depths'].map((depth) => discounted(list, depth));
  rule(unit >= 1 && unit <= list, `price ${unit} from 1 to ${list}: ${where}`);
  if (s.day[i] >= world.from && s.day[i] < world.to) {
    const right = promotionOn(world, s.product[i], s.day[i]);
    rule(promotion === right, `promotion ${promotion} is the day's ${right}: ${where}`);
  }
  if (promotion === 0) {
    rule(marked.includes(unit), `price ${unit} is one of ${marked.join(' ')}: ${where}`);
  } else if (config['promotion.ending_nine'] === 0) {
    const off = Math.max(1, discounted(list, promotions.rate[promotion - 1]));
    rule(
      unit === off || (unit < off && marked.includes(unit)),
      `promotion price ${unit} is ${off} or a markdown: ${where}`,
    );
  }
}

function checkVisits(
  world: World,
  shard: Shard,
  state: RegionState,
  baskets: ReadonlyMap<string, Basket>,
  rule: Rule,
): void {
  const { config, catalogue } = world;
  const { shoppers } = state;
  const v = shard.visit.columns;
  const bought = new Map<string, number>();
  let at = 0;
  for (let i = 0; i < shard.storeDay.count; i++) {
    const { store, day, wanted } = shard.storeDay.columns;
    for (let visit = 0; visit < wanted[i]; visit++, at++) {
      const where = `store ${store[i]} day ${day[i]} visit ${visit}`;
      rule(
        v.store[at] === store[i] && v.day[at] === day[i] && v.visit[at] === visit,
        `visits of a day are numbered without gaps: ${where}`,
      );
      const lines = baskets.get(keyOf(store[i], day[i], visit))?.lines ?? 0;
      rule(v.lines[at] === lines, `lines of the visit are those sold: ${where}`);
      rule(
        lines <= v.wanted[at] && v.wanted[at] >= 1 && v.wanted[at] <= config['basket.lines_max'],
        `size ${v.wanted[at]}: ${where}`,
      );
      rule(v.mission[at] >= 0 && v.mission[at] < catalogue.missions.length, `mission: ${where}`);
      const who = v.person[at] - 1 - shoppers.first;
      if (v.person[at] > 0) {
        rule(who >= 0 && who < shoppers.count, `shopper ${v.person[at]} is of the region: ${where}`);
        rule(
          shoppers.joinedOn[who] <= day[i] && day[i] < shoppers.leftOn[who],
          `shopper ${v.person[at]} is a customer: ${where}`,
        );
      }
      if (lines > 0) bought.set(keyOf(store[i], day[i], visit), v.person[at]);
    }
  }
  rule(at === shard.visit.count, 'visits are those of the store days');
  rule(bought.size === baskets.size, 'lines belong to visits');
  const r = shard.receipt.columns;
  rule(shard.receipt.count === bought.size, 'a receipt for each visit that bought something');
  for (let i = 0; i < shard.receipt.count; i++) {
    const key = keyOf(r.store[i], r.day[i], r.visit[i]);
    const basket = baskets.get(key);
    rule(
      basket !== undefined &&
        r.lines[i] === basket.lines &&
        r.units[i] === basket.units &&
        r.grossCents[i] === basket.gross &&
        r.netCents[i] === basket.net &&
        r.number[i] === basket.receiptNumber,
      `the sums of lines are the receipt ${key}`,
    );
    const person = bought.get(key);
    const known = config['visit.identified_share'];
    rule(
      known === 1 ? r.shopper[i] === person : r.shopper[i] === 0 || (known > 0 && r.shopper[i] === person),
      `receipt ${key} is of visitor ${person} or of nobody, got ${r.shopper[i]}`,
    );
    rule(config['visit.total'] > 0 === r.number[i] > 0, `receipt ${key} is numbered when the number is fixed`);
    state.receiptShopper.set(key, r.shopper[i]);
  }
}

/** Tax in whole numbers: rates are in ten-thousandths. */
function taxOf(netCents: number, rate: number): number {
  return Number((2n * BigInt(netCents) * BigInt(Math.round(rate * 10000)) + 10000n) / 20000n);
}

function checkPayments(world: World, shard: Shard, rule: Rule): void {
  const r = shard.receipt.columns;
  const p = shard.payment.columns;
  let at = 0;
  for (let i = 0; i < shard.receipt.count; i++) {
    const key = keyOf(r.store[i], r.day[i], r.visit[i]);
    const used: number[] = [];
    let paid = 0;
    while (at < shard.payment.count && keyOf(p.store[at], p.day[at], p.visit[at]) === key) {
      rule(p.part[at] === used.length, `parts of payment are numbered: ${key}`);
      rule(p.amountCents[at] > 0, `amount ${p.amountCents[at]}: ${key}`);
      used.push(p.tender[at]);
      paid += p.amountCents[at++];
    }
    const total = r.netCents[i] + taxOf(r.netCents[i], world.config['tax.rate']);
    rule(paid === total, `payments ${paid} are the total ${total}: ${key}`);
    rule(used.length <= 2 && new Set(used).size === used.length, `at most two tenders, different: ${key}`);
    rule(
      used.every((tender) => tender >= 0 && tender <= 4),
      `tender: ${key}`,
    );
  }
  rule(at === shard.payment.count, 'no payment without receipt');
}

const monthOf = (day: number) => {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

function checkReturns(world: World, shard: Shard, state: RegionState, rule: Rule): void {
  const c: ReturnType<typeof returnRows>['columns'] = shard.returnLine.columns;
  for (let i = 0; i < shard.returnLine.count; i++) {
    const key = keyOf(c.store[i], c.soldOn[i], c.line[i]);
    const lag = c.day[i] - c.soldOn[i];
    rule(lag >= 1 && lag <= 84, `returned after ${lag} days: ${key}`);
    rule(c.soldOn[i] >= world.from && c.day[i] < world.to, `sold and returned in the history: ${key}`);
    rule(monthOf(c.day[i]) === shard.month, `returned in month ${shard.month}: ${key}`);
    rule(c.reason[i] >= 0 && c.reason[i] <= 2, `reason: ${key}`);
    state.returned.add(key);
    if (!state.months.has(monthOf(c.soldOn[i]))) continue;
    const sale = state.sold.get(key);
    rule(
      sale !== undefined &&
        sale.product === c.product[i] &&
        sale.visit === c.visit[i] &&
        sale.number === c.number[i] &&
        sale.receiptNumber === c.receiptNumber[i] &&
        c.quantity[i] >= 1 &&
        c.quantity[i] <= sale.quantity &&
        c.refundCents[i] === c.quantity[i] * sale.unitCents &&
        c.shopper[i] === state.receiptShopper.get(keyOf(c.store[i], c.soldOn[i], c.visit[i])),
      `a return is of a line that was sold, at its price: ${key}`,
    );
  }
}

/** The movements of a shard are its ledger: kinds delivery, return to the centre, sale and shrink. */
export function checkMovements(shard: Shard, rule: Rule): void {
  const m = shard.stockMovement.columns;
  const moved = new Map<string, number>();
  for (let i = 0; i < shard.stockMovement.count; i++) {
    const key = keyOf(m.store[i], m.product[i], m.day[i], m.kind[i]);
    rule(m.units[i] !== 0 && !moved.has(key), `one movement of some units: ${key}`);
    moved.set(key, m.units[i]);
  }
  const d = shard.stockDay.columns;
  let booked = 0;
  for (let i = 0; i < shard.stockDay.count; i++) {
    [d.delivered[i], -d.returned[i], -d.sold[i], -d.shrink[i]].forEach((units, kind) => {
      const key = keyOf(d.store[i], d.product[i], d.day[i], kind);
      if (units !== 0) booked++;
      rule((moved.get(key) ?? 0) === units, `movement ${moved.get(key)} is ${units} in the ledger: ${key}`);
    });
  }
  rule(booked === moved.size, 'no movement without a ledger row');
}
