/**
 * Hi-lo promotions. Products of one brand and category are promoted together; the history is cut into as many slices for
 * a group as it has promotions, and each promotion lies somewhere in its slice. Promotions begin with the trading week
 * and hold in all stores.
 */
import { normal, pow, type Source, source, uniform } from '../random/index.js';
import type { WorldConfig } from './knobs.js';
import { endInNine, endOtherwise } from './price-endings.js';
import { listPriceAt, type PriceHistory } from './prices.js';
import type { Products } from './products.js';
import { shuffled } from './quota.js';
import { weekOf, weekStart } from './week.js';

/** Promotions by index (number − 1), in the order of their first day. Weeks are trading weeks. */
export interface Promotions {
  readonly count: number;
  readonly group: Int32Array;
  /** Trading weeks [firstWeek, firstWeek + weeks). */
  readonly firstWeek: Int32Array;
  readonly weeks: Int32Array;
  /** Share of the price that is taken off. */
  readonly rate: Float64Array;
  /** 1 when there is an advert. */
  readonly featured: Uint8Array;
  /** Expected factor on the units of its products, mean over them. */
  readonly lift: Float64Array;
  /** First and last day, inside the history. */
  readonly startsOn: Int32Array;
  readonly endsOn: Int32Array;
  /** Products of group g are members[groupStart[g]] … members[groupStart[g + 1] − 1]. */
  readonly groupStart: Int32Array;
  readonly members: Int32Array;
  readonly groupOf: Int32Array;
  /** Number of the promotion of group g in week w at [(w − weekFrom) × groups + g]; 0 for none. */
  readonly calendar: Int32Array;
  readonly weekFrom: number;
  readonly weekTo: number;
}

/** Lays out the promotions of the history. */
export function makePromotions(
  config: WorldConfig,
  products: Products,
  prices: PriceHistory,
  from: number,
  to: number,
): Promotions {
  const { seed } = config;
  const groups = groupProducts(config, products);
  const groupCount = groups.groupStart.length - 1;
  const weekday = config['delivery.weekday'] || 1;
  const weekFrom = weekOf(from, weekday);
  const weeks = weekOf(to - 1, weekday) + 1 - weekFrom;
  const cycle = config['promotion.cycle_weeks'];
  // Anonymous trade does not answer to promotions: there are none.
  const count =
    config.shoppers === 0
      ? 0
      : config['promotion.count'] ||
        (cycle > 0 ? Math.min(Math.round((groupCount * weeks) / cycle), groupCount * weeks) : 0);
  const order = shuffled(source(seed, 'promotion-group'), groupCount);
  const draws = source(seed, 'promotion');
  const spells = Array.from({ length: count }, (_, i) => {
    const at = i % groupCount;
    const turn = Math.floor(i / groupCount);
    const turns = Math.floor(count / groupCount) + (at < count % groupCount ? 1 : 0);
    const start = Math.floor((turn * weeks) / turns);
    const length = Math.max(1, Math.floor(((turn + 1) * weeks) / turns) - start);
    // A week at least stays regular, where there is room for it.
    const most = Math.min(config['promotion.weeks_max'], Math.max(1, length - 1));
    const lasts = 1 + Math.floor(most * uniform(draws, i, 0));
    const offset = Math.floor((length - lasts + 1) * uniform(draws, i, 1));
    return { i, group: order[at], first: weekFrom + start + offset, lasts };
  }).sort((a, b) => a.first - b.first || a.group - b.group);
  const rate = Float64Array.from(spells, ({ i }) => depthOf(config, draws, i));
  const featured = Uint8Array.from(spells, ({ i }, n) => {
    // Deep promotions are advertised more often.
    const depth = rate[n] / Math.max(0.01, config['promotion.depth_mean']);
    const chance = config['promotion.feature_share'] * (0.5 + 0.5 * depth);
    return uniform(draws, i, 2) < chance ? 1 : 0;
  });
  const calendar = new Int32Array(groupCount * weeks);
  spells.forEach(({ group, first, lasts }, n) => {
    for (let w = 0; w < lasts; w++) {
      const at = (first + w - weekFrom) * groupCount + group;
      if (at < calendar.length) calendar[at] = n + 1;
    }
  });
  const startsOn = Int32Array.from(spells, ({ first }) => Math.max(from, weekStart(first, weekday)));
  const promotions = {
    count,
    group: Int32Array.from(spells, ({ group }) => group),
    firstWeek: Int32Array.from(spells, ({ first }) => first),
    weeks: Int32Array.from(spells, ({ lasts }) => lasts),
    rate,
    featured,
    lift: new Float64Array(count),
    startsOn,
    endsOn: Int32Array.from(spells, ({ first, lasts }) => Math.min(to, weekStart(first + lasts, weekday)) - 1),
    ...groups,
    calendar,
    weekFrom,
    weekTo: weekFrom + weeks,
  };
  const endings = source(seed, PRICE_ENDINGS);
  for (let n = 0; n < count; n++) {
    const members = groups.members.subarray(groups.groupStart[spells[n].group], groups.groupStart[spells[n].group + 1]);
    let sum = 0;
    for (const p of members) {
      const list = listPriceAt(prices, p, startsOn[n]);
      sum += liftOf(config, products, promotions, n, p, list, promotionPrice(config, endings, promotions, n, p, list));
    }
    promotions.lift[n] = sum / members.length;
  }
  return promotions;
}

/** Family of draws that decides how promotion prices end. */
export const PRICE_ENDINGS = 'promotion-price-ending';

/** Index of the promotion that a product is in during a trading week, −1 for none. */
export function promotionAt(promotions: Promotions, product: number, week: number): number {
  if (week < promotions.weekFrom || week >= promotions.weekTo || promotions.count === 0) return -1;
  const groups = promotions.groupStart.length - 1;
  return promotions.calendar[(week - promotions.weekFrom) * groups + promotions.groupOf[product]] - 1;
}

/** Price in cents of a promoted product: below its list price, on a price point when the settings ask for them. */
export function promotionPrice(
  config: WorldConfig,
  endings: Source,
  promotions: Promotions,
  promotion: number,
  product: number,
  listCents: number,
): number {
  const exact = Math.floor(listCents * (1 - promotions.rate[promotion]) + 0.5 + 1e-9);
  const nine = config['promotion.ending_nine'];
  if (nine === 0) return Math.max(1, exact);
  const point = uniform(endings, promotion, product) < nine ? endInNine(exact) : endOtherwise(exact);
  return point < listCents ? point : Math.max(1, exact);
}

/** Factor on the weight of a promoted product: its elasticity, and the advert. */
export function liftOf(
  config: WorldConfig,
  products: Products,
  promotions: Pick<Promotions, 'featured'>,
  promotion: number,
  product: number,
  listCents: number,
  unitCents: number,
): number {
  const price = pow(unitCents / listCents, products.elasticity[product]);
  return promotions.featured[promotion] === 1 ? price * config['promotion.feature_lift'] : price;
}

/** What is left of demand after a promotion: shoppers have filled their cupboards. 1 from the third week on. */
export function dipAt(config: WorldConfig, promotions: Promotions, product: number, week: number): number {
  for (let ago = 1; ago <= 2; ago++) {
    const before = promotionAt(promotions, product, week - ago);
    if (before >= 0) return Math.max(0.3, 1 - (config['promotion.dip'] / ago) * (promotions.lift[before] - 1));
  }
  return 1;
}

function depthOf(config: WorldConfig, draws: Source, promotion: number): number {
  const low = config['promotion.depth_min'];
  const high = config['promotion.depth_max'];
  for (let attempt = 0; attempt < 100; attempt++) {
    const depth = config['promotion.depth_mean'] + config['promotion.depth_sd'] * normal(draws, promotion, 3, attempt);
    // Whole percents, as retailers write them.
    const rounded = Math.round(depth * 100) / 100;
    if (rounded >= low && rounded <= high) return rounded;
  }
  return Math.min(high, Math.max(low, config['promotion.depth_mean']));
}

/** Cuts each category, or each brand of it, into groups of the size in the settings. */
function groupProducts(
  config: WorldConfig,
  products: Products,
): Pick<Promotions, 'groupStart' | 'members' | 'groupOf'> {
  const brand = config['promotion.group_by'] === 'brand' ? products.brand : new Int32Array(products.count);
  const members = Int32Array.from({ length: products.count }, (_, i) => i).sort(
    (a, b) => products.category[a] - products.category[b] || brand[a] - brand[b] || a - b,
  );
  const starts: number[] = [];
  const groupOf = new Int32Array(products.count);
  let size = 0;
  members.forEach((p, i) => {
    const before = members[i - 1];
    const other = i === 0 || products.category[p] !== products.category[before] || brand[p] !== brand[before];
    if (other || size === config['promotion.group_size']) {
      starts.push(i);
      size = 0;
    }
    size++;
    groupOf[p] = starts.length - 1;
  });
  return { members, groupOf, groupStart: Int32Array.from([...starts, products.count]) };
}
