import { UsageError } from '../../engine/errors.js';

/** Wakes those who wait for something to change. Nobody spins, and an aborted signal ends the waiting at once. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    if (this.#waiting.size > 0) for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next ring, or after `ms` when that comes first; rejects with the signal's reason when it aborts. */
  heard(signal: AbortSignal, ms = Number.POSITIVE_INFINITY): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', abort);
      };
      const wake = (): void => {
        stop();
        resolve();
      };
      const abort = (): void => {
        stop();
        reject(signal.reason);
      };
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(wake, ms);
      this.#waiting.add(wake);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}

/** Waits `ms` milliseconds; rejects at once with the signal's reason when it aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Bell().heard(signal, ms);
}

/**
 * A signal that aborts with another one, or by itself after `ms` with `reason`. `release` lets go of both.
 * AbortSignal.any and AbortSignal.timeout would do the same, but Node 20 keeps what it joins to a long-lived signal.
 */
export function limited(
  signal: AbortSignal,
  ms: number,
  reason: () => unknown,
): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => controller.abort(reason()), ms);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}

/** A duration for a sentence: `250 ms`, `30 s`, `10 min`. */
export function shownDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.round(ms / 6000) / 10} min`;
}

/** The value, or a UsageError with the rule when it is not a number from `least` to `most`. */
export function inRange(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} must be from ${least} to ${most}, got ${value}`);
}

/** As `inRange`, for whole numbers. */
export function wholeInRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) || value === Number.POSITIVE_INFINITY) return inRange(name, value, least, most);
  throw new UsageError(`${name} must be a whole number from ${least} to ${most}, got ${value}`);
}
