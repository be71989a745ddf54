/** Kafka as a target, against a real broker; what arrived is read by Kafka's own consumer. */
import zlib from 'node:zlib';
import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutsideError, UsageError } from '../../src/engine/errors.js';
import { type FeedBatch, type FeedSink, RejectedError } from '../../src/engine/feed-sink.js';
import { type KafkaOptions, kafkaCompressions, kafkaSink } from '../../src/sinks/kafka.js';
import { partitionOf } from '../../src/sinks/kafka-messages.js';
import { type Broker, brokerPassword, kafkaBroker } from '../support/kafka.js';
import { freePorts } from '../support/tcp-proxy.js';
import { batchOf, complete, encode, expected, judge, persist, seen } from './kafka-batches.js';

const found = await kafkaBroker();
const missing = typeof found === 'string' ? ` (${found})` : '';
const broker = found as Broker;
const forever = new AbortController().signal;

/** Feeds of the tests below whose topics are read. Made before, as the consumer takes seconds to find new ones. */
const feeds = [
  'plain years by-none by-gzip by-snappy by-lz4 by-zstd deleted large-a large-b too-large user-PLAIN user-SCRAM-SHA-256',
  'user-SCRAM-SHA-512 refused reset cut-1 cut-7 cut-40 swallowed slow all given-up passed-over again killed',
].flatMap((names) => names.split(' '));

beforeAll(async () => {
  if (missing !== '') return;
  await withSink({}, feeds, async () => undefined);
  await makeTopic('t.small', [{ name: 'max.message.bytes', value: '50000' }]);
  await makeTopic('t.times', [{ name: 'message.timestamp.after.max.ms', value: '3600000' }]);
});

afterAll(async () => {
  if (missing === '') await broker.close();
});

async function asAdmin(use: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.plain] });
  await use(admin);
  await admin.close();
}

const makeTopic = (name: string, configs: { name: string; value: string }[]) =>
  asAdmin((admin) => admin.createTopics({ topics: [name], partitions: 1, replicas: 1, configs }));

function permitGuest(topic: string, operation: keyof typeof AclOperations): Promise<void> {
  const acl = {
    resourceType: ResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:guest',
    host: '*',
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  };
  return asAdmin((admin) => admin.createAcls({ creations: [acl] }));
}

/** Opens a sink for feeds, with what the tests share; `use` may write. It is closed however that ends. */
async function withSink<T>(
  options: Partial<KafkaOptions>,
  feeds: readonly string[],
  use: (sink: FeedSink) => Promise<T>,
): Promise<T> {
  const sink = kafkaSink({
    brokers: [broker.plain],
    topicPrefix: 't.',
    createTopics: { partitions: 3, replicas: 1 },
    requestTimeoutMs: 5000,
    encode,
    ...options,
  });
  try {
    await sink.open(feeds.map((feed) => ({ feed, columns: [], primaryKey: [] })));
    return await use(sink);
  } finally {
    await sink.close();
  }
}

const writeAll = async (sink: FeedSink, batches: readonly FeedBatch[]) => {
  for (const batch of batches) await sink.write(batch, forever);
};

const read = (batches: readonly FeedBatch[]) => broker.read(batches[0].feed, complete(batches));

const several = (feed: string, count: number, shape: Partial<Parameters<typeof batchOf>[0]> = {}) =>
  Array.from({ length: count }, (_, number) => batchOf({ feed, number, rows: 300, ...shape }));

test('the partition of a key is the one that Java chooses', () => {
  // Murmur2 as in the tests of Kafka's own clients: 21 gives -973932308, abc 479470107.
  expect(partitionOf(Buffer.from('21'), 2 ** 31)).toBe(-973932308 & 0x7fffffff);
  expect(partitionOf(Buffer.from('foobar'), 2 ** 31)).toBe(-790332482 & 0x7fffffff);
  expect(partitionOf(Buffer.from('a-little-bit-long-string'), 2 ** 31)).toBe(-985981536 & 0x7fffffff);
  expect(partitionOf(Buffer.from('abc'), 2 ** 31)).toBe(479470107);
});

describe.skipIf(missing !== '')(`messages${missing}`, () => {
  test('have key, value, headers and the time of the event; each key keeps its partition and its order', async () => {
    const batches = several('plain', 3, { eventTime: (row) => 1_700_000_000_123_456n - BigInt(row) * 5_000_000n });
    await withSink({}, ['plain'], (sink) => writeAll(sink, batches));
    const messages = await read(batches);
    expect(judge(batches, messages)).toEqual({ problems: [], twice: [] });
    expect(new Set(messages.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]));
    for (const { key, partition } of messages) expect(partition).toBe(partitionOf(Buffer.from(key), 3));
    expect(messages.find(({ headers }) => headers.event_id === 'plain:0:0')?.headers).toEqual({
      event_id: 'plain:0:0',
      event_time: '2023-11-14T22:13:20.123456Z',
      arrival_time: '2025-11-13T02:13:20.000000Z',
    });
  });

  test('have the right time where times of a batch are years apart', async () => {
    const year = 366n * 86_400_000_000n;
    const eventTime = (row: number) =>
      1_700_000_000_000_000n + (BigInt(row % 5) - 3n) * (year / 15n) * BigInt(row % 31);
    const batches = several('years', 1, { eventTime });
    await withSink({}, ['years'], (sink) => writeAll(sink, batches));
    expect(judge(batches, await read(batches))).toEqual({ problems: [], twice: [] });
  });

  const possible = kafkaCompressions.filter((name) => name !== 'zstd' || 'zstdCompressSync' in zlib);
  test.each(possible)('compressed by %s are read back', async (compression) => {
    const batches = several(`by-${compression}`, 1, { rows: 1000, valueBytes: () => 500 });
    await withSink({ compression }, [batches[0].feed], (sink) => writeAll(sink, batches));
    expect(judge(batches, await read(batches))).toEqual({ problems: [], twice: [] });
  });

  test('of a deleted row without a value are tombstones', async () => {
    const batch = batchOf({ feed: 'deleted', number: 0, rows: 20, deleted: [3, 19] });
    await withSink({}, ['deleted'], (sink) => sink.write(batch, forever));
    const messages = await read([batch]);
    expect(judge([batch], messages)).toEqual({ problems: [], twice: [] });
    expect(messages.filter(({ value }) => value === null).map(({ headers }) => headers.event_id)).toEqual(
      expect.arrayContaining(['deleted:0:3', 'deleted:0:19']),
    );
  });

  test('of large batches of several feeds at a time go in many requests, in order', async () => {
    const feeds = ['large-a', 'large-b'];
    const batches = feeds.map((feed) => several(feed, 2, { rows: 3000, valueBytes: () => 1000, keys: 40 }));
    await withSink({ compression: 'none' }, feeds, (sink) => Promise.all(batches.map((own) => writeAll(sink, own))));
    for (const own of batches) expect(judge(own, await read(own))).toEqual({ problems: [], twice: [] });
  });

  test('that are too large are rejected alone', async () => {
    const big = new Set([7, 8, 250]);
    const valueBytes = (row: number) => (big.has(row) ? 1_300_000 : 4000);
    const batch = batchOf({ feed: 'too-large', number: 0, rows: 300, valueBytes });
    const next = batchOf({ feed: 'too-large', number: 1, rows: 300 });
    const thrown = await withSink({ compression: 'none' }, ['too-large'], async (sink) => {
      const error = await sink.write(batch, forever).catch((error: unknown) => error);
      await sink.write(next, forever);
      return error;
    });
    expect(thrown).toBeInstanceOf(RejectedError);
    expect((thrown as RejectedError).rows).toEqual([...big]);
    expect((thrown as RejectedError).message).toMatch(
      /^topic "t.too-large" does not take event too-large:0:7 \(\d+ bytes\), and 2 more: larger than its max.message.bytes$/,
    );
    const others = batch.ids.flatMap((_, row) => (big.has(row) ? [] : [expected(batch, row)]));
    const messages = await broker.read('too-large', (got) => got.length >= others.length + next.rows);
    const first = messages.filter(({ headers }) => headers.event_id.startsWith('too-large:0:'));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(first.map(seen).sort(byId)).toEqual(others.sort(byId));
    expect(messages.length).toBe(others.length + next.rows);
  });
});

describe.skipIf(missing !== '')(`a topic that takes other limits${missing}`, () => {
  test('a small max.message.bytes makes small requests', async () => {
    const batches = several('small', 2, { rows: 1000, valueBytes: () => 1000 });
    await withSink({ compression: 'none' }, ['small'], (sink) => writeAll(sink, batches));
    expect(judge(batches, await read(batches))).toEqual({ problems: [], twice: [] });
  });

  test('times that it does not take are rejected by row, with the reason', async () => {
    const late = new Set([5, 6, 299]);
    const ahead = BigInt(Date.now() + 86_400_000) * 1000n;
    const eventTime = (row: number) => (late.has(row) ? ahead : 1_763_000_000_000_000n);
    const batch = batchOf({ feed: 'times', number: 0, rows: 300, eventTime });
    const thrown = await withSink({}, ['times'], (sink) => sink.write(batch, forever).catch((error: unknown) => error));
    expect((thrown as RejectedError).rows).toEqual([...late]);
    expect((thrown as RejectedError).message).toMatch(/times:0:5 .* and 2 more: .*[Tt]imestamp/);
    expect((await broker.read('times', (got) => got.length >= 297)).length).toBe(297);
  });
});

describe.skipIf(missing !== '')(`opening says in one sentence${missing}`, () => {
  const refused = async (options: Partial<KafkaOptions>, feed = 'open') => {
    const thrown = await withSink(options, [feed], async () => undefined).catch((error: unknown) => error);
    return thrown as Error;
  };
  const login = (username: string, password: string, mechanism = 'PLAIN') =>
    ({ mechanism, username, password }) as KafkaOptions['sasl'];

  test('that nobody is there', async () => {
    const [port] = await freePorts(1);
    const error = await refused({ brokers: [`localhost:${port}`] });
    expect(error).toBeInstanceOf(OutsideError);
    expect(error.message).toBe(
      `cannot reach Kafka at localhost:${port}: connection refused; is it running, and is --brokers right?`,
    );
  });

  test('that the broker sends its clients to where nobody is', async () => {
    await broker.proxy.refuse();
    const error = await refused({ brokers: [broker.behind] }).finally(broker.proxy.pass);
    expect(error).toBeInstanceOf(OutsideError);
    expect(error.message).toBe(
      `Kafka at ${broker.behind} sends its clients to ${broker.proxied}, and that cannot be reached: connection refused; is its advertised address right?`,
    );
  });

  test('that one of several brokers is enough', async () => {
    const [port] = await freePorts(1);
    await withSink({ brokers: [`localhost:${port}`, broker.plain] }, ['open-one'], async () => undefined);
  });

  test('that a topic is missing', async () => {
    const error = await refused({ createTopics: undefined }, 'nowhere');
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `topic "t.nowhere" does not exist on Kafka at ${broker.plain}; create it, or let --create-topics do it`,
    );
  });

  test('that a topic cannot be created', async () => {
    const error = await refused({ createTopics: { partitions: 2, replicas: 3 } }, 'replicas');
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(/^topic "t.replicas" cannot be created with 2 partitions and 3 replicas: .*replica/i);
    expect((await refused({}, 'a/b')).message).toMatch(/^"t.a\/b" is no name for a topic/);
  });

  test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    'nothing when user and password are right: %s',
    async (how) => {
      const batch = batchOf({ feed: `user-${how}`, number: 0, rows: 10 });
      const sasl = login('emporium', brokerPassword, how);
      await withSink({ brokers: [broker.sasl], sasl }, [batch.feed], (sink) => sink.write(batch, forever));
      expect(judge([batch], await read([batch]))).toEqual({ problems: [], twice: [] });
    },
  );

  test.each(['PLAIN', 'SCRAM-SHA-256'])('that user or password are wrong: %s', async (how) => {
    const error = await refused({ brokers: [broker.sasl], sasl: login('emporium', 'not-this-one', how) });
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(`Kafka at ${broker.sasl} refuses "emporium": wrong user name or password, by ${how}`);
    expect(JSON.stringify([error, error.cause, String(error.stack)])).not.toContain('not-this-one');
  });

  test('that the user may not', async () => {
    const guest = async (feed: string) => {
      const options = { brokers: [broker.sasl], sasl: login('guest', brokerPassword) };
      const write = (sink: FeedSink) => sink.write(batchOf({ feed, number: 0, rows: 1 }), forever);
      return (await withSink(options, [feed], write).catch((error: unknown) => error)) as Error;
    };
    const error = await guest('open');
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(/does not permit to see topic "t.open" as "guest": TOPIC_AUTHORIZATION_FAILED$/);
    // With the right to see one topic and to write another, only a write shows that the two do not meet.
    await permitGuest('t.plain', 'DESCRIBE');
    expect((await guest('plain')).message).toMatch(
      /does not permit to write as "guest": CLUSTER_AUTHORIZATION_FAILED$/,
    );
    await permitGuest('t.years', 'WRITE');
    expect((await guest('plain')).message).toMatch(
      /does not permit to write topic "t.plain" as "guest": TOPIC_AUTHORIZATION_FAILED$/,
    );
  });

  test('that user and password are asked for, or not', async () => {
    const without = await refused({ brokers: [broker.sasl] });
    expect(without.message).toMatch(
      /closes the connection: does it ask for TLS or a user and password on this port\?$/,
    );
    const needless = await refused({ sasl: login('emporium', brokerPassword) });
    expect(needless.message).toMatch(/asks for no user and password on this port: leave them out$/);
  });

  test('that TLS does not fit', async () => {
    const spoken = await refused({ tls: { enabled: true } });
    expect(spoken).toBeInstanceOf(UsageError);
    expect(spoken.message).toMatch(/does not speak TLS on this port/);
    const silent = await refused({ brokers: [broker.tls] });
    expect(silent).toBeInstanceOf(UsageError);
    expect(silent.message).toMatch(/closes the connection: does it ask for TLS/);
    const strange = await refused({ brokers: [broker.tls], tls: { enabled: true } });
    expect(strange).toBeInstanceOf(UsageError);
    expect(strange.message).toMatch(/shows a certificate that is not trusted: .*; give the authority that signed it$/);
    await withSink({ brokers: [broker.tls], tls: { enabled: true, ca: broker.ca } }, ['tls'], async () => undefined);
  });
});

test('settings that cannot be right are refused before anybody is asked', async () => {
  const wrong = async (options: Partial<KafkaOptions>) =>
    kafkaSink({ brokers: ['localhost:1'], topicPrefix: '', encode, ...options })
      .open([])
      .catch((error: unknown) => error as Error);
  expect(await wrong({ brokers: ['localhost'] })).toEqual(
    new UsageError('brokers must be host:port each, got "localhost"'),
  );
  expect(await wrong({ createTopics: { partitions: 0, replicas: 1 } })).toEqual(
    new UsageError('partitions must be a whole number from 1, got 0'),
  );
  // The types of Node 20 do not know it.
  if (!('zstdCompressSync' in zlib))
    expect((await wrong({ compression: 'zstd' }))?.message).toMatch(
      /^compression zstd needs Node 22.15 or later, this is/,
    );
});

describe.skipIf(missing !== '')(`when the line or the broker fails${missing}`, () => {
  /** Batches through the proxy, broken by `fault` where it likes; all is well again before a batch is tried again. */
  const survive = async (
    feed: string,
    fault: (batch: FeedBatch) => unknown,
    { count = 5, options = {} }: { count?: number; options?: Partial<KafkaOptions> } = {},
  ) => {
    const batches = several(feed, count, { rows: 600, valueBytes: () => 400 });
    const proxied = { brokers: [broker.proxied], compression: 'none' as const, ...options };
    const failures = await withSink(proxied, [feed], (sink) =>
      persist(sink, batches, async (batch, tries) => {
        if (tries === 0) await fault(batch);
        else await broker.proxy.pass();
      }),
    );
    await broker.proxy.pass();
    return { failures, ...judge(batches, await read(batches)) };
  };
  const inTheMiddle = (batch: FeedBatch) => batch.number === 2;
  const whole = { failures: 1, problems: [], twice: [] };

  test('refused connections: nothing is lost, nothing comes twice', async () => {
    expect(await survive('refused', (batch) => inTheMiddle(batch) && broker.proxy.refuse())).toEqual(whole);
  });

  test('a reset while a batch is on its way', async () => {
    const fault = (batch: FeedBatch) => void (inTheMiddle(batch) && setTimeout(broker.proxy.reset, 5));
    broker.proxy.delay(10);
    expect(await survive('reset', fault)).toEqual(whole);
  });

  test.each([1, 7, 40])('an acknowledgement that is cut off after %i bytes', async (bytes) => {
    const fault = (batch: FeedBatch) => inTheMiddle(batch) && broker.proxy.cutAfter(bytes);
    expect(await survive(`cut-${bytes}`, fault)).toEqual(whole);
  });

  test('acknowledgements that never come', async () => {
    const fault = (batch: FeedBatch) => inTheMiddle(batch) && broker.proxy.swallow();
    expect(await survive('swallowed', fault, { options: { requestTimeoutMs: 500 } })).toEqual(whole);
  });

  test('a slow line only takes longer', async () => {
    const slow = (batch: FeedBatch) => {
      if (!inTheMiddle(batch)) return;
      broker.proxy.throttle(1_000_000);
      broker.proxy.delay(20);
    };
    expect(await survive('slow', slow, { count: 3 })).toEqual({ ...whole, failures: 0 });
  });

  test('one thing after the other', async () => {
    const { proxy } = broker;
    const faults = [
      proxy.reset,
      () => proxy.cutAfter(30),
      () => void setTimeout(proxy.reset, 2),
      () => proxy.cutAfter(3),
    ];
    const { problems, twice } = await survive('all', ({ number }) => faults[number % 4](), { count: 16 });
    expect({ problems, twice }).toEqual({ problems: [], twice: [] });
  });

  test('a write that is given up, then tried again', async () => {
    const batches = several('given-up', 2, { rows: 600 });
    await withSink({ brokers: [broker.proxied] }, ['given-up'], async (sink) => {
      broker.proxy.delay(200);
      const reason = new Error('enough');
      await expect(sink.write(batches[0], AbortSignal.abort(reason))).rejects.toBe(reason);
      const giveUp = new AbortController();
      setTimeout(() => giveUp.abort(reason), 100);
      const begun = Date.now();
      await expect(sink.write(batches[0], giveUp.signal)).rejects.toBe(reason);
      expect(Date.now() - begun).toBeLessThan(190);
      await broker.proxy.pass();
      await writeAll(sink, batches);
    });
    expect(judge(batches, await read(batches))).toEqual({ problems: [], twice: [] });
  });

  test('another batch after one that failed: what is acknowledged is there', async () => {
    const batches = several('passed-over', 3, { rows: 600 });
    const acknowledged = [batches[0], batches[2]];
    await withSink({ brokers: [broker.proxied] }, ['passed-over'], async (sink) => {
      await sink.write(batches[0], forever);
      broker.proxy.cutAfter(3);
      await expect(sink.write(batches[1], forever)).rejects.toThrow(
        /^Kafka at localhost:\d+ did not acknowledge batch 1 of topic "t.passed-over": connection closed$/,
      );
      await sink.write(batches[2], forever);
    });
    const messages = await read(acknowledged);
    const wanted = messages.filter(({ headers }) => !headers.event_id.startsWith('passed-over:1:'));
    expect(judge(acknowledged, wanted)).toEqual({ problems: [], twice: [] });
  });

  test('a new run after one that ended in the middle: only events of the batch on its way come twice', async () => {
    const batches = several('again', 4, { rows: 600 });
    await withSink({ brokers: [broker.proxied] }, ['again'], async (sink) => {
      await writeAll(sink, batches.slice(0, 2));
      broker.proxy.cutAfter(3);
      await expect(sink.write(batches[2], forever)).rejects.toThrow('connection closed');
    });
    await withSink({ brokers: [broker.proxied] }, ['again'], (sink) => writeAll(sink, batches.slice(2)));
    const { problems, twice } = judge(batches, await read(batches));
    expect(problems).toEqual([]);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.filter((id) => !id.startsWith('again:2:'))).toEqual([]);
  });

  test('a broker that is killed and comes back', async () => {
    const batches = several('killed', 6, { rows: 600 });
    const failures = await withSink({}, ['killed'], (sink) =>
      persist(sink, batches, async ({ number }, tries) => {
        if (number === 3 && tries === 0) await broker.kill();
        if (number === 3 && tries === 2) await broker.start();
      }),
    );
    expect(failures).toBeGreaterThanOrEqual(2);
    expect(judge(batches, await read(batches))).toEqual({ problems: [], twice: [] });
  });
});
