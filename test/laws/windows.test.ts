/** The law of windows: whatever is computed alone has exactly the rows that a run over the whole history gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openWorld } from '../../src/engine/database.js';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { calendarFactors, regionShocks } from '../../src/world/processes/demand.js';
import { ShardSimulator, type ShardTable, shardTables } from '../../src/world/shard.js';
import { worldTables } from '../../src/world/tables/index.js';
import { createWorld, type World } from '../../src/world/world.js';
import {
  allTables,
  busyShop,
  configWith,
  copyOf,
  FIXED,
  fieldOf,
  rowsIn,
  type ShardCopy,
  smallConfig,
} from '../support/worlds.js';

const MONTHS = 4;

/** A month of the history, or up to two years after it, from a number in 0..9999. */
function someMonth(world: World, pick: number): number {
  const first = monthIndexOf(world.from);
  return first + (pick % (monthIndexOf(world.to) + 24 - first));
}

function alone(world: World, region: number, month: number, tables: ReadonlySet<ShardTable> = allTables): ShardCopy {
  return copyOf(new ShardSimulator(world).simulate(region, month, tables));
}

describe('a shard has the same rows', () => {
  let seen = 0;
  const rowsOfTable = new Map<string, number>();

  test('alone as after the months before it', () => {
    fc.assert(
      fc.property(smallConfig, fc.nat(9999), (config, pick) => {
        const world = createWorld(config);
        const first = someMonth(world, pick);
        for (const region of world.regions) {
          const simulator = new ShardSimulator(world);
          for (let month = first; month < first + MONTHS; month++) {
            const inOrder = copyOf(simulator.simulate(region.index, month, allTables));
            seen += rowsIn(inOrder);
            for (const table of shardTables) {
              const rows = inOrder[`${fieldOf(table)}.store`].length;
              rowsOfTable.set(table, (rowsOfTable.get(table) ?? 0) + rows);
            }
            expect(alone(world, region.index, month)).toEqual(inOrder);
          }
        }
      }),
      { ...FIXED, numRuns: 30 },
    );
    expect(seen).toBeGreaterThan(100_000);
    // Every table had rows to compare, those of shoppers too.
    for (const table of shardTables) expect(rowsOfTable.get(table), table).toBeGreaterThan(0);
  });

  test('in any order of regions and months, and when asked for twice', () => {
    fc.assert(
      fc.property(
        smallConfig,
        fc.nat(9999),
        fc.array(fc.nat(9999), { minLength: 4, maxLength: 8 }),
        (config, pick, order) => {
          const world = createWorld(config);
          const first = someMonth(world, pick);
          const simulator = new ShardSimulator(world);
          for (const step of order) {
            const region = step % world.regions.length;
            const month = first + (Math.floor(step / 10) % MONTHS);
            const walked = copyOf(simulator.simulate(region, month, allTables));
            expect(walked).toEqual(alone(world, region, month));
          }
        },
      ),
      { ...FIXED, numRuns: 25 },
    );
  });

  test('whichever tables are wanted', () => {
    fc.assert(
      fc.property(smallConfig, fc.nat(9999), fc.subarray([...shardTables]), (config, pick, some) => {
        const world = createWorld(config);
        const month = someMonth(world, pick);
        const wanted = new Set(some);
        // The month before is asked for other tables: what is remembered must not depend on what was wanted.
        const simulator = new ShardSimulator(world);
        for (const region of world.regions) {
          simulator.simulate(region.index, month - 1, wanted);
          const part = copyOf(simulator.simulate(region.index, month, wanted));
          const whole = alone(world, region.index, month);
          for (const table of shardTables) {
            for (const column of Object.keys(whole).filter((name) => name.startsWith(`${fieldOf(table)}.`))) {
              expect(part[column], column).toEqual(wanted.has(table) ? whole[column] : []);
            }
          }
        }
      }),
      { ...FIXED, numRuns: 40 },
    );
  });
});

test.each([
  ['free', {}],
  ['exact', { 'visit.total': 9_000 }],
])('a year of shoppers, their number of visits %s: every month alone, forwards and backwards', (_, changes) => {
  const world = createWorld(configWith({ ...busyShop, ...changes }));
  const first = monthIndexOf(world.from);
  const back = new ShardSimulator(world);
  let returns = 0;
  for (const { index } of world.regions) {
    const simulator = new ShardSimulator(world);
    const forwards = Array.from({ length: 12 }, (_, i) => copyOf(simulator.simulate(index, first + i, allTables)));
    for (let i = 11; i >= 0; i--) {
      returns += forwards[i]['returnLine.store'].length;
      expect(copyOf(back.simulate(index, first + i, allTables))).toEqual(forwards[i]);
      expect(alone(world, index, first + i)).toEqual(forwards[i]);
    }
  }
  expect(returns).toBeGreaterThan(2_000);
});

test('a run that was interrupted between stores goes on with the same rows', () => {
  const world = createWorld(configWith({ stores: 12, products: 30, 'assortment.max': 20, 'stock.short_rate': 0.5 }));
  const { index, stores } = [...world.regions].sort((a, b) => b.stores.length - a.stores.length)[0];
  const month = monthIndexOf(world.to) - 3;
  for (let stopAfter = 0; stopAfter < stores.length; stopAfter++) {
    const simulator = new ShardSimulator(world);
    simulator.simulate(index, month - 1, allTables);
    let asked = 0;
    expect(() => simulator.simulate(index, month, allTables, () => asked++ >= stopAfter)).toThrow('interrupted');
    expect(copyOf(simulator.simulate(index, month, allTables))).toEqual(alone(world, index, month));
  }
});

describe('demand does not feel where a window begins', () => {
  const world = createWorld(configWith({ 'demand.shock_sd': 0.5 }));

  test.each([
    ['1970', -40],
    ['2024', 19_700],
    ['2199', 83_900],
  ])('around %s', (_, middle) => {
    const whole = regionShocks(world, 0, middle - 60, middle + 120);
    const known = calendarFactors(world, middle - 60, middle + 120);
    for (let cut = -59; cut < 110; cut++) {
      const at = cut + 60;
      expect(regionShocks(world, 0, middle + cut, middle + cut + 9)).toEqual(whole.slice(at, at + 9));
      expect(calendarFactors(world, middle + cut, middle + cut + 9)).toEqual(known.slice(at, at + 9));
    }
  });
});

describe('in SQL', () => {
  const sharded = worldTables.filter((table) => table.grain === 'shard');

  async function rowsOf(world: World, window: { from: number; to: number }): Promise<Record<string, string[]>> {
    const database = await openWorld(world, { window });
    try {
      const rows: Record<string, string[]> = {};
      for (const { name } of sharded) {
        const reader = await database.connection.runAndReadAll(`SELECT CAST(t AS VARCHAR) FROM world.${name} t`);
        rows[name] = reader.getRows().map((row) => String(row[0]));
      }
      return rows;
    } finally {
      database.close();
    }
  }

  test('the windows between any days add up to the whole, row for row', async () => {
    await fc.assert(
      fc.asyncProperty(smallConfig, fc.array(fc.nat(9999), { minLength: 1, maxLength: 3 }), async (config, picks) => {
        const world = createWorld({
          ...config,
          years: 1,
          stores: Math.min(3, config.stores),
          products: Math.min(20, config.products),
          'demand.lines_per_day': Math.min(5, config['demand.lines_per_day']),
          shoppers: Math.min(20, config.shoppers),
          'visit.total': Math.min(300, config['visit.total']),
          'visit.per_year': Math.min(20, config['visit.per_year']),
          'promotion.count': Math.min(50, config['promotion.count']),
        });
        const days = world.to - world.from;
        const cuts = [0, ...picks.map((p) => p % days).sort((a, b) => a - b), days].map((d) => world.from + d);
        const whole = await rowsOf(world, { from: world.from, to: world.to });
        const union: Record<string, string[]> = Object.fromEntries(sharded.map((t) => [t.name, []]));
        for (let i = 1; i < cuts.length; i++) {
          const part = await rowsOf(world, { from: cuts[i - 1], to: cuts[i] });
          for (const { name } of sharded) union[name].push(...part[name]);
        }
        for (const { name } of sharded) expect(union[name].sort(), name).toEqual(whole[name].sort());
        expect(new Set(whole.sale_line.map((row) => row.split(',')[0])).size).toBe(whole.sale_line.length);
      }),
      { ...FIXED, numRuns: 8 },
    );
  });

  test('days before and after the history are simulated like any other', async () => {
    const world = createWorld(configWith({ stores: 3, products: 20, years: 1, 'demand.lines_per_day': 5 }));
    const after = await rowsOf(world, { from: world.to - 10, to: world.to + 20 });
    const parts = await Promise.all([
      rowsOf(world, { from: world.to - 10, to: world.to + 3 }),
      rowsOf(world, { from: world.to + 3, to: world.to + 20 }),
    ]);
    expect(after.sale_line.length).toBeGreaterThan(100);
    for (const { name } of sharded) {
      expect(parts.flatMap((part) => part[name]).sort(), name).toEqual(after[name].sort());
    }
    expect((await rowsOf(world, { from: world.from, to: world.from })).sale_line).toEqual([]);
  });
});
