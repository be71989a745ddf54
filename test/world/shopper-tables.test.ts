/** The shoppers' tables as SQL sees them: references, and books that close over all tables. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type WorldDatabase } from '../../src/engine/database.js';
import { createWorld } from '../../src/world/world.js';
import { busyShop, configWith } from '../support/worlds.js';

let database: WorldDatabase;

beforeAll(async () => {
  database = await openWorld(createWorld(configWith({ ...busyShop, 'visit.total': 5000 })));
});
afterAll(() => database.close());

/** The number that a query of one cell gives. */
async function count(sql: string): Promise<number> {
  return Number((await database.connection.runAndReadAll(sql)).getRowsJson()[0][0]);
}

describe('references', () => {
  test.each([
    ['shopper', 'town_id', 'town', 'town_id'],
    ['shopper', 'home_store_id', 'store', 'store_id'],
    ['shopper_address', 'shopper_id', 'shopper', 'shopper_id'],
    ['shopper_address', 'town_id', 'town', 'town_id'],
    ['shopper_taste', 'shopper_id', 'shopper', 'shopper_id'],
    ['price_history', 'product_id', 'product', 'product_id'],
    ['promotion_product', 'promotion_id', 'promotion', 'promotion_id'],
    ['promotion_product', 'product_id', 'product', 'product_id'],
    ['visit', 'store_id', 'store', 'store_id'],
    ['visit', 'nullif(shopper_id, 0)', 'shopper', 'shopper_id'],
    ['visit', 'nullif(receipt_id, 0)', 'receipt', 'receipt_id'],
    ['receipt', 'receipt_id', 'visit', 'visit_id'],
    ['receipt', 'store_id', 'store', 'store_id'],
    ['receipt', 'nullif(shopper_id, 0)', 'shopper', 'shopper_id'],
    ['sale_line', 'receipt_id', 'receipt', 'receipt_id'],
    ['sale_line', 'nullif(promotion_id, 0)', 'promotion', 'promotion_id'],
    ['lost_sale', 'visit_id', 'visit', 'visit_id'],
    ['payment', 'receipt_id', 'receipt', 'receipt_id'],
    ['return_line', 'line_id', 'sale_line', 'line_id'],
    ['return_line', 'receipt_id', 'receipt', 'receipt_id'],
    ['return_line', 'nullif(shopper_id, 0)', 'shopper', 'shopper_id'],
    ['stock_movement', 'product_id', 'product', 'product_id'],
    ['stock_movement', 'store_id', 'store', 'store_id'],
  ])('%s.%s names a %s', async (from, column, to, key) => {
    const named = `SELECT ${column} AS id FROM world.${from} WHERE ${column} IS NOT NULL`;
    expect(await count(`SELECT count(*) FROM (${named})`)).toBeGreaterThan(0);
    expect(await count(`SELECT count(*) FROM (${named}) WHERE id NOT IN (SELECT ${key} FROM world.${to})`)).toBe(0);
  });
});

describe('the books', () => {
  test.each([
    [
      'gross − discount = net, net + tax = total',
      'SELECT count(*) FROM world.receipt WHERE gross_cents - discount_cents <> net_cents OR net_cents + tax_cents <> total_cents OR discount_cents < 0',
    ],
    [
      'the lines are the receipt',
      `SELECT count(*) FROM (SELECT receipt_id, count(*) AS lines, sum(quantity) AS units,
      sum(quantity * list_cents) AS gross, sum(quantity * unit_cents) AS net, max(line_number) AS last FROM world.sale_line GROUP BY 1) l
      FULL JOIN world.receipt r USING (receipt_id) WHERE l.lines IS DISTINCT FROM r.lines OR l.units IS DISTINCT FROM r.units
      OR l.gross IS DISTINCT FROM r.gross_cents OR l.net IS DISTINCT FROM r.net_cents OR l.last IS DISTINCT FROM r.lines`,
    ],
    [
      'the payments are the total',
      `SELECT count(*) FROM (SELECT receipt_id, sum(amount_cents) AS paid, count(*) AS parts, count(DISTINCT tender) AS tenders
      FROM world.payment GROUP BY 1) p FULL JOIN world.receipt r USING (receipt_id)
      WHERE p.paid IS DISTINCT FROM r.total_cents OR p.parts > 2 OR p.tenders <> p.parts`,
    ],
    [
      'a return is of its line',
      `SELECT count(*) FROM world.return_line b JOIN world.sale_line s USING (line_id)
      WHERE b.quantity > s.quantity OR b.quantity < 1 OR b.refund_cents <> b.quantity * s.unit_cents OR b.sold_on <> s.sold_on
      OR b.returned_on - b.sold_on NOT BETWEEN 1 AND 84 OR b.receipt_id <> s.receipt_id OR b.line_number <> s.line_number
      OR b.store_id <> s.store_id OR b.product_id <> s.product_id OR b.returned_at::DATE <> b.returned_on OR b.returned_at <= s.sold_at`,
    ],
    [
      'movements are the ledger',
      `SELECT count(*) FROM (SELECT store_id, product_id, moved_on AS day, sum(units) AS moved FROM world.stock_movement GROUP BY ALL) m
      FULL JOIN (SELECT * FROM world.stock_day WHERE delivered + returned + sold + shrink > 0) d USING (store_id, product_id, day)
      WHERE m.moved IS DISTINCT FROM d.closing - d.opening`,
    ],
    [
      'list prices are those of the price history',
      `SELECT count(*) FROM world.sale_line s JOIN world.price_history p
      ON p.product_id = s.product_id AND s.sold_on >= p.valid_from AND s.sold_on < p.valid_to WHERE p.list_cents <> s.list_cents`,
    ],
    [
      'each product has one price a day',
      `SELECT count(*) FROM world.sale_line s LEFT JOIN world.price_history p
      ON p.product_id = s.product_id AND s.sold_on >= p.valid_from AND s.sold_on < p.valid_to WHERE p.product_id IS NULL`,
    ],
    [
      'a promotion holds on its days, for its products',
      `SELECT count(*) FROM world.sale_line s LEFT JOIN (SELECT * FROM world.promotion JOIN world.promotion_product USING (promotion_id)) p
      ON p.product_id = s.product_id AND s.sold_on BETWEEN p.starts_on AND p.ends_on WHERE s.promotion_id <> coalesce(p.promotion_id, 0)`,
    ],
    [
      'shoppers come while they are customers',
      `SELECT count(*) FROM world.visit v JOIN world.shopper s USING (shopper_id)
      WHERE v.visited_on < s.joined_on OR v.visited_on >= s.left_on`,
    ],
    [
      'a shopper has one address a day',
      `SELECT count(*) FROM (SELECT v.visit_id FROM world.visit v JOIN world.shopper_address a
      ON a.shopper_id = v.shopper_id AND v.visited_on >= a.valid_from AND v.visited_on < a.valid_to GROUP BY 1 HAVING count(*) <> 1)`,
    ],
    [
      'the last address is the shopper’s',
      `SELECT count(*) FROM world.shopper s JOIN world.shopper_address a USING (shopper_id)
      WHERE a.valid_to = DATE '9999-12-31' AND (a.street::VARCHAR <> s.street::VARCHAR OR a.town_id <> s.town_id OR a.zip::VARCHAR <> s.zip::VARCHAR)`,
    ],
    [
      'nobody pays before coming in',
      `SELECT count(*) FROM world.visit v JOIN world.receipt r USING (receipt_id)
      WHERE v.arrived_at >= r.sold_at OR v.arrived_at::DATE <> v.visited_on OR r.sold_at::DATE <> r.sold_on`,
    ],
    [
      'lines and payments have the time of their receipt',
      `SELECT count(*) FROM world.receipt r JOIN world.sale_line s USING (receipt_id)
      JOIN world.payment p USING (receipt_id) WHERE s.sold_at <> r.sold_at OR p.paid_at <> r.sold_at`,
    ],
    [
      'lines and returns have the number of their receipt',
      `SELECT (SELECT count(*) FROM world.receipt r JOIN world.sale_line s USING (receipt_id) WHERE r.receipt_number <> s.receipt_number)
        + (SELECT count(*) FROM world.receipt r JOIN world.return_line b USING (receipt_id) WHERE r.receipt_number <> b.receipt_number)`,
    ],
    [
      'receipts are numbered in the order of days, each once, none too many',
      `SELECT count(*) FROM (SELECT receipt_number, count(*) OVER (PARTITION BY receipt_number) AS same, sold_on,
        max(sold_on) OVER (ORDER BY receipt_number ROWS UNBOUNDED PRECEDING) AS latest FROM world.receipt)
        WHERE same > 1 OR receipt_number NOT BETWEEN 1 AND 5000 OR sold_on < latest`,
    ],
    ['cancel ranks lie from 0 to 1', 'SELECT count(*) FROM world.receipt WHERE cancel_rank < 0 OR cancel_rank >= 1'],
  ])('%s', async (_, broken) => {
    expect(await count(broken)).toBe(0);
  });

  test('there is something to look at', async () => {
    for (const table of ['receipt', 'return_line', 'payment', 'stock_movement', 'shopper_address']) {
      expect(await count(`SELECT count(*) FROM world.${table}`), table).toBeGreaterThan(100);
    }
    expect(await count('SELECT count(*) FROM world.sale_line WHERE promotion_id > 0')).toBeGreaterThan(50);
    expect(await count('SELECT avg(cancel_rank) FROM world.receipt')).toBeCloseTo(0.5, 1);
  });
});
