/**
 * What holidays do to demand, as data: one row a holiday, and the daily factor that follows from them.
 *
 * Figures: the day before Christmas and Christmas week (1.7 × a mean week), Thanksgiving week (1.4 ×) after the Walmart
 * weekly sales; Thanksgiving Day 0.4 × after dunhumby's Complete Journey. The others are plausible defaults for a fashion
 * chain, in proportion to those. The factors lift the year's mean somewhat above 1; who needs an exact level rescales.
 */
import { civilOf } from './civil.js';
import { type Holiday, holidaysOf, type Locale } from './holidays.js';

/** The effect of one holiday on demand. A factor of 1 is an ordinary day. */
export interface HolidayEffect {
  /** Id of the holiday in the locale. */
  id: string;
  /** Multiplies demand on the day itself; 0 = shops closed. */
  dayFactor: number;
  /** Days before the holiday that feel it, from 0. */
  leadDays: number;
  /** Factor on the eve. The lead rises linearly from 1 (leadDays + 1 days before) to this. */
  leadPeak: number;
  /** Days after the holiday that feel it, default 0. */
  tailDays?: number;
  /** Factor on the day after. The tail falls linearly from this to 1 (tailDays + 1 days after). */
  tailPeak?: number;
  /** True when shops stay closed on the day (then dayFactor is 0). */
  closed?: boolean;
}

const BRAZIL: readonly HolidayEffect[] = [
  { id: 'confraternizacao-universal', dayFactor: 0, leadDays: 0, leadPeak: 1, closed: true },
  { id: 'carnaval-segunda', dayFactor: 0.7, leadDays: 0, leadPeak: 1 },
  { id: 'carnaval-terca', dayFactor: 0.5, leadDays: 0, leadPeak: 1 },
  { id: 'sexta-feira-santa', dayFactor: 0.6, leadDays: 0, leadPeak: 1 },
  { id: 'pascoa', dayFactor: 0.7, leadDays: 5, leadPeak: 1.1 },
  { id: 'tiradentes', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'dia-do-trabalho', dayFactor: 0.5, leadDays: 0, leadPeak: 1 },
  { id: 'dia-das-maes', dayFactor: 1.2, leadDays: 10, leadPeak: 1.6 },
  { id: 'corpus-christi', dayFactor: 0.75, leadDays: 0, leadPeak: 1 },
  { id: 'dia-dos-namorados', dayFactor: 1.4, leadDays: 10, leadPeak: 1.5 },
  { id: 'dia-dos-pais', dayFactor: 1.1, leadDays: 10, leadPeak: 1.4 },
  { id: 'independencia', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'nossa-senhora-aparecida', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'dia-das-criancas', dayFactor: 1, leadDays: 7, leadPeak: 1.2 },
  { id: 'finados', dayFactor: 0.7, leadDays: 0, leadPeak: 1 },
  { id: 'proclamacao-da-republica', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'consciencia-negra', dayFactor: 0.85, leadDays: 0, leadPeak: 1 },
  { id: 'black-friday', dayFactor: 2.5, leadDays: 5, leadPeak: 1.3, tailDays: 3, tailPeak: 1.5 },
  { id: 'vespera-de-natal', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'natal', dayFactor: 0, leadDays: 24, leadPeak: 2, closed: true },
  { id: 'vespera-de-ano-novo', dayFactor: 0.7, leadDays: 0, leadPeak: 1 },
];

const UNITED_STATES: readonly HolidayEffect[] = [
  { id: 'new-years-day', dayFactor: 0, leadDays: 0, leadPeak: 1, closed: true },
  { id: 'martin-luther-king-jr-day', dayFactor: 1.05, leadDays: 0, leadPeak: 1 },
  { id: 'super-bowl-sunday', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'valentines-day', dayFactor: 1.1, leadDays: 7, leadPeak: 1.2 },
  { id: 'presidents-day', dayFactor: 1.15, leadDays: 2, leadPeak: 1.1 },
  { id: 'easter', dayFactor: 0.5, leadDays: 8, leadPeak: 1.2 },
  { id: 'mothers-day', dayFactor: 1.1, leadDays: 10, leadPeak: 1.4 },
  { id: 'memorial-day', dayFactor: 1.2, leadDays: 3, leadPeak: 1.15 },
  { id: 'juneteenth', dayFactor: 1, leadDays: 0, leadPeak: 1 },
  { id: 'fathers-day', dayFactor: 1.05, leadDays: 10, leadPeak: 1.25 },
  { id: 'independence-day', dayFactor: 0.8, leadDays: 3, leadPeak: 1.1 },
  { id: 'labor-day', dayFactor: 1.2, leadDays: 3, leadPeak: 1.15 },
  { id: 'columbus-day', dayFactor: 1.1, leadDays: 0, leadPeak: 1 },
  { id: 'halloween', dayFactor: 0.9, leadDays: 5, leadPeak: 1.05 },
  { id: 'veterans-day', dayFactor: 1.1, leadDays: 0, leadPeak: 1 },
  { id: 'thanksgiving', dayFactor: 0.4, leadDays: 6, leadPeak: 1.4 },
  { id: 'black-friday', dayFactor: 2.5, leadDays: 0, leadPeak: 1, tailDays: 3, tailPeak: 1.8 },
  { id: 'christmas-eve', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
  { id: 'christmas-day', dayFactor: 0, leadDays: 24, leadPeak: 2, closed: true },
  { id: 'new-years-eve', dayFactor: 0.8, leadDays: 0, leadPeak: 1 },
];

/**
 * Grocers: people cook before holidays and stay at home on the day. Thanksgiving Day 0.4 × and the days before it 1.2–1.4 ×
 * (Complete Journey), Christmas week 1.3 × a mean week (Walmart, grocery).
 */
const UNITED_STATES_GROCERIES: readonly HolidayEffect[] = [
  { id: 'new-years-day', dayFactor: 0.75, leadDays: 2, leadPeak: 1.15 },
  { id: 'martin-luther-king-jr-day', dayFactor: 1.02, leadDays: 0, leadPeak: 1 },
  { id: 'super-bowl-sunday', dayFactor: 1, leadDays: 2, leadPeak: 1.12 },
  { id: 'valentines-day', dayFactor: 1.08, leadDays: 1, leadPeak: 1.05 },
  { id: 'presidents-day', dayFactor: 1.02, leadDays: 0, leadPeak: 1 },
  { id: 'easter', dayFactor: 0.5, leadDays: 4, leadPeak: 1.2 },
  { id: 'mothers-day', dayFactor: 1, leadDays: 1, leadPeak: 1.1 },
  { id: 'memorial-day', dayFactor: 0.95, leadDays: 3, leadPeak: 1.12 },
  { id: 'juneteenth', dayFactor: 1, leadDays: 0, leadPeak: 1 },
  { id: 'fathers-day', dayFactor: 1, leadDays: 1, leadPeak: 1.05 },
  { id: 'independence-day', dayFactor: 0.85, leadDays: 3, leadPeak: 1.2 },
  { id: 'labor-day', dayFactor: 0.95, leadDays: 3, leadPeak: 1.1 },
  { id: 'columbus-day', dayFactor: 1, leadDays: 0, leadPeak: 1 },
  { id: 'halloween', dayFactor: 1, leadDays: 3, leadPeak: 1.08 },
  { id: 'veterans-day', dayFactor: 1, leadDays: 0, leadPeak: 1 },
  { id: 'thanksgiving', dayFactor: 0.4, leadDays: 6, leadPeak: 1.4 },
  { id: 'black-friday', dayFactor: 0.9, leadDays: 0, leadPeak: 1 },
  { id: 'christmas-eve', dayFactor: 0.85, leadDays: 0, leadPeak: 1 },
  { id: 'christmas-day', dayFactor: 0.1, leadDays: 14, leadPeak: 1.55 },
  { id: 'new-years-eve', dayFactor: 1.05, leadDays: 0, leadPeak: 1 },
];

/** A grocer feels what a shop for presents feels, to a third. */
const BRAZIL_GROCERIES: readonly HolidayEffect[] = BRAZIL.map((effect) => ({
  ...effect,
  dayFactor: 1 + (effect.dayFactor - 1) / 3,
  closed: false,
  leadPeak: 1 + (effect.leadPeak - 1) / 3,
  ...(effect.tailPeak !== undefined && { tailPeak: 1 + (effect.tailPeak - 1) / 3 }),
}));

const EFFECTS: Readonly<Record<Locale, readonly HolidayEffect[]>> = { pt_BR: BRAZIL, en_US: UNITED_STATES };
const GROCERIES: Readonly<Record<Locale, readonly HolidayEffect[]>> = {
  pt_BR: BRAZIL_GROCERIES,
  en_US: UNITED_STATES_GROCERIES,
};

/** The effects of a locale, on shops for presents or on grocers: exactly one for each holiday of `holidaysOf(locale, …)`. */
export function holidayEffectsOf(locale: Locale, groceries = false): readonly HolidayEffect[] {
  return (groceries ? GROCERIES : EFFECTS)[locale];
}

/**
 * One demand factor a day of [fromDay, toDay): the product of all holiday effects f on that day, scaled to
 * 1 + strength × (f − 1) and never below 0. A pure function of the day: no window shows in it.
 *
 * `strength` ≥ 0, default 1; 0 switches holidays off (also the closing of shops), 2 doubles their effect.
 * `effects`: those of the locale unless given; leads and tails shorter than a year; a holiday without one has none.
 * Throws RangeError on a strength that is negative or not finite.
 */
export function holidayFactors(
  locale: Locale,
  fromDay: number,
  toDay: number,
  strength = 1,
  effects: readonly HolidayEffect[] = EFFECTS[locale],
): Float64Array {
  if (!(strength >= 0 && strength < Infinity)) {
    throw new RangeError(`strength must be a finite number >= 0, got ${strength}`);
  }
  const factors = new Float64Array(Math.max(0, toDay - fromDay)).fill(1);
  if (factors.length === 0) return factors;

  const effectOf = new Map(effects.map((effect) => [effect.id, effect]));
  // No lead or tail is as long as a year. The order of holidays, and so of the roundings, is that of the calendar in
  // every window.
  const lastYear = civilOf(toDay - 1).year + 1;
  for (let year = civilOf(fromDay).year - 1; year <= lastYear; year++) {
    for (const holiday of holidaysOf(locale, year)) {
      const effect = effectOf.get(holiday.id);
      if (effect !== undefined) apply(effect, holiday, fromDay, factors);
    }
  }
  for (let i = 0; i < factors.length; i++) factors[i] = Math.max(0, 1 + strength * (factors[i] - 1));
  return factors;
}

/** Multiplies one holiday's effect into the factors of the days from `fromDay` on. */
function apply(effect: HolidayEffect, holiday: Holiday, fromDay: number, factors: Float64Array): void {
  const first = Math.max(holiday.day - effect.leadDays, fromDay);
  const last = Math.min(holiday.day + (effect.tailDays ?? 0), fromDay + factors.length - 1);
  for (let day = first; day <= last; day++) factors[day - fromDay] *= factorAt(effect, day - holiday.day);
}

/** An effect's factor `offset` days after the holiday (negative: before), within its lead and tail. */
function factorAt(effect: HolidayEffect, offset: number): number {
  if (offset === 0) return effect.dayFactor;
  const reach = offset < 0 ? effect.leadDays : (effect.tailDays ?? 0);
  const peak = offset < 0 ? effect.leadPeak : (effect.tailPeak ?? 1);
  return 1 + ((peak - 1) * (reach + 1 - Math.abs(offset))) / reach;
}
