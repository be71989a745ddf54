/** How sales spread over products, and over the days of a product in a store. */
import { type Data, fact } from './data.js';
import { type RealismTest, Unmeasured } from './realism-test.js';
import { skuDays } from './sku-days.js';
import { slope, topShare, values } from './statistics.js';

const FIRST_RANK = 10;
const LAST_RANK = 1000;
/** A slope needs a tail: this many products at least. */
const FEW_PRODUCTS = 100;

/** Lines of each product that was sold, most popular first. */
export const popularity = fact(async (data) =>
  (await data.rows('SELECT count(*) AS n FROM receipt_line GROUP BY product_id ORDER BY n DESC')).map(([n]) => n),
);

/** SKU-store-days: [all that are ranged, those with a sale]. */
const skuStoreDays = fact(async (data: Data) => {
  await skuDays(data);
  const [[all]] = await data.rows('SELECT sum(stop - start) FROM ranged');
  const [[sold]] = await data.rows('SELECT count(*) FROM sku_day WHERE units > 0');
  return { all, sold };
});

const noRange = new Unmeasured('the assortment is empty');

export const tests: readonly RealismTest[] = [
  {
    id: 'product.top_share',
    title: 'Lines of the top 20 % of SKUs',
    real: '0.64–0.76',
    accept: [0.58, 0.8],
    unit: 'share',
    source: 'CJ',
    measure: async (data) => topShare(values(await popularity(data)), 0.2),
  },
  {
    id: 'product.rank_slope',
    title: `Popularity: slope of log lines over log rank, ranks ${FIRST_RANK}–${LAST_RANK}`,
    real: '−0.64',
    accept: [-0.95, -0.45],
    unit: '',
    source: 'CJ',
    measure: async (data) => {
      const lines = await popularity(data);
      if (lines.length < FEW_PRODUCTS) return new Unmeasured(`fewer than ${FEW_PRODUCTS} products were sold`);
      const points = lines.map((n, i) => [Math.log(i + 1), Math.log(n)] as const);
      return slope(points.slice(FIRST_RANK - 1, LAST_RANK));
    },
  },
  {
    id: 'sku_day.zero_share',
    title: 'Ranged SKU-store-days without a sale',
    real: '0.59–0.77',
    accept: [0.5, 0.82],
    unit: 'share',
    source: 'M5',
    measure: async (data) => {
      const { all, sold } = await skuStoreDays(data);
      return all > 0 ? 1 - sold / all : noRange;
    },
  },
  {
    id: 'sku_day.dispersion',
    title: 'Daily units of a SKU-store: variance ÷ mean, median',
    real: '1.2–4.6',
    accept: [1.1, Number.POSITIVE_INFINITY],
    unit: '',
    source: 'M5',
    measure: async (data) => {
      await skuDays(data);
      const [[ratio]] = await data.rows(
        `SELECT median((squares - units * units / days) / (days - 1) / (units / days)) FROM (
           SELECT store_id, product_id, CAST(sum(units) AS DOUBLE) AS units,
             sum(CAST(units AS DOUBLE) * units) AS squares FROM sku_day GROUP BY ALL
         ) JOIN (
           SELECT store_id, product_id, sum(stop - start) AS days FROM ranged GROUP BY ALL
         ) USING (store_id, product_id) WHERE days >= 28 AND units > 0`,
      );
      return Number.isNaN(ratio) ? new Unmeasured('no SKU-store was ranged for 28 days and sold') : ratio;
    },
  },
];
