import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  civilOf,
  dayOf,
  daysInMonth,
  formatDay,
  isoWeekOf,
  mondayOf,
  monthIndexOf,
  monthStart,
  parseDay,
  weekdayOf,
} from '../../src/world/calendar/civil.js';
import { holidayEffectsOf, holidayFactors } from '../../src/world/calendar/effects.js';
import { easterSunday, holidaysOf, type Locale } from '../../src/world/calendar/holidays.js';
import { categorySeason, demandSeason, smoothMonthly } from '../../src/world/calendar/seasons.js';

const LOCALES: readonly Locale[] = ['pt_BR', 'en_US'];
const anyDay = fc.integer({ min: -400_000, max: 400_000 });

/** The day of a text that is known to be a date. */
function day(text: string): number {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`not a date: ${text}`);
  return parsed;
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('civil days', () => {
  it('round-trip, one after the other, as Date counts them', () => {
    const date = new Date(-400_000 * 86_400_000);
    const wrong: number[] = [];
    for (let d = -400_000; d <= 400_000; d++) {
      const { year, month, day: dayOfMonth } = civilOf(d);
      const same =
        year === date.getUTCFullYear() &&
        month === date.getUTCMonth() + 1 &&
        dayOfMonth === date.getUTCDate() &&
        weekdayOf(d) === (date.getUTCDay() || 7) &&
        dayOf(year, month, dayOfMonth) === d;
      if (!same) wrong.push(d);
      date.setUTCDate(date.getUTCDate() + 1);
    }
    expect(wrong).toEqual([]);
  });

  it('are written and read as YYYY-MM-DD', () => {
    expect(formatDay(0)).toBe('1970-01-01');
    expect(formatDay(-1)).toBe('1969-12-31');
    expect(formatDay(dayOf(875, 3, 9))).toBe('0875-03-09');
    fc.assert(fc.property(anyDay, (d) => parseDay(formatDay(d)) === d));
    expect(() => formatDay(dayOf(10_000, 1, 1))).toThrow('day must be within the years 0000-9999');
    expect(() => formatDay(Number.NaN)).toThrow(RangeError);
  });

  it.each([
    '',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-01-00',
    '2024-1-1',
    '24-01-01',
    '2024-01-01 ',
    ' 2024-01-01',
    '2024-01-01\n',
    '2024-01-01T00:00',
    '2024/01/01',
    '+2024-01-01',
    '20240101',
    '２０２４-01-01',
  ])('refuse %j', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  it('know the leap years', () => {
    expect(parseDay('2000-02-29')).toBe(dayOf(2000, 2, 29));
    expect([1900, 2000, 2023, 2024, 2100].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29, 28]);
    expect(Array.from({ length: 12 }, (_, i) => daysInMonth(2023, i + 1))).toEqual([
      31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
  });

  it('belong to the month that holds them', () => {
    expect(monthIndexOf(day('2024-12-31'))).toBe(2024 * 12 + 11);
    fc.assert(
      fc.property(anyDay, (d) => {
        const index = monthIndexOf(d);
        expect(monthStart(index)).toBeLessThanOrEqual(d);
        expect(monthStart(index + 1)).toBeGreaterThan(d);
        expect(civilOf(monthStart(index)).day).toBe(1);
      }),
    );
    expect(formatDay(monthStart(2024 * 12))).toBe('2024-01-01');
    expect(civilOf(monthStart(-1))).toEqual({ year: -1, month: 12, day: 1 });
  });

  it.each([
    ['2005-01-01', 2004, 53],
    ['2005-12-31', 2005, 52],
    ['2007-01-01', 2007, 1],
    ['2008-12-29', 2009, 1],
    ['2009-12-31', 2009, 53],
    ['2010-01-03', 2009, 53],
    ['2010-01-04', 2010, 1],
    ['2020-12-31', 2020, 53],
    ['2021-01-03', 2020, 53],
    ['2024-12-30', 2025, 1],
    ['1969-12-29', 1970, 1],
  ])('%s lies in ISO week %i-W%i', (text, year, week) => {
    expect(isoWeekOf(day(text))).toEqual({ year, week });
  });

  it('share the week of their Monday', () => {
    fc.assert(
      fc.property(anyDay, (d) => {
        const monday = mondayOf(d);
        expect(weekdayOf(monday)).toBe(1);
        expect(d - monday).toBe(weekdayOf(d) - 1);
        expect(isoWeekOf(d)).toEqual(isoWeekOf(monday));
        expect(isoWeekOf(monday - 1)).not.toEqual(isoWeekOf(monday));
      }),
    );
  });
});

/** Easter Sundays 1990–2035, month-day. */
const EASTERS = `04-15 03-31 04-19 04-11 04-03 04-16 04-07 03-30 04-12 04-04 04-23 04-15 03-31 04-20 04-11 03-27 04-16
  04-08 03-23 04-12 04-04 04-24 04-08 03-31 04-20 04-05 03-27 04-16 04-01 04-21 04-12 04-04 04-17 04-09 03-31 04-20
  04-05 03-28 04-16 04-01 04-21 04-13 03-28 04-17 04-09 03-25`.split(/\s+/);

/** Month-day in 2022, 2023, 2024, 2025, 2026; one date stands for all five, '-' for a year without. */
const KNOWN: Record<Locale, Record<string, string>> = {
  pt_BR: {
    'confraternizacao-universal': '01-01',
    'carnaval-segunda': '02-28 02-20 02-12 03-03 02-16',
    'carnaval-terca': '03-01 02-21 02-13 03-04 02-17',
    'sexta-feira-santa': '04-15 04-07 03-29 04-18 04-03',
    pascoa: '04-17 04-09 03-31 04-20 04-05',
    tiradentes: '04-21',
    'dia-do-trabalho': '05-01',
    'dia-das-maes': '05-08 05-14 05-12 05-11 05-10',
    'corpus-christi': '06-16 06-08 05-30 06-19 06-04',
    'dia-dos-namorados': '06-12',
    'dia-dos-pais': '08-14 08-13 08-11 08-10 08-09',
    independencia: '09-07',
    'nossa-senhora-aparecida': '10-12',
    'dia-das-criancas': '10-12',
    finados: '11-02',
    'proclamacao-da-republica': '11-15',
    'consciencia-negra': '- - 11-20 11-20 11-20',
    'black-friday': '11-25 11-24 11-29 11-28 11-27',
    'vespera-de-natal': '12-24',
    natal: '12-25',
    'vespera-de-ano-novo': '12-31',
  },
  en_US: {
    'new-years-day': '01-01',
    'martin-luther-king-jr-day': '01-17 01-16 01-15 01-20 01-19',
    'super-bowl-sunday': '02-13 02-12 02-11 02-09 02-08',
    'valentines-day': '02-14',
    'presidents-day': '02-21 02-20 02-19 02-17 02-16',
    easter: '04-17 04-09 03-31 04-20 04-05',
    'mothers-day': '05-08 05-14 05-12 05-11 05-10',
    'memorial-day': '05-30 05-29 05-27 05-26 05-25',
    juneteenth: '06-19',
    'fathers-day': '06-19 06-18 06-16 06-15 06-21',
    'independence-day': '07-04',
    'labor-day': '09-05 09-04 09-02 09-01 09-07',
    'columbus-day': '10-10 10-09 10-14 10-13 10-12',
    halloween: '10-31',
    'veterans-day': '11-11',
    thanksgiving: '11-24 11-23 11-28 11-27 11-26',
    'black-friday': '11-25 11-24 11-29 11-28 11-27',
    'christmas-eve': '12-24',
    'christmas-day': '12-25',
    'new-years-eve': '12-31',
  },
};

describe('holidays', () => {
  it('has Easter right from 1990 to 2035, and at its earliest and latest', () => {
    expect(EASTERS.map((_, i) => formatDay(easterSunday(1990 + i)))).toEqual(
      EASTERS.map((md, i) => `${1990 + i}-${md}`),
    );
    expect(formatDay(easterSunday(1818))).toBe('1818-03-22');
    expect(formatDay(easterSunday(2038))).toBe('2038-04-25');
  });

  it.each(LOCALES)('of %s fall on their known days in 2022–2026, and there are no others', (locale) => {
    for (let year = 2022; year <= 2026; year++) {
      const expected = Object.entries(KNOWN[locale])
        .map(([id, dates]) => [id, dates.split(' ').at(dates.includes(' ') ? year - 2022 : 0)])
        .filter(([, date]) => date !== '-')
        .map(([id, date]) => `${year}-${date} ${id}`)
        .sort();
      expect(
        holidaysOf(locale, year)
          .map((holiday) => `${formatDay(holiday.day)} ${holiday.id}`)
          .sort(),
      ).toEqual(expected);
    }
  });

  it.each(LOCALES)('of %s are sane in any year', (locale) => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(1900, 2199), fc.integer({ min: 1600, max: 2999 })), (year) => {
        const holidays = holidaysOf(locale, year);
        expect(holidays.length).toBeGreaterThanOrEqual(17);
        expect(new Set(holidays.map(({ id }) => id)).size).toBe(holidays.length);
        expect(holidays.map((holiday) => holiday.day)).toEqual(
          holidays.map((holiday) => holiday.day).sort((a, b) => a - b),
        );
        expect(new Set(holidays.map((holiday) => civilOf(holiday.day).year))).toEqual(new Set([year]));
        const easter = holidays.find(({ id }) => id === 'pascoa' || id === 'easter')!;
        expect(weekdayOf(easter.day)).toBe(7);
        expect(easter.day).toBeGreaterThanOrEqual(dayOf(year, 3, 22));
        expect(easter.day).toBeLessThanOrEqual(dayOf(year, 4, 25));
      }),
    );
  });

  it('are named by id in kebab-case, by name in the language', () => {
    for (const locale of LOCALES) {
      for (const { id, name } of holidaysOf(locale, 2026)) {
        expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(name.length).toBeGreaterThan(3);
      }
    }
    expect(holidaysOf('pt_BR', 2026)[0].name).toBe('Confraternização Universal');
    expect(holidaysOf('en_US', 2026)[0].name).toBe("New Year's Day");
  });

  it('begin with their law', () => {
    const first = (locale: Locale, id: string) => {
      for (let year = 1900; year < 2100; year++) if (holidaysOf(locale, year).some((h) => h.id === id)) return year;
      return undefined;
    };
    expect(first('pt_BR', 'consciencia-negra')).toBe(2024);
    expect(first('en_US', 'juneteenth')).toBe(2021);
    expect(first('en_US', 'martin-luther-king-jr-day')).toBe(1986);
    expect(formatDay(holidaysOf('en_US', 2021).find((h) => h.id === 'super-bowl-sunday')!.day)).toBe('2021-02-07');
  });
});

/** Demand with holidays and season together, a year's days. */
function demandOf(locale: Locale, year: number): { from: number; demand: Float64Array } {
  const from = dayOf(year, 1, 1);
  const factors = holidayFactors(locale, from, dayOf(year + 1, 1, 1));
  return { from, demand: factors.map((factor, i) => factor * smoothMonthly(demandSeason(locale), from + i)) };
}

describe('holiday effects', () => {
  it.each(LOCALES)('of %s: one for each holiday, closed just where nothing is sold', (locale) => {
    const effects = holidayEffectsOf(locale);
    expect(effects.map(({ id }) => id).sort()).toEqual(
      holidaysOf(locale, 2026)
        .map(({ id }) => id)
        .sort(),
    );
    for (const effect of effects) {
      expect(effect.closed ?? false).toBe(effect.dayFactor === 0);
      // The window law needs reaches below a year.
      expect(Math.max(effect.leadDays, effect.tailDays ?? 0)).toBeLessThan(60);
    }
  });

  it('a window shows the same days as the whole', () => {
    const [from, to] = [day('2022-01-01'), day('2027-01-01')];
    const whole = new Map(LOCALES.map((locale) => [locale, holidayFactors(locale, from, to, 1.3)]));
    const window = fc.tuple(fc.constantFrom(...LOCALES), fc.nat({ max: to - from }), fc.nat({ max: 70 }));
    fc.assert(
      fc.property(window, ([locale, offset, length]) => {
        const end = Math.min(to, from + offset + length);
        const part = holidayFactors(locale, from + offset, end, 1.3);
        expect(part).toEqual(whole.get(locale)!.slice(offset, end - from));
      }),
      { numRuns: 500 },
    );
  });

  it('day by day gives the year', () => {
    for (const locale of LOCALES) {
      const from = day('2024-01-01');
      const year = holidayFactors(locale, from, from + 366);
      expect(Array.from(year)).toEqual(Array.from(year, (_, i) => holidayFactors(locale, from + i, from + i + 1)[0]));
    }
  });

  it('reaches over New Year in both directions', () => {
    const effects = [
      { id: 'new-years-day', dayFactor: 1, leadDays: 4, leadPeak: 5 },
      { id: 'new-years-eve', dayFactor: 1, leadDays: 0, leadPeak: 1, tailDays: 4, tailPeak: 9 },
    ];
    const factors = (from: string, to: string) => Array.from(holidayFactors('en_US', day(from), day(to), 1, effects));
    expect(factors('2024-12-27', '2025-01-01')).toEqual([1, 2, 3, 4, 5]);
    expect(factors('2025-01-01', '2025-01-06')).toEqual([9, 7, 5, 3, 1]);
    expect(factors('2024-12-29', '2025-01-03')).toEqual([3, 4, 5, 9, 7]);
  });

  it('closes the shops on Christmas Day and New Year’s Day and nearly so on Thanksgiving', () => {
    for (const locale of LOCALES) {
      for (let year = 2000; year < 2040; year++) {
        expect(holidayFactors(locale, dayOf(year, 12, 25), dayOf(year, 12, 26))[0]).toBe(0);
        expect(holidayFactors(locale, dayOf(year, 1, 1), dayOf(year, 1, 2))[0]).toBe(0);
      }
      expect(holidayFactors(locale, day('2024-12-25'), day('2024-12-26'), 3)[0]).toBe(0);
    }
    expect(holidayFactors('en_US', day('2024-11-28'), day('2024-11-29'))[0]).toBeCloseTo(0.4, 12);
  });

  it('ramps up to Christmas and falls after Black Friday', () => {
    // The first day of the lead is one step above an ordinary day, the last full day before the eve one below the peak.
    const december = holidayFactors('pt_BR', day('2022-11-30'), day('2022-12-25'));
    expect(december[0]).toBe(1);
    expect(december[1]).toBeCloseTo(1 + 1 / 24, 12);
    expect(december[23]).toBeCloseTo(1 + 23 / 24, 12);
    expect(december[24]).toBeCloseTo(2 * 0.8, 12);
    const rising = Array.from(december.slice(1, 24));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    const friday = day('2022-11-25');
    const [thursday, black, saturday, sunday, monday, tuesday] = holidayFactors('pt_BR', friday - 1, friday + 5);
    expect(black).toBeCloseTo(2.5, 12);
    expect([thursday, saturday, monday, tuesday].map((f) => f > 1)).toEqual([true, true, true, false]);
    expect(saturday).toBeGreaterThan(sunday);
    expect(sunday).toBeGreaterThan(monday);
  });

  it('strength scales the distance from 1; 0 switches off', () => {
    for (const locale of LOCALES) {
      const [from, to] = [day('2024-01-01'), day('2025-01-01')];
      expect(new Set(holidayFactors(locale, from, to, 0))).toEqual(new Set([1]));
      const [whole, half, triple] = [1, 0.5, 3].map((strength) => holidayFactors(locale, from, to, strength));
      whole.forEach((factor, i) => {
        expect(half[i]).toBeCloseTo(1 + (factor - 1) / 2, 12);
        expect(triple[i]).toBeCloseTo(Math.max(0, 1 + 3 * (factor - 1)), 12);
      });
      expect(Math.min(...triple)).toBe(0);
    }
  });

  it('refuses a strength that is not a number from 0 on; an empty window is empty', () => {
    expect(() => holidayFactors('pt_BR', 0, 10, -0.1)).toThrow('strength must be a finite number >= 0, got -0.1');
    expect(() => holidayFactors('pt_BR', 0, 10, Number.NaN)).toThrow(RangeError);
    expect(() => holidayFactors('pt_BR', 0, 10, Infinity)).toThrow(RangeError);
    expect(holidayFactors('pt_BR', 10, 10)).toHaveLength(0);
    expect(holidayFactors('pt_BR', 10, 5)).toHaveLength(0);
  });

  it.each(LOCALES)('with the season of %s: Christmas week 1.7 ×, January 0.85 × the mean', (locale) => {
    for (let year = 2019; year <= 2027; year++) {
      const { from, demand } = demandOf(locale, year);
      const eve = dayOf(year, 12, 24) - from;
      const christmasWeek = mean(demand.slice(eve - 6, eve + 1)) / mean(demand);
      expect(Math.abs(christmasWeek - 1.7)).toBeLessThan(0.1);
      expect(Math.abs(mean(demand.slice(0, 31)) / mean(demand) - 0.85)).toBeLessThan(0.02);
      expect(mean(demand)).toBeLessThan(1.1);
    }
  });

  it('with the season: the week of Thanksgiving 1.4 × the mean', () => {
    for (let year = 2019; year <= 2027; year++) {
      const { from, demand } = demandOf('en_US', year);
      const monday = mondayOf(holidaysOf('en_US', year).find(({ id }) => id === 'thanksgiving')!.day) - from;
      expect(Math.abs(mean(demand.slice(monday, monday + 7)) / mean(demand) - 1.4)).toBeLessThan(0.08);
    }
  });
});

describe('seasons', () => {
  const curves = LOCALES.flatMap((locale) => [demandSeason(locale), ...categorySeason(locale)]);

  it('have twelve positive values with mean 1', () => {
    expect(curves).toHaveLength(12);
    for (const curve of curves) {
      expect(curve).toHaveLength(12);
      expect(Math.min(...curve)).toBeGreaterThan(0);
      expect(mean(curve)).toBeCloseTo(1, 12);
    }
  });

  it('leave Christmas to the holidays: December at most 1.1', () => {
    for (const locale of LOCALES) {
      expect(demandSeason(locale)[11]).toBeLessThanOrEqual(1.1);
      expect(Math.min(...demandSeason(locale))).toBe(demandSeason(locale)[0]);
    }
  });

  it('put coats into the winter and dresses into the summer of the hemisphere', () => {
    const top = (row: readonly number[], count: number) =>
      [...row.keys()]
        .sort((a, b) => row[b] - row[a])
        .slice(0, count)
        .map((month) => month + 1)
        .sort((a, b) => a - b);
    const [brazil, us] = LOCALES.map(categorySeason);
    expect(top(brazil[4], 3)).toEqual([6, 7, 8]);
    expect(top(us[4], 3)).toEqual([1, 11, 12]);
    expect(top(brazil[2], 3)).toEqual([1, 11, 12]);
    expect(top(us[2], 3)).toEqual([5, 6, 7]);
    for (const rows of [brazil, us]) expect(Math.max(...rows[4])).toBeCloseTo(2.2, 12);
  });

  it('meet each value in the middle of its month', () => {
    for (const curve of curves) {
      // The noon of the 16th is the exact middle of a month of 31 days.
      for (const month of [1, 3, 5, 7, 8, 10, 12]) {
        expect(smoothMonthly(curve, dayOf(2023, month, 16))).toBeCloseTo(curve[month - 1], 12);
      }
    }
  });

  it('never jump, not even over New Year, and stay within the curve', () => {
    fc.assert(
      fc.property(fc.constantFrom(...curves), anyDay, (curve, d) => {
        const [today, tomorrow] = [smoothMonthly(curve, d), smoothMonthly(curve, d + 1)];
        const steepest = Math.max(...curve.map((value, i) => Math.abs(value - curve[(i + 1) % 12])));
        expect(Math.abs(tomorrow - today)).toBeLessThanOrEqual(steepest / 29 + 1e-12);
        expect(today).toBeGreaterThanOrEqual(Math.min(...curve) - 1e-12);
        expect(today).toBeLessThanOrEqual(Math.max(...curve) + 1e-12);
      }),
      { numRuns: 2000 },
    );
  });

  it('keep the mean of a year near 1', () => {
    for (const curve of curves) {
      const from = dayOf(2023, 1, 1);
      expect(Math.abs(mean(Array.from({ length: 365 }, (_, i) => smoothMonthly(curve, from + i))) - 1)).toBeLessThan(
        0.01,
      );
    }
  });

  it('refuse a curve that has not 12 values', () => {
    expect(() => smoothMonthly([1, 1], 0)).toThrow('a monthly curve must have 12 values, got 2');
  });
});
