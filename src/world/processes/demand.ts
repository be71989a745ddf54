import { exp, normal, type Source } from '../../random/index.js';
import { civilOf, weekdayOf } from '../calendar/civil.js';
import { holidayEffectsOf, holidayFactors } from '../calendar/effects.js';
import { demandSeason, smoothMonthly } from '../calendar/seasons.js';
import type { World } from '../world.js';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * Demand of each day of [from, to), as a multiple of a mean day, the same for all stores: weekday, season, holidays.
 * A planner knows it beforehand.
 */
export function calendarFactors(world: World, from: number, to: number): Float64Array {
  const { config, locale } = world;
  const weekday = config['demand.weekday'];
  const month = config['demand.month'].length > 0 ? config['demand.month'] : demandSeason(locale);
  const weekdayMean = mean(weekday);
  const monthMean = mean(month);
  const effects = holidayEffectsOf(locale, config['demand.holidays'] === 'groceries');
  const factors = holidayFactors(locale, from, to, config['demand.holiday_strength'], effects);
  const payday = config['demand.payday'];
  for (let i = 0; i < factors.length; i++) {
    const day = from + i;
    factors[i] *= (weekday[weekdayOf(day) - 1] / weekdayMean) * (smoothMonthly(month, day) / monthMean);
    if (payday > 0 && isPayday(day)) factors[i] *= 1 + payday;
  }
  return factors;
}

/** The last day of a month and the first three: wages have come. */
function isPayday(day: number): boolean {
  return civilOf(day).day <= 3 || civilOf(day + 1).day === 1;
}

/**
 * The shocks that the stores of a region share on each day of [from, to), a factor with mean 1: a slow one, and the
 * weather of each day, which comes and goes.
 */
export function regionShocks(world: World, region: number, from: number, to: number): Float64Array {
  const { config, draws } = world;
  const weather = config['demand.weather_sd'];
  const sd = config['demand.shock_sd'];
  return slowShock(draws.shock, region, sd, config['demand.shock_persistence'], from, to).map((level, i) => {
    const today = weather > 0 ? weather * normal(draws.weather, region, from + i) - (weather * weather) / 2 : 0;
    return exp(level - (sd * sd) / 2 + today);
  });
}

/** The slow shock of a store's own on each day of [from, to), a factor with mean 1. */
export function storeShocks(world: World, store: number, from: number, to: number): Float64Array {
  const { config, draws } = world;
  const sd = config['demand.store_shock_sd'];
  if (sd === 0) return new Float64Array(to - from).fill(1);
  return slowShock(draws.storeShock, store, sd, config['demand.shock_persistence'], from, to).map((level) =>
    exp(level - (sd * sd) / 2),
  );
}

/**
 * A slow wave with the given standard deviation on each day of [from, to): an AR(1) process in weeks, written as a finite
 * moving average of addressed innovations and interpolated between weeks, so that there is no state to carry.
 */
function slowShock(draws: Source, id: number, sd: number, rho: number, from: number, to: number): Float64Array {
  const weights = [1];
  while (weights[weights.length - 1] > 0.01 && rho > 0) weights.push(weights[weights.length - 1] * rho);
  const scale = sd / Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0));
  const level = (week: number): number => {
    let sum = 0;
    for (let lag = 0; lag < weights.length; lag++) sum += weights[lag] * normal(draws, id, week - lag);
    return sum * scale;
  };
  const first = Math.floor(from / 7);
  const levels = Float64Array.from({ length: Math.floor(to / 7) - first + 2 }, (_, i) => level(first + i));
  return Float64Array.from({ length: to - from }, (_, i) => {
    // The part is taken from the day alone: subtracting `first` would round differently from window to window near day 0.
    const weeks = (from + i) / 7;
    const week = Math.floor(weeks);
    const part = weeks - week;
    return (1 - part) * levels[week - first] + part * levels[week - first + 1];
  });
}

/** Volume of a store on a day as a part of its baseline: 0 before it opens, then a ramp up to 1. */
export function rampOf(world: World, store: number, day: number): number {
  const age = day - world.stores.openedOn[store];
  if (age < 0) return 0;
  const days = world.config['store.ramp_weeks'] * 7;
  if (age >= days) return 1;
  const start = world.config['store.ramp_start'];
  return start + ((1 - start) * age) / days;
}
