import zlib from 'node:zlib';
import type { Admin, BaseOptions } from '@platformatic/kafka';
import { OutsideError, UsageError } from '../engine/errors.js';
import type { EncodedRows, FeedBatch, FeedSink } from '../engine/feed-sink.js';
import { brokerSays, connectError, isMissingTopic, protocolErrors, type Where } from './kafka-errors.js';
import { kafkaLane, type Lane } from './kafka-lane.js';
import { RecordProducer } from './kafka-producer.js';

export const kafkaCompressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type KafkaCompression = (typeof kafkaCompressions)[number];
export const kafkaMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type KafkaMechanism = (typeof kafkaMechanisms)[number];

export interface KafkaOptions {
  /** Where to begin: `host:port` each. One is enough, the others stand in when it is down. */
  readonly brokers: readonly string[];
  /** The topic of a feed is this and the feed's name. */
  readonly topicPrefix: string;
  /** Name of this client in the broker's log and quotas, without blanks; default `emporium`. */
  readonly clientId?: string;
  /** Default snappy. zstd needs Node 22.15. */
  readonly compression?: KafkaCompression;
  /** Whether the broker recognises what it was sent twice by one run; default true. */
  readonly idempotent?: boolean;
  readonly tls?: {
    readonly enabled: boolean;
    /** PEM texts: the authority of the broker's certificate, and our certificate and its key. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly rejectUnauthorized?: boolean;
  };
  readonly sasl?: {
    readonly mechanism: KafkaMechanism;
    readonly username: string;
    readonly password: string;
  };
  /** How long to wait for the answer to a request, ms; default 30,000. */
  readonly requestTimeoutMs?: number;
  /**
   * Makes topics that are missing. They keep everything and take any time stamp: events have the time of their world, and
   * a broker forgets what is a week old and refuses what is an hour ahead. Without it a missing topic is an error.
   */
  readonly createTopics?: { readonly partitions: number; readonly replicas: number };
  /** The values of a batch; none of its bytes may change later. A tombstone where a deleted row has length 0. */
  readonly encode: (batch: FeedBatch) => EncodedRows;
}

/** Requests of different partitions on the way at a time, for each connection. */
const MOST_ON_THE_WAY = 16;
const CONNECT_TIMEOUT_MS = 5000;
const DEFAULT_TIMEOUT_MS = 30_000;

type Client = typeof import('@platformatic/kafka');

/**
 * Topics of Apache Kafka, one for each feed. A message has the key of its row (the same key goes to the same partition,
 * as Java's clients choose it), headers `event_id`, `event_time` and `arrival_time`, and the event's time as its time
 * stamp. All replicas in sync acknowledge.
 */
export function kafkaSink(options: KafkaOptions): FeedSink {
  const where: Where = {
    brokers: options.brokers,
    tls: options.tls?.enabled ?? false,
    user: options.sasl?.username,
    mechanism: options.sasl?.mechanism,
  };
  const target = `Kafka at ${options.brokers.join(', ')}`;
  const compression = options.compression ?? 'snappy';
  const lanes = new Map<string, Lane>();

  return {
    target,
    async open(feeds) {
      check(options, compression);
      const client = await import('@platformatic/kafka');
      const topics = feeds.map(({ feed }) => options.topicPrefix + feed);
      const partitions = await openTopics(client, options, where, topics);
      for (const [i, { feed }] of feeds.entries()) {
        const topic = topics[i];
        lanes.set(
          feed,
          kafkaLane({
            topic,
            partitions: partitions.get(topic) as number,
            where,
            encode: options.encode,
            connect: () => connect(client, options, compression),
          }),
        );
      }
      try {
        await Promise.all([...lanes.values()].map((lane) => lane.open()));
      } catch (thrown) {
        await this.close();
        throw connectError(thrown, where, 'write');
      }
    },
    async write(batch, signal) {
      const lane = lanes.get(batch.feed);
      if (!lane) throw new Error(`feed ${batch.feed} was not opened`);
      await lane.write(batch, signal);
    },
    async close() {
      const open = [...lanes.values()];
      lanes.clear();
      await Promise.all(open.map((lane) => lane.close()));
    },
  };
}

/** Whether a text is `host:port`. */
export function isBroker(text: string): boolean {
  const port = Number(/^[^\s:/]+:(\d{1,5})$/.exec(text)?.[1]);
  return port > 0 && port < 65_536;
}

function check({ brokers, clientId, createTopics }: KafkaOptions, compression: KafkaCompression): void {
  if (brokers.length === 0) throw new UsageError('brokers must name at least one host:port');
  const wrong = brokers.find((broker) => !isBroker(broker));
  if (wrong !== undefined) throw new UsageError(`brokers must be host:port each, got "${wrong}"`);
  if (clientId !== undefined && !/^\S+$/.test(clientId))
    throw new UsageError(`clientId must be a word without blanks, got "${clientId}"`);
  // The types of Node 20 do not know it.
  if (compression === 'zstd' && !('zstdCompressSync' in zlib))
    throw new UsageError(`compression zstd needs Node 22.15 or later, this is ${process.version}; take snappy or lz4`);
  for (const [name, value] of Object.entries(createTopics ?? {}))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${name} must be a whole number from 1, got ${value}`);
}

function baseOptions(options: KafkaOptions): BaseOptions {
  const { tls, sasl } = options;
  const timeoutMs = options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS;
  return {
    clientId: options.clientId ?? 'emporium',
    bootstrapBrokers: [...options.brokers],
    connectTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    requestTimeout: timeoutMs,
    timeout: timeoutMs,
    // The caller tries again: it knows how long, and what else depends on it.
    retries: false,
    maxInflights: MOST_ON_THE_WAY,
    autocreateTopics: false,
    tls: tls?.enabled
      ? { ca: tls.ca, cert: tls.cert, key: tls.key, rejectUnauthorized: tls.rejectUnauthorized ?? true }
      : undefined,
    tlsServerName: tls?.enabled ? true : undefined,
    sasl: sasl && { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password },
  };
}

async function connect(client: Client, options: KafkaOptions, compression: KafkaCompression): Promise<RecordProducer> {
  const producer = new client.Producer(baseOptions(options));
  swallowLateErrors(producer);
  const isIdempotent = options.idempotent ?? true;
  let identity: { readonly producerId: bigint; readonly producerEpoch: number } | undefined;
  const haveId = async (): Promise<boolean> => {
    try {
      if (isIdempotent) identity = await producer.initIdempotentProducer({});
      return true;
    } catch (thrown) {
      if (protocolErrors(thrown).some((name) => name.startsWith('COORDINATOR_'))) return false;
      throw thrown;
    }
  };
  try {
    await waitFor(haveId, `Kafka at ${options.brokers.join(', ')} is not ready yet to number what it is sent`);
    const timeoutMs = options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    return await RecordProducer.open({ client, producer, compression, identity, timeoutMs });
  } catch (thrown) {
    await producer.close().catch(() => undefined);
    throw thrown;
  }
}

/** A connection tells its error to whoever waits for it; one that comes later would end the process. */
function swallowLateErrors({ connections }: Pick<Admin, 'connections'>): void {
  connections.on('connecting', ({ connection }) => connection?.on('error', () => undefined));
  // A leader that the broker does not list, as while it starts, is asked for as undefined: that would end the process, too.
  const get = connections.get.bind(connections) as (broker: unknown, callback: (error: Error) => void) => void;
  const guarded: typeof get = (broker, callback) =>
    broker === undefined ? callback(new Error('the leader of a partition is not there')) : get(broker, callback);
  Object.assign(connections, { get: guarded });
}

/** Finds the topics, makes those that are missing if asked to, and reaches their leaders. Numbers of partitions. */
async function openTopics(
  client: Client,
  options: KafkaOptions,
  where: Where,
  topics: readonly string[],
): Promise<Map<string, number>> {
  const admin = new client.Admin(baseOptions(options));
  swallowLateErrors(admin);
  const kafka = `Kafka at ${options.brokers.join(', ')}`;
  const partitions = new Map<string, number>();
  const leaders = new Set<number>();
  /** False when there is no such topic. */
  const find = async (topic: string): Promise<boolean> => {
    try {
      const found = (await admin.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic);
      if (!found) return false;
      partitions.set(topic, found.partitionsCount);
      for (const { leader } of found.partitions) leaders.add(leader);
      return true;
    } catch (thrown) {
      if (isMissingTopic(thrown)) return false;
      if (protocolErrors(thrown).includes('INVALID_TOPIC_EXCEPTION'))
        throw new UsageError(`"${topic}" is no name for a topic: letters, digits, ".", "_" and "-", at most 249`);
      throw connectError(thrown, where, `see topic "${topic}"`);
    }
  };
  try {
    for (const topic of topics) {
      if (await find(topic)) continue;
      if (!options.createTopics)
        throw new UsageError(`topic "${topic}" does not exist on ${kafka}; create it, or let --create-topics do it`);
      await create(admin, topic, options.createTopics, where);
      await waitFor(() => find(topic), `${kafka} does not show topic "${topic}" yet, which was just created`);
    }
    await admin.connectToBrokers([...leaders]);
  } catch (thrown) {
    throw connectError(thrown, where, 'find the topics');
  } finally {
    await admin.close().catch(() => undefined);
  }
  return partitions;
}

async function create(
  admin: Admin,
  topic: string,
  { partitions, replicas }: { readonly partitions: number; readonly replicas: number },
  where: Where,
): Promise<void> {
  const keepAll = { name: 'retention.ms', value: '-1' };
  const anyTime = { name: 'message.timestamp.after.max.ms', value: '9223372036854775807' };
  for (const configs of [[keepAll, anyTime], [keepAll]]) {
    try {
      await admin.createTopics({ topics: [topic], partitions, replicas, configs });
      return;
    } catch (thrown) {
      const names = protocolErrors(thrown);
      if (names.includes('TOPIC_ALREADY_EXISTS')) return;
      // Brokers before 3.6 do not know the second one, and take any time.
      if (names.includes('INVALID_CONFIG') && configs.length > 1) continue;
      const why = ['INVALID_REPLICATION_FACTOR', 'INVALID_PARTITIONS', 'POLICY_VIOLATION'].find((name) =>
        names.includes(name),
      );
      if (why) {
        const text = `topic "${topic}" cannot be created with ${partitions} partitions and ${replicas} replicas: ${brokerSays(thrown) ?? why}`;
        throw new UsageError(text, { cause: thrown });
      }
      throw connectError(thrown, where, `create topic "${topic}"`);
    }
  }
}

async function waitFor(ready: () => Promise<boolean>, problem: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new OutsideError(problem);
}
