import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutsideError, UsageError } from '../../../src/engine/errors.js';
import { type FeedBatch, RejectedError } from '../../../src/engine/feed-sink.js';
import { takeLock } from '../../../src/sinks/lock.js';
import { letterBatch, resendDeadLetters, withDeadLetters } from '../../../src/stream/delivery/dead-letters.js';
import { type DeadLetter, listDeadLetters, retryDeadLetters } from '../../../src/stream/delivery/letter-files.js';
import { batchOf, never, sinkThat } from './virtual-clock.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'letters-')), 'dead-letters');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

/** Numbers that a double cannot hold, and letters of more than one byte: what is kept is the text. */
function encode(batch: FeedBatch) {
  const values = batch.ids.map((id) => `{"id":"${id}","n":12345678901234567890,"name":"Zoë ☕"}`);
  const ends = Uint32Array.from(values, (_, i) => Buffer.byteLength(values.slice(0, i + 1).join('')));
  return { bytes: Buffer.from(values.join('')), ends };
}

const rejecting = (...rows: number[]) => {
  const error = new RejectedError('too large', rows);
  return withDeadLetters(
    sinkThat(() => Promise.reject(error)),
    { folder, encode },
  );
};
const listed = (feed?: string) => [...listDeadLetters(folder, feed)];
const ids = (letters: readonly DeadLetter[] = listed()) => letters.map((letter) => letter.event_id);

describe('withDeadLetters', () => {
  test('writes what was rejected, a line an event, and acknowledges the batch', async () => {
    const sink = rejecting(2, 0);
    await sink.write({ ...batchOf('sales', 17, 3), operations: ['c', 'u', 'd'] }, never);
    const lines = readFileSync(join(folder, 'sales', 'batch-000000017.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        event_id: 'sales/17/0',
        feed: 'sales',
        batch: 17,
        row: 0,
        key: 'key of sales/17/0',
        event_time: '2024-03-01T12:00:00.000001',
        arrival_time: '2024-03-01T12:01:00.000000',
        operation: 'c',
        reason: 'too large',
        failed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        value: '{"id":"sales/17/0","n":12345678901234567890,"name":"Zoë ☕"}',
      },
      expect.objectContaining({
        event_id: 'sales/17/2',
        row: 2,
        operation: 'd',
        value: expect.stringContaining('sales/17/2'),
      }),
    ]);
    expect(sink.deadLetterStatus('sales')).toMatchObject({ dead: 2, lastReason: 'too large' });
    expect(sink.deadLetterStatus('stores')).toEqual({ dead: 0, lastReason: undefined, lastAt: undefined });
  });

  test('writes the letters of a batch that is sent again once', async () => {
    await rejecting(0, 1).write(batchOf('sales', 1, 4), never);
    await rejecting(1, 3).write(batchOf('sales', 1, 4), never);
    expect(ids()).toEqual(['sales/1/0', 'sales/1/1', 'sales/1/3']);
    const lines = readFileSync(join(folder, 'sales', 'batch-000000001.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBe(3);
  });

  test('keeps a duplicate of an event as an event of its own', async () => {
    await rejecting(0, 1).write({ ...batchOf('sales', 1, 2), ids: ['same', 'same'] }, never);
    expect(ids()).toEqual(['same', 'same']);
  });

  test('leaves batches and errors of other kinds alone', async () => {
    const down = new Error('connection refused');
    const sink = withDeadLetters(
      sinkThat(({ number }) => (number === 1 ? Promise.resolve() : Promise.reject(down))),
      { folder, encode },
    );
    await sink.write(batchOf('sales', 1), never);
    await expect(sink.write(batchOf('sales', 2), never)).rejects.toBe(down);
    expect(listed()).toEqual([]);
  });

  test.each([[[]], [[3]], [[-1]], [[0.5]]])('does not guess what became of a batch: rows %j', async (rows) => {
    await expect(rejecting(...rows).write(batchOf('sales', 1, 3), never)).rejects.toThrow(
      'of batch 1 of sales were rejected, it has 3: too large',
    );
  });

  test('does not acknowledge a batch whose letters cannot be written', async () => {
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    const failure = await rejecting(0)
      .write(batchOf('sales', 1), never)
      .catch((error) => error);
    expect(failure).toBeInstanceOf(OutsideError);
    expect(failure.message).toContain('dead letters cannot be written to');
  });

  test.each(['../../outside', '..', '.hidden', 'truth/sales', 'a b'])('a feed called %s stays inside', async (feed) => {
    await rejecting(0).write(batchOf(feed, 1), never);
    expect(readdirSync(join(folder, '..'))).toEqual(['dead-letters']);
    expect(ids(listed(feed))).toEqual([`${feed}/1/0`]);
    expect(ids()).toEqual([`${feed}/1/0`]);
  });
});

describe('listing', () => {
  test('is by feed, batch and row; of a folder that is not there it is empty', async () => {
    expect(listed()).toEqual([]);
    expect(await retryDeadLetters(folder, async () => [])).toEqual({ sent: 0, refused: 0 });
    await rejecting(1, 0).write(batchOf('stores', 1, 2), never);
    await rejecting(0).write(batchOf('sales', 10), never);
    await rejecting(0).write(batchOf('sales', 9), never);
    expect(ids()).toEqual(['sales/9/0', 'sales/10/0', 'stores/1/0', 'stores/1/1']);
    expect(ids(listed('stores'))).toEqual(['stores/1/0', 'stores/1/1']);
  });

  test('says which line cannot be read', async () => {
    await rejecting(0).write(batchOf('sales', 1), never);
    const path = join(folder, 'sales', 'batch-000000001.jsonl');
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"event_id":`);
    expect(() => listed()).toThrow(`line 2 of ${path} is not a dead letter`);
  });
});

describe('sending again', () => {
  test('gives the sink the events as they were, and forgets what it takes', async () => {
    const original: FeedBatch = { ...batchOf('sales', 17, 3), operations: ['c', 'u', 'd'] };
    await rejecting(0, 2).write(original, never);
    await rejecting(0).write(batchOf('stores', 1), never);
    const got: FeedBatch[] = [];
    const sink = sinkThat(async (batch) => void got.push(batch));
    expect(await resendDeadLetters(folder, sink, { signal: never, feed: 'sales' })).toEqual({ sent: 2, refused: 0 });
    expect(got.length).toBe(1);
    const { bytes, ends } = encode(original);
    expect(got[0]).toMatchObject({
      feed: 'sales',
      number: 17,
      rows: 2,
      columns: [],
      ids: ['sales/17/0', 'sales/17/2'],
      keys: ['key of sales/17/0', 'key of sales/17/2'],
      operations: ['c', 'd'],
      eventTimes: original.eventTimes.slice(0, 2),
      arrivalTimes: original.arrivalTimes.slice(0, 2),
    });
    const sent = got[0].encoded!;
    const first = bytes.toString('utf8', 0, ends[0]);
    const third = bytes.toString('utf8', ends[1], ends[2]);
    expect(sent.bytes.toString()).toBe(`${first}${third}`);
    expect([...sent.ends]).toEqual([ends[0], sent.bytes.length]);
    expect(sent.bytes.toString('utf8', sent.ends[0], sent.ends[1])).toBe(third);
    expect(ids()).toEqual(['stores/1/0']);
  });

  test('keeps what is rejected again, with the new reason, and its place', async () => {
    await rejecting(0, 2, 3).write(batchOf('sales', 1, 4), never);
    const [, before] = listed();
    const sink = sinkThat(() => Promise.reject(new RejectedError('still too large', [1])));
    expect(await resendDeadLetters(folder, sink, { signal: never })).toEqual({ sent: 2, refused: 1 });
    expect(listed()).toEqual([{ ...before, reason: 'still too large', failed_at: expect.any(String) }]);
    expect(
      await resendDeadLetters(
        folder,
        sinkThat(async () => undefined),
        { signal: never },
      ),
    ).toEqual({
      sent: 1,
      refused: 0,
    });
    expect(listed()).toEqual([]);
    expect(readdirSync(join(folder, 'sales'))).toEqual([]);
  });

  test('stops when the target is down or the signal aborts; nothing is lost', async () => {
    for (const number of [1, 2, 3]) await rejecting(0).write(batchOf('sales', number), never);
    let tries = 0;
    const sink = sinkThat(async () => {
      if (++tries === 2) throw new Error('connection refused');
    });
    await expect(resendDeadLetters(folder, sink, { signal: never })).rejects.toThrow('connection refused');
    expect(ids()).toEqual(['sales/2/0', 'sales/3/0']);
    await expect(resendDeadLetters(folder, sink, { signal: AbortSignal.abort('by hand') })).rejects.toBe('by hand');
    expect(ids()).toEqual(['sales/2/0', 'sales/3/0']);
  });

  test('keeps letters that a stream adds to the same batch meanwhile', async () => {
    await rejecting(0, 1).write(batchOf('sales', 1, 4), never);
    await retryDeadLetters(folder, async (letters) => {
      await rejecting(1, 3).write(batchOf('sales', 1, 4), never);
      return letters.slice(0, 1);
    });
    expect(ids()).toEqual(['sales/1/0', 'sales/1/1', 'sales/1/3']);
  });

  test('is done by one process at a time', async () => {
    await rejecting(0).write(batchOf('sales', 1), never);
    const unlock = takeLock(join(folder, '.lock'), 'the folder');
    await expect(retryDeadLetters(folder, async () => [])).rejects.toThrow(UsageError);
    unlock();
    expect(await retryDeadLetters(folder, async () => [])).toEqual({ sent: 1, refused: 0 });
  });

  test.each([
    [-1n, '1969-12-31T23:59:59.999999'],
    [0n, '1970-01-01T00:00:00.000000'],
    [253402300799999999n, '9999-12-31T23:59:59.999999'],
  ])('keeps times to the microsecond: %s', async (us, text) => {
    const batch = { ...batchOf('sales', 1), eventTimes: BigInt64Array.of(us) };
    await rejecting(0).write(batch, never);
    expect(listed()[0].event_time).toBe(text);
    expect(letterBatch(listed()).eventTimes).toEqual(batch.eventTimes);
  });
});
