/** Records by formula against records counted one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { source } from '../../../src/random/index.js';
import { type RecordRule, Records } from '../../../src/world/feeds/records.js';
import { chiSquare } from '../../random/goodness-of-fit.js';
import { recordRule } from '../../support/feeds.js';
import { FIXED } from '../../support/worlds.js';

const family = source(42, 'records');
const ascending = (a: number, b: number) => a - b;

/** Four cycles and a bit, interval by interval: whether each record is an update. */
function walk(records: Records): boolean[][] {
  const { least, most } = records.rule;
  return Array.from({ length: 2 + 4 * (most - least + 1) }, (_, interval) =>
    Array.from({ length: records.count(interval) }, (_, record) => records.isUpdate(interval, record)),
  );
}

describe('one by one', () => {
  test('what came before each record', () => {
    fc.assert(
      fc.property(recordRule, fc.nat(), (rule, seed) => {
        const records = new Records(source(seed, 'records'), rule);
        let [created, updates] = [0, 0];
        const wanted: number[][] = [];
        const found: number[][] = [];
        walk(records).forEach((flags, interval) => {
          for (const [record, isUpdate] of [...flags, false].entries()) {
            wanted.push([interval, record, created, updates]);
            found.push([
              interval,
              record,
              records.createdBefore(interval, record),
              records.updatesBefore(interval, record),
            ]);
            if (record === flags.length) break;
            if (isUpdate) updates++;
            else created++;
          }
          found.push([records.createdBefore(interval + 1), records.updatesBefore(interval + 1)]);
          wanted.push([created, updates]);
        });
        expect(found).toEqual(wanted);
        expect(created).toBeGreaterThanOrEqual(rule.initial);
        expect(records.createdBefore(-3)).toBe(0);
      }),
      { ...FIXED, numRuns: 150 },
    );
  });

  test('where each was created and updated, asked in any order', () => {
    fc.assert(
      fc.property(recordRule, fc.nat(), (rule, seed) => {
        const flags = walk(new Records(source(seed, 'records'), rule));
        const places = flags.flatMap((list, interval) =>
          list.map((isUpdate, record) => ({ isUpdate, interval, record })),
        );
        const placesOf = (kind: boolean) =>
          places.filter(({ isUpdate }) => isUpdate === kind).map(({ interval, record }) => ({ interval, record }));
        const [creations, updates] = [placesOf(false), placesOf(true)];
        const records = new Records(source(seed, 'records'), rule);
        expect(creations.map((_, i) => records.placeOfCreation(creations.length - 1 - i)).reverse()).toEqual(creations);
        expect(updates.map((_, n) => records.placeOfUpdate(n))).toEqual(updates);
        expect(updates.map((_, n) => records.intervalOfUpdate(n))).toEqual(updates.map(({ interval }) => interval));
        expect(records.hasUpdates).toBe(rule.most > 0 && rule.updateShare > 0);
        if (!records.hasUpdates) expect(updates).toEqual([]);
      }),
      { ...FIXED, numRuns: 150 },
    );
  });

  test('all of interval 0 are new, and none are where there are no records', () => {
    const rule: RecordRule = { initial: 7, least: 0, most: 0, updateShare: 0.5 };
    const records = new Records(family, rule);
    expect(walk(records)).toEqual([new Array(7).fill(false), ...new Array(5).fill([])]);
    expect(records.createdBefore(1e6)).toBe(7);
    expect(records.intervalOfUpdate(3)).toBe(0);
  });
});

describe('in each cycle', () => {
  test('every number of the range occurs once, in an order of its own', () => {
    fc.assert(
      fc.property(recordRule, fc.nat(1000), ({ initial, least, most, updateShare }, cycle) => {
        const records = new Records(family, { initial, least, most, updateShare });
        const length = most - least + 1;
        const counts = Array.from({ length }, (_, i) => records.count(1 + cycle * length + i));
        expect(counts.sort(ascending)).toEqual(Array.from({ length }, (_, i) => least + i));
      }),
      { ...FIXED, numRuns: 200 },
    );
    const records = new Records(family, { initial: 1, least: 1, most: 30, updateShare: 0.3 });
    const orders = Array.from({ length: 100 }, (_, cycle) =>
      Array.from({ length: 30 }, (_, i) => records.count(1 + cycle * 30 + i)).join(),
    );
    expect(new Set(orders).size).toBe(100);
  });

  test('updates have their share, up to less than one that is carried over', () => {
    fc.assert(
      fc.property(recordRule, fc.nat(100_000), (rule, cycle) => {
        const records = new Records(family, rule);
        const length = rule.most - rule.least + 1;
        const size = (length * (rule.least + rule.most)) / 2;
        for (const end of [cycle, cycle + 1]) {
          const wanted = end * size * rule.updateShare;
          expect(Math.abs(records.updatesBefore(1 + end * length) - wanted)).toBeLessThan(1);
          expect(records.createdBefore(1 + end * length)).toBe(
            rule.initial + end * size - records.updatesBefore(1 + end * length),
          );
        }
      }),
      { ...FIXED, numRuns: 200 },
    );
  });

  test.each([
    [1, 30, 0.3, 465, 139.5],
    [1, 20, 0.3, 210, 63],
    [0, 10, 0.5, 55, 27.5],
  ])('%i to %i records, %d of them updates: %i a cycle, %d of them', (least, most, updateShare, size, updates) => {
    const records = new Records(family, { initial: 0, least, most, updateShare });
    const length = most - least + 1;
    expect(records.createdBefore(1 + 1000 * length) + records.updatesBefore(1 + 1000 * length)).toBe(1000 * size);
    expect(records.updatesBefore(1 + 1000 * length)).toBe(1000 * updates);
  });

  test('updates are spread evenly over it', () => {
    const records = new Records(family, { initial: 1, least: 1, most: 30, updateShare: 0.3 });
    const positions = new Array<number>(10).fill(0);
    for (let cycle = 0; cycle < 200; cycle++) {
      let at = 0;
      for (let i = 0; i < 30; i++) {
        const interval = 1 + cycle * 30 + i;
        for (let record = 0; record < records.count(interval); record++) {
          if (records.isUpdate(interval, record)) positions[Math.floor((at * 10) / 465)]++;
          at++;
        }
      }
    }
    // 465 places in tenths: every other tenth has 47, the others 46.
    const tenths = positions.map((_, i) => (Math.ceil(((i + 1) * 465) / 10) - Math.ceil((i * 465) / 10)) / 465);
    expect(chiSquare(positions, tenths)).toBeLessThan(1);
  });
});

test('far intervals are found without those before them, and after many others', () => {
  const rule = { initial: 50, least: 1, most: 500, updateShare: 0.3 };
  const [one, two] = [new Records(family, rule), new Records(family, rule)];
  // More cycles than are remembered.
  for (let interval = 1; interval < 40 * 500; interval += 250) one.count(interval);
  for (const interval of [1, 501, 12_345, 10_000_000]) {
    expect(one.count(interval)).toBe(two.count(interval));
    expect(one.updatesBefore(interval, 1)).toBe(two.updatesBefore(interval, 1));
  }
  const place = two.placeOfCreation(1e9);
  expect(two.createdBefore(place.interval, place.record)).toBe(1e9);
  expect(two.isUpdate(place.interval, place.record)).toBe(false);
  expect(Math.abs(place.interval - (1e9 - 50) / (250.5 * 0.7))).toBeLessThan(500);
});
