/**
 * The civil calendar: integer days since 1970-01-01 (proleptic Gregorian, UTC, may be negative) and back.
 * Own arithmetic, because the world has no clock and no Date; the conversions are Howard Hinnant's `days_from_civil` and
 * `civil_from_days` (https://howardhinnant.github.io/date_algorithms.html).
 */

/** A calendar date. `month` 1–12, `day` 1–31, `year` astronomical (0 is 1 BC). */
export interface CivilDate {
  year: number;
  month: number;
  day: number;
}

const DAYS_PER_ERA = 146_097; // 400 years
const EPOCH_SHIFT_DAYS = 719_468; // 0000-03-01 to 1970-01-01

/** Days since 1970-01-01 of a date. `month` 1–12; a `day` beyond the month runs on into the next one. */
export function dayOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT_DAYS;
}

/** The date of a day (days since 1970-01-01). */
export function civilOf(day: number): CivilDate {
  const shifted = day + EPOCH_SHIFT_DAYS;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
}

/** ISO weekday of a day: 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday (4).
  return mod(day + 3, 7) + 1;
}

/** The Monday of the ISO week that holds `day`. */
export function mondayOf(day: number): number {
  return day - weekdayOf(day) + 1;
}

/** Number of the month that holds `day`: year × 12 + month − 1. Consecutive over years. */
export function monthIndexOf(day: number): number {
  const { year, month } = civilOf(day);
  return year * 12 + month - 1;
}

/** First day of a month, by month index (year × 12 + month − 1). */
export function monthStart(monthIndex: number): number {
  return dayOf(Math.floor(monthIndex / 12), mod(monthIndex, 12) + 1, 1);
}

/** Days in a month (28–31). `month` 1–12. */
export function daysInMonth(year: number, month: number): number {
  const monthIndex = year * 12 + month - 1;
  return monthStart(monthIndex + 1) - monthStart(monthIndex);
}

/** ISO 8601 week (1–53) and the year it belongs to, which is the year of the week's Thursday. */
export function isoWeekOf(day: number): { year: number; week: number } {
  const thursday = mondayOf(day) + 3;
  const { year } = civilOf(thursday);
  return { year, week: Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1 };
}

/** The day of a text 'YYYY-MM-DD'; undefined when the form differs or there is no such date. */
export function parseDay(text: string): number | undefined {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null || match[0] !== text) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return dayOf(year, month, day);
}

/** 'YYYY-MM-DD' of a day. Throws RangeError outside the years 0000–9999, which that form cannot write. */
export function formatDay(day: number): string {
  const date = civilOf(day);
  if (!(date.year >= 0 && date.year <= 9999)) {
    throw new RangeError(`day must be within the years 0000-9999 to be written as YYYY-MM-DD, got day ${day}`);
  }
  return `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Remainder in [0, divisor), also for negative values. */
function mod(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}
