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
import { joinParts, openJoiner, type PartTable } from './parts.js';

/** Folder inside the target that holds lock, journal and staged files while a run is at work. */
const WORK = '.emporium';
const MANIFEST = 'manifest.json';

/** A table as a folder holds it. */
export interface FolderTable extends PartTable {
  /** Path without ending, below the folder. */
  readonly path: string;
  /** Whether its shards are parts of one file. */
  readonly singleFile: boolean;
}

export interface FolderOptions {
  /** Hashes, syncs and checkpoints. */
  readonly safe: boolean;
  readonly tables: readonly FolderTable[];
  /** Paths of the documents that `finish` writes; they may stand in a folder that we take over. */
  readonly documents: readonly string[];
}

/** The part of the manifest that a later run must understand. */
export interface ManifestCore {
  readonly identity: Identity;
  readonly windows: readonly { readonly from: string; readonly to: string }[];
  readonly tasks: readonly string[];
  readonly files: readonly FileEntry[];
  /** Paths of the documents, where there are more than the usual three. */
  readonly documents?: readonly string[];
}

/** Paths of the documents that belong to a folder. */
export function documentsOf(manifest: Pick<ManifestCore, 'documents'>): readonly string[] {
  return manifest.documents ?? [MANIFEST, 'schema.json', 'lineage.yaml'];
}

/**
 * A folder of files in one format: written beside their place, synced, renamed, then noted in the journal. The shards of
 * a table that is one file wait as parts in the hidden folder until all are there.
 */
export function folderSink(folder: string, format: FileFormat, { safe, tables, documents }: FolderOptions): Sink {
  const root = resolve(folder);
  const work = join(root, WORK);
  const staging = join(work, 'staging');
  const parts = join(work, 'parts');
  const singles = tables.filter((table) => table.singleFile);
  /** Files that were made of parts by earlier runs, as far as they are as they were. */
  let whole: FileEntry[] = [];
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
    const manifest = existsSync(join(root, MANIFEST)) ? readManifest(root) : undefined;
    if (unfinished) {
      refuseOther(root, unfinished.run.identity, identity);
      lines = unfinished.lines.map((line) => ({ id: line.id, files: [...line.files] }));
      return asHeld(unfinished.run.pieces, false, manifest?.files);
    }
    if (!manifest) return asHeld([], false);
    refuseOther(root, manifest.identity, identity);
    const pieces = manifest.windows.map((w) => ({ from: parseDay(w.from) ?? 0, to: (parseDay(w.to) ?? 0) + 1 }));
    lines = manifest.tasks.map((id) => ({ id, files: manifest.files.filter((file) => file.task === id) }));
    return asHeld(pieces, true, manifest.files);
  };

  const placeOf = (file: FileEntry): string =>
    singles.some(({ name }) => name === file.table) && file.parts === undefined
      ? join(parts, file.path)
      : join(root, file.path);
  const isIntact = (file: FileEntry): boolean => sizeOf(placeOf(file)) === file.bytes;

  /** A file that was moved into place but never noted counts as missing: its task runs again, to the same bytes. */
  const asHeld = (pieces: Held['pieces'], finished: boolean, noted: readonly FileEntry[] = []): Held => {
    const made = noted.filter((file) => file.parts !== undefined);
    whole = made.filter(isIntact);
    const lost = new Set(made.filter((file) => !whole.includes(file)).flatMap((file) => file.parts ?? []));
    const held = lines.filter((line) => !lost.has(line.id) && line.files.every(isIntact));
    const intact = held.length === lines.length && documents.every((path) => existsSync(join(root, path)));
    lines = held;
    return {
      pieces,
      files: [...whole, ...held.flatMap((line) => line.files)],
      done: new Set(held.map((line) => line.id)),
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
      guard(() => refuseForeign(root, undefined, {}));
      unlock = guard(() => takeLock(join(work, 'lock'), root));
      const now = guard(held);
      guard(() => refuseForeign(root, now, { tables, documents }));
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
          const place = placeOf(file);
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
    async settle(files) {
      const done: FileEntry[] = files.filter((file) => !singles.some(({ name }) => name === file.table));
      if (singles.length === 0) return done;
      const joiner = { root, staging, parts, format, safe };
      const database = await openJoiner(joiner);
      try {
        const joined = singles.map(async (table) => {
          const own = files.filter((file) => file.table === table.name && file.parts === undefined);
          const before = whole.find((file) => file.table === table.name);
          return joinParts(joiner, await database.connect(), table, own, before);
        });
        return [...done, ...(await Promise.all(joined))];
      } catch (thrown) {
        throw outside(messageOf(thrown), root);
      } finally {
        database.close();
      }
    },
    async finish(texts) {
      guard(() => {
        const last = texts.find((document) => document.path === MANIFEST);
        for (const document of texts) {
          mkdirSync(dirname(join(root, document.path)), { recursive: true });
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
      if (!existsSync(join(work, 'run.json'))) {
        journal.forget();
        rmSync(parts, { recursive: true, force: true });
      }
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
  if (!existsSync(root)) throw new UsageError(`${root} does not exist`);
  if (!existsSync(path)) throw new UsageError(`${root} is not a dataset: it has no ${MANIFEST}`);
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
function refuseForeign(root: string, held: Held | undefined, ours: Partial<FolderOptions>): void {
  const visible = readdirSync(root).filter((name) => !name.startsWith('.'));
  // In this order: a run that ends meanwhile writes its manifest before it forgets that it ran.
  const isOurs = existsSync(join(root, WORK, 'run.json')) || existsSync(join(root, MANIFEST));
  if (!isOurs) {
    if (visible.length > 0) {
      throw new UsageError(
        `${root} must be empty or hold a dataset of this command, it holds ${visible.slice(0, 3).join(', ')}${visible.length > 3 ? ' …' : ''}`,
      );
    }
    return;
  }
  if (!held) return;
  const known = new Set([...held.files.map((file) => file.path), ...(ours.documents ?? [])]);
  const foreign = filesBelow(root, '').filter((path) => !known.has(path) && !(!held.finished && mayBeOurs(path, ours)));
  if (foreign.length > 0) {
    throw new UsageError(
      `${root} holds files that Emporium did not write: ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}; move them away`,
    );
  }
}

/** Whether a path is one that an interrupted run may have left without a note: a table's file, or a document's draft. */
function mayBeOurs(path: string, { documents = [], tables = [] }: Partial<FolderOptions>): boolean {
  if (documents.some((document) => path === `${document}.tmp`)) return true;
  const table = tables.find(({ path: base }) => path.startsWith(`${base}.`) || path.startsWith(`${base}/`));
  if (table === undefined) return false;
  return /^(\/(year=\d+\/)?(month=\d+\/)?r\d{3,}_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d)?\.(parquet|csv|json)(\.zst)?$/.test(
    path.slice(table.path.length),
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
