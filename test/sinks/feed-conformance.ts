/** What every sink of a stream must do. A sink's test calls this once for each way of writing to it. */
import { afterEach, describe, expect, test } from 'vitest';
import type { FeedBatch, FeedDescription, FeedSink } from '../../src/engine/feed-sink.js';
import { tempFolders, thrownBy } from '../support/runs.js';
import { type Cell, everyType, everyTypeBatch, rowsOf } from './batches.js';

/** An event as the target tells it. */
export interface ReadEvent {
  /** The stable id, where the target keeps it. */
  readonly id?: string;
  /** BIGINT as digits, DATE and TIMESTAMP as ISO text. */
  readonly row: Readonly<Record<string, Cell>>;
}

export interface FeedSinkUnderTest {
  /** A sink that is not open yet. Called again with the same folder it goes on with the same target. */
  make(folder: string): FeedSink | Promise<FeedSink>;
  /** The events of a feed that the target holds, in its order. The sink may be open or closed. */
  read(folder: string, feed: FeedDescription): Promise<readonly ReadEvent[]>;
  /** What a batch that comes again leaves behind: nothing, or its events once more with the same ids. */
  readonly again: 'nothing' | 'the same ids';
  /** Whether it takes rows that are text already, as dead letters keep them. */
  readonly takesText?: boolean;
}

const never = new AbortController().signal;
const describeFeed = (feed: string): FeedDescription => ({ feed, columns: everyType, primaryKey: ['id'] });
const sales = describeFeed('sales');

export function feedConformance(name: string, sink: FeedSinkUnderTest): void {
  const temp = tempFolders();
  const open = new Set<FeedSink>();

  afterEach(async () => {
    for (const left of open) await left.close();
    open.clear();
  });

  const started = async (folder: string, feeds = [sales]): Promise<FeedSink> => {
    const made = await sink.make(folder);
    open.add(made);
    await made.open(feeds);
    return made;
  };
  const expectThere = async (folder: string, feed: FeedDescription, batches: readonly FeedBatch[]): Promise<void> => {
    const events = await sink.read(folder, feed);
    expect(events.map(({ row }) => row)).toEqual(batches.flatMap(rowsOf));
    const ids = batches.flatMap((batch) => batch.ids);
    // A target either keeps all ids or none.
    expect(events.map(({ id }, i) => id ?? ids[i])).toEqual(ids);
    expect(new Set(events.map(({ id }) => id === undefined)).size).toBeLessThanOrEqual(1);
  };

  describe(name, () => {
    test('what is written reads back: every type, nulls, far ends, text of all kinds, in order', async () => {
      const folder = temp();
      const batches = [0, 1, 5].map((number) => everyTypeBatch('sales', number, 40 + number));
      const made = await started(folder);
      for (const batch of batches) await made.write(batch, never);
      await made.close();
      await expectThere(folder, sales, batches);
    });

    test('a batch of many rows, and one of a single row', async () => {
      const folder = temp();
      const batches = [everyTypeBatch('sales', 3, 5000), everyTypeBatch('sales', 4, 1)];
      const made = await started(folder);
      for (const batch of batches) await made.write(batch, never);
      await made.close();
      await expectThere(folder, sales, batches);
    });

    test(`a batch that comes again leaves ${sink.again}`, async () => {
      const folder = temp();
      const [first, second] = [7, 8].map((number) => everyTypeBatch('sales', number, 20));
      const made = await started(folder);
      for (const batch of [first, second, second]) await made.write(batch, never);
      await made.close();
      const later = await started(folder);
      await later.write(second, never);
      await later.close();
      if (sink.again === 'nothing') await expectThere(folder, sales, [first, second]);
      else await expectThere(folder, sales, [first, second, second, second]);
    });

    test('four feeds at the same time, each in its order', async () => {
      const folder = temp();
      const feeds = ['sales', 'customers', 'items', 'stores'].map(describeFeed);
      const made = await started(folder, feeds);
      const batches = feeds.map(({ feed }, i) => [0, 1, 2, 3].map((n) => everyTypeBatch(feed, n, 10 + 30 * i)));
      await Promise.all(
        batches.map(async (own) => {
          for (const batch of own) await made.write(batch, never);
        }),
      );
      await made.close();
      for (const [i, feed] of feeds.entries()) await expectThere(folder, feed, batches[i]);
    });

    test('a batch without rows does no harm', async () => {
      const folder = temp();
      const made = await started(folder);
      const batch = everyTypeBatch('sales', 2, 5);
      for (const each of [everyTypeBatch('sales', 1, 0), batch, everyTypeBatch('sales', 3, 0)])
        await made.write(each, never);
      await made.close();
      await expectThere(folder, sales, [batch]);
    });

    test('cancelled before it begins: nothing is written, and the next batch is', async () => {
      const folder = temp();
      const made = await started(folder);
      expect(await thrownBy(made.write(everyTypeBatch('sales', 0, 5), AbortSignal.abort()))).toMatch(
        /^CancelledError: /,
      );
      const batch = everyTypeBatch('sales', 1, 5);
      await made.write(batch, never);
      await made.close();
      await expectThere(folder, sales, [batch]);
    });

    test('cancelled on the way: the batch is there whole or not at all, and comes again', async () => {
      const folder = temp();
      const made = await started(folder);
      const abort = new AbortController();
      const batch = everyTypeBatch('sales', 0, 3000);
      const written = made.write(batch, abort.signal).then(
        () => '',
        (thrown: unknown) => String(thrown),
      );
      abort.abort();
      expect(await written).toMatch(/^$|^CancelledError: /);
      await made.write(batch, never);
      await made.close();
      const events = await sink.read(folder, sales);
      expect([1, 2]).toContain(events.length / batch.rows);
      const rows = rowsOf(batch);
      expect(events.map(({ row }) => row)).toEqual(events.length === rows.length ? rows : [...rows, ...rows]);
      if (sink.again === 'nothing') expect(events.length).toBe(rows.length);
    });

    test.skipIf(sink.takesText)('rows that are text already are refused', async () => {
      const folder = temp();
      const made = await started(folder);
      const encoded = { bytes: Buffer.from('{"id":1}'), ends: Uint32Array.of(8) };
      const text = { ...everyTypeBatch('sales', 0, 1), columns: [], encoded };
      expect(await thrownBy(made.write(text, never))).toMatch(
        /^UsageError: .* takes no events of sales that are kept as text: send them to Kafka$/,
      );
      await made.close();
      await expectThere(folder, sales, []);
    });

    test('closing does nothing when it is closed, or was never open', async () => {
      const folder = temp();
      await (await sink.make(temp())).close();
      const made = await started(folder);
      await made.close();
      await made.close();
      await expectThere(folder, sales, []);
    });

    test('opened again it goes on', async () => {
      const folder = temp();
      const batches = [0, 1, 2].map((number) => everyTypeBatch('sales', number, 8));
      for (const batch of batches) {
        const made = await started(folder);
        await made.write(batch, never);
        await made.close();
      }
      await expectThere(folder, sales, batches);
    });

    test('the same sink opened again goes on, too', async () => {
      const folder = temp();
      const batches = [0, 1].map((number) => everyTypeBatch('sales', number, 8));
      const made = await started(folder);
      await made.write(batches[0], never);
      await made.close();
      await made.open([sales]);
      await made.write(batches[1], never);
      await made.close();
      await expectThere(folder, sales, batches);
    });
  });
}
