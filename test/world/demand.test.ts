/** What shoppers do shows in what is sold: weekdays, seasons, holidays, tiers, shocks. One pass over the default history. */
import { describe, expect, test } from 'vitest';
import { civilOf, dayOf, weekdayOf } from '../../src/world/calendar/civil.js';
import { holidayFactors } from '../../src/world/calendar/effects.js';
import { holidaysOf, type Locale } from '../../src/world/calendar/holidays.js';
import { calendarFactors, rampOf, regionShocks } from '../../src/world/processes/demand.js';
import { createWorld } from '../../src/world/world.js';
import { correlation, mean, type Sweep, sweep, variance } from '../support/sweep.js';
import { configWith } from '../support/worlds.js';

const brazil = sweep();
const us = sweep({ locale: 'en_US', years: 1 });

/** Lines of all stores by day, of lines sold or wanted. */
function daily(s: Sweep, lines: Int32Array): number[] {
  return Array.from({ length: s.days }, (_, d) => {
    let sum = 0;
    for (let store = 0; store < s.world.stores.count; store++) sum += lines[store * s.days + d];
    return sum;
  });
}

/** Mean lines of a store on the days on which it was open. */
function perOpenDay(s: Sweep, store: number): number {
  const open = Math.max(0, s.world.stores.openedOn[store] - s.world.from);
  return mean(s.sold.subarray(store * s.days + open, (store + 1) * s.days));
}

/** Mean of a day kind relative to the same weekday in the four weeks around it that are no holidays. */
function againstUsual(s: Sweep, day: number): number {
  const lines = daily(s, s.wanted);
  const factors = holidayFactors(s.world.locale, s.world.from, s.world.to);
  const at = day - s.world.from;
  const usual: number[] = [];
  for (let week = -8; week <= 8; week++) {
    const d = at + week * 7;
    if (week !== 0 && d >= 0 && d < s.days && factors[d] === 1) usual.push(lines[d]);
  }
  return lines[at] / mean(usual);
}

const dayNamed = (locale: Locale, year: number, id: string) => {
  const holiday = holidaysOf(locale, year).find((h) => h.id === id);
  if (!holiday) throw new Error(`no holiday ${id}`);
  return holiday.day;
};

describe('size', () => {
  test('the default run has three to four million lines', () => {
    expect(brazil.lines).toBeGreaterThan(3_000_000);
    expect(brazil.lines).toBeLessThan(4_000_000);
  });

  test('nobody sells before the opening', () => {
    for (let store = 0; store < brazil.world.stores.count; store++) {
      const open = Math.max(0, brazil.world.stores.openedOn[store] - brazil.world.from);
      expect(brazil.wanted.subarray(store * brazil.days, store * brazil.days + open).every((n) => n === 0)).toBe(true);
    }
  });
});

describe('weekdays', () => {
  const ratio = (s: Sweep, lines: Int32Array) => {
    const factors = holidayFactors(s.world.locale, s.world.from, s.world.to);
    const days = daily(s, lines)
      .map((n, d) => ({ n, weekday: weekdayOf(s.world.from + d), plain: factors[d] === 1 }))
      .filter((day) => day.plain);
    const of = (weekend: boolean) => mean(days.filter((d) => d.weekday >= 6 === weekend).map((d) => d.n));
    return of(true) / of(false);
  };

  // About 700 ordinary days with a slow shock of 8 % that weekdays and weekends share: the error is under 1 %.
  test.each([
    ['Brazil', brazil],
    ['US', us],
  ])('a weekend day is wanted 1.6 times a weekday in %s, as the weights say', (_, s) => {
    expect(ratio(s, s.wanted)).toBeGreaterThan(1.57);
    expect(ratio(s, s.wanted)).toBeLessThan(1.65);
  });

  test('a weekend day sells 1.5 times a weekday: shelves are emptier before the delivery', () => {
    expect(ratio(brazil, brazil.sold)).toBeGreaterThan(1.45);
    expect(ratio(brazil, brazil.sold)).toBeLessThan(1.55);
  });
});

describe('tiers', () => {
  test('Gold is about 4 times and Silver 2 times Bronze, and they overlap', () => {
    const { tier, count } = brazil.world.stores;
    const volumes = [0, 1, 2].map((t) =>
      Array.from({ length: count }, (_, i) => i)
        .filter((i) => tier[i] === t)
        .map((i) => perOpenDay(brazil, i)),
    );
    const ratios = volumes.map((of) => mean(of) / mean(volumes[2]));
    // Four standard errors of the mean of n stores with a spread of .2, and those of the tastes, openings and shocks.
    const error = (n: number) => 4 * Math.sqrt((0.2 * 0.2 + 0.1 * 0.1) / n);
    expect(Math.abs(ratios[0] / 4 - 1)).toBeLessThan(error(5));
    expect(Math.abs(ratios[1] / 2 - 1)).toBeLessThan(error(15));
    expect(Math.max(...volumes[2])).toBeGreaterThan(Math.min(...volumes[1]));
  });

  test('the chain has a spread of volumes of at least that of a usual chain', () => {
    const volumes = Array.from({ length: brazil.world.stores.count }, (_, i) => perOpenDay(brazil, i));
    expect(Math.sqrt(variance(volumes)) / mean(volumes)).toBeGreaterThan(0.45);
  });

  test('a new store starts low and grows', () => {
    const { openedOn, volume, count } = brazil.world.stores;
    const factors = calendarFactors(brazil.world, brazil.world.from, brazil.world.to);
    const level = (first: number, last: number) => {
      let lines = 0;
      let expected = 0;
      for (let i = 0; i < count; i++) {
        const open = openedOn[i] - brazil.world.from;
        if (open < 0 || open + last > brazil.days) continue;
        for (let d = open + first; d < open + last; d++) {
          lines += brazil.wanted[i * brazil.days + d];
          expected += 35 * volume[i] * factors[d];
        }
      }
      return lines / expected;
    };
    expect(level(0, 7)).toBeLessThan(0.75);
    expect(level(0, 7)).toBeGreaterThan(0.5);
    expect(level(60, 150)).toBeGreaterThan(0.9);
    expect(level(60, 150)).toBeLessThan(1.1);
    expect(rampOf(brazil.world, 0, openedOn[0] - 1)).toBe(0);
    expect(rampOf(brazil.world, 0, openedOn[0])).toBe(0.6);
    expect(rampOf(brazil.world, 0, openedOn[0] + 56)).toBe(1);
  });
});

describe('holidays', () => {
  test('shops are closed on Christmas Day and New Year', () => {
    for (const year of [2022, 2023, 2024]) {
      const lines = daily(brazil, brazil.wanted);
      expect(lines[dayOf(year, 12, 25) - brazil.world.from]).toBe(0);
      expect(lines[dayOf(year, 1, 1) - brazil.world.from]).toBe(0);
      expect(lines[dayOf(year, 12, 23) - brazil.world.from]).toBeGreaterThan(0);
    }
    expect(daily(us, us.wanted)[dayOf(2024, 12, 25) - us.world.from]).toBe(0);
  });

  // The effect itself is 2.5; Brazil's has the lead of Christmas on top.
  test.each([
    ['Brazil', brazil, 'pt_BR', 'black-friday', 2.1, 3.2],
    ['US', us, 'en_US', 'black-friday', 2.1, 3.6],
    ['US', us, 'en_US', 'thanksgiving', 0.3, 0.55],
    ['Brazil', brazil, 'pt_BR', 'carnaval-terca', 0.4, 0.6],
  ] as const)('%s: %5$s', (_, s, locale, id, low, high) => {
    const ratio = againstUsual(s, dayNamed(locale, 2024, id));
    expect(ratio).toBeGreaterThan(low);
    expect(ratio).toBeLessThan(high);
  });

  test('the week before Christmas is the strongest of the year, and Mother’s Day shows in May', () => {
    const lines = daily(brazil, brazil.wanted);
    const week = (end: number) =>
      lines.slice(end - 7 - brazil.world.from, end - brazil.world.from).reduce((a, b) => a + b);
    const weeks = Array.from({ length: 50 }, (_, w) => week(dayOf(2024, 1, 8) + 7 * w));
    const christmas = week(dayOf(2024, 12, 25));
    expect(christmas / mean(weeks)).toBeGreaterThan(1.4);
    expect(christmas / mean(weeks)).toBeLessThan(2.2);
    expect(week(dayNamed('pt_BR', 2024, 'dia-das-maes') + 1)).toBeGreaterThan(
      1.15 * week(dayNamed('pt_BR', 2024, 'dia-das-maes') + 22),
    );
  });

  test('without holidays a holiday is a day like any other', () => {
    const world = createWorld(configWith({ 'demand.holiday_strength': 0 }));
    expect(calendarFactors(world, dayOf(2024, 12, 25), dayOf(2024, 12, 26))[0]).toBeGreaterThan(0.8);
  });
});

describe('seasons', () => {
  /** Share of coats in the lines of the months. */
  const coats = (s: Sweep, months: readonly number[]) => {
    const lines = (category: number) => months.reduce((sum, m) => sum + s.byCategoryMonth[category * 12 + m], 0);
    return lines(4) / [0, 1, 2, 3, 4].reduce((sum, c) => sum + lines(c), 0);
  };
  const [winter, summer] = [
    [5, 6, 7],
    [11, 0, 1],
  ];

  test('coats sell from June to August in Brazil and from December to February in the US', () => {
    expect(coats(brazil, winter) / coats(brazil, summer)).toBeGreaterThan(4);
    expect(coats(us, summer) / coats(us, winter)).toBeGreaterThan(4);
  });

  test('January is weak, December strong', () => {
    const month = (m: number) => [0, 1, 2, 3, 4].reduce((sum, c) => sum + us.byCategoryMonth[c * 12 + m], 0);
    const usual = mean(Array.from({ length: 12 }, (_, m) => month(m)));
    expect(month(0) / usual).toBeGreaterThan(0.72);
    expect(month(0) / usual).toBeLessThan(0.95);
    expect(month(11) / usual).toBeGreaterThan(1.2);
  });
});

describe('the number of lines of a store and day', () => {
  test('is overdispersed as the setting says: variance = mean + mean² / r', () => {
    // Without a shock the mean is known exactly; z² of each day has the mean 1.
    const s = sweep({
      years: 1,
      stores: 30,
      'demand.shock_sd': 0,
      'store.opening_years': 3,
      'store.opening_months_min': 24,
    });
    const factors = calendarFactors(s.world, s.world.from, s.world.to);
    const z: number[] = [];
    let ratio = 0;
    for (let i = 0; i < 30; i++) {
      for (let d = 0; d < s.days; d++) {
        const m = 35 * s.world.stores.volume[i] * factors[d];
        if (m === 0) continue;
        const lines = s.wanted[i * s.days + d];
        z.push(((lines - m) * (lines - m)) / (m + (m * m) / s.world.config['demand.dispersion']));
        ratio += (lines - m) ** 2 / m;
      }
    }
    expect(Math.abs(mean(z) - 1)).toBeLessThan((4 * Math.sqrt(variance(z))) / Math.sqrt(z.length));
    expect(ratio / z.length).toBeGreaterThan(1.5);
  });

  test('zero demand sells nothing and breaks nothing', () => {
    const s = sweep({ years: 1, stores: 3, products: 20, 'demand.lines_per_day': 0 });
    expect([s.lines, s.lostLines]).toEqual([0, 0]);
    expect(s.ledger).toBeGreaterThan(1000);
  });
});

describe('the slow shock', () => {
  test('has the stated spread and persistence, and mean 1', () => {
    const world = createWorld(configWith({ 'demand.shock_sd': 0.3, 'demand.shock_persistence': 0.9 }));
    const weeks: number[][] = Array.from({ length: 40 }, (_, region) =>
      Array.from(regionShocks(world, region, 0, 7 * 400)).filter((_, i) => i % 7 === 0),
    );
    const logs = weeks.map((w) => w.map(Math.log));
    const all = logs.flat();
    // 40 × 400 weeks with a persistence of .9 are worth about 40 × 400 / 19 independent ones.
    expect(Math.sqrt(variance(all))).toBeGreaterThan(0.27);
    expect(Math.sqrt(variance(all))).toBeLessThan(0.33);
    expect(Math.abs(mean(weeks.flat()) - 1)).toBeLessThan(0.05);
    const lagged = correlation(
      logs.flatMap((w) => w.slice(0, -1)),
      logs.flatMap((w) => w.slice(1)),
    );
    expect(lagged).toBeGreaterThan(0.86);
    expect(lagged).toBeLessThan(0.94);
    expect(Math.abs(mean(Array.from({ length: 20 }, (_, k) => correlation(logs[k], logs[k + 20]))))).toBeLessThan(0.25);
  });

  test('makes stores of a region move together, and those of different regions not', () => {
    const { world, days } = us;
    const stores = Array.from(world.stores.openedOn.keys()).filter((i) => world.stores.openedOn[i] < world.from - 70);
    const weeks = Math.floor(days / 7);
    const weekly = stores.map((i) => {
      const sums = Array.from({ length: weeks }, (_, w) =>
        mean(us.wanted.subarray(i * days + 7 * w, i * days + 7 * w + 7)),
      );
      const level = mean(sums);
      return sums.map((n) => n / level);
    });
    // What the whole chain has in common, the calendar, is taken out.
    const common = Array.from({ length: weeks }, (_, w) => mean(weekly.map((sums) => sums[w])));
    const rest = weekly.map((sums) => sums.map((n, w) => n / common[w]));
    const [same, other]: [number[], number[]] = [[], []];
    for (let a = 0; a < stores.length; a++) {
      for (let b = 0; b < a; b++) {
        const together = world.stores.region[stores[a]] === world.stores.region[stores[b]];
        (together ? same : other).push(correlation(rest[a], rest[b]));
      }
    }
    expect(mean(same)).toBeGreaterThan(0.15);
    expect(mean(other)).toBeLessThan(0.05);
  });
});

test('shares of quantities and markdowns are within a hundredth of the settings', () => {
  const share = (counts: number[]) => counts.map((n) => n / brazil.lines);
  share(brazil.byQuantity).forEach((part, i) => {
    expect(Math.abs(part - [0.9, 0.08, 0.02][i])).toBeLessThan(0.01);
  });
  share(brazil.byDepth).forEach((part, i) => {
    expect(Math.abs(part - [0.7, 0.2, 0.1][i])).toBeLessThan(0.01);
  });
});

test('the top fifth of the products takes two thirds of the lines', () => {
  const byProduct = Array.from(brazil.byProduct).sort((a, b) => b - a);
  const top = byProduct.slice(0, byProduct.length / 5).reduce((a, b) => a + b) / brazil.lines;
  expect(top).toBeGreaterThan(0.55);
  expect(top).toBeLessThan(0.79);
});

test('the history ends where the settings say', () => {
  expect(civilOf(brazil.world.to - 1)).toEqual({ year: 2024, month: 12, day: 31 });
  expect(civilOf(brazil.world.from)).toEqual({ year: 2022, month: 1, day: 1 });
});
