/**
 * Temporary tables about a product in a store (SKU-store): days on which it is ranged, days and weeks of sale. Days are
 * integers since 1970-01-01.
 */
import { type Data, dayOf, fact } from './data.js';

/** More stores than this are represented by a part of them, chosen by their numbers. */
const MOST_STORES = 24;

/**
 * `ranged`: one row a SKU-store and trading week: the days `start` … `stop` − 1 inside the window on which the store
 * carries the product. `store_day`: the trading week of each day and store.
 */
export const ranged = fact(async (data: Data) => {
  const { from, to } = data;
  await data.run(
    `CREATE TEMP TABLE trading_week AS
     SELECT store_id, week_start, ${dayOf('week_start')} AS start,
       least(${to}, start + 7, coalesce(lead(start) OVER (PARTITION BY store_id ORDER BY start), ${to})) AS stop
     FROM (SELECT DISTINCT store_id, week_start FROM assortment)
     WHERE store_id IN (SELECT store_id FROM (SELECT DISTINCT store_id FROM assortment)
                        ORDER BY hash(store_id), store_id LIMIT ${MOST_STORES})`,
  );
  await data.run(
    `CREATE TEMP TABLE ranged AS
     SELECT a.store_id, a.product_id, a.week_start, greatest(w.start, ${from}) AS start, w.stop
     FROM assortment a JOIN trading_week w ON w.store_id = a.store_id AND w.week_start = a.week_start
     WHERE w.stop > greatest(w.start, ${from})`,
  );
  await data.run(
    `CREATE TEMP TABLE store_day AS
     SELECT store_id, week_start, CAST(unnest(range(greatest(start, ${from}), stop)) AS INTEGER) AS day FROM trading_week`,
  );
});

/** `sku_day`: units and net sales of a SKU-store on the ranged days on which it sold. */
export const skuDays = fact(async (data: Data) => {
  await ranged(data);
  await data.run(
    `CREATE TEMP TABLE sku_day AS
     SELECT s.store_id, s.product_id, s.day, s.units, s.net_cents FROM (
       SELECT store_id, product_id, ${dayOf('sold_on')} AS day,
         CAST(sum(quantity) AS INTEGER) AS units, CAST(sum(net_cents) AS INTEGER) AS net_cents
       FROM receipt_line WHERE store_id IN (SELECT store_id FROM trading_week) GROUP BY ALL
     ) s
     JOIN store_day d ON d.store_id = s.store_id AND d.day = s.day
     SEMI JOIN ranged r ON r.store_id = s.store_id AND r.product_id = s.product_id AND r.week_start = d.week_start`,
  );
});

/**
 * `sku_week`: one row a SKU-store and full ranged week, counted from the weekday on which most promotions start. `units`
 * (0 when nothing was sold), `net_cents`, `promoted` (days of the week on promotion), `depth` (0–1), `featured`, and
 * `since`: weeks since the last one with a promotion (1, 2, 3; 0 when it was longer ago).
 */
export const skuWeeks = fact(async (data: Data) => {
  await skuDays(data);
  const [[weekday] = [4]] = await data.rows(
    `SELECT ${dayOf('starts_on')} % 7 AS weekday FROM promotion GROUP BY ALL ORDER BY count(*) DESC, weekday LIMIT 1`,
  );
  const week = (day: string) => `CAST(floor((${day} - ${weekday}) / 7.0) AS INTEGER)`;
  await data.run(
    `CREATE TEMP TABLE promoted AS
     SELECT product_id, week, least(7, sum(days)) AS promoted, max(rate) AS depth, bool_or(featured) AS featured FROM (
       SELECT product_id, rate, featured, week,
         least(ends + 1, week * 7 + ${weekday} + 7) - greatest(starts, week * 7 + ${weekday}) AS days
       FROM (
         SELECT *, CAST(unnest(range(${week('starts')}, ${week('ends')} + 1)) AS INTEGER) AS week FROM (
           SELECT promotion_id, rate, featured, ${dayOf('starts_on')} AS starts, ${dayOf('ends_on')} AS ends
           FROM promotion
         ) WHERE starts < ${data.to} AND ends >= ${data.from} - 28
       ) JOIN promotion_product USING (promotion_id)
     ) GROUP BY product_id, week`,
  );
  await data.run(
    `CREATE TEMP TABLE sku_week AS
     WITH full_week AS (
       SELECT store_id, product_id, week FROM (
         SELECT store_id, product_id, unnest([${week('start')}, ${week('stop - 1')}]) AS week, start, stop FROM ranged
         WHERE ${week('start')} <> ${week('stop - 1')}
         UNION ALL SELECT store_id, product_id, ${week('start')}, start, stop FROM ranged
         WHERE ${week('start')} = ${week('stop - 1')}
       )
       GROUP BY ALL
       HAVING sum(least(stop, week * 7 + ${weekday} + 7) - greatest(start, week * 7 + ${weekday})) = 7
     ), sold AS (
       SELECT store_id, product_id, ${week('day')} AS week, sum(units) AS units, sum(net_cents) AS net_cents
       FROM sku_day GROUP BY ALL
     ), later AS (
       SELECT product_id, week + k AS week, min(k) AS since
       FROM promoted, (SELECT unnest([1, 2, 3]) AS k) GROUP BY ALL
     )
     SELECT f.store_id, f.product_id, f.week, CAST(coalesce(s.units, 0) AS INTEGER) AS units,
       CAST(coalesce(s.net_cents, 0) AS INTEGER) AS net_cents, CAST(coalesce(p.promoted, 0) AS TINYINT) AS promoted,
       p.depth, p.featured, CAST(coalesce(l.since, 0) AS TINYINT) AS since
     FROM full_week f
     LEFT JOIN sold s ON s.store_id = f.store_id AND s.product_id = f.product_id AND s.week = f.week
     LEFT JOIN promoted p ON p.product_id = f.product_id AND p.week = f.week
     LEFT JOIN later l ON l.product_id = f.product_id AND l.week = f.week`,
  );
});
