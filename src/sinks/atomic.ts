import {
  close,
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  open,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../engine/errors.js';

/** Writes a file beside its place and moves it there when it is whole; with `safe` it is on the disk before. */
export function writeWhole(path: string, text: string, safe: boolean): void {
  const beside = `${path}.tmp`;
  const file = openSync(beside, 'w');
  try {
    writeFileSync(file, text);
    if (safe) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  if (safe) syncFolderNow(dirname(path));
}

function syncFolderNow(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Brings a file, or the names in a folder, to the disk. */
export function sync(path: string): Promise<void> {
  // By callbacks: file handles with promises take twice as long, and there are several syncs a file.
  return new Promise((resolve, reject) => {
    open(path, 'r', (failed, file) => {
      if (failed) return reject(failed);
      fsync(file, (unsynced) => {
        close(file, (unclosed) => {
          const problem = unsynced ?? unclosed;
          if (problem) reject(problem);
          else resolve();
        });
      });
    });
  });
}

/**
 * Makes a folder and those above it, step by step: the recursive mkdir of Node never ends where the system takes no new
 * names (/proc). A UsageError when something on the way is a file.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let up = path;
  for (; !existsSync(up) && dirname(up) !== up; up = dirname(up)) missing.push(up);
  if (!statSync(up).isDirectory())
    throw new UsageError(`${path} must be a folder, ${up === path ? 'it' : up} is a file`);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (thrown) {
      // Another writer may have made it meanwhile.
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}
