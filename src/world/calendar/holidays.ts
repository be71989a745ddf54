/**
 * Public holidays and commercial dates of Brazil and the US, computed for any year by today's rules. A date that was
 * created recently appears from the year of its creation on.
 */
import { dayOf, weekdayOf } from './civil.js';

/** The two countries that the retailer can live in. */
export type Locale = 'pt_BR' | 'en_US';

/** A dated holiday. */
export interface Holiday {
  /** Kebab-case, unique within the locale and the year, the same every year. */
  id: string;
  /** In the locale's language. */
  name: string;
  /** Days since 1970-01-01. The day itself, never a substitute weekday. */
  day: number;
  /** 'public': a day off by law or custom. 'commercial': a date that only shops keep. */
  kind: HolidayKind;
}

export type HolidayKind = 'public' | 'commercial';

interface Rule {
  id: string;
  name: string;
  kind: HolidayKind;
  /** First year that has it. */
  since?: number;
  day: (year: number) => number;
}

const MONDAY = 1;
const THURSDAY = 4;
const SUNDAY = 7;

/** Easter Sunday of a year in the Gregorian calendar (anonymous algorithm: Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): number {
  const a = mod(year, 19);
  const b = Math.floor(year / 100);
  const c = mod(year, 100);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = mod(19 * a + b - Math.floor(b / 4) - g + 15, 30);
  const l = mod(32 + 2 * mod(b, 4) + 2 * Math.floor(c / 4) - h - mod(c, 4), 7);
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayOf(year, Math.floor(n / 31), mod(n, 31) + 1);
}

/** All holidays of a locale and year, sorted by day; two on one day keep the order of the rules. */
export function holidaysOf(locale: Locale, year: number): Holiday[] {
  return RULES[locale]
    .filter((rule) => rule.since === undefined || year >= rule.since)
    .map(({ id, name, kind, day }) => ({ id, name, day: day(year), kind }))
    .sort((a, b) => a.day - b.day);
}

/** The same date every year. */
function fixed(month: number, day: number) {
  return (year: number) => dayOf(year, month, day);
}

/** A number of days from Easter Sunday. */
function fromEaster(days: number) {
  return (year: number) => easterSunday(year) + days;
}

/** The nth given ISO weekday of a month (n from 1). */
function nth(n: number, weekday: number, month: number) {
  return (year: number) => {
    const first = dayOf(year, month, 1);
    return first + mod(weekday - weekdayOf(first), 7) + 7 * (n - 1);
  };
}

/** The last given ISO weekday of a month. */
function last(weekday: number, month: number) {
  return (year: number) => {
    const end = dayOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - 1;
    return end - mod(weekdayOf(end) - weekday, 7);
  };
}

function mod(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}

const thanksgiving = nth(4, THURSDAY, 11);
const blackFriday = (year: number) => thanksgiving(year) + 1;

/** Brazil: Lei 662/1949, 6.802/1980, 9.093/1995, 14.759/2023; Carnaval and Corpus Christi are kept by custom. */
const BRAZIL: readonly Rule[] = [
  { id: 'confraternizacao-universal', name: 'Confraternização Universal', kind: 'public', day: fixed(1, 1) },
  { id: 'carnaval-segunda', name: 'Carnaval (segunda-feira)', kind: 'public', day: fromEaster(-48) },
  { id: 'carnaval-terca', name: 'Carnaval (terça-feira)', kind: 'public', day: fromEaster(-47) },
  { id: 'sexta-feira-santa', name: 'Sexta-feira Santa', kind: 'public', day: fromEaster(-2) },
  { id: 'pascoa', name: 'Páscoa', kind: 'commercial', day: fromEaster(0) },
  { id: 'tiradentes', name: 'Tiradentes', kind: 'public', day: fixed(4, 21) },
  { id: 'dia-do-trabalho', name: 'Dia do Trabalho', kind: 'public', day: fixed(5, 1) },
  { id: 'dia-das-maes', name: 'Dia das Mães', kind: 'commercial', day: nth(2, SUNDAY, 5) },
  { id: 'corpus-christi', name: 'Corpus Christi', kind: 'public', day: fromEaster(60) },
  { id: 'dia-dos-namorados', name: 'Dia dos Namorados', kind: 'commercial', day: fixed(6, 12) },
  { id: 'dia-dos-pais', name: 'Dia dos Pais', kind: 'commercial', day: nth(2, SUNDAY, 8) },
  { id: 'independencia', name: 'Independência do Brasil', kind: 'public', day: fixed(9, 7) },
  { id: 'nossa-senhora-aparecida', name: 'Nossa Senhora Aparecida', kind: 'public', day: fixed(10, 12) },
  { id: 'dia-das-criancas', name: 'Dia das Crianças', kind: 'commercial', day: fixed(10, 12) },
  { id: 'finados', name: 'Finados', kind: 'public', day: fixed(11, 2) },
  { id: 'proclamacao-da-republica', name: 'Proclamação da República', kind: 'public', day: fixed(11, 15) },
  { id: 'consciencia-negra', name: 'Consciência Negra', kind: 'public', since: 2024, day: fixed(11, 20) },
  { id: 'black-friday', name: 'Black Friday', kind: 'commercial', day: blackFriday },
  { id: 'vespera-de-natal', name: 'Véspera de Natal', kind: 'commercial', day: fixed(12, 24) },
  { id: 'natal', name: 'Natal', kind: 'public', day: fixed(12, 25) },
  { id: 'vespera-de-ano-novo', name: 'Véspera de Ano Novo', kind: 'commercial', day: fixed(12, 31) },
];

/** Second Sunday of February since the 17-game season (2022), the first before. */
function superBowlSunday(year: number): number {
  return nth(year >= 2022 ? 2 : 1, SUNDAY, 2)(year);
}

/** US: the federal holidays of 5 U.S.C. § 6103 and the dates of the retail calendar. */
const UNITED_STATES: readonly Rule[] = [
  { id: 'new-years-day', name: "New Year's Day", kind: 'public', day: fixed(1, 1) },
  {
    id: 'martin-luther-king-jr-day',
    name: 'Martin Luther King Jr. Day',
    kind: 'public',
    since: 1986,
    day: nth(3, MONDAY, 1),
  },
  { id: 'super-bowl-sunday', name: 'Super Bowl Sunday', kind: 'commercial', since: 1967, day: superBowlSunday },
  { id: 'valentines-day', name: "Valentine's Day", kind: 'commercial', day: fixed(2, 14) },
  { id: 'presidents-day', name: "Presidents' Day", kind: 'public', day: nth(3, MONDAY, 2) },
  { id: 'easter', name: 'Easter', kind: 'commercial', day: fromEaster(0) },
  { id: 'mothers-day', name: "Mother's Day", kind: 'commercial', day: nth(2, SUNDAY, 5) },
  { id: 'memorial-day', name: 'Memorial Day', kind: 'public', day: last(MONDAY, 5) },
  { id: 'juneteenth', name: 'Juneteenth', kind: 'public', since: 2021, day: fixed(6, 19) },
  { id: 'fathers-day', name: "Father's Day", kind: 'commercial', day: nth(3, SUNDAY, 6) },
  { id: 'independence-day', name: 'Independence Day', kind: 'public', day: fixed(7, 4) },
  { id: 'labor-day', name: 'Labor Day', kind: 'public', day: nth(1, MONDAY, 9) },
  { id: 'columbus-day', name: 'Columbus Day', kind: 'public', day: nth(2, MONDAY, 10) },
  { id: 'halloween', name: 'Halloween', kind: 'commercial', day: fixed(10, 31) },
  { id: 'veterans-day', name: 'Veterans Day', kind: 'public', day: fixed(11, 11) },
  { id: 'thanksgiving', name: 'Thanksgiving', kind: 'public', day: thanksgiving },
  { id: 'black-friday', name: 'Black Friday', kind: 'commercial', day: blackFriday },
  { id: 'christmas-eve', name: 'Christmas Eve', kind: 'commercial', day: fixed(12, 24) },
  { id: 'christmas-day', name: 'Christmas Day', kind: 'public', day: fixed(12, 25) },
  { id: 'new-years-eve', name: "New Year's Eve", kind: 'commercial', day: fixed(12, 31) },
];

const RULES: Readonly<Record<Locale, readonly Rule[]>> = { pt_BR: BRAZIL, en_US: UNITED_STATES };
