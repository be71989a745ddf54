import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

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
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
