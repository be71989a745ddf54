/** Loyal shoppers: those with a name on a receipt who were customers on every day of the window. */
import { type Data, dayOf, fact } from './data.js';
import { type RealismTest, Unmeasured } from './realism-test.js';
import { gini, histogram, mean, rankCorrelation, topShare, total, values, variance } from './statistics.js';

/** More loyal shoppers than this are represented by a part of them, chosen by their numbers. */
const MOST = 100_000;
/** A top store is asked of shoppers with more receipts than this. */
const FEW_RECEIPTS = 10;
/** A category shows how its brands behave from this many brands on. */
const FEW_BRANDS = 5;

/** The temporary table `trip`: one row a receipt of a loyal shopper. Gives the number of shoppers. */
const trips = fact(async (data) => {
  await data.run(
    `CREATE TEMP TABLE loyal AS SELECT shopper_id FROM shopper
     WHERE ${dayOf('joined_on')} <= ${data.from} AND (left_on IS NULL OR ${dayOf('left_on')} >= ${data.to})`,
  );
  const [[count]] = await data.rows('SELECT count(*) FROM loyal');
  const part = Math.ceil(count / MOST);
  if (part > 1) await data.run(`DELETE FROM loyal WHERE hash(shopper_id) % ${part} <> 0`);
  await data.run(
    `CREATE TEMP TABLE trip AS
     SELECT receipt_id, shopper_id, store_id, ${dayOf('sold_on')} AS day, net_cents
     FROM receipt SEMI JOIN loyal USING (shopper_id)`,
  );
  const [[shoppers]] = await data.rows('SELECT count(DISTINCT shopper_id) FROM trip');
  return shoppers;
});

/** A query over `trip`, when there is anybody to ask. */
async function ask(data: Data, sql: string): Promise<number[][]> {
  await trips(data);
  return data.rows(sql);
}

const nobody = new Unmeasured('fewer than 10 loyal shoppers were seen');

/** Loyal shoppers by their number of trips in the window. */
const windowTrips = fact(async (data) =>
  histogram(
    await ask(data, 'SELECT n, count(*) FROM (SELECT count(*) AS n FROM trip GROUP BY shopper_id) GROUP BY ALL'),
  ),
);

/** Loyal shoppers by their trips, scaled to a year. */
export const yearTrips = fact(async (data) =>
  (await windowTrips(data)).map(([trips, count]) => [(trips * 365) / data.days, count] as const),
);

const netSales = fact(async (data) =>
  values((await ask(data, 'SELECT sum(net_cents) FROM trip GROUP BY shopper_id')).map(([cents]) => cents)),
);

/** Loyal shoppers by the share of their receipts that their first store wrote. */
export const topStoreShares = fact(async (data) =>
  histogram(
    await ask(
      data,
      `SELECT share, count(*) FROM (
         SELECT shopper_id, round(max(n) / sum(n), 4) AS share
         FROM (SELECT shopper_id, store_id, count(*) AS n FROM trip GROUP BY ALL)
         GROUP BY shopper_id HAVING sum(n) > ${FEW_RECEIPTS}
       ) GROUP BY ALL`,
    ),
  ),
);

/** Per category, and per brand of a category: [category, penetration (0–1), receipts a buyer]. */
const penetration = fact(async (data) => {
  const shoppers = await trips(data);
  await data.run(
    `CREATE TEMP TABLE product_group AS
     SELECT product_id, CAST(dense_rank() OVER (ORDER BY category) AS INTEGER) AS category,
       CAST(dense_rank() OVER (ORDER BY category, brand) AS INTEGER) AS brand
     FROM product`,
  );
  const of = (group: 'category' | 'brand') =>
    data.rows(
      `SELECT any_value(category), count(*) / ${shoppers}, sum(receipts) / count(*) FROM (
         SELECT shopper_id, grp, any_value(category) AS category, count(*) AS receipts FROM (
           SELECT DISTINCT t.shopper_id, t.receipt_id, g.category, g.${group} AS grp
           FROM receipt_line l JOIN trip t ON t.receipt_id = l.receipt_id JOIN product_group g ON g.product_id = l.product_id
         ) GROUP BY shopper_id, grp
       ) GROUP BY grp`,
    );
  return { categories: await of('category'), brands: await of('brand') };
});

/** Buyers buy small brands less often: rank correlation of penetration and frequency. */
function jeopardy(rows: readonly number[][]): number {
  return rankCorrelation(rows.map(([, buyers, receipts]) => [buyers, receipts] as const));
}

const measured =
  (measure: (data: Data) => Promise<number | Unmeasured>): RealismTest['measure'] =>
  async (data) =>
    (await trips(data)) < 10 ? nobody : measure(data);

export const tests: readonly RealismTest[] = [
  {
    id: 'shopper.trips_mean',
    title: 'Trips of a loyal shopper in a year, mean',
    real: '63',
    accept: [45, 80],
    unit: 'trips',
    source: 'CJ',
    measure: measured(async (data) => mean(await yearTrips(data))),
  },
  {
    id: 'shopper.trips_r',
    title: 'Trips of a loyal shopper, r of the negative binomial',
    real: '1.12',
    accept: [0.8, 1.6],
    unit: '',
    source: 'CJ',
    // By moments. The length of the window does not change r.
    measure: measured(async (data) => {
      const trips = await windowTrips(data);
      const spread = variance(trips) - mean(trips);
      return spread > 0
        ? mean(trips) ** 2 / spread
        : new Unmeasured('trips vary no more than by chance: r is infinite');
    }),
  },
  {
    id: 'shopper.top_share',
    title: 'Sales to the top 20 % of shoppers',
    real: '0.545',
    accept: [0.48, 0.65],
    unit: 'share',
    source: 'CJ',
    measure: measured(async (data) => topShare(await netSales(data), 0.2)),
  },
  {
    id: 'shopper.gini',
    title: 'Gini coefficient of sales over shoppers',
    real: '0.53',
    accept: [0.45, 0.6],
    unit: '',
    source: 'CJ',
    measure: measured(async (data) => gini(await netSales(data))),
  },
  {
    id: 'shopper.weekly_gap_share',
    title: 'Gaps between trips that are a multiple of 7 days',
    real: '0.19–0.29',
    accept: [0.17, 0.32],
    unit: 'share',
    source: 'CJ',
    measure: measured(async (data) => {
      const [[share]] = await data.rows(
        `SELECT avg(CAST(gap % 7 = 0 AS INTEGER)) FROM (
           SELECT day - lag(day) OVER (PARTITION BY shopper_id ORDER BY day) AS gap
           FROM (SELECT DISTINCT shopper_id, day FROM trip)
         ) WHERE gap > 0`,
      );
      return Number.isNaN(share) ? new Unmeasured('no shopper came twice') : share;
    }),
  },
  {
    id: 'shopper.top_store_share',
    title: "Receipts in a shopper's own first store, mean",
    real: '0.78',
    accept: [0.65, 0.88],
    unit: 'share',
    source: 'CJ',
    measure: measured(async (data) => {
      const shares = await topStoreShares(data);
      return total(shares) > 0 ? mean(shares) : new Unmeasured(`no shopper has more than ${FEW_RECEIPTS} receipts`);
    }),
  },
  {
    id: 'jeopardy.categories',
    title: 'Double jeopardy over categories: rank correlation of penetration and frequency',
    real: '0.70',
    accept: [0.4, 0.9],
    unit: '',
    source: 'CJ',
    measure: measured(async (data) => {
      const { categories } = await penetration(data);
      return categories.length < 5 ? new Unmeasured('fewer than 5 categories') : jeopardy(categories);
    }),
  },
  {
    id: 'jeopardy.brands',
    title: 'Double jeopardy over brands of a category, mean of the categories',
    real: '0.47',
    accept: [0.25, 0.8],
    unit: '',
    source: 'CJ',
    measure: measured(async (data) => {
      const { brands } = await penetration(data);
      const categories = [...new Set(brands.map(([category]) => category))];
      const found = categories
        .map((category) => brands.filter(([own]) => own === category))
        .filter((rows) => rows.length >= FEW_BRANDS)
        .map(jeopardy);
      const whole = found.filter((value) => !Number.isNaN(value));
      return whole.length === 0 ? new Unmeasured(`no category has ${FEW_BRANDS} brands`) : mean(values(whole));
    }),
  },
];
