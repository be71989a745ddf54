/** One writer a folder: a lock file that names its holder. A lock whose process is gone is taken over. */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../engine/errors.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start of the process as the system counts it, where it can be known: a number may be given to a later process. */
  readonly started: string;
  readonly since: string;
}

/** Locks that this process holds: a second run in the same process is refused, too. */
const held = new Set<string>();
const SELF = 'this process';

/**
 * Takes the lock at `path`, or throws a UsageError that names the holder. Returns the function that lets it go.
 * On another host's lock nothing can be known about the process: it is refused.
 */
export function takeLock(path: string, target: string): () => void {
  const refuse = (holder: string): never => {
    throw new UsageError(
      `${target} is being written by ${holder}; wait for it or stop it${holder === SELF ? '' : ` (if it is long gone, remove ${path})`}`,
    );
  };
  if (held.has(path)) refuse(SELF);
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  const own = join(dirname(path), `lock-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // The folder goes with the writer before us: it may go just now.
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(own, JSON.stringify(mine));
        // A hard link is made or fails as a whole, and the lock is never seen half written.
        linkSync(own, path);
        held.add(path);
        removeStrays(dirname(path), own);
        return () => {
          held.delete(path);
          rmSync(path, { force: true });
        };
      } catch (thrown) {
        const { code } = thrown as NodeJS.ErrnoException;
        if (code === 'ENOENT' && attempt < 4) continue;
        if (code !== 'EEXIST') throw thrown;
      }
      const text = readIfThere(path);
      if (text === undefined) continue;
      const holder = parse(text);
      if (!holder || isAlive(holder)) {
        refuse(
          holder
            ? `process ${holder.pid} on ${holder.host} (since ${holder.since})`
            : `a holder that cannot be read from ${path}`,
        );
      }
      // The first to move the dead lock away wins; whoever moved a living one puts it back.
      const dead = `${own}.dead`;
      try {
        renameSync(path, dead);
      } catch {
        continue;
      }
      if (readIfThere(dead) !== text) {
        try {
          linkSync(dead, path);
        } catch {
          // Somebody holds it by now.
        }
      }
      rmSync(dead, { force: true });
    }
    return refuse('another process');
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes what processes that were killed while they took the lock have left. */
function removeStrays(folder: string, own: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('lock-') || path === own) continue;
    const holder = parse(readIfThere(path) ?? '');
    if (holder && !isAlive(holder)) rmSync(path, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const state = statOf(holder.pid)?.[0];
  // A process that has ended and waits for its parent holds nothing.
  if (state === 'Z' || state === 'X') return false;
  const started = startOf(holder.pid);
  return started === undefined || holder.started === '' || started === holder.started;
}

/** Start time of a process in clock ticks since boot, where the system tells (Linux). */
function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** What the system tells of a process, from its state on (Linux). */
function statOf(pid: number): string[] | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}
