import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { FeedDescription } from '../../src/engine/feed-sink.js';
import { ReaderGoneError, stdoutSink } from '../../src/sinks/stdout.js';
import { tempFolders, thrownBy } from '../support/runs.js';
import { batchOf, type Cell, everyType, everyTypeBatch } from './batches.js';
import { feedConformance, type ReadEvent } from './feed-conformance.js';

const never = new AbortController().signal;
const sales: FeedDescription = { feed: 'sales', columns: everyType, primaryKey: ['id'] };

/** The events of a feed in lines with labels. Digits beyond what a double holds are taken as text. */
function eventsOf(text: string, { feed, columns }: FeedDescription): ReadEvent[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.replace(/("id":)(-?\d+)/g, '$1"$2"')))
    .filter(({ stream }) => stream === feed)
    .map(({ event_id, data }) => ({
      id: event_id as string,
      row: Object.fromEntries(columns.map(({ name }) => [name, data[name] as Cell])),
    }));
}

/** A stream that takes its time and appends to a file. */
function slowFile(path: string): Writable {
  return new Writable({
    highWaterMark: 1000,
    write(chunk: Buffer, _, done) {
      setImmediate(() => {
        appendFileSync(path, chunk);
        done();
      });
    },
  });
}

feedConformance('standard output', {
  make: (folder) => stdoutSink({ stream: slowFile(join(folder, 'lines.json')) }),
  read: async (folder, feed) => {
    const path = join(folder, 'lines.json');
    return existsSync(path) ? eventsOf(readFileSync(path, 'utf8'), feed) : [];
  },
  again: 'the same ids',
});

const temp = tempFolders();

test('a line tells its stream, id and times', async () => {
  const path = join(temp(), 'lines.json');
  const sink = stdoutSink({ stream: slowFile(path), form: 'debezium', name: 'shop' });
  await sink.open([sales]);
  const columns = [{ name: 'id', type: 'INTEGER', values: Int32Array.of(1) }];
  await sink.write(batchOf('sales', 0, 1, columns), never);
  await sink.write(batchOf('stores', 0, 1, columns, { operations: ['c'] }), never);
  await sink.close();
  expect(readFileSync(path, 'utf8').split('\n')).toEqual([
    '{"stream":"sales","event_id":"sales-0-0","event_time":"2024-01-01T00:00:00.000000","arrival_time":"2024-01-01T00:00:00.000000","data":{"id":1}}',
    '{"stream":"stores","event_id":"stores-0-0","event_time":"2024-01-01T00:00:00.000000","arrival_time":"2024-01-01T00:00:00.000000","data":{"before":null,"after":{"id":1},"source":{"connector":"emporium","name":"shop","table":"stores","event_id":"stores-0-0","ts_ms":1704067200000,"snapshot":"false"},"op":"c","ts_ms":1704067200000}}',
    '',
  ]);
});

describe('a reader', () => {
  test('that is slow makes the feed wait', async () => {
    const taken: (() => void)[] = [];
    const stream = new Writable({ highWaterMark: 10, write: (_chunk, _encoding, done) => void taken.push(done) });
    const sink = stdoutSink({ stream });
    await sink.open([sales]);
    let written = false;
    const write = sink.write(everyTypeBatch('sales', 0, 10), never).then(() => {
      written = true;
    });
    await new Promise((next) => setTimeout(next, 20));
    expect(written).toBe(false);
    taken[0]();
    await write;
    await sink.close();
  });

  test('that never takes anything is waited for until the signal comes', async () => {
    const chunks: Buffer[] = [];
    const stream = new Writable({ highWaterMark: 10, write: (chunk) => void chunks.push(chunk) });
    const sink = stdoutSink({ stream });
    await sink.open([sales]);
    const abort = new AbortController();
    const write = thrownBy(sink.write(everyTypeBatch('sales', 0, 10), abort.signal));
    const before = chunks[0].toString();
    abort.abort();
    expect(await write).toMatch(/^CancelledError: /);
    // What the stream holds still is not written over.
    void sink.write(everyTypeBatch('sales', 1, 10), never).catch(() => undefined);
    expect(chunks[0].toString()).toBe(before);
  });

  test('that goes away ends the stream cleanly: told once, then a ReaderGoneError', async () => {
    let closed = 0;
    const child = spawn('head', ['-n', '1'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const sink = stdoutSink({ stream: child.stdin, onClosed: () => closed++ });
    await sink.open([sales]);
    let thrown: unknown;
    for (let number = 0; number < 1000 && !thrown; number++) {
      await sink.write(everyTypeBatch('sales', number, 1000), never).catch((error: unknown) => {
        thrown = error;
      });
    }
    expect(thrown).toBeInstanceOf(ReaderGoneError);
    expect(String(thrown)).toBe('ReaderGoneError: the reader of the stream has gone');
    expect(closed).toBe(1);
    expect(await thrownBy(sink.write(everyTypeBatch('sales', 0, 1), never))).toMatch(/^ReaderGoneError: /);
    expect(closed).toBe(1);
    await sink.close();
  });

  test('that fails otherwise is an error of the outside', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) =>
        done(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })),
    });
    const sink = stdoutSink({ stream });
    await sink.open([sales]);
    expect(await thrownBy(sink.write(everyTypeBatch('sales', 0, 1), never))).toMatch(
      /^OutsideError: the disk of the stream is full/,
    );
    await sink.close();
  });
});
