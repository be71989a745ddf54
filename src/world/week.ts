/**
 * The trading week: it begins on the weekday of the weekly delivery, and so do assortment and markdowns. Weeks are
 * numbered from the one that holds 1970-01-01.
 */
import { word } from '../random/index.js';
import type { World } from './world.js';

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Weekday of a store's delivery, 1 Monday … 7 Sunday. */
export function deliveryWeekday(world: World, store: number): number {
  const fixed = world.config['delivery.weekday'];
  return fixed > 0 ? fixed : 1 + (word(world.draws.rotation, 0xffffffff, store) % 7);
}

const offsetOf = (weekday: number): number => (weekday - EPOCH_WEEKDAY + 7) % 7;

/** Number of the trading week that a day belongs to, for a given delivery weekday. */
export function weekOf(day: number, weekday: number): number {
  return Math.floor((day - offsetOf(weekday)) / 7);
}

/** First day of a trading week. */
export function weekStart(week: number, weekday: number): number {
  return week * 7 + offsetOf(weekday);
}
