/**
 * Deliveries from the distribution centre: periodic review, order up to a target. A full delivery renews the shelf: it
 * leaves exactly the target, and surplus goes back. When the centre is short the shelf gets a part of its order and
 * carries over. No product is short in more than two weeks running, so the shelf at any instant follows from the last
 * few weeks.
 */
import { exp, normalQuantile, Sequence } from '../../random/index.js';
import type { World } from '../world.js';

/** Most weeks that must be simulated before a week for its opening stock to be exact. */
export const LOOKBACK_WEEKS = 3;

/**
 * The trading week from which on shelves must be simulated for the stock of `week` to be exact. Where trade is
 * anonymous, a product's shelf depends on that product alone: two short weeks and a full one. Where shoppers take one
 * product in the place of another, all shelves must be renewed together: no centre is short in every fourth week.
 */
export function renewalWeek(world: World, week: number): number {
  return world.config.shoppers > 0 ? week - modulo(week, LOOKBACK_WEEKS + 1) : week - LOOKBACK_WEEKS;
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

/**
 * The rule of a world for the units that a full delivery leaves on the shelf, given the expected units of the coming
 * week: these, and safety stock in standard deviations of a week's demand.
 */
export function targetRule(world: World): (expectedUnits: number) => number {
  const { config } = world;
  let mean = 0;
  let square = 0;
  config['quantity.shares'].forEach((share, i) => {
    mean += share * (i + 1);
    square += share * (i + 1) * (i + 1);
  });
  const relative =
    1 / (7 * config['demand.dispersion']) +
    config['demand.shock_sd'] * config['demand.shock_sd'] +
    config['demand.store_shock_sd'] * config['demand.store_shock_sd'] +
    (config['demand.weather_sd'] * config['demand.weather_sd']) / 7 +
    (config.shoppers > 0 ? config['demand.product_shock_sd'] * config['demand.product_shock_sd'] : 0);
  const clumped = square / mean;
  const factor = config['stock.service_factor'];
  const presentation = config['stock.presentation'];
  return (expectedUnits) => {
    const variance = expectedUnits * clumped + expectedUnits * expectedUnits * relative;
    const units = Math.ceil(expectedUnits + factor * Math.sqrt(variance));
    return Math.max(presentation, Math.min(units, 2_000_000_000));
  };
}

/** Weeks that are remembered: more than a month and its look back need. */
const REMEMBERED = 64;

/** One flag a product for each of the last weeks that were asked for, in memory that is used again and again. */
class Weeks {
  readonly #week = new Int32Array(REMEMBERED).fill(-2147483648);
  readonly #flags: (Uint8Array | undefined)[] = new Array(REMEMBERED).fill(undefined);
  readonly #products: number;
  readonly #fill: (week: number, flags: Uint8Array) => void;

  constructor(products: number, fill: (week: number, flags: Uint8Array) => void) {
    this.#products = products;
    this.#fill = fill;
  }

  /** Holds until as many other weeks have been asked for. */
  of(week: number): Uint8Array {
    const at = ((week % REMEMBERED) + REMEMBERED) % REMEMBERED;
    let flags = this.#flags[at];
    if (flags === undefined) {
      flags = new Uint8Array(this.#products);
      this.#flags[at] = flags;
    }
    if (this.#week[at] !== week) {
      this.#fill(week, flags);
      this.#week[at] = week;
    }
    return flags;
  }
}

/** Which products a distribution centre is short of, week by week. */
export class Shortages {
  readonly #world: World;
  readonly #region: number;
  readonly #drawn: Weeks;
  readonly #short: Weeks;
  readonly #sequence = new Sequence();

  constructor(world: World, region: number) {
    this.#world = world;
    this.#region = region;
    this.#drawn = new Weeks(world.products.count, (week, flags) => this.#draw(week, flags));
    this.#short = new Weeks(world.products.count, (week, flags) => this.#decide(week, flags));
  }

  /** 1 for each product that is short in the trading week, never in three weeks running. */
  of(week: number): Uint8Array {
    return this.#short.of(week);
  }

  #decide(week: number, short: Uint8Array): void {
    const [now, before, earlier] = [this.#drawn.of(week), this.#drawn.of(week - 1), this.#drawn.of(week - 2)];
    const renewal = this.#world.config.shoppers > 0 && renewalWeek(this.#world, week) === week;
    for (let p = 0; p < short.length; p++) {
      short[p] = !renewal && now[p] === 1 && !(before[p] === 1 && earlier[p] === 1) ? 1 : 0;
    }
  }

  #draw(week: number, drawn: Uint8Array): void {
    const threshold = this.#world.config['stock.short_rate'] * 4294967296;
    const sequence = this.#sequence.seed(this.#world.draws.short, this.#region, week);
    for (let p = 0; p < drawn.length; p++) drawn[p] = sequence.word() < threshold ? 1 : 0;
  }
}

/** Above this mean a Poisson count is drawn as a normal one: exp(-mean) nears the smallest number there is. */
const POISSON_MEAN_MAX = 500;

/** Units lost in a week to theft and damage: Poisson, by inversion of one uniform draw in [0, 1), at most what is there. */
export function shrinkUnits(mean: number, draw: number, onHand: number): number {
  if (mean <= 0) return 0;
  if (mean > POISSON_MEAN_MAX) {
    const units = Math.round(mean + Math.sqrt(mean) * normalQuantile(draw + 2 ** -33));
    return Math.max(0, Math.min(units, onHand));
  }
  let probability = exp(-mean);
  let cumulated = probability;
  let units = 0;
  while (draw > cumulated && units < onHand && probability > 0) {
    units++;
    probability *= mean / units;
    cumulated += probability;
  }
  return Math.min(units, onHand);
}
