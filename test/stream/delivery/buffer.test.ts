import { describe, expect, test } from 'vitest';
import type { FeedSink } from '../../../src/engine/feed-sink.js';
import { type BufferOptions, withBuffer } from '../../../src/stream/delivery/buffer.js';
import { batchOf, never, outcome, pass, settle, sinkThat, sleep, useVirtualClock } from './virtual-clock.js';

useVirtualClock();

/** A buffer that notes what it tells. */
function buffered(write: FeedSink['write'], options: Partial<BufferOptions> = {}) {
  const acknowledged: string[] = [];
  const failures: string[] = [];
  const buffer = withBuffer(sinkThat(write), {
    signal: never,
    onAcknowledged: (batch) => void acknowledged.push(`${batch.feed}/${batch.number}`),
    onFailed: (error, feed) => void failures.push(`${feed}: ${error}`),
    ...options,
  });
  return { buffer, acknowledged, failures };
}

describe('withBuffer', () => {
  test('takes batches at once while there is room, then makes the caller wait', async () => {
    const { buffer, acknowledged } = buffered(() => sleep(100), { batches: 2 });
    let put = 0;
    const generation = (async () => {
      for (let n = 0; n < 5; n++) {
        await buffer.put(batchOf('sales', n, 3));
        put++;
      }
    })();
    await settle();
    expect(put).toBe(2);
    expect(buffer.bufferStatus('sales')).toEqual({
      batches: 2,
      events: 6,
      writing: 0,
      waiting: true,
      failed: undefined,
    });
    await pass(99);
    expect([put, acknowledged.length]).toEqual([2, 0]);
    await pass(1);
    expect([put, acknowledged.length]).toEqual([3, 1]);
    expect((await outcome(generation.then(() => buffer.drain())))?.ms).toBe(500);
    expect(acknowledged).toEqual(['sales/0', 'sales/1', 'sales/2', 'sales/3', 'sales/4']);
    expect(buffer.bufferStatus('sales')).toMatchObject({ batches: 0, events: 0, writing: undefined, waiting: false });
  });

  test('counts events, too; a batch that is larger than the bound is held alone', async () => {
    const { buffer } = buffered(() => sleep(100), { batches: 100, events: 10 });
    const put: number[] = [];
    void (async () => {
      for (const [n, rows] of [4, 5, 2, 30, 1].entries()) {
        await buffer.put(batchOf('sales', n, rows));
        put.push(n);
      }
    })();
    await settle();
    expect(put).toEqual([0, 1]);
    await pass(100);
    expect(put).toEqual([0, 1, 2]);
    await pass(100);
    expect(put).toEqual([0, 1, 2]);
    await pass(100);
    expect(put).toEqual([0, 1, 2, 3]);
    expect(buffer.bufferStatus('sales')).toMatchObject({ batches: 1, events: 30, waiting: true });
    await pass(100);
    expect(put).toEqual([0, 1, 2, 3, 4]);
  });

  test('a feed that stalls does not hold another', async () => {
    const { buffer, acknowledged } = buffered(({ feed }) =>
      feed === 'sales' ? new Promise(() => undefined) : Promise.resolve(),
    );
    for (let n = 0; n < 8; n++) await buffer.put(batchOf('sales', n));
    for (let n = 0; n < 20; n++) await buffer.put(batchOf('stores', n));
    await settle();
    expect(acknowledged.length).toBe(20);
  });

  test('drains what was put before, and not what comes meanwhile', async () => {
    const { buffer, acknowledged } = buffered(() => sleep(100));
    for (let n = 0; n < 3; n++) await buffer.put(batchOf('sales', n));
    const drained = outcome(buffer.drain());
    await buffer.put(batchOf('sales', 3));
    await buffer.put(batchOf('stores', 0));
    expect((await drained)?.ms).toBe(300);
    expect(acknowledged).toContain('sales/2');
    expect(acknowledged).not.toContain('sales/3');
  });

  test('waits for what onAcknowledged returns before it writes on', async () => {
    const writes: number[] = [];
    const { buffer } = buffered(async ({ number }) => void writes.push(number), { onAcknowledged: () => sleep(50) });
    await buffer.put(batchOf('sales', 1));
    await buffer.put(batchOf('sales', 2));
    await pass(49);
    expect(writes).toEqual([1]);
    expect(buffer.bufferStatus('sales').batches).toBe(2);
    expect((await outcome(buffer.drain()))?.ms).toBe(100);
  });

  test('a feed that fails stops alone; drain tells the first failure when the others are through', async () => {
    const { buffer, acknowledged, failures } = buffered(
      async ({ feed, number }) => {
        await sleep(10);
        if (feed === 'sales' && number === 1) throw new Error('no such table');
      },
      { batches: 2 },
    );
    const sales = (async () => {
      for (let n = 0; n < 9; n++) await buffer.put(batchOf('sales', n));
    })().catch((error) => String(error));
    const stores = (async () => {
      for (let n = 0; n < 9; n++) await buffer.put(batchOf('stores', n));
    })();
    await outcome(stores);
    const drained = await outcome(buffer.drain());
    expect(String(drained?.error)).toBe('Error: no such table');
    expect(drained?.ms).toBe(90);
    expect(await sales).toBe('Error: no such table');
    expect(failures).toEqual(['sales: Error: no such table']);
    expect(acknowledged.filter((name) => name.startsWith('sales'))).toEqual(['sales/0']);
    expect(acknowledged.length).toBe(10);
    expect(buffer.bufferStatus('sales')).toMatchObject({ batches: 0, events: 0, failed: 'no such table' });
    await expect(buffer.put(batchOf('sales', 100))).rejects.toThrow('no such table');
  });

  test('a checkpoint that cannot be written fails the feed', async () => {
    const { buffer, failures } = buffered(async () => undefined, {
      onAcknowledged: () => Promise.reject(new Error('disk full')),
    });
    await buffer.put(batchOf('sales', 1));
    await expect(buffer.drain()).rejects.toThrow('disk full');
    expect(failures).toEqual(['sales: Error: disk full']);
  });

  test('an aborted signal ends everything that waits, and fails nothing', async () => {
    const abort = new AbortController();
    const { buffer, acknowledged, failures } = buffered(() => new Promise(() => undefined), {
      batches: 1,
      signal: abort.signal,
    });
    await buffer.put(batchOf('sales', 1));
    const ended: unknown[] = [];
    buffer.put(batchOf('sales', 2)).catch((error) => ended.push(error));
    buffer.drain().catch((error) => ended.push(error));
    await settle();
    expect(ended).toEqual([]);
    abort.abort('by hand');
    await settle();
    expect(ended).toEqual(['by hand', 'by hand']);
    await expect(buffer.put(batchOf('stores', 1))).rejects.toBe('by hand');
    expect([acknowledged, failures]).toEqual([[], []]);
  });

  test('nothing is written after an abort, and what was written is acknowledged', async () => {
    const abort = new AbortController();
    const writes: number[] = [];
    const { buffer, acknowledged } = buffered(
      async ({ number }) => {
        writes.push(number);
        await sleep(100);
      },
      { signal: abort.signal },
    );
    await buffer.put(batchOf('sales', 1));
    await buffer.put(batchOf('sales', 2));
    await pass(50);
    abort.abort();
    await pass(500);
    expect([writes, acknowledged]).toEqual([[1], ['sales/1']]);
  });

  test('refuses batches out of order, and two at a time', async () => {
    const { buffer } = buffered(() => sleep(100), { batches: 1 });
    await buffer.put(batchOf('sales', 7));
    await expect(buffer.put(batchOf('sales', 7))).rejects.toThrow('batch 7 of sales is put after batch 7');
    void buffer.put(batchOf('sales', 8));
    await expect(buffer.put(batchOf('sales', 9))).rejects.toThrow('two batches of sales are put at a time');
  });

  test('refuses bounds that are none', () => {
    expect(() => buffered(async () => undefined, { batches: 0 })).toThrow('buffer batches must be from 1 to 10000');
    expect(() => buffered(async () => undefined, { events: 0 })).toThrow('buffer events must be from 1 to 100000000');
  });
});
