import { civilOf, isoWeekOf, weekdayOf } from '../calendar/civil.js';
import { holidaysOf } from '../calendar/holidays.js';
import { calendarFactors } from '../processes/demand.js';
import type { World } from '../world.js';
import { makers, type WideTable } from './table.js';

const { integer, double, date, text } = makers<World>();
const perDay = (world: World, value: (day: number) => number) =>
  Int32Array.from({ length: world.to - world.from }, (_, i) => value(world.from + i));

/** Names of all holidays; '' stands for none and comes first. Holidays are introduced and never given up. */
function holidayNames(world: World): string[] {
  return [...new Set(['', ...holidaysOf(world.locale, LAST_YEAR).map((h) => h.name)])];
}

/** Last year for which anything is generated. */
const LAST_YEAR = 2199;

function holidaysBetween(world: World) {
  const years = civilOf(world.to).year - civilOf(world.from).year + 1;
  return Array.from({ length: years }, (_, i) => holidaysOf(world.locale, civilOf(world.from).year + i)).flat();
}

export const calendar: WideTable = {
  name: 'calendar',
  grain: 'world',
  describe: 'The days of the window that is asked for, with holidays and the demand that every planner knows.',
  key: ['day'],
  rows: (w) => w.to - w.from,
  columns: [
    date('day', 'Day.', (w) => perDay(w, (day) => day)),
    integer('year', 'Year.', (w) => perDay(w, (day) => civilOf(day).year)),
    integer('month', 'Month, 1–12.', (w) => perDay(w, (day) => civilOf(day).month)),
    integer('weekday', 'Weekday, 1 Monday … 7 Sunday.', (w) => perDay(w, weekdayOf)),
    integer('iso_week', 'Week number of ISO 8601.', (w) => perDay(w, (day) => isoWeekOf(day).week)),
    text('holiday', 'Name of the holiday or shopping day, empty for none.', holidayNames, (w) => {
      const names = holidayNames(w);
      const byDay = new Map(holidaysBetween(w).map((h) => [h.day, names.indexOf(h.name)]));
      return perDay(w, (day) => byDay.get(day) ?? 0);
    }),
    double('demand', 'Demand as a multiple of a mean day: weekday, season and holidays.', (w) =>
      calendarFactors(w, w.from, w.to),
    ),
  ],
};
