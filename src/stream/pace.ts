/** How fast the stream goes: against the wall clock, at a rate, or as fast as it can. */

export type Pace =
  /** World seconds that pass in a second of the wall clock. */
  | { readonly kind: 'scaled'; readonly scale: number }
  /** Events of all feeds a second. */
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'free' };

/** What a pacer needs of the wall clock, in ms. */
export interface WallClock {
  now(): number;
  /** Resolves after so many ms; rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Longest time that a stream at a rate saves up, in ms: after a pause it does not rush. */
const SAVED_MS = 1000;

export class Pacer {
  readonly #pace: Pace;
  readonly #clock: WallClock;
  /** World time at which the pacing began, and the wall clock then. */
  #beganUs: number | undefined;
  #beganAt = 0;
  /** When the next event may go, at a rate. */
  #free = 0;

  constructor(pace: Pace, clock: WallClock) {
    this.#pace = pace;
    this.#clock = clock;
  }

  /** Waits until `rows` events may go that arrive in the world at `arrivalUs`. */
  async wait(arrivalUs: number, rows: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    if (this.#pace.kind === 'rate') {
      this.#free = Math.max(this.#free, now - SAVED_MS);
      const at = this.#free;
      this.#free += (rows / this.#pace.perSecond) * 1000;
      if (at > now) await this.#clock.sleep(at - now, signal);
    } else if (this.#pace.kind === 'scaled') {
      const late = this.lagMs(arrivalUs);
      if (late < 0) await this.#clock.sleep(-late, signal);
    }
  }

  /** How much later than its time an arrival is now, in ms of the wall clock; 0 where nothing is late. */
  lagMs(arrivalUs: number): number {
    if (this.#pace.kind !== 'scaled') return 0;
    return this.#clock.now() - this.#dueAt(arrivalUs);
  }

  /** The first arrival that is asked for begins the pacing. */
  begin(worldUs: number): void {
    if (this.#beganUs !== undefined) return;
    this.#beganUs = worldUs;
    this.#beganAt = this.#clock.now();
  }

  #dueAt(arrivalUs: number): number {
    const scale = this.#pace.kind === 'scaled' ? this.#pace.scale : 1;
    return this.#beganAt + (arrivalUs - (this.#beganUs ?? arrivalUs)) / 1000 / scale;
  }
}
