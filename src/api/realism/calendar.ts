/** The year, the week and the day; and stores, which live through them together. */
import { type Data, dayOf, fact } from './data.js';
import { type RealismTest, Unmeasured } from './realism-test.js';
import { hourShares as realHours, weekdayShares as realWeekdays } from './reference.js';
import { correlation, mean, totalVariation, values, variance } from './statistics.js';

/** A season is held against a mean week of at least so many days. */
const YEAR_DAYS = 300;
/** More stores than this are not compared in pairs. */
const MOST_STORES = 300;

/** Receipts and net sales of each store and day: rows [store, day, receipts, cents]. */
const storeDays = fact(async (data) =>
  data.rows(
    `SELECT store_id, ${dayOf('sold_on')} AS day, count(*), sum(net_cents) FROM receipt GROUP BY ALL ORDER BY ALL`,
  ),
);

/** Sales by day, of each store. */
const stores = fact(async (data) => {
  const found = new Map<number, Map<number, number>>();
  for (const [store, day, , cents] of await storeDays(data)) {
    const days = found.get(store) ?? new Map<number, number>();
    found.set(store, days.set(day, cents));
  }
  return [...found.values()];
});

/** Shares of the receipts from Monday to Sunday, as if each weekday came equally often. */
export const weekdayShares = fact(async (data) => {
  const receipts = new Array<number>(7).fill(0);
  // Day 0, 1970-01-01, was a Thursday.
  const weekday = (day: number) => (((day + 3) % 7) + 7) % 7;
  for (const [, day, count] of await storeDays(data)) receipts[weekday(day)] += count;
  const days = new Array<number>(7).fill(0);
  for (let day = data.from; day < data.to; day++) days[weekday(day)]++;
  const perDay = receipts.map((count, i) => (days[i] > 0 ? count / days[i] : 0));
  const sum = perDay.reduce((all, value) => all + value, 0);
  return perDay.map((value) => value / sum);
});

/** Shares of the receipts in the hours 0–23. */
export const hourShares = fact(async (data) => {
  const shares = new Array<number>(24).fill(0);
  const rows = await data.rows('SELECT hour(sold_at), count(*) FROM receipt GROUP BY ALL');
  const sum = rows.reduce((all, [, count]) => all + count, 0);
  for (const [hour, count] of rows) shares[hour] = count / sum;
  return shares;
});

/** Mean sales of the days that a condition of their date picks, against the mean of all days. */
async function season(data: Data, condition: string, fewest: number): Promise<number | Unmeasured> {
  if (data.days < YEAR_DAYS) return new Unmeasured(`a year is needed, there are ${data.days} days`);
  const [[days, ratio]] = await data.rows(
    `SELECT count(*) FILTER (${condition}), avg(cents) FILTER (${condition}) / avg(cents)
     FROM (SELECT sold_on, sum(net_cents) AS cents FROM receipt GROUP BY ALL)`,
  );
  return days >= fewest ? ratio : new Unmeasured('the data do not hold those days');
}

export const tests: readonly RealismTest[] = [
  {
    id: 'time.weekday_distance',
    title: 'Weekday shares: total variation from the reference',
    real: '0',
    accept: [0, 0.07],
    unit: '',
    source: 'CJ',
    measure: async (data) => totalVariation(await weekdayShares(data), realWeekdays),
  },
  {
    id: 'time.hour_distance',
    title: 'Hour shares: total variation from the reference',
    real: '0',
    accept: [0, 0.07],
    unit: '',
    source: 'CJ',
    measure: async (data) => totalVariation(await hourShares(data), realHours),
  },
  {
    id: 'time.weekend_share',
    title: 'Receipts on Saturday and Sunday',
    real: '0.34',
    accept: [0.28, 0.38],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => {
      const shares = await weekdayShares(data);
      return shares[5] + shares[6];
    },
  },
  {
    id: 'time.christmas',
    title: 'Sales of the seven days to 24 December ÷ a mean week',
    real: '1.3',
    accept: [1.2, 1.8],
    unit: '',
    source: 'Walmart',
    measure: (data) => season(data, 'month(sold_on) = 12 AND day(sold_on) BETWEEN 18 AND 24', 6),
  },
  {
    id: 'time.january',
    title: 'Sales of a day in January ÷ of a mean day',
    real: '0.85',
    accept: [0.8, 0.97],
    unit: '',
    source: 'Walmart',
    measure: (data) => season(data, 'month(sold_on) = 1', 28),
  },
  {
    id: 'time.week_autocorrelation',
    title: "A store's daily sales against those a week earlier: correlation, mean of the stores",
    real: '0.64',
    accept: [0.4, 0.8],
    unit: '',
    source: 'Favorita',
    measure: async (data) => {
      const found = (await stores(data))
        .map((sales) =>
          [...sales].flatMap(([day, cents]) => {
            const before = sales.get(day - 7);
            return before === undefined ? [] : [[before, cents] as const];
          }),
        )
        .filter((pairs) => pairs.length >= 28)
        .map(correlation)
        .filter((value) => !Number.isNaN(value));
      return found.length > 0 ? mean(values(found)) : new Unmeasured('no store has five weeks of sales');
    },
  },
  {
    id: 'store.sales_cv',
    title: "Stores' sales a day: standard deviation ÷ mean",
    real: '0.53',
    accept: [0.35, 0.7],
    unit: '',
    source: 'Favorita',
    measure: async (data) => {
      const list = (await stores(data)).map((sales) => mean(values([...sales.values()])));
      return list.length >= 3
        ? Math.sqrt(variance(values(list))) / mean(values(list))
        : new Unmeasured('there are fewer than 3 stores');
    },
  },
  {
    id: 'store.correlation',
    title: 'Daily sales of two stores: correlation, mean of the pairs',
    real: '0.46',
    accept: [0.25, 0.7],
    unit: '',
    source: 'Favorita',
    measure: async (data) => {
      const list = (await stores(data)).slice(0, MOST_STORES);
      const found: number[] = [];
      for (let a = 0; a < list.length; a++) {
        for (let b = a + 1; b < list.length; b++) {
          const pairs = [...list[a]].flatMap(([day, cents]) => {
            const other = list[b].get(day);
            return other === undefined ? [] : [[cents, other] as const];
          });
          const value = pairs.length >= 28 ? correlation(pairs) : Number.NaN;
          if (!Number.isNaN(value)) found.push(value);
        }
      }
      return found.length > 0 ? mean(values(found)) : new Unmeasured('no two stores share 28 days');
    },
  },
];
