import type { KnobName, Problem, WorldConfig } from '../knobs.js';

/** Most lines that a store may want on a mean day. */
const STORE_DAY_LINES_MAX = 20_000;
/** Most lines that the stores of one distribution centre may want on a mean day: a shard then takes about 1 GB. */
const REGION_DAY_LINES_MAX = 500_000;

/** Rules between settings; each setting is assumed to be right by itself. */
export function crossProblems(config: WorldConfig): Problem[] {
  const problems: Problem[] = [];
  const atMost = (low: KnobName, high: KnobName) => {
    if (config[low] > config[high]) {
      problems.push({ path: low, message: `must be at most ${high} (${config[high]}), got ${config[low]}` });
    }
  };
  atMost('assortment.min', 'assortment.max');
  atMost('price.min', 'price.max');
  atMost('price.cost_share_min', 'price.cost_share_max');
  atMost('storage.share_min', 'storage.share_max');
  if (config['tier.gold.share'] + config['tier.silver.share'] > 1 + 1e-9) {
    problems.push({
      path: 'tier.silver.share',
      message: `must leave the shares of Gold and Silver at most 1 together, got ${config['tier.gold.share']} + ${config['tier.silver.share']}`,
    });
  }
  if (config['store.opening_months_min'] > config['store.opening_years'] * 12) {
    problems.push({
      path: 'store.opening_months_min',
      message: `must be at most 12 × store.opening_years (${config['store.opening_years'] * 12}), got ${config['store.opening_months_min']}`,
    });
  }
  if (config['markdown.depths'].length !== config['markdown.shares'].length) {
    problems.push({
      path: 'markdown.shares',
      message: `must have as many numbers as markdown.depths (${config['markdown.depths'].length}), got ${config['markdown.shares'].length}`,
    });
  }
  for (const name of ['demand.weekday', 'demand.month'] as const) {
    const weights = config[name];
    if (weights.length > 0 && !weights.some((w) => w > 0)) {
      problems.push({ path: name, message: `must have a weight above 0, got [${weights.join(', ')}]` });
    }
  }
  const volumes = [config['tier.gold.volume'], config['tier.silver.volume'], config['tier.bronze.volume']];
  const lines = config['demand.lines_per_day'];
  // A store's day must fit into the number of a line, a shard into memory.
  const day = lines * Math.max(...volumes);
  if (day > STORE_DAY_LINES_MAX) {
    problems.push({
      path: 'demand.lines_per_day',
      message: `times the volume of the largest tier (${Math.max(...volumes)}) must be at most ${STORE_DAY_LINES_MAX}, got ${lines}`,
    });
  }
  const [gold, silver] = [config['tier.gold.share'], config['tier.silver.share']];
  const volume = gold * volumes[0] + silver * volumes[1] + Math.max(0, 1 - gold - silver) * volumes[2];
  const served = Math.min(config['dc.stores_max'], config.stores);
  if (lines * volume * served > REGION_DAY_LINES_MAX) {
    problems.push({
      path: 'dc.stores_max',
      message: `must be so small that a distribution centre's stores sell at most ${REGION_DAY_LINES_MAX} lines a day, got ${served} stores with ${Math.round(lines * volume)} lines each`,
    });
  }
  problems.push(...shopperProblems(config), ...feedProblems(config));
  return problems;
}

/** Most visits of a store on a mean day: its receipts have 20 bits in their ids. */
const STORE_DAY_VISITS_MAX = 200_000;
/** Largest receipt: its cents have 31 bits. */
const RECEIPT_CENTS_MAX = 2_147_483_600;
/** Most pairs of a store and a day over which an exact number of receipts is split. */
const EXACT_LEAVES_MAX = 20_000_000;

function shopperProblems(config: WorldConfig): Problem[] {
  const problems: Problem[] = [];
  for (const name of ['visit.hours', 'visit.hours_weekend'] as const) {
    if (!config[name].some((w) => w > 0)) {
      problems.push({ path: name, message: `must have an hour above 0, got [${config[name].join(', ')}]` });
    }
  }
  if (config['promotion.depth_min'] > config['promotion.depth_max']) {
    problems.push({
      path: 'promotion.depth_min',
      message: `must be at most promotion.depth_max (${config['promotion.depth_max']}), got ${config['promotion.depth_min']}`,
    });
  }
  const promotions = config['promotion.count'] > 0 || config['promotion.cycle_weeks'] > 0;
  if (promotions && config['delivery.weekday'] === 0) {
    problems.push({
      path: 'delivery.weekday',
      message: 'must be 1 to 7 when there are promotions, for they begin with the trading week; got 0',
    });
  }
  if (config['price.change_rate'] > 0 && config['delivery.weekday'] === 0) {
    problems.push({
      path: 'delivery.weekday',
      message: 'must be 1 to 7 when prices change, for they change with the trading week; got 0',
    });
  }
  const receipt =
    config['price.max'] *
    100 *
    config['quantity.shares'].length *
    Math.min(config['basket.lines_max'], config.products);
  if (config.shoppers > 0 && receipt > RECEIPT_CENTS_MAX) {
    problems.push({
      path: 'basket.lines_max',
      message: `times price.max and the most units of a line must be at most ${RECEIPT_CENTS_MAX / 100} a receipt, got ${config['basket.lines_max']} × ${config['price.max']} × ${config['quantity.shares'].length}`,
    });
  }
  const spells = Math.ceil(config.products / config['promotion.group_size']) * 52 * config.years;
  if (config['promotion.count'] > spells) {
    problems.push({
      path: 'promotion.count',
      message: `must be at most ${spells}, one a week for each group of promotion.group_size products, got ${config['promotion.count']}`,
    });
  }
  if (config['visit.total'] > 0 && config.shoppers === 0) {
    problems.push({
      path: 'visit.total',
      message: `must be 0 when there are no shoppers, got ${config['visit.total']}`,
    });
  }
  if (config['basket.lines_mean'] > config['basket.lines_max']) {
    problems.push({
      path: 'basket.lines_mean',
      message: `must be at most basket.lines_max (${config['basket.lines_max']}), got ${config['basket.lines_mean']}`,
    });
  }
  const days = 365.25 * config.years;
  const visits =
    config['visit.total'] > 0 ? config['visit.total'] / days : (config.shoppers * config['visit.per_year']) / 365.25;
  const most = Math.max(config['tier.gold.volume'], config['tier.silver.volume'], config['tier.bronze.volume']);
  const mean = Math.min(config['tier.gold.volume'], config['tier.silver.volume'], config['tier.bronze.volume']);
  if ((visits / config.stores) * (most / mean) > STORE_DAY_VISITS_MAX) {
    problems.push({
      path: config['visit.total'] > 0 ? 'visit.total' : 'shoppers',
      message: `must be so few that a store has at most ${STORE_DAY_VISITS_MAX} visits a day, got about ${Math.round(visits / config.stores)}`,
    });
  }
  if (config['visit.total'] > 0 && config.stores * days > EXACT_LEAVES_MAX) {
    problems.push({
      path: 'visit.total',
      message: `must be 0 when stores × days is above ${EXACT_LEAVES_MAX}, got ${config.stores} stores × ${Math.round(days)} days`,
    });
  }
  return problems;
}

/** Days are cut between intervals; a return must find two purchases to choose from. */
function feedProblems(config: WorldConfig): Problem[] {
  const interval = config['feed.interval'];
  if (86_400 % interval !== 0) {
    return [{ path: 'feed.interval', message: `must divide a day (86400 s) without rest, got ${interval}` }];
  }
  const sales = config['feed.sales'];
  const returns = Math.ceil(sales * config['feed.return_share'] - 1e-9);
  if (sales - returns >= 2 * returns) return [];
  return [
    {
      path: 'feed.return_share',
      message: `must leave two purchases for each return of feed.sales (${sales}), got ${config['feed.return_share']}`,
    },
  ];
}
