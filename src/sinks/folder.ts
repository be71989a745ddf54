import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, OutsideError, UsageError } from '../engine/errors.js';
import type { FileEntry, FileFormat } from '../engine/job.js';
import { outside } from '../engine/run.js';
import type { Held, Identity, Sink } from '../engine/sink.js';
import { parseDay } from '../world/calendar/civil.js';
import { makeFolder, sync, writeWhole } from './atomic.js';
import { refuseOther } from './identity.js';
import { Journal } from './journal.js';
import { takeLock } from './lock.js';

/** Folder inside the target that holds lock, journal and staged files while a run is at work. */
const WORK = '.emporium';
const MANIFEST = 'manifest.json';
/** Documents that `finish` writes; they may stand in a folder that we take over. */
export const DOCUMENTS = [MANIFEST, 'schema.json', 'lineage.yaml'];

/** The part of the manifest that a later run must understand. */
export interface ManifestCore {
  readonly identity: Identity;
  readonly windows: readonly { readonly from: string; readonly to: string }[];
  readonly tasks: readonly string[];
  readonly files: readonly FileEntry[];
}

/** A folder of files in one format: written beside their place, synced, renamed, then noted in the journal. */
export function folderSink(folder: string, format: FileFormat, safe: boolean): Sink {
  const root = resolve(folder);
  const work = join(root, WORK);
  const staging = join(work, 'staging');
  const journal = new Journal(work, safe);
  let unlock: (() => void) | undefined;
  let identity: Identity = {};
  let lines: { id: string; files: FileEntry[] }[] = [];
  /** Folders whose names are on the disk. */
  const known = new Set<string>();

  const guard = <T>(action: () => T): T => {
    try {
      return action();
    } catch (thrown) {
      if (thrown instanceof UsageError || thrown instanceof OutsideError) throw thrown;
      throw outside(messageOf(thrown), root);
    }
  };

  const held = (): Held => {
    const unfinished = journal.read();
    if (unfinished) {
      refuseOther(root, unfinished.run.identity, identity);
      lines = unfinished.lines.map((line) => ({ id: line.id, files: [...line.files] }));
      return asHeld(unfinished.run.pieces, false);
    }
    if (!existsSync(join(root, MANIFEST))) return asHeld([], false);
    const manifest = readManifest(root);
    refuseOther(root, manifest.identity, identity);
    const pieces = manifest.windows.map((w) => ({ from: parseDay(w.from) ?? 0, to: (parseDay(w.to) ?? 0) + 1 }));
    lines = manifest.tasks.map((id) => ({ id, files: manifest.files.filter((file) => file.task === id) }));
    return asHeld(pieces, true);
  };

  /** A file that was moved into place but never noted counts as missing: its task runs again, to the same bytes. */
  const asHeld = (pieces: Held['pieces'], finished: boolean): Held => {
    const whole = lines.filter((line) => line.files.every((file) => sizeOf(join(root, file.path)) === file.bytes));
    const intact = whole.length === lines.length && DOCUMENTS.every((path) => existsSync(join(root, path)));
    lines = whole;
    return {
      pieces,
      files: whole.flatMap((line) => line.files),
      done: new Set(whole.map((line) => line.id)),
      finished: finished && intact,
    };
  };

  return {
    format,
    target: root,
    staging,
    async open(wanted) {
      identity = wanted;
      guard(() => makeFolder(root));
      guard(() => refuseForeign(root, undefined, []));
      unlock = guard(() => takeLock(join(work, 'lock'), root));
      const now = guard(held);
      guard(() => refuseForeign(root, now, tablesOf(identity)));
      return now;
    },
    async begin(pieces) {
      guard(() => {
        rmSync(staging, { recursive: true, force: true });
        mkdirSync(staging, { recursive: true });
        journal.begin({ identity, pieces }, lines);
      });
    },
    async commit(results) {
      try {
        const files = results.flatMap((result) => result.files);
        if (safe) await Promise.all(files.map((file) => sync(file.staged)));
        const folders = new Set<string>();
        for (const file of files) {
          const place = join(root, file.path);
          const folder = dirname(place);
          folders.add(folder);
          // A folder that is new must be made known to the disk by the folder above it, once.
          for (let up = folder; up.length > root.length && !known.has(up); up = dirname(up)) folders.add(dirname(up));
          mkdirSync(folder, { recursive: true });
          renameSync(file.staged, place);
        }
        if (safe) await Promise.all([...folders].map(sync));
        for (const folder of folders) known.add(folder);
        journal.add(results);
      } catch (thrown) {
        throw outside(messageOf(thrown), root);
      }
    },
    async finish(documents) {
      guard(() => {
        const last = documents.find((document) => document.path === MANIFEST);
        for (const document of documents) {
          if (document !== last) writeWhole(join(root, document.path), document.text, safe);
        }
        // The manifest is the seal: it comes last.
        if (last) writeWhole(join(root, last.path), last.text, safe);
        journal.close();
        rmSync(join(work, 'run.json'), { force: true });
      });
    },
    async close() {
      journal.close();
      // Without the lock everything there is another writer's.
      if (!unlock) return;
      rmSync(staging, { recursive: true, force: true });
      if (!existsSync(join(work, 'run.json'))) journal.forget();
      unlock();
      unlock = undefined;
      try {
        // Only when nothing is left to remember: a folder that is not empty stays.
        rmdirSync(work);
        rmdirSync(root);
      } catch {
        // There is something to remember, or another writer has come.
      }
    },
  };
}

/** Reads the manifest of a folder; a UsageError says what is wrong with it. */
export function readManifest(root: string): ManifestCore & Record<string, unknown> {
  const path = join(root, MANIFEST);
  let manifest: (Partial<ManifestCore> & Record<string, unknown>) | null;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as typeof manifest;
  } catch (thrown) {
    throw new UsageError(`${path} cannot be read: ${messageOf(thrown)}`);
  }
  const lists = [manifest?.windows, manifest?.tasks, manifest?.files];
  if (!manifest?.identity || !lists.every(Array.isArray)) {
    throw new UsageError(`${path} cannot be read: it is not a manifest of this command`);
  }
  return manifest as ManifestCore & Record<string, unknown>;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return -1;
  }
}

/**
 * Refuses a folder with files that no run of ours wrote. Before the lock is taken (`held` undefined) only a folder that
 * was never ours can be judged. Files of an unfinished run may stand there without a note; names with a leading dot are
 * nobody's business.
 */
function refuseForeign(root: string, held: Held | undefined, tables: readonly string[]): void {
  const visible = readdirSync(root).filter((name) => !name.startsWith('.'));
  // In this order: a run that ends meanwhile writes its manifest before it forgets that it ran.
  const ours = existsSync(join(root, WORK, 'run.json')) || existsSync(join(root, MANIFEST));
  if (!ours) {
    if (visible.length > 0) {
      throw new UsageError(
        `${root} must be empty or hold a dataset of this command, it holds ${visible.slice(0, 3).join(', ')}${visible.length > 3 ? ' …' : ''}`,
      );
    }
    return;
  }
  if (!held) return;
  const known = new Set([...held.files.map((file) => file.path), ...DOCUMENTS]);
  const foreign = filesBelow(root, '').filter(
    (path) => !known.has(path) && !(!held.finished && mayBeOurs(path, tables)),
  );
  if (foreign.length > 0) {
    throw new UsageError(
      `${root} holds files that Emporium did not write: ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}; move them away`,
    );
  }
}

/** Names of the tables that a run with this identity writes. */
function tablesOf(identity: Identity): string[] {
  return Array.isArray(identity.tables) ? identity.tables.map(String) : [];
}

/** Whether a path is one that an interrupted run may have left without a note: a table's file, or a document's draft. */
function mayBeOurs(path: string, tables: readonly string[]): boolean {
  if (DOCUMENTS.some((document) => path === `${document}.tmp`)) return true;
  const table = tables.find((name) => path.startsWith(`${name}.`) || path.startsWith(`${name}/`));
  if (table === undefined) return false;
  return /^(\/(year=\d+\/)?(month=\d+\/)?r\d{3,}_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d)?\.(parquet|csv|json)(\.zst)?$/.test(
    path.slice(table.length),
  );
}

/** Paths of the files below a folder, without those whose names begin with a dot. */
export function filesBelow(root: string, below: string): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
