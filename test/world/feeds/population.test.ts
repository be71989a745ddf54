/** Who is new, who changes and when that is known, against a list of all records. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeedClock, type FeedRecord, Population } from '../../../src/world/feeds/population.js';
import type { RecordRule } from '../../../src/world/feeds/records.js';
import { chiSquare } from '../../random/goodness-of-fit.js';
import { placesOf, recordRule } from '../../support/feeds.js';
import { FIXED } from '../../support/worlds.js';

const SECOND = 1_000_000;
const INTERVALS = 40;

const clockOf = (seconds: number, latency: number): FeedClock => ({
  startUs: 0,
  intervalUs: seconds * SECOND,
  latencyUs: latency * SECOND,
  known: 1 + Math.ceil(latency / seconds),
});
const clock = fc
  .record({ seconds: fc.constantFrom(1, 30, 1800), latency: fc.constantFrom(0, 1, 29, 30, 60, 1800) })
  .map(({ seconds, latency }) => clockOf(seconds, Math.min(latency, 100 * seconds)));

interface Case {
  readonly population: Population;
  readonly clock: FeedClock;
  readonly rule: RecordRule;
  /** All records of the first intervals, in order. */
  readonly records: readonly FeedRecord[];
}

const someCase: fc.Arbitrary<Case> = fc.tuple(fc.nat(), recordRule, clock).map(([seed, rule, clock]) => {
  const population = new Population(seed, 'member', rule, clock);
  const records = placesOf(population, INTERVALS).map(({ interval, record }) => population.record(interval, record));
  return { population, clock, rule, records };
});

const check = (property: (c: Case) => void, numRuns = 60) =>
  fc.assert(fc.property(someCase, property), { ...FIXED, numRuns });

describe('records', () => {
  test('bring the next member, or the next version of one that is there', () => {
    let updates = 0;
    check(({ records, rule }) => {
      const version = new Map<number, number>();
      const wanted = records.map((r) => {
        const isUpdate = r.version > 0;
        const member = isUpdate ? r.member : version.size;
        const next = isUpdate ? (version.get(member) ?? Number.NaN) + 1 : 0;
        version.set(member, next);
        if (isUpdate) updates++;
        return { ...r, member, version: next };
      });
      expect(records).toEqual(wanted);
      expect(records.slice(0, rule.initial).every((r) => r.interval === 0)).toBe(true);
    });
    expect(updates).toBeGreaterThan(2000);
  });

  test('the record before an update is that of the version before', () => {
    check(({ population, records }) => {
      const known = new Map(records.map((r) => [`${r.member} ${r.version}`, r]));
      const changes = records.filter((r) => r.version > 0);
      // The last first: nothing may depend on what was asked before.
      const found = [...changes].reverse().map((r) => population.before(r));
      expect(found.reverse()).toEqual(changes.map((r) => known.get(`${r.member} ${r.version - 1}`)));
    });
  });

  test('everybody is updated once before anybody who was there is updated twice more', () => {
    const population = new Population(7, 'member', { initial: 12, least: 5, most: 5, updateShare: 1 }, clockOf(30, 60));
    for (let round = 0; round < 20; round++) {
      const members = Array.from({ length: 12 }, (_, i) => population.updated(round * 12 + i));
      expect(members.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    }
  });

  test('versions count the updates of a member among the first ones', () => {
    check(({ population, records }) => {
      const updates = records.filter((r) => r.version > 0);
      expect(updates.map((_, n) => population.updated(n))).toEqual(updates.map((r) => r.member));
      const members = new Set(records.map((r) => r.member));
      for (const n of [0, Math.min(1, updates.length), updates.length >> 1, updates.length]) {
        const version = new Map<number, number>();
        for (const { member } of updates.slice(0, n)) version.set(member, (version.get(member) ?? 0) + 1);
        const wanted = [...members].map((member) => version.get(member) ?? 0);
        expect([...members].map((member) => population.version(member, n))).toEqual(wanted);
      }
    }, 40);
  });
});

describe('time', () => {
  test('runs on from record to record, inside of their interval', () => {
    check(({ population, clock, records }) => {
      const times = records.map((r) => population.time(r));
      expect(times.every((t, i) => Math.floor(t / clock.intervalUs) === records[i].interval)).toBe(true);
      expect(times.every((t, i) => i === 0 || t > times[i - 1])).toBe(true);
      expect(times).toEqual(records.map((r) => r.interval * clock.intervalUs + population.offset(r)));
    });
  });

  test('is spread evenly over an interval', () => {
    const { intervalUs } = clockOf(30, 0);
    const population = new Population(7, 'member', { initial: 1, least: 7, most: 7, updateShare: 0 }, clockOf(30, 0));
    const tenths = new Array<number>(10).fill(0);
    for (let interval = 1; interval < 2000; interval++) {
      for (let record = 0; record < 7; record++) {
        tenths[Math.floor((population.offset({ interval, record }) / intervalUs) * 10)]++;
      }
    }
    expect(chiSquare(tenths, new Array(10).fill(0.1))).toBeLessThan(1);
  });

  test('what happened by an instant is what counting gives', () => {
    const instants = fc.array(fc.tuple(fc.nat(INTERVALS - 1), fc.nat(10_000), fc.constantFrom(-1, 0, 1)), {
      minLength: 30,
    });
    fc.assert(
      fc.property(someCase, instants, ({ population, clock, records }, picks) => {
        const offsets = (interval: number) =>
          records.filter((r) => r.interval === interval).map((r) => population.offset(r));
        for (const [interval, pick, step] of picks) {
          const all = offsets(interval);
          // At a record's very instant, just before it, just after it; or anywhere.
          const near = pick % 2 === 0 && all.length > 0;
          const wanted = near ? all[pick % all.length] + step : Math.floor((pick / 10_001) * clock.intervalUs);
          const atUs = Math.min(clock.intervalUs - 1, Math.max(0, wanted));
          const happened = interval === 0 ? 0 : all.filter((offset) => offset <= atUs).length;
          const updates = records.filter(
            (r) => r.version > 0 && (r.interval < interval || (r.interval === interval && r.record < happened)),
          );
          expect(population.updatesAt(interval, atUs)).toBe(updates.length);
          expect(population.between(interval, atUs)).toEqual(
            interval === 0
              ? [0, 0, clock.intervalUs]
              : [happened, happened === 0 ? 0 : all[happened - 1], all[happened] ?? clock.intervalUs],
          );
        }
      }),
      { ...FIXED, numRuns: 60 },
    );
  });
});

describe('arrival', () => {
  test('is at most the longest latency after the record', () => {
    let [most, least] = [0, 1];
    check(({ population, clock, records }) => {
      for (const record of records) {
        const latency = population.latency(record);
        expect(Number.isInteger(latency) && latency >= 0 && latency <= clock.latencyUs).toBe(true);
        if (record.interval === 0) expect(latency).toBe(0);
        else if (clock.latencyUs > 0) {
          most = Math.max(most, latency / clock.latencyUs);
          least = Math.min(least, latency / clock.latencyUs);
        }
      }
    });
    expect(most).toBeGreaterThan(0.99);
    expect(least).toBeLessThan(0.01);
  });

  test('of the records of one member is in the order in which they happened', () => {
    let apart = 0;
    check(({ population, clock, records }) => {
      const last = new Map<number, { at: number; time: number }>();
      for (const record of records) {
        const time = population.time(record);
        const at = time + population.latency(record);
        const earlier = last.get(record.member);
        if (earlier) {
          expect(at).toBeGreaterThan(earlier.at);
          // Which takes some doing when they come fast.
          if (time - earlier.time < clock.latencyUs) apart++;
        }
        last.set(record.member, { at, time });
      }
    });
    expect(apart).toBeGreaterThan(500);
  });

  test('of different members is out of order', () => {
    const population = new Population(
      7,
      'member',
      { initial: 1, least: 5, most: 9, updateShare: 0.3 },
      clockOf(30, 60),
    );
    const arrivals = placesOf(population, 200)
      .map(({ interval, record }) => population.record(interval, record))
      .map((record) => population.time(record) + population.latency(record));
    const swapped = arrivals.filter((at, i) => i > 0 && at < arrivals[i - 1]).length;
    expect(swapped / arrivals.length).toBeGreaterThan(0.2);
  });

  test('comes before sales may name a member, and not much before', () => {
    check(({ population, clock, records }) => {
      const created = records.filter((r) => r.version === 0);
      for (let interval = 1; interval < INTERVALS; interval++) {
        const wanted = created.filter((r) => r.interval === 0 || r.interval + clock.known <= interval);
        expect(population.known(interval)).toBe(wanted.length);
        const start = interval * clock.intervalUs;
        expect(wanted.every((r) => population.time(r) + population.latency(r) <= start)).toBe(true);
      }
    });
  });
});
