/**
 * Dead letters on disk: `<folder>/<feed>/batch-<number>.jsonl`, a line an event. A file is written as a whole, so that
 * a crash leaves it as it was or as it should be.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, OutsideError } from '../../engine/errors.js';
import type { Operation } from '../../engine/feed-sink.js';
import { makeFolder, sync, writeWhole } from '../../sinks/atomic.js';
import { takeLock } from '../../sinks/lock.js';

/** An event that the target will never take, as a line of a file holds it. */
export interface DeadLetter {
  readonly event_id: string;
  readonly feed: string;
  /** Number of the batch, and the event's row in it (from 0). */
  readonly batch: number;
  readonly row: number;
  readonly key: string;
  /** `2024-03-01T12:00:00.000000`, no time zone, as the events have it. */
  readonly event_time: string;
  readonly arrival_time: string;
  /** Of a captured change: what happened to the row. */
  readonly operation?: Operation;
  /** What the target said. */
  readonly reason: string;
  /** When it said so: ISO 8601, UTC. */
  readonly failed_at: string;
  /** The event as it was to be sent: JSON text, unchanged. */
  readonly value: string;
}

/**
 * Adds the letters of one batch and brings them to the disk. A letter that is there already (the same row of the same
 * batch) is replaced: a batch that is sent again after a crash leaves its letters once. Throws an OutsideError.
 */
export async function addLetters(folder: string, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const path = join(feedFolder(folder, letters[0].feed), `batch-${String(letters[0].batch).padStart(9, '0')}.jsonl`);
  try {
    if (!existsSync(dirname(path))) {
      makeFolder(dirname(path));
      // The names of new folders must be on the disk, too.
      for (const above of [folder, dirname(folder)]) await sync(above);
    }
    writeLetters(path, distinct([...(existsSync(path) ? readLetters(path) : []), ...letters]));
  } catch (thrown) {
    if (thrown instanceof OutsideError) throw thrown;
    throw new OutsideError(
      `dead letters cannot be written to ${path}: ${messageOf(thrown)}; nothing is lost: run the same command again when it is possible`,
    );
  }
}

/** The dead letters of a folder, or of one feed: by feed, batch and row, each once. A folder that is not there has none. */
export function* listDeadLetters(folder: string, feed?: string): Generator<DeadLetter> {
  for (const files of letterFiles(folder, feed)) yield* distinct(files.flatMap(readLetters));
}

export interface Retried {
  /** Letters that were sent, and are gone from the folder. */
  readonly sent: number;
  /** Letters that were refused again, and stay with the new reason. */
  readonly refused: number;
}

/**
 * Sends dead letters again, batch by batch. `send` gets the letters of one batch in the order of their rows and resolves
 * when the target has them; it returns those that were refused again, with the reason. A file goes when its letters are
 * sent: when the process is killed between, they are sent once more, with the same ids. What `send` throws ends it, and
 * what was not sent stays. Throws a UsageError when another process does the same in this folder.
 */
export async function retryDeadLetters(
  folder: string,
  send: (letters: readonly DeadLetter[]) => Promise<readonly DeadLetter[]>,
  feed?: string,
): Promise<Retried> {
  if (!existsSync(folder)) return { sent: 0, refused: 0 };
  const unlock = takeLock(join(folder, '.lock'), `${folder} (its dead letters)`);
  let sent = 0;
  let refused = 0;
  try {
    for (const files of letterFiles(folder, feed)) {
      const claimed = files.map(claim);
      const letters = distinct(claimed.flatMap(readLetters));
      const left = distinct(await send(letters));
      sent += letters.length - left.length;
      refused += left.length;
      // First what stays, then what goes: a crash between leaves a letter twice, and it is read once.
      if (left.length > 0) writeLetters(claimed[0], left);
      for (const path of left.length > 0 ? claimed.slice(1) : claimed) rmSync(path);
      await sync(dirname(claimed[0]));
    }
    return { sent, refused };
  } finally {
    unlock();
  }
}

/**
 * Takes a file out of the way of a stream that may be adding letters to the same batch: it then begins a new file. The
 * claimed one is found under its new name by the next retry.
 */
function claim(path: string): string {
  if (/\.retry-[0-9a-z]+\.jsonl$/.test(path)) return path;
  const mine = path.replace(/\.jsonl$/, `.retry-${Math.random().toString(36).slice(2, 10)}.jsonl`);
  renameSync(path, mine);
  return mine;
}

/** The files of each batch, by feed and number. */
function letterFiles(folder: string, feed: string | undefined): string[][] {
  const feeds = feed === undefined ? foldersOf(folder) : [feedFolder(folder, feed)];
  return feeds.flatMap((within) => {
    const batches = new Map<number, string[]>();
    for (const name of existsSync(within) ? readdirSync(within) : []) {
      const match = /^batch-(\d+)(\.retry-[0-9a-z]+)?\.jsonl$/.exec(name);
      if (!match) continue;
      const number = Number(match[1]);
      batches.set(number, [...(batches.get(number) ?? []), join(within, name)]);
    }
    return [...batches].sort(([a], [b]) => a - b).map(([, paths]) => paths.sort());
  });
}

function foldersOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** A folder name that no feed's name can lead out of. */
function feedFolder(folder: string, feed: string): string {
  return join(
    folder,
    encodeURIComponent(feed).replace(/^\.+/, (dots) => '%2E'.repeat(dots.length)),
  );
}

/** The last letter of each row, by batch and row. */
function distinct(letters: readonly DeadLetter[]): DeadLetter[] {
  return [...new Map(letters.map((letter) => [letter.row, letter])).values()].sort((a, b) => a.row - b.row);
}

function readLetters(path: string): DeadLetter[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line === '') return [];
      try {
        return [JSON.parse(line) as DeadLetter];
      } catch {
        throw new OutsideError(`line ${i + 1} of ${path} is not a dead letter: mend it or move the file away`);
      }
    });
}

function writeLetters(path: string, letters: readonly DeadLetter[]): void {
  writeWhole(path, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''), true);
}
