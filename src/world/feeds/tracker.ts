import type { Population } from './population.js';

/** Updates after which everything is forgotten at once. */
const MANY = 10_000;
const UNKNOWN = -1;

/** What sales ask of members again and again (a price, a status), kept until an update changes it. */
export class Tracker {
  readonly #population: Population;
  readonly #value: (member: number, version: number) => number;
  #values = new Int32Array(1024).fill(UNKNOWN);
  #updates = 0;
  // The instants without a record around the last one.
  #interval = -1;
  #fromUs = 0;
  #toUs = 0;

  /** `value` is at least 0. */
  constructor(population: Population, value: (member: number, version: number) => number) {
    this.#population = population;
    this.#value = value;
  }

  /** Goes to an instant of an interval; little costs when it lies soon after the last one. */
  seek(interval: number, atUs: number): void {
    if (interval === this.#interval && atUs >= this.#fromUs && atUs < this.#toUs) return;
    const [happened, fromUs, toUs] = this.#population.between(interval, atUs);
    this.#interval = interval;
    this.#fromUs = fromUs;
    this.#toUs = toUs;
    const updates = this.#population.records.updatesBefore(interval, happened);
    if (updates < this.#updates || updates > this.#updates + MANY) this.#values.fill(UNKNOWN);
    else {
      for (let u = this.#updates; u < updates; u++) {
        const member = this.#population.updated(u);
        if (member < this.#values.length) this.#values[member] = UNKNOWN;
      }
    }
    this.#updates = updates;
  }

  at(member: number): number {
    if (member >= this.#values.length) {
      const grown = new Int32Array(Math.max(member + 1, this.#values.length * 2)).fill(UNKNOWN);
      grown.set(this.#values);
      this.#values = grown;
    }
    if (this.#values[member] === UNKNOWN) {
      this.#values[member] = this.#value(member, this.#population.version(member, this.#updates));
    }
    return this.#values[member];
  }
}
