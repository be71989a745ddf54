/** Dead letters when the process is killed: at each step that touches the disk, one after the other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import {
  addLetters,
  type DeadLetter,
  listDeadLetters,
  retryDeadLetters,
} from '../../../src/stream/delivery/letter-files.js';

const kill = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY, steps: 0 }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const isKilled = () => ++kill.steps > kill.after;
  /** A step that a dead process does not do, nor anything after it. */
  const mortal = <A extends unknown[], R>(step: (...args: A) => R, halfway?: (...args: A) => void) => {
    return (...args: A): R => {
      if (!isKilled()) return step(...args);
      if (kill.steps === kill.after + 1) halfway?.(...args);
      throw new Error('killed');
    };
  };
  return {
    ...fs,
    openSync: mortal(fs.openSync),
    writeFileSync: mortal(fs.writeFileSync as (file: number, text: string) => void, (file, text) =>
      fs.writeFileSync(file, text.slice(0, text.length / 2)),
    ),
    fsyncSync: mortal(fs.fsyncSync),
    renameSync: mortal(fs.renameSync),
    mkdirSync: mortal(fs.mkdirSync),
    rmSync: mortal(fs.rmSync),
    fsync: (file: number, done: (error: Error | null) => void) =>
      isKilled() ? done(new Error('killed')) : fs.fsync(file, done),
  };
});
// This process lives on, and so would its lock.
vi.mock('../../../src/sinks/lock.js', () => ({ takeLock: () => () => undefined }));

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'letters-'));
  folders.push(folder);
  return join(folder, 'dead-letters');
}

function letter(batch: number, row: number): DeadLetter {
  return {
    event_id: `${batch}/${row}`,
    feed: 'sales',
    batch,
    row,
    key: '1',
    event_time: '2024-03-01T12:00:00.000000',
    arrival_time: '2024-03-01T12:00:00.000000',
    reason: 'too large',
    failed_at: '2024-03-01T12:00:00Z',
    value: '{}',
  };
}

const listed = (folder: string) => [...listDeadLetters(folder)].map(({ event_id }) => event_id);

/** Does something with the process killed after each number of steps, until one run goes through. Says how many died. */
async function killedAtEachStep(
  prepare: () => Promise<string>,
  act: (folder: string) => Promise<unknown>,
  check: (folder: string, died: boolean) => Promise<void>,
): Promise<number> {
  for (let after = 0; after < 200; after++) {
    const folder = await prepare();
    Object.assign(kill, { after, steps: 0 });
    const died = await act(folder).then(
      () => false,
      () => true,
    );
    Object.assign(kill, { after: Number.POSITIVE_INFINITY, steps: 0 });
    await check(folder, died);
    if (!died) return after;
  }
  throw new Error('it never went through');
}

test.each(['a new folder', 'a batch with letters'])('adding letters to %s', async (where) => {
  const before = where === 'a new folder' ? [] : ['1/0', '1/1'];
  const died = await killedAtEachStep(
    async () => {
      const folder = newFolder();
      if (before.length > 0) await addLetters(folder, [letter(1, 0), letter(1, 1)]);
      return folder;
    },
    (folder) => addLetters(folder, [letter(1, 1), letter(1, 3)]),
    async (folder, isDead) => {
      const after = [...new Set([...before, '1/1', '1/3'])];
      // All or nothing, and all when it said so.
      expect(isDead ? [before, after] : [after]).toContainEqual(listed(folder));
      await addLetters(folder, [letter(1, 1), letter(1, 3)]);
      expect(listed(folder)).toEqual(after);
    },
  );
  expect(died).toBeGreaterThan(4);
});

test('sending letters again', async () => {
  const all = ['1/0', '1/1', '1/2', '2/0', '3/0', '3/1'];
  const sent = new Set<string>();
  const send = async (letters: readonly DeadLetter[]) => {
    const left = letters.filter(({ event_id }) => event_id === '1/1');
    for (const { event_id } of letters) if (event_id !== '1/1') sent.add(event_id);
    return left;
  };
  const died = await killedAtEachStep(
    async () => {
      sent.clear();
      const folder = newFolder();
      await addLetters(folder, [letter(1, 0), letter(1, 1), letter(1, 2)]);
      await addLetters(folder, [letter(2, 0)]);
      await addLetters(folder, [letter(3, 0), letter(3, 1)]);
      return folder;
    },
    (folder) => retryDeadLetters(folder, send),
    async (folder) => {
      const there = listed(folder);
      expect(new Set(there).size, 'each once').toBe(there.length);
      expect([...new Set([...there, ...sent])].sort(), 'there or sent').toEqual(all);
      await retryDeadLetters(folder, send);
      expect(listed(folder)).toEqual(['1/1']);
      expect([...sent].sort()).toEqual(all.filter((id) => id !== '1/1'));
    },
  );
  expect(died).toBeGreaterThan(8);
});
