/** Each group of tests on folders whose figures are known. */
import { describe, expect, test } from 'vitest';
import { realism } from '../../src/api/realism/realism.js';
import { tempFolders } from '../support/runs.js';
import { type Contents, daysAfter, type Form, type Line, loyal, writeWorld } from './folder.js';

const temp = tempFolders();
const year = { from: '2023-01-01', to: '2023-12-31' };

/** Measured values by id; the reason where one could not be measured. */
async function measure(contents: Contents, form?: Form): Promise<Record<string, number | string>> {
  const folder = temp();
  await writeWorld(folder, contents, form);
  const { tests } = await realism({ folder });
  return Object.fromEntries(tests.map(({ id, measured, detail }) => [id, measured ?? detail]));
}

/** A receipt of `n` lines. */
const receipt = (number: number, n: number, rest: Omit<Line, 'receipt'>): Line[] =>
  Array.from({ length: n }, () => ({ receipt: number, ...rest }));

describe('baskets and prices', () => {
  const sizes = [1, 1, 1, 1, 1, 3, 3, 3, 3, 10];
  const lines = sizes.flatMap((n, i) => receipt(i + 1, n, { day: '2023-03-01' }));
  // 20 of 27 lines stay one unit at 199; four are two units at 100; three cost 9 cents instead of 12.
  const dear = lines.map((line, i) =>
    i < 4 ? { ...line, quantity: 2, list: 100 } : i < 7 ? { ...line, list: 12, unit: 9 } : line,
  );

  test.each(['parquet', 'csv', 'json'] as const)('of a known day, written as %s', async (format) => {
    const found = await measure({ ...year, lines: dear }, { format });
    expect(found['basket.lines_mean']).toBe(2.7);
    expect(found['basket.single_share']).toBe(0.5);
    expect(found['basket.p95_to_median']).toBe(10);
    expect(found['basket.top_share']).toBeCloseTo(13 / 27);
    expect(found['line.single_unit_share']).toBeCloseTo(23 / 27);
    expect(found['line.units_mean']).toBeCloseTo(31 / 27);
    expect(found['price.median']).toBe(1.99);
    const logs = dear.map(({ unit, list = 199 }) => Math.log(unit ?? list));
    const m = logs.reduce((sum, value) => sum + value, 0) / 27;
    expect(found['price.log_sd']).toBeCloseTo(Math.sqrt(logs.reduce((sum, v) => sum + (v - m) ** 2, 0) / 26));
    expect(found['price.nine_share']).toBeCloseTo(20 / 27);
    expect(found['promotion.line_share']).toBeCloseTo(3 / 27);
    expect(found['promotion.depth_mean']).toBeCloseTo(0.25);
    expect(found['promotion.depth_sd']).toBeCloseTo(0);
  });

  test('all baskets of one line: the share is 1', async () => {
    const found = await measure({ ...year, lines: sizes.flatMap((_, i) => receipt(i, 1, { day: '2023-03-01' })) });
    expect(found['basket.single_share']).toBe(1);
    expect(found['basket.top_share']).toBeCloseTo(0.2);
    expect(found['promotion.depth_mean']).toBe('there are no data for it');
  });
});

describe('shoppers', () => {
  // Shopper i of 1–10 comes i × 2 times, every third day; the others are not loyal, or not known.
  const trips = Array.from({ length: 10 }, (_, i) => i + 1).flatMap((shopper) =>
    Array.from({ length: shopper * 2 }, (_, n) => ({
      shopper,
      day: daysAfter('2023-02-01', 3 * n),
      store: n % 4 === 0 ? 2 : 1,
    })),
  );
  const lines: Line[] = [
    ...trips.map((trip, i) => ({ receipt: i + 1, ...trip })),
    { receipt: 1001, shopper: 11, day: '2023-05-01' },
    { receipt: 1002, shopper: 12, day: '2023-05-01' },
    ...receipt(1003, 50, { day: '2023-05-01' }),
  ];
  const shoppers = [
    ...Array.from({ length: 10 }, (_, i) => loyal(i + 1)),
    [11, '2023-01-02', '9999-12-31'] as const,
    [12, '2020-01-01', '2023-12-31'] as const,
    // Loyal, but never seen.
    loyal(13),
  ];

  test('trips, concentration, first store: of those who stay the whole time', async () => {
    const found = await measure({ ...year, lines, shoppers });
    expect(found['shopper.trips_mean']).toBe(11);
    // Variance of 2, 4 … 20 is 4 × 82.5 / 9.
    expect(found['shopper.trips_r']).toBeCloseTo(121 / (330 / 9 - 11));
    expect(found['shopper.top_share']).toBeCloseTo(38 / 110);
    expect(found['shopper.gini']).toBeCloseTo(0.3);
    expect(found['shopper.weekly_gap_share']).toBe(0);
    // More than 10 receipts: 12, 14, 16, 18, 20, of which 9, 10, 12, 13, 15 in store 1.
    expect(found['shopper.top_store_share']).toBeCloseTo((9 / 12 + 10 / 14 + 12 / 16 + 13 / 18 + 15 / 20) / 5, 3);
  });

  test('half a year of the same trips is twice as many a year; weekly gaps are found', async () => {
    const weekly = lines.map((line, i) => (i < 110 ? { ...line, day: daysAfter('2023-01-02', 7 * (i % 26)) } : line));
    const found = await measure({
      from: '2023-01-01',
      to: '2023-07-01',
      lines: weekly,
      shoppers: shoppers.slice(0, 10),
    });
    expect(found['shopper.trips_mean']).toBeCloseTo((11 * 365) / 182);
    expect(found['shopper.weekly_gap_share']).toBe(1);
  });

  test('nobody loyal: nothing can be measured', async () => {
    const found = await measure({ ...year, lines });
    for (const id of ['shopper.trips_mean', 'shopper.gini', 'jeopardy.brands']) {
      expect(found[id]).toBe('fewer than 10 loyal shoppers were seen');
    }
  });

  test('double jeopardy: over categories as they are bought, over brands against it', async () => {
    const categories = ['A', 'B', 'C', 'D', 'E'];
    // Product c × 10 + b: category c (1–5) is bought by 2c shoppers, c times each; brand b of it by b of them, and where
    // fewer buy, each buys more often.
    const products = categories.flatMap((category, c) =>
      [1, 2, 3, 4, 5].map((b) => [(c + 1) * 10 + b, category, `${category}${b}`] as const),
    );
    const day = '2023-06-01';
    let number = 0;
    const brands = (c: number) =>
      [1, 2, 3, 4, 5].flatMap((b) =>
        Array.from({ length: b }, (_, s) => s + 1).flatMap((shopper) =>
          Array.from({ length: 6 - b }, () => ({ receipt: ++number, shopper, day, product: c * 10 + b })),
        ),
      );
    const against = await measure({ ...year, products, shoppers, lines: [...brands(1), ...seen()] });
    expect(against['jeopardy.brands']).toBeCloseTo(-1);
    const sold = [1, 2, 3, 4, 5].flatMap((c) =>
      Array.from({ length: 2 * c }, (_, s) => s + 1).flatMap((shopper) =>
        // Nine lines of the first category are still one receipt.
        Array.from({ length: c }, () =>
          receipt(++number, c === 1 ? 9 : 1, { shopper, day, product: c * 10 + 1 }),
        ).flat(),
      ),
    );
    expect((await measure({ ...year, products, shoppers, lines: sold }))['jeopardy.categories']).toBeCloseTo(1);

    /** All ten buy something else, so that they are seen. */
    function seen(): Line[] {
      return Array.from({ length: 10 }, (_, i) => ({ receipt: 5000 + i, shopper: i + 1, day, product: 999 }));
    }
  });
});

describe('products', () => {
  test('popularity by rank: slope and top share', async () => {
    // The first nine ranks do not count for the slope.
    const counts = Array.from({ length: 150 }, (_, i) => Math.round(700 * Math.max(10, i + 1) ** -0.7));
    const lines = counts.flatMap((n, i) => receipt(1, n, { day: '2023-03-01', product: i + 1 }));
    const found = await measure({ ...year, lines });
    expect(found['product.rank_slope']).toBeCloseTo(-0.7, 2);
    const sum = (list: number[]) => list.reduce((all, n) => all + n, 0);
    expect(found['product.top_share']).toBeCloseTo(sum(counts.slice(0, 30)) / sum(counts));
  });

  test('days without a sale: of the days on which the store carries the product', async () => {
    const weeks = ['2023-01-02', '2023-01-09', '2023-01-16', '2023-01-23'];
    // Product 1 all four weeks, sold each Monday (4 units) and on one day outside of its range; product 2 for one week.
    // Store 2 opens on a Thursday, and carries product 1 for those four days.
    const assortment = [
      ...weeks.map((week) => [1, 1, week] as const),
      [1, 2, '2023-01-09'],
      [2, 1, '2023-01-05'],
      [2, 3, '2023-01-09'],
    ] as const;
    const lines: Line[] = [
      ...weeks.map((day, i) => ({ receipt: i + 1, day, quantity: 4 })),
      { receipt: 8, day: '2023-01-20', product: 2 },
    ];
    const found = await measure({ from: '2023-01-01', to: '2023-01-29', lines, assortment });
    expect(found['sku_day.zero_share']).toBeCloseTo(1 - 4 / (28 + 7 + 4 + 7));
    // Mean 16 ÷ 28, sum of squares 64.
    expect(found['sku_day.dispersion']).toBeCloseTo((64 - 256 / 28) / 27 / (16 / 28));
  });
});

describe('promotions', () => {
  // Six products for 30 weeks from a Wednesday; weeks 5, 15, 25 at 25 % off sell 40 instead of 20 units, and 120 where
  // featured (week 15); each of the two weeks after sells 15.
  const start = '2023-01-04';
  const units = (week: number) =>
    week % 10 === 5 ? (week === 15 ? 120 : 40) : week > 5 && (week % 10 === 6 || week % 10 === 7) ? 15 : 20;
  const products = [1, 2, 3, 4, 5, 6];
  const weeks = Array.from({ length: 30 }, (_, week) => week);
  const lines = (sold: (week: number) => number): Line[] =>
    products.flatMap((product) =>
      weeks.map((week) => {
        const unit = week % 10 === 5 ? 300 : 400;
        return {
          receipt: week + 1,
          day: daysAfter(start, 7 * week + 2),
          product,
          quantity: sold(week),
          list: 400,
          unit,
        };
      }),
    );
  const promotions = [5, 15, 25].flatMap((week) =>
    products.map((product) => {
      const day = daysAfter(start, 7 * week);
      return [week * 10 + product, product, day, daysAfter(day, 6), 0.25, week === 15] as const;
    }),
  );
  const assortment = products.flatMap((product) =>
    Array.from({ length: 32 }, (_, week) => [1, product, daysAfter('2023-01-02', 7 * week)] as const),
  );
  const contents = { from: '2023-01-01', to: '2023-08-01', promotions, assortment };

  test('lift, feature and dip; weeks run from the day on which promotions start', async () => {
    const found = await measure({ ...contents, lines: lines(units) });
    // 27 weeks without: 6 at 15 units, 21 at 20; 9 of them follow a promotion within three weeks.
    const normal = (6 * 15 + 21 * 20) / 27;
    expect(found['promotion.lift']).toBeCloseTo(200 / 3 / normal);
    expect(found['promotion.feature']).toBeCloseTo(3);
    expect(found['promotion.after']).toBeCloseTo((6 * 15 + 3 * 20) / 9 / 20);
  });

  test('elasticity: of a demand that is a power of the price', async () => {
    const found = await measure({ ...contents, lines: lines((week) => (week % 10 === 5 ? 64 : 27)) });
    // 64/27 = (3/4)^−3.
    expect(found['price.elasticity']).toBeCloseTo(-3);
  });

  test('without promotions there is nothing to measure', async () => {
    const found = await measure({ ...contents, promotions: [], lines: lines(() => 20) });
    expect(found['promotion.lift']).toBe('there are no such weeks');
    expect(found['promotion.after']).toBe('there are no such weeks');
  });
});

describe('calendar and stores', () => {
  // Store s sells s dollars on a weekday, double at the weekend, in one receipt an hour from 9 to 12 h.
  const days = Array.from({ length: 364 }, (_, i) => daysAfter('2023-01-02', i));
  const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const lines = (factor: (day: string) => number): Line[] =>
    days.flatMap((day, d) =>
      [1, 2, 3].flatMap((store) =>
        [9, 10, 11, 12].slice(0, isWeekend(day) ? 4 : 2).map((hour) => {
          const list = Math.round(100 * store * factor(day));
          return { receipt: (d * 3 + store) * 100 + hour, day, store, hour, list };
        }),
      ),
    );

  test('weekdays, hours, seasons, stores', async () => {
    const season = (day: string) => (day >= '2023-12-18' && day <= '2023-12-24' ? 3 : day < '2023-02-01' ? 0.5 : 1);
    const found = await measure({ from: '2023-01-02', to: '2023-12-31', lines: lines(season) });
    expect(found['time.weekend_share']).toBeCloseTo(4 / 9);
    const real = [0.143, 0.129, 0.126, 0.127, 0.135, 0.163, 0.178];
    const distance = real.reduce((sum, share, i) => sum + Math.abs(share / 1.001 - (i < 5 ? 1 : 2) / 9), 0) / 2;
    expect(found['time.weekday_distance']).toBeCloseTo(distance);
    // The four open hours have .02527, .04391, .06304 and .07207 of the reference.
    expect(found['time.hour_distance']).toBeCloseTo(1 - 0.02527 - 0.04391 - 0.06304 - 0.07207, 2);
    const weight = (day: string) => season(day) * (isWeekend(day) ? 2 : 1);
    const mean = (list: string[]) => list.reduce((sum, day) => sum + weight(day), 0) / list.length;
    expect(found['time.christmas']).toBeCloseTo(
      mean(days.filter((day) => day >= '2023-12-18' && day <= '2023-12-24')) / mean(days),
    );
    expect(found['time.january']).toBeCloseTo(mean(days.filter((day) => day < '2023-02-01')) / mean(days));
    expect(found['store.sales_cv']).toBeCloseTo(0.5);
    expect(found['store.correlation']).toBeCloseTo(1);
  });

  test('every week like the last: the correlation with it is 1', async () => {
    const found = await measure({ from: '2023-01-02', to: '2023-12-31', lines: lines(() => 1) });
    expect(found['time.week_autocorrelation']).toBeCloseTo(1);
  });

  test('a month has no seasons', async () => {
    const january = lines(() => 1).filter(({ day }) => day < '2023-02-01');
    const found = await measure({ from: '2023-01-02', to: '2023-01-31', lines: january });
    expect(found['time.christmas']).toBe('a year is needed, there are 30 days');
    expect(found['time.january']).toBe('a year is needed, there are 30 days');
  });
});

describe('stock and returns', () => {
  const assortment = [
    [1, 1, '2023-01-02'],
    [1, 1, '2023-01-09'],
    [1, 2, '2023-01-02'],
    [2, 1, '2023-01-05'],
  ] as const;
  const snapshots = [
    [1, 1, '2023-01-02', 5],
    [1, 1, '2023-01-09', 2],
    [1, 2, '2023-01-02', 0],
  ] as const;
  const movements = [
    // In the snapshot already: the delivery of a Monday morning.
    [1, 1, '2023-01-02', 'delivery', 5],
    [1, 1, '2023-01-04', 'sale', -4],
    // Out on Friday evening, until the delivery of Sunday: two days.
    [1, 1, '2023-01-06', 'shrink', -1],
    [1, 1, '2023-01-08', 'delivery', 3],
    // Out from Wednesday to the end of the window, a Friday: three days.
    [1, 1, '2023-01-11', 'sale', -2],
  ] as const;
  const contents: Contents = {
    from: '2023-01-01',
    to: '2023-01-13',
    assortment,
    snapshots,
    movements,
    lines: [{ receipt: 1, day: '2023-01-04', quantity: 10, list: 100 }],
    returns: [[20], [10]],
    config: { 'return.rate': 0.03 },
  };

  test('out of stock, shrink, returns', async () => {
    const found = await measure(contents);
    // Product 1: 2 of 7 and 3 of 5 days; product 2 never was there: 7 of 7. Store 2 has no snapshot.
    expect(found['stock.out_share']).toBeCloseTo((2 + 3 + 7) / 19);
    expect(found['stock.shrink']).toBeCloseTo(1 / 6);
    expect(found['return.rate']).toBeCloseTo(0.03);
  });

  test('a product that leaves in the middle of a week is not out of stock', async () => {
    const found = await measure({
      ...contents,
      // The store's week starts on Thursday.
      assortment: [
        [1, 1, '2022-12-29'],
        [1, 1, '2023-01-05'],
        [1, 2, '2022-12-29'],
        [1, 3, '2022-12-29'],
      ],
      snapshots: [
        [1, 1, '2023-01-02', 5],
        [1, 2, '2023-01-02', 5],
        [1, 3, '2023-01-02', 2],
      ],
      movements: [
        [1, 2, '2023-01-05', 'return_to_dc', -5],
        // Out on Tuesday and Wednesday; what comes after the range is nobody's empty shelf.
        [1, 3, '2023-01-03', 'sale', -2],
        [1, 3, '2023-01-07', 'delivery', 1],
      ],
    });
    expect(found['stock.out_share']).toBeCloseTo(2 / (7 + 3 + 3));
  });

  test('returns are held against the rate that the run was set to', async () => {
    const folder = temp();
    await writeWorld(folder, { ...contents, config: { 'return.rate': 0.05 } });
    const { tests } = await realism({ folder });
    const found = tests.find(({ id }) => id === 'return.rate');
    expect(found?.accept.map((end) => Number(end).toFixed(3))).toEqual(['0.040', '0.060']);
    // One half of the interval's width below it.
    expect(found?.score).toBeCloseTo(0.5);
    expect(found?.status).toBe('fail');
  });
});
