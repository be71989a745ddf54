/** What a lower price does: SKU-store-weeks on promotion against the same SKU-store in other weeks. */
import { type Data, fact } from './data.js';
import { type RealismTest, Unmeasured } from './realism-test.js';
import { skuWeeks } from './sku-days.js';

/** An elasticity is estimated where a SKU-store sells at least so many units a week on average, for so many weeks. */
const FEW_UNITS = 10;
const FEW_WEEKS = 20;
/** … and where prices vary by this much (standard deviation of the logarithm). */
const FEW_VARIATION = 0.05;

/**
 * `sku_lift`: one row a SKU-store-week; `normal` is the mean of the units of its SKU-store in weeks without a promotion,
 * `quiet` in those that also do not follow one within three weeks. NULL where there are fewer than four such weeks.
 */
const lifts = fact(async (data: Data) => {
  await skuWeeks(data);
  await data.run(
    `CREATE TEMP TABLE sku_lift AS
     SELECT w.*, n.normal, n.quiet FROM sku_week w JOIN (
       SELECT store_id, product_id,
         CASE WHEN count(*) FILTER (promoted = 0) >= 4 THEN avg(units) FILTER (promoted = 0) END AS normal,
         CASE WHEN count(*) FILTER (promoted = 0 AND since = 0) >= 4
           THEN avg(units) FILTER (promoted = 0 AND since = 0) END AS quiet
       FROM sku_week GROUP BY ALL
     ) n ON n.store_id = w.store_id AND n.product_id = w.product_id`,
  );
});

const none = new Unmeasured('there are no such weeks');

async function one(data: Data, sql: string): Promise<number | Unmeasured> {
  await lifts(data);
  const [[value] = [Number.NaN]] = await data.rows(sql);
  return Number.isFinite(value) ? value : none;
}

export const tests: readonly RealismTest[] = [
  {
    id: 'price.elasticity',
    title: 'Own-price elasticity (log–log, SKU-store fixed effects), median of the SKUs',
    real: '−2.1…−2.9',
    accept: [-3.4, -1.6],
    unit: '',
    source: 'OJ',
    measure: async (data) => {
      await skuWeeks(data);
      const [[count, median]] = await data.rows(
        `SELECT count(*), median(slope) FROM (
           SELECT product_id, sum(sxy) / sum(sxx) AS slope FROM (
             SELECT store_id, product_id, count(*) AS weeks, regr_sxy(y, x) AS sxy, regr_sxx(y, x) AS sxx FROM (
               SELECT store_id, product_id, ln(units) AS y, ln(net_cents / units) AS x FROM sku_week
               SEMI JOIN (
                 SELECT store_id, product_id FROM sku_week
                 GROUP BY ALL HAVING avg(units) >= ${FEW_UNITS} AND count(*) >= ${FEW_WEEKS}
               ) USING (store_id, product_id)
               WHERE units > 0 AND net_cents > 0
             ) GROUP BY ALL
           ) GROUP BY product_id HAVING sum(sxx) / sum(weeks) >= ${FEW_VARIATION ** 2}
         )`,
      );
      if (count >= 5) return median;
      return new Unmeasured(`fewer than 5 SKUs sell ${FEW_UNITS} units a week in a store at changing prices`);
    },
  },
  {
    id: 'promotion.lift',
    title: 'Units at 20–30 % off ÷ units of a week without promotion',
    real: '2.6',
    accept: [1.8, 3.5],
    unit: '',
    source: 'OJ',
    measure: (data) =>
      one(
        data,
        `SELECT sum(units) / sum(normal) FROM sku_lift
         WHERE promoted = 7 AND depth BETWEEN 0.2 AND 0.3 AND normal IS NOT NULL`,
      ),
  },
  {
    id: 'promotion.feature',
    title: 'Units featured ÷ not featured, at like depth',
    real: '3.2',
    accept: [1.5, 4],
    unit: '',
    source: 'OJ',
    // Bins of five percentage points, weighted by the normal units of their featured weeks.
    measure: (data) =>
      one(
        data,
        `SELECT sum(featured_normal * featured_lift) / sum(featured_normal * plain_lift) FROM (
           SELECT CAST(floor(depth * 20 + 1e-9) AS INTEGER) AS bin, sum(normal) FILTER (featured) AS featured_normal,
             sum(units) FILTER (featured) / featured_normal AS featured_lift,
             sum(units) FILTER (NOT featured) / sum(normal) FILTER (NOT featured) AS plain_lift
           FROM sku_lift WHERE promoted = 7 AND normal IS NOT NULL GROUP BY bin
         ) WHERE featured_lift IS NOT NULL AND plain_lift IS NOT NULL`,
      ),
  },
  {
    id: 'promotion.after',
    title: 'Units in the three weeks after a promotion ÷ units of other weeks without one',
    real: '< 1',
    accept: [0.8, 0.99],
    unit: '',
    source: 'OJ',
    measure: (data) =>
      one(data, 'SELECT sum(units) / sum(quiet) FROM sku_lift WHERE promoted = 0 AND since > 0 AND quiet IS NOT NULL'),
  },
];
