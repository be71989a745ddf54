/** The world's tables as SQL sees them: columns, keys, references, and columns chosen one by one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type WorldDatabase } from '../../src/engine/database.js';
import { civilOf, formatDay, isoWeekOf, weekdayOf } from '../../src/world/calendar/civil.js';
import { ShardSimulator } from '../../src/world/shard.js';
import { worldTables } from '../../src/world/tables/index.js';
import { createWorld } from '../../src/world/world.js';
import { allTables, configWith } from '../support/worlds.js';

const settings = {
  stores: 6,
  products: 40,
  years: 1,
  'dc.stores_max': 3,
  'assortment.min': 10,
  'assortment.max': 25,
  'delivery.weekday': 0,
  'demand.lines_per_day': 8,
  'stock.short_rate': 0.3,
} as const;
/** Trade is anonymous in one world; the other has shoppers and receipts. */
const world = createWorld(configWith(settings));
const shop = createWorld(
  configWith({
    ...settings,
    stores: 3,
    'catalogue.kind': 'convenience',
    'price.min': 0.5,
    'delivery.weekday': 2,
    shoppers: 90,
    'shopper.move_rate': 0.3,
    'visit.total': 2000,
    'basket.lines_mean': 3,
    'promotion.count': 60,
    'price.change_rate': 0.1,
    'tax.rate': 0.0725,
    'tender.split_rate': 0.1,
  }),
);
/** Tables without rows where trade is anonymous. */
const shoppersOnly = new Set([
  'promotion',
  'promotion_product',
  'shopper',
  'shopper_address',
  'shopper_taste',
  'visit',
  'receipt',
  'payment',
  'return_line',
]);
/** Tables that are made in the same way with shoppers and without. */
const sameForAll = new Set([
  'calendar',
  'town',
  'distribution_centre',
  'store',
  'delivery',
  'stock_adjustment',
  'stock_snapshot',
  'stock_day',
  'stock_movement',
  'feed_sale',
  'feed_customer',
  'feed_product',
  'feed_store',
]);
let database: WorldDatabase;
let shopDatabase: WorldDatabase;

beforeAll(async () => {
  database = await openWorld(world);
  shopDatabase = await openWorld(shop);
  // The live feeds have no end: some intervals of them.
  database.source.feeds = { from: 0, to: 40 };
});
afterAll(() => {
  database.close();
  shopDatabase.close();
});

async function rows(sql: string, of = database): Promise<unknown[][]> {
  return (await of.connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
}

/** The number that a query of one cell gives. */
async function count(sql: string, of = database): Promise<number> {
  return Number((await rows(sql, of))[0][0]);
}

describe.each(
  worldTables.flatMap((table) => [
    [table.name, 'anonymous', table] as const,
    ...(sameForAll.has(table.name) ? [] : [[table.name, 'with shoppers', table] as const]),
  ]),
)('%s, %s', (name, kind, table) => {
  const query = (sql: string) => rows(sql, kind === 'anonymous' ? database : shopDatabase);
  const empty = kind === 'anonymous' && shoppersOnly.has(name);

  test('has the columns it says, in order and of their types', async () => {
    const described = await query(`DESCRIBE world.${name}`);
    expect(described.map(([column]) => column)).toEqual(table.columns.map((c) => c.name));
    described.forEach(([, type], i) => {
      const own = table.columns[i].type;
      expect(own === 'TEXT' ? String(type).startsWith('ENUM') : type === own, `${type} is ${own}`).toBe(true);
    });
  });

  test('says what it is and what each column is', () => {
    expect(table.describe).toMatch(/\.$/);
    for (const column of table.columns) expect(column.describe, column.name).toMatch(/^[A-Z1].*\.$/);
    expect(new Set(table.columns.map((c) => c.name)).size).toBe(table.columns.length);
  });

  test('has rows (none where it belongs to shoppers and there are none), no NULL, and its key is unique', async () => {
    const columns = table.columns.map((c) => `count(*) - count(${c.name})`).join(' + ');
    const [[all, missing, keys]] = await query(
      `SELECT count(*), ${columns}, count(DISTINCT (${table.key.join(', ')})) FROM world.${name}`,
    );
    if (empty) expect(Number(all)).toBe(0);
    else expect(Number(all)).toBeGreaterThan(0);
    expect(Number(missing)).toBe(0);
    expect(Number(keys)).toBe(Number(all));
  });

  test('gives the same values when a column is read alone', async () => {
    const sums = table.columns.map((c) => `bit_xor(hash(${c.name}))`);
    const [together] = await query(`SELECT ${sums.join(', ')} FROM world.${name}`);
    for (let i = 0; i < sums.length; i++) {
      expect((await query(`SELECT ${sums[i]} FROM world.${name}`))[0][0], table.columns[i].name).toBe(together[i]);
    }
  });

  test('twice read is the same', async () => {
    const hash = `SELECT count(*), sum(hash(t)) FROM world.${name} t`;
    expect(await query(hash)).toEqual(await query(hash));
  });
});

describe('references', () => {
  test.each([
    ['distribution_centre', 'town_id', 'town'],
    ['store', 'dc_id', 'distribution_centre'],
    ['store', 'town_id', 'town'],
    ...['assortment', 'sale_line', 'lost_sale', 'delivery', 'stock_adjustment', 'stock_snapshot', 'stock_day'].flatMap(
      (table) => [
        [table, 'store_id', 'store'],
        [table, 'product_id', 'product'],
      ],
    ),
  ])('%s.%s names a %s', async (from, column, to) => {
    expect(
      await count(`SELECT count(*) FROM world.${from} WHERE ${column} NOT IN (SELECT ${column} FROM world.${to})`),
    ).toBe(0);
  });

  test('UUIDs in facts are those of the dimensions', async () => {
    for (const fact of ['sale_line', 'stock_snapshot']) {
      expect(
        await count(`SELECT count(*) FROM world.${fact} f JOIN world.store s USING (store_id) JOIN world.product p USING (product_id)
          WHERE f.store_uuid::VARCHAR <> s.store_uuid::VARCHAR OR f.product_uuid::VARCHAR <> p.product_uuid::VARCHAR`),
      ).toBe(0);
    }
  });

  test('sale lines and lost sales share one numbering', async () => {
    expect(
      await count('SELECT count(*) FROM world.sale_line WHERE line_id IN (SELECT line_id FROM world.lost_sale)'),
    ).toBe(0);
  });
});

test('calendar: every day of the history, as the civil calendar has it', async () => {
  const days = await rows('SELECT day::VARCHAR, year, month, weekday, iso_week FROM world.calendar ORDER BY day');
  const expected = Array.from({ length: world.to - world.from }, (_, i) => {
    const { year, month } = civilOf(world.from + i);
    return [formatDay(world.from + i), year, month, weekdayOf(world.from + i), isoWeekOf(world.from + i).week];
  });
  expect(days).toEqual(expected);
  expect(await rows("SELECT day::VARCHAR FROM world.calendar WHERE holiday = 'Natal'")).toEqual([['2024-12-25']]);
});

test('store: words of its town and state', async () => {
  expect(
    await count(`SELECT count(*) FROM world.store s JOIN world.town t USING (town_id)
      WHERE s.town::VARCHAR <> t.name::VARCHAR OR s.state::VARCHAR <> t.state::VARCHAR OR s.regional::VARCHAR <> t.regional::VARCHAR`),
  ).toBe(0);
  const [[retailers, days]] = await rows(
    'SELECT count(DISTINCT retailer), count(DISTINCT delivery_weekday) FROM world.store',
  );
  expect(Number(retailers)).toBe(1);
  expect(Number(days)).toBeGreaterThan(1);
});

test('a shard that is loaded is what its tables show, whole', async () => {
  const loaded = await openWorld(world);
  try {
    const simulator = new ShardSimulator(world);
    for (const month of [2024 * 12 + 3, 2024 * 12 + 4]) {
      loaded.source.shard = simulator.simulate(1, month, allTables);
      const reader = await loaded.connection.runAndReadAll(
        `SELECT count(*), min(year(sold_on) * 12 + month(sold_on) - 1), max(year(sold_on) * 12 + month(sold_on) - 1),
          sum(quantity), sum(unit_cents) FROM world.sale_line`,
      );
      const c = loaded.source.shard.saleLine;
      const sum = (values: Int32Array) => values.subarray(0, c.count).reduce((a, b) => a + b, 0);
      expect(reader.getRowsJson()[0].map(Number)).toEqual([
        c.count,
        month,
        month,
        sum(c.columns.quantity),
        sum(c.columns.unitCents),
      ]);
    }
  } finally {
    loaded.close();
  }
});

test('more rows than a vector holds arrive in order', async () => {
  expect(
    await count(`SELECT count(*) FROM (SELECT store_id, sold_at, line_id,
      lag(sold_at) OVER (PARTITION BY store_id ORDER BY line_id & 4194303, sold_on) AS before, sold_on,
      lag(sold_on) OVER (PARTITION BY store_id ORDER BY sold_on, line_id & 4194303) AS d FROM world.sale_line) WHERE d > sold_on`),
  ).toBe(0);
  const [[lines, backwards]] = await rows(
    `SELECT count(*), count(*) FILTER (sold_at < before) FROM (SELECT sold_at,
      lag(sold_at) OVER (PARTITION BY store_id, sold_on ORDER BY line_id & 4194303) AS before FROM world.sale_line)`,
  );
  expect(Number(lines)).toBeGreaterThan(2048 * 3);
  expect(Number(backwards)).toBe(0);
});

describe('the books in SQL', () => {
  test('opening + delivered − returned − sold − shrink = closing, and closing is the next opening', async () => {
    expect(
      await count(
        'SELECT count(*) FROM world.stock_day WHERE opening + delivered - returned - sold - shrink <> closing',
      ),
    ).toBe(0);
    expect(
      await count(`SELECT count(*) FROM world.stock_day a JOIN world.stock_day b
        ON a.store_id = b.store_id AND a.product_id = b.product_id AND b.day = a.day + 1 WHERE a.closing <> b.opening`),
    ).toBe(0);
  });

  test('each flow of the ledger is what its own table says', async () => {
    for (const [flow, table, day, units] of [
      ['sold', 'sale_line', 'sold_on', 'quantity'],
      ['delivered', 'delivery', 'delivered_on', 'delivered'],
      ['returned', 'delivery', 'delivered_on', 'returned'],
      ['shrink', 'stock_adjustment', 'counted_on', '-quantity'],
    ]) {
      const part = (sql: string) => `SELECT store_id, product_id, ${sql} GROUP BY ALL HAVING units <> 0`;
      const ledger = part(`day, sum(${flow}) AS units FROM world.stock_day`);
      const own = part(`${day} AS day, sum(${units}) AS units FROM world.${table}`);
      expect(
        await count(`SELECT count(*) FROM ((${ledger} EXCEPT ${own}) UNION ALL (${own} EXCEPT ${ledger}))`),
        flow,
      ).toBe(0);
      expect(await count(`SELECT count(*) FROM (${ledger})`), flow).toBeGreaterThan(50);
    }
  });

  test('the stock of a Monday follows from the one before: deliveries, sales, losses', async () => {
    const differs = `SELECT a.store_id FROM world.stock_snapshot a
      JOIN world.stock_snapshot b
        ON a.store_id = b.store_id AND a.product_id = b.product_id AND b.snapshot_on = a.snapshot_on + 7
      JOIN world.stock_day d
        ON d.store_id = a.store_id AND d.product_id = a.product_id AND d.day BETWEEN a.snapshot_on AND b.snapshot_on
      GROUP BY a.store_id, a.product_id, a.snapshot_on, a.on_hand, b.snapshot_on, b.on_hand
      HAVING a.on_hand + sum(d.delivered - d.returned) FILTER (d.day > a.snapshot_on)
        - sum(d.sold + d.shrink) FILTER (d.day < b.snapshot_on) <> b.on_hand`;
    expect(await count(`SELECT count(*) FROM (${differs})`)).toBe(0);
    expect(await count(`SELECT count(*) FROM (${differs.replace('<> b.on_hand', '= b.on_hand')})`)).toBeGreaterThan(
      500,
    );
    expect(await count('SELECT count(*) FROM world.stock_snapshot WHERE isodow(snapshot_on) <> 1 OR on_hand < 0')).toBe(
      0,
    );
  });
});

test('a wish to stop ends a running query with an error', async () => {
  const stopped = await openWorld(world, { interrupted: () => true });
  try {
    await expect(stopped.connection.run('SELECT count(*) FROM world.sale_line')).rejects.toThrow('interrupted');
  } finally {
    stopped.close();
  }
});
