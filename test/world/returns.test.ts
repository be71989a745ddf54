/** Returns in figures: how many, after how many days, how much of a line, why. */
import { describe, expect, test } from 'vitest';
import { normalCdf } from '../random/reference-distributions.js';
import { nearShare, quantile, sum, tally, tradeOf } from '../support/trade.js';

const range = { products: 60, 'assortment.min': 60, 'assortment.max': 60, 'catalogue.kind': 'general' } as const;
const tables = ['sale_line', 'return_line'] as const;
const { world, saleLine, returnLine } = tradeOf(
  { ...range, 'return.rate': 0.3, 'quantity.shares': [0.5, 0, 0, 0.5] },
  tables,
);
const lag = Array.from(returnLine.day, (day, i) => day - returnLine.soldOn[i]);
/** Sold at least twelve weeks before the end: all that comes back has come. */
const early = world.to - 85;

/** Chance that a log-normal time is at most so many days, rounded; from 70 days on those who were late are among them. */
const within = (days: number, median = 9, sigma = 1.48) => normalCdf(Math.log((days + 0.5) / median) / sigma);

describe('how many', () => {
  test('the chance of the settings', () => {
    const sold = saleLine.day.filter((day) => day < early).length;
    const back = returnLine.soldOn.filter((day) => day < early).length;
    expect(nearShare(back / sold, 0.3, sold)).toBe(true);
  });

  test('none with a chance of 0', () => {
    expect(tradeOf({ ...range, 'visit.per_year': 3, 'return.rate': 0 }, tables).returnLine.count).toBe(0);
  });

  test('from every day of the year, also what comes back three months later', () => {
    const late = tradeOf(
      { ...range, 'return.rate': 0.9, 'return.lag_median': 60, 'return.lag_sigma': 3, 'visit.per_year': 10 },
      tables,
    );
    const by = (days: Int32Array) =>
      tally(
        Array.from(days, (day) => day - late.world.from),
        365,
      );
    const [sold, back] = [by(late.saleLine.day), by(late.returnLine.soldOn)];
    for (let d = 0; d < 280; d++) expect(nearShare(back[d] / sold[d], 0.9, sold[d]), `day ${d}`).toBe(true);
  });

  test('nothing comes back after the history, so the last lines come back less', () => {
    const last = saleLine.day.filter((day) => day >= world.to - 7).length;
    const back = returnLine.soldOn.filter((day) => day >= world.to - 7).length;
    expect(Math.max(...returnLine.day)).toBe(world.to - 1);
    expect(back / last).toBeLessThan(0.3 * within(6));
  });
});

describe('when', () => {
  const full = lag.filter((_, i) => returnLine.soldOn[i] < early);

  test('days to return are log-normal; who would come later than twelve weeks comes just before', () => {
    for (const days of [1, 3, 9, 20, 40, 60]) {
      const share = full.filter((d) => d <= days).length / full.length;
      expect(nearShare(share, within(days), full.length), `${days} days`).toBe(true);
    }
    expect(Math.min(...lag)).toBe(1);
    expect(Math.max(...lag)).toBe(84);
    expect(Math.abs(quantile(full, 0.5) - 9)).toBeLessThanOrEqual(1);
    // Half of those who are late come in the week before the deadline.
    const last = full.filter((d) => d > 77).length / full.length;
    expect(last).toBeGreaterThan((1 - within(84)) / 2.5);
  });

  test('the median and the 90th percentile are those of the settings', () => {
    const slow = tradeOf(
      { ...range, 'return.rate': 0.5, 'return.lag_median': 20, 'return.lag_sigma': 0.5, 'visit.per_year': 20 },
      ['return_line'],
    ).returnLine;
    const days = Array.from(slow.day, (day, i) => day - slow.soldOn[i]).filter((_, i) => slow.soldOn[i] < early);
    expect(Math.abs(quantile(days, 0.5) - 20)).toBeLessThanOrEqual(1);
    expect(Math.abs(quantile(days, 0.9) / (20 * Math.exp(0.5 * 1.2816)) - 1)).toBeLessThan(0.06);
  });

  test('a sigma of 0 is the same number of days for all', () => {
    const same = tradeOf(
      { ...range, 'return.rate': 0.1, 'return.lag_median': 7, 'return.lag_sigma': 0, 'visit.per_year': 5 },
      ['return_line'],
    ).returnLine;
    expect(new Set(Array.from(same.day, (day, i) => day - same.soldOn[i]))).toEqual(new Set([7]));
  });
});

describe('what', () => {
  test('most lines of several units come back whole, the others in part', () => {
    const sold = new Map<string, number>();
    saleLine.line.forEach((line, i) => {
      sold.set(`${saleLine.store[i]} ${saleLine.day[i]} ${line}`, saleLine.quantity[i]);
    });
    const of = Array.from(
      returnLine.line,
      (line, i) => sold.get(`${returnLine.store[i]} ${returnLine.soldOn[i]} ${line}`) as number,
    );
    const four = Array.from(of.keys()).filter((i) => of[i] === 4);
    const counts = tally(
      four.map((i) => returnLine.quantity[i]),
      5,
    );
    // Seven in ten whole, the others 1 to 4 alike.
    [0.075, 0.075, 0.075, 0.775].forEach((share, i) => {
      expect(nearShare(counts[i + 1] / four.length, share, four.length)).toBe(true);
    });
    for (const i of of.keys()) expect(returnLine.quantity[i]).toBeLessThanOrEqual(of[i]);
  });

  test('because it does not please, is defective or is the wrong item', () => {
    const counts = tally(returnLine.reason, 3);
    [0.5, 0.3, 0.2].forEach((share, i) => {
      expect(nearShare(counts[i] / returnLine.count, share, returnLine.count)).toBe(true);
    });
  });

  test('returns do not move what is sold', () => {
    const few = { ...range, 'visit.per_year': 5 };
    const [none, many] = [0, 0.9].map((rate) => tradeOf({ ...few, 'return.rate': rate }, tables).saleLine);
    expect(many.product).toEqual(none.product);
    expect(many.unitCents).toEqual(none.unitCents);
    expect(sum(many.quantity)).toBe(sum(none.quantity));
  });
});
