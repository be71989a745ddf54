import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { onHandAt, priceAt } from '../../src/world/instant.js';
import { eventTimes } from '../../src/world/processes/sale-times.js';
import { type Shard, ShardSimulator } from '../../src/world/shard.js';
import { createWorld, type World } from '../../src/world/world.js';
import { allTables, FIXED, smallConfig } from '../support/worlds.js';

const DAY_US = 86_400_000_000;

/** A shard of a random company, in the second half of its history so that there are stores. */
function someShard(world: World, pick: number): Shard {
  const month = monthIndexOf(world.to) - 1 - (pick % 6);
  return new ShardSimulator(world).simulate(pick % world.regions.length, month, allTables);
}

/** The column that says when a line was sold: its visit, or the line itself where trade is anonymous. */
const momentOf = (shard: Shard, rows: Shard['saleLine'] | Shard['lostSale']) =>
  shard.baskets ? rows.columns.visit : rows.columns.line;

describe('onHandAt', () => {
  test('is the ledger in the morning and in the evening, and falls with each sale', () => {
    let looked = 0;
    fc.assert(
      fc.property(smallConfig, fc.nat(9999), (config, pick) => {
        const world = createWorld(config);
        const shard = someShard(world, pick);
        const c = shard.stockDay.columns;
        if (shard.stockDay.count === 0) return;
        const times = eventTimes(world, shard, shard.saleLine, momentOf(shard, shard.saleLine));
        for (let k = 0; k < 3; k++) {
          const i = (pick * 7 + k * 131) % shard.stockDay.count;
          const [store, product, day] = [c.store[i], c.product[i], c.day[i]];
          const morning = c.opening[i] + c.delivered[i] - c.returned[i];
          expect(onHandAt(world, store, product, day * DAY_US)).toBe(morning);
          // Losses are found after the last sale of the day.
          expect(onHandAt(world, store, product, (day + 1) * DAY_US - 1)).toBe(c.closing[i] + c.shrink[i]);
          looked++;
        }
        const sales = shard.saleLine;
        if (sales.count === 0) return;
        const row = (pick * 13) % sales.count;
        const { store, product, quantity } = sales.columns;
        const at = Number(times[row]);
        const before = onHandAt(world, store[row], product[row], at - 1);
        expect(onHandAt(world, store[row], product[row], at)).toBe(before - quantity[row]);
        expect(before).toBeGreaterThanOrEqual(quantity[row]);
      }),
      { ...FIXED, numRuns: 40 },
    );
    expect(looked).toBeGreaterThan(60);
  });

  test('is 0 before the store opens', () => {
    fc.assert(
      fc.property(smallConfig, (config) => {
        const world = createWorld(config);
        expect(onHandAt(world, 1, 1, world.stores.openedOn[0] * DAY_US - 1)).toBe(0);
      }),
      { ...FIXED, numRuns: 20 },
    );
  });
});

describe('priceAt', () => {
  test('is the price of every sale line, and undefined outside the assortment', () => {
    fc.assert(
      fc.property(smallConfig, fc.nat(9999), (config, pick) => {
        const world = createWorld(config);
        const shard = someShard(world, pick);
        const { count, columns: c } = shard.saleLine;
        for (let k = 0; k < Math.min(5, count); k++) {
          const i = (pick * 17 + k * 101) % count;
          expect(priceAt(world, c.store[i], c.product[i], c.day[i])).toBe(c.unitCents[i]);
        }
        const a = shard.assortment;
        const ranged = new Set<string>();
        for (let i = 0; i < a.count; i++)
          ranged.add(`${a.columns.store[i]} ${a.columns.day[i]} ${a.columns.product[i]}`);
        for (let i = 0; i < Math.min(a.count, 3); i++) {
          const [store, day] = [a.columns.store[i], a.columns.day[i]];
          for (let product = 1; product <= world.products.count; product++) {
            expect(priceAt(world, store, product, day) !== undefined).toBe(ranged.has(`${store} ${day} ${product}`));
          }
        }
      }),
      { ...FIXED, numRuns: 40 },
    );
  });

  test('is undefined before the store opens', () => {
    fc.assert(
      fc.property(smallConfig, (config) => {
        const world = createWorld(config);
        const opened = world.stores.openedOn[0];
        const products = Array.from({ length: world.products.count }, (_, i) => i + 1);
        expect(products.map((p) => priceAt(world, 1, p, opened - 1))).toEqual(products.map(() => undefined));
        // A catalogue that is replaced faster than it is filled may have nothing to carry.
        if (config['catalogue.turnover_month'] > 0) return;
        expect(products.some((p) => priceAt(world, 1, p, opened) !== undefined)).toBe(true);
      }),
      { ...FIXED, numRuns: 20 },
    );
  });
});

describe('times of sales', () => {
  test('lie within opening hours and follow the order of the lines', () => {
    fc.assert(
      fc.property(smallConfig, fc.nat(9999), (config, pick) => {
        const world = createWorld(config);
        const shard = someShard(world, pick);
        for (const rows of [shard.saleLine, shard.lostSale]) {
          const times = eventTimes(world, shard, rows, momentOf(shard, rows));
          const { day, store } = rows.columns;
          for (let i = 0; i < rows.count; i++) {
            const hour = (Number(times[i]) - day[i] * DAY_US) / 3_600_000_000;
            expect(hour >= 10 && hour < 22).toBe(true);
            if (i > 0 && day[i] === day[i - 1] && store[i] === store[i - 1]) {
              expect(times[i] >= times[i - 1]).toBe(true);
            }
          }
        }
      }),
      { ...FIXED, numRuns: 30 },
    );
  });
});
