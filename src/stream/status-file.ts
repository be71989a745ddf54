/** What a running stream tells other processes, in its state folder. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamStatus } from './status.js';

export interface StatusFile extends StreamStatus {
  /** Process of the stream, and whether it says that it has ended. */
  readonly pid: number;
  readonly state: 'running' | 'ended';
  /** When this was written, ISO 8601. */
  readonly at: string;
}

const pathOf = (folder: string) => join(folder, 'status.json');

/** Writes it, whole at any moment. Not synced: it is of no use after a crash. */
export function writeStatus(folder: string, status: StreamStatus, state: StatusFile['state']): void {
  const file: StatusFile = { ...status, pid: process.pid, state, at: new Date().toISOString() };
  const beside = `${pathOf(folder)}.tmp`;
  writeFileSync(beside, JSON.stringify(file, null, 2));
  renameSync(beside, pathOf(folder));
}

/** What a folder's stream told last; undefined when there is none. */
export function readStatus(folder: string): StatusFile | undefined {
  if (!existsSync(pathOf(folder))) return undefined;
  return JSON.parse(readFileSync(pathOf(folder), 'utf8')) as StatusFile;
}

/** Process that runs the stream of a folder, as its lock says; undefined when there is none. */
export function runningPid(folder: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as { pid: number };
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
