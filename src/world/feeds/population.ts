/**
 * A dimension whose rows are recorded live: who is new, who changes, and since when a change holds. State is a function of
 * the member and of how often it was updated.
 */
import { type Source, source, word } from '../../random/index.js';
import { Deck } from './deck.js';
import { happenedBy, offsetUs, type Place, type RecordRule, Records } from './records.js';

/** The clock of the feeds, in microseconds. */
export interface FeedClock {
  /** Start of interval 0, since 1970-01-01. */
  readonly startUs: number;
  readonly intervalUs: number;
  readonly latencyUs: number;
  /** Intervals from the creation of somebody until sales know of it: its record has arrived by then. */
  readonly known: number;
}

export interface FeedRecord extends Place {
  /** Index of the member. */
  readonly member: number;
  /** Number of the update, 0 for the record that creates. */
  readonly version: number;
}

/** Records of one member that come faster than this after each other are moved apart at arrival. */
const APART_US = 1000;
const ONE_CARD = [1];

export class Population {
  readonly records: Records;
  readonly #clock: FeedClock;
  readonly #updates: Deck;
  readonly #times: number;
  readonly #latency: Source;

  constructor(seed: number, name: string, rule: RecordRule, clock: FeedClock) {
    this.records = new Records(source(seed, `feed-${name}-records`), rule);
    this.#clock = clock;
    this.#times = word(source(seed, `feed-${name}-times`), 0);
    this.#latency = source(seed, `feed-${name}-latency`);
    this.#updates = new Deck(source(seed, `feed-${name}-updates`), ONE_CARD, (turn) =>
      this.records.createdBefore(this.records.intervalOfUpdate(turn)),
    );
  }

  /** How many members the sales of an interval may name. */
  known(interval: number): number {
    return interval <= this.#clock.known
      ? this.records.rule.initial
      : this.records.createdBefore(interval + 1 - this.#clock.known);
  }

  /** Record number `record` of an interval. */
  record(interval: number, record: number): FeedRecord {
    const { records } = this;
    if (!records.isUpdate(interval, record)) {
      return { interval, record, member: records.createdBefore(interval, record), version: 0 };
    }
    const update = records.updatesBefore(interval, record);
    const member = this.#updates.deal(update);
    return { interval, record, member, version: this.#updates.dealt(member, update) + 1 };
  }

  /** The record of a member before one of its updates. */
  before({ member, version }: FeedRecord): FeedRecord {
    const place =
      version === 1
        ? this.records.placeOfCreation(member)
        : this.records.placeOfUpdate(this.#updates.turnOf(member, version - 2));
    return { interval: place.interval, record: place.record, member, version: version - 1 };
  }

  /** Updates of all members up to an instant of an interval. */
  updatesAt(interval: number, atUs: number): number {
    return this.records.updatesBefore(interval, this.between(interval, atUs)[0]);
  }

  /** Records of an interval up to an instant, and the times of the last of them and of the one that follows. */
  between(interval: number, atUs: number): [happened: number, fromUs: number, toUs: number] {
    const count = interval === 0 ? 0 : this.records.count(interval);
    const { intervalUs } = this.#clock;
    if (count === 0) return [0, 0, intervalUs];
    const happened = happenedBy(this.#times, interval, atUs, count, intervalUs);
    const at = (record: number) => offsetUs(this.#times, interval, record, count, intervalUs);
    return [happened, happened === 0 ? 0 : at(happened - 1), happened === count ? intervalUs : at(happened)];
  }

  /** How often a member was updated in the first `updates` updates. */
  version(member: number, updates: number): number {
    return updates === 0 ? 0 : this.#updates.dealt(member, updates);
  }

  /** The member of an update. */
  updated(update: number): number {
    return this.#updates.deal(update);
  }

  /** When a record happens, in microseconds after the start of its interval. The initial ones come first of all. */
  offset({ interval, record }: Place): number {
    if (interval === 0) return record;
    return offsetUs(this.#times, interval, record, this.records.count(interval), this.#clock.intervalUs);
  }

  /** When a record happens, since the start of the feeds. */
  time(place: Place): number {
    return place.interval * this.#clock.intervalUs + this.offset(place);
  }

  /**
   * Microseconds from a record to its arrival: mostly short. Records of one member arrive in the order in which they
   * happened.
   */
  latency(record: FeedRecord): number {
    if (record.interval === 0) return 0;
    const { latencyUs } = this.#clock;
    const u = word(this.#latency, record.interval, record.record) / 4294967296;
    const own = Math.floor(u * u * latencyUs);
    if (record.version === 0) return own;
    const earlier = this.before(record);
    const apart = this.time(record) - this.time(earlier);
    // What is older than the longest latency has arrived.
    if (apart > latencyUs) return own;
    return Math.max(own, Math.min(latencyUs, this.latency(earlier) + APART_US - apart));
  }
}
