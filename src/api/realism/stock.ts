/** Empty shelves, lost goods, and goods that come back. */
import { type Data, dayOf } from './data.js';
import { type RealismTest, Unmeasured } from './realism-test.js';
import { ranged } from './sku-days.js';

/**
 * Closing stock from the Monday's snapshot (after the delivery of that morning) and the movements since; it stands until
 * the next movement. The days of a snapshot's week count while the store carries the product.
 */
async function outOfStock(data: Data): Promise<number | Unmeasured> {
  await ranged(data);
  const [[out, all]] = await data.rows(
    `WITH snapshot AS (
       SELECT s.store_id, s.product_id, ${dayOf('s.snapshot_on')} AS monday, s.on_hand,
         CASE WHEN later.week_start <= s.snapshot_on OR a.product_id IS NOT NULL THEN least(monday + 7, ${data.to})
           ELSE ${dayOf('later.week_start')} END AS stop
       FROM stock_snapshot s
       JOIN store_day later ON later.store_id = s.store_id AND later.day = least(${dayOf('s.snapshot_on')} + 6, ${data.to - 1})
       LEFT JOIN ranged a ON a.store_id = s.store_id AND a.product_id = s.product_id AND a.week_start = later.week_start
     ), change AS (
       SELECT store_id, product_id, monday, day, sum(units) AS units, max(stop) AS stop FROM (
         SELECT store_id, product_id, monday, monday AS day, on_hand AS units, stop FROM snapshot
         UNION ALL
         SELECT store_id, product_id, ${dayOf("CAST(date_trunc('week', moved_on) AS DATE)")}, ${dayOf('moved_on')}, units, NULL
         FROM stock_movement
         WHERE store_id IN (SELECT store_id FROM trading_week)
           AND NOT (kind IN ('delivery', 'return_to_dc') AND isodow(moved_on) = 1)
       ) GROUP BY ALL
     ), closing AS (
       SELECT day, sum(units) OVER after AS stock, lead(day) OVER after AS next,
         first_value(stop) OVER after AS stop, first_value(day) OVER after AS first
       FROM change WINDOW after AS (PARTITION BY store_id, product_id, monday ORDER BY day)
     )
     SELECT coalesce(sum(least(coalesce(next, stop), stop) - day) FILTER (stock <= 0 AND day < stop), 0),
       (SELECT sum(stop - monday) FROM snapshot)
     FROM closing WHERE stop IS NOT NULL`,
  );
  return all > 0 ? out / all : new Unmeasured('there is no stock snapshot');
}

/** What the settings of the run ask for, as a share of net sales. */
const returnRate = (data: Data) => Number(data.config['return.rate'] ?? 0);

export const tests: readonly RealismTest[] = [
  {
    id: 'stock.out_share',
    title: 'Ranged SKU-store-days that end out of stock',
    real: '0.083',
    accept: [0.04, 0.11],
    unit: 'share',
    source: 'Gruen',
    measure: outOfStock,
  },
  {
    id: 'return.rate',
    title: 'Value returned ÷ net sales, against the setting return.rate',
    real: 'by profile',
    accept: (data) => [0.8 * returnRate(data), 1.2 * returnRate(data)],
    unit: 'share',
    source: 'settings',
    measure: async (data) => {
      const [[rate]] = await data.rows(
        'SELECT coalesce((SELECT sum(refund_cents) FROM "return"), 0) / (SELECT sum(net_cents) FROM receipt)',
      );
      return rate;
    },
  },
  {
    id: 'stock.shrink',
    title: 'Units lost ÷ units sold',
    real: '0.014',
    accept: [0.01, 0.035],
    unit: 'share',
    source: 'NRF',
    measure: async (data) => {
      const [[share]] = await data.rows(
        `SELECT -coalesce(sum(units) FILTER (kind = 'shrink'), 0) / -sum(units) FILTER (kind = 'sale') FROM stock_movement`,
      );
      return Number.isNaN(share) ? new Unmeasured('there is no movement of sales and shrink') : share;
    },
  },
];
