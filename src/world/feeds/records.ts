/**
 * The records of a dimension: how many in which interval, and which of them bring somebody new. The numbers of an interval
 * come in cycles in which each number of the range occurs once, and updates have their share of each cycle exactly (up to
 * rounding, which is carried over): so what came before any interval is known without counting.
 */
import type { Source } from '../../random/index.js';
import { mix, Permutation } from './permutation.js';

export interface RecordRule {
  /** Those of interval 0, all of them new. */
  readonly initial: number;
  /** Fewest and most records of an interval from 1 on. */
  readonly least: number;
  readonly most: number;
  readonly updateShare: number;
}

/** A record by its place: interval, and number in the interval, both from 0. */
export interface Place {
  readonly interval: number;
  readonly record: number;
}

interface Cycle {
  readonly number: number;
  /** Records of the cycle before each of its intervals, and all of them at the end. */
  readonly first: Int32Array;
  /** Updates among the records before each record of the cycle. */
  readonly updates: Int32Array;
}

/** Records whose cycles are remembered, 4 bytes each. */
const REMEMBERED = 2_000_000;

export class Records {
  readonly rule: RecordRule;
  readonly #family: Source;
  /** Intervals and records of a cycle. */
  readonly #length: number;
  readonly #size: number;
  readonly #cycles = new Map<number, Cycle>();
  readonly #shuffle = new Permutation();
  /** The one that was asked for last. */
  #cycle: Cycle | undefined;

  constructor(family: Source, rule: RecordRule) {
    this.#family = family;
    this.rule = rule;
    this.#length = rule.most - rule.least + 1;
    this.#size = (this.#length * (rule.least + rule.most)) / 2;
  }

  /** Number of records of an interval. */
  count(interval: number): number {
    if (interval === 0) return this.rule.initial;
    const cycle = this.#cycleOf(interval);
    const i = interval - 1 - cycle.number * this.#length;
    return cycle.first[i + 1] - cycle.first[i];
  }

  /** How many updates there are before a record of an interval. */
  updatesBefore(interval: number, record = 0): number {
    if (interval === 0) return 0;
    const cycle = this.#cycleOf(interval);
    return this.#updatesOfCycles(cycle.number) + cycle.updates[this.#firstOf(cycle, interval) + record];
  }

  /** How many there are, the initial ones included, before a record of an interval. */
  createdBefore(interval: number, record = 0): number {
    const { initial } = this.rule;
    if (interval <= 0) return interval < 0 ? 0 : Math.min(initial, record);
    const cycle = this.#cycleOf(interval);
    const at = this.#firstOf(cycle, interval) + record;
    return initial + cycle.number * this.#size + at - this.updatesBefore(interval, record);
  }

  isUpdate(interval: number, record: number): boolean {
    return this.updatesBefore(interval, record + 1) > this.updatesBefore(interval, record);
  }

  /** Where update number `n` (from 0) is. */
  placeOfUpdate(n: number): Place {
    return this.#locate(
      n,
      (cycle) => this.#updatesOfCycles(cycle),
      (interval, record) => this.updatesBefore(interval, record),
    );
  }

  /** Where number `n` (from 0) is created. */
  placeOfCreation(n: number): Place {
    const { initial } = this.rule;
    if (n < initial) return { interval: 0, record: n };
    return this.#locate(
      n,
      (cycle) => initial + cycle * this.#size - this.#updatesOfCycles(cycle),
      (interval, record) => this.createdBefore(interval, record),
    );
  }

  /** Interval of update number `n`; the last one of all when there are no updates. */
  intervalOfUpdate(n: number): number {
    return this.hasUpdates ? this.placeOfUpdate(n).interval : 0;
  }

  get hasUpdates(): boolean {
    return this.#size > 0 && this.rule.updateShare > 0;
  }

  /** Finds the record before which there are `n` and after which there are more. */
  #locate(
    n: number,
    beforeCycle: (cycle: number) => number,
    before: (interval: number, record: number) => number,
  ): Place {
    let high = 1;
    while (beforeCycle(high) <= n) high *= 2;
    const cycle = lastWhere(0, high, (c) => beforeCycle(c) <= n);
    const first = 1 + cycle * this.#length;
    const interval = lastWhere(first, first + this.#length, (i) => before(i, 0) <= n);
    const record = lastWhere(0, this.count(interval), (r) => before(interval, r) <= n);
    return { interval, record };
  }

  /** Updates in the first cycles; the smallest excess keeps .3 × 10 at 3. */
  #updatesOfCycles(cycles: number): number {
    return Math.floor(cycles * this.#size * this.rule.updateShare + 1e-6);
  }

  #firstOf(cycle: Cycle, interval: number): number {
    return cycle.first[interval - 1 - cycle.number * this.#length];
  }

  #cycleOf(interval: number): Cycle {
    const number = Math.floor((interval - 1) / this.#length);
    if (this.#cycle?.number === number) return this.#cycle;
    const known = this.#cycles.get(number);
    if (known) {
      this.#cycle = known;
      return known;
    }
    const first = new Int32Array(this.#length + 1);
    this.#shuffle.set(this.#family, this.#length, number, 0);
    for (let i = 0; i < this.#length; i++) first[i + 1] = first[i] + this.rule.least + this.#shuffle.at(i);
    const updates = new Int32Array(this.#size + 1);
    const wanted = this.#updatesOfCycles(number + 1) - this.#updatesOfCycles(number);
    if (this.#size > 0) this.#shuffle.set(this.#family, this.#size, number, 1);
    for (let i = 0; i < this.#size; i++) updates[i + 1] = updates[i] + (this.#shuffle.at(i) < wanted ? 1 : 0);
    const cycle = { number, first, updates };
    if (this.#cycles.size * this.#size > REMEMBERED) this.#cycles.delete(this.#cycles.keys().next().value as number);
    this.#cycles.set(number, cycle);
    this.#cycle = cycle;
    return cycle;
  }
}

/** The last whole number from `low` on, below `high`, for which something holds that holds for `low` and ends once. */
function lastWhere(low: number, high: number, holds: (n: number) => boolean): number {
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}

/** When record (or sale) number `i` of `count` happens in an interval of `lengthUs`: one after the other, evenly spread. */
export function offsetUs(seed: number, interval: number, i: number, count: number, lengthUs: number): number {
  const part = mix(mix(interval ^ seed) + i) / 4294967296;
  return Math.floor(((i + part) / count) * lengthUs);
}

/** How many of `count` records happened at most `atUs` into the interval. */
export function happenedBy(seed: number, interval: number, atUs: number, count: number, lengthUs: number): number {
  const i = Math.min(count - 1, Math.floor((atUs / lengthUs) * count));
  for (let last = Math.min(count - 1, i + 1); last >= 0; last--) {
    if (offsetUs(seed, interval, last, count, lengthUs) <= atUs) return last + 1;
  }
  return 0;
}
