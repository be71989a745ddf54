/** How far each feed is: what the target has acknowledged, on disk. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../engine/errors.js';
import { writeWhole } from '../sinks/atomic.js';

const FORMAT = 2;

export interface Progress {
  /** Number of the next batch: all before it are acknowledged. */
  next: number;
  /** Events that were acknowledged. */
  events: number;
}

interface Saved {
  readonly format: number;
  readonly dataset: string;
  readonly target: string;
  readonly identity: string;
  /** First batch after the end that the stream was given, which it delivers in part; absent for one without end. */
  readonly endsIn?: number;
  readonly feeds: Readonly<Record<string, Progress>>;
}

/** Batches of a feed that may be acknowledged and not yet in the checkpoint: what a crash may send once more. */
export const UNSAVED_BATCHES = 64;

export const checkpointPath = (state: string): string => join(state, 'checkpoint.json');

/** What a state folder says, or undefined when there is nothing. */
export function readCheckpoint(state: string): Saved | undefined {
  const path = checkpointPath(state);
  if (!existsSync(path)) return undefined;
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Saved;
    if (saved.format === FORMAT && typeof saved.feeds === 'object') return saved;
  } catch {
    // Said below.
  }
  throw new UsageError(`${path} must be the checkpoint of a stream, it is something else; use another --state`);
}

/** The checkpoint of a stream, kept in a folder or, without one, in memory alone. */
export class Checkpoint {
  /** Whether the folder held no stream. */
  readonly isNew: boolean;
  readonly #state: string | undefined;
  readonly #head: Omit<Saved, 'format' | 'feeds'>;
  readonly #feeds: Record<string, Progress>;
  readonly #unsaved = new Map<string, number>();

  /** A UsageError when the folder holds another stream. */
  constructor(state: string | undefined, head: Omit<Saved, 'format' | 'feeds'>, feeds: readonly string[]) {
    const saved = state === undefined ? undefined : readCheckpoint(state);
    if (saved && (saved.identity !== head.identity || saved.dataset !== head.dataset)) {
      throw new UsageError(
        `${state} holds a stream of ${saved.dataset} with other settings; go on with the same ones, or begin anew with another --state`,
      );
    }
    if (saved && saved.target !== head.target) {
      throw new UsageError(
        `${state} holds a stream into ${saved.target}, not into ${head.target}; begin anew with another --state`,
      );
    }
    const { endsIn } = head;
    const isShorter = endsIn !== undefined && (saved?.endsIn ?? Infinity) > endsIn;
    if (saved && isShorter && Object.values(saved.feeds).some(({ next }) => next > endsIn)) {
      throw new UsageError(`${state} holds a stream that is beyond the end of --to already; give a later one`);
    }
    this.isNew = saved === undefined;
    this.#state = state;
    this.#head = head;
    // With another end the batches at the old one hold more: they are delivered once more, whole.
    const whole = saved?.endsIn === undefined || saved.endsIn === head.endsIn ? Infinity : saved.endsIn;
    this.#feeds = Object.fromEntries(
      feeds.map((feed) => {
        const { next, events } = saved?.feeds[feed] ?? { next: 0, events: 0 };
        return [feed, { next: Math.min(next, whole), events }];
      }),
    );
  }

  of(feed: string): Readonly<Progress> {
    return this.#feeds[feed];
  }

  /** A batch is acknowledged; `next` is the number of the first that is not. Saved at the latest after UNSAVED_BATCHES. */
  acknowledged(feed: string, next: number, events: number): void {
    const progress = this.#feeds[feed];
    progress.next = next;
    progress.events += events;
    const unsaved = (this.#unsaved.get(feed) ?? 0) + 1;
    this.#unsaved.set(feed, unsaved);
    if (unsaved >= UNSAVED_BATCHES) this.save();
  }

  /** Brings it to the disk. */
  save(): void {
    if (this.#state === undefined || this.#unsaved.size === 0) return;
    const saved: Saved = { format: FORMAT, ...this.#head, feeds: this.#feeds };
    writeWhole(checkpointPath(this.#state), `${JSON.stringify(saved, null, 2)}\n`, true);
    this.#unsaved.clear();
  }

  /** Begins the file, so that the folder belongs to this stream from now on. */
  begin(): void {
    this.#unsaved.set('', 0);
    this.save();
  }
}
