/**
 * Sends record batches through the client: its connections, its metadata, its way to a producer id. What it does with
 * messages is left out: see kafka-records.ts.
 */
import type { Connection, Producer } from '@platformatic/kafka';
import { protocolErrors } from './kafka-errors.js';
import { type Records, recordBatch } from './kafka-records.js';

type Client = typeof import('@platformatic/kafka');

export interface ProducerOptions {
  readonly client: Client;
  readonly producer: Producer;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** What the broker knows this producer by; undefined when it need not recognise what comes twice. */
  readonly identity: { readonly producerId: bigint; readonly producerEpoch: number } | undefined;
  /** How long the broker may wait for its replicas, ms. */
  readonly timeoutMs: number;
}

const PRODUCE = 0;
const ALL_REPLICAS = -1;
/** Versions of the request that are spoken: from 9 on texts and arrays are compact. Kafka 2.1 has 7, 2.8 has 9. */
const COMPACT = 9;
const PLAIN = 7;
/** A topic has moved, or was just made: the answer is in newer metadata. */
const MOVED = [
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
];

export class RecordProducer {
  readonly #options: ProducerOptions;
  readonly #version: number;
  /** Number of the next record of each topic and partition. */
  readonly #sequences = new Map<string, number>();

  private constructor(options: ProducerOptions, version: number) {
    this.#options = options;
    this.#version = version;
  }

  static async open(options: ProducerOptions): Promise<RecordProducer> {
    const apis = await options.producer.listApis();
    const most = apis.find(({ apiKey }) => apiKey === PRODUCE)?.maxVersion ?? PLAIN;
    return new RecordProducer(options, most >= COMPACT ? COMPACT : PLAIN);
  }

  /**
   * Sends records to a partition and waits for all replicas in sync. One call a partition at a time: what failed and is
   * sent again, as it was, is known to the broker by its number.
   */
  async send(topic: string, partition: number, records: Records): Promise<void> {
    const { client, compression, identity } = this.#options;
    const place = `${topic}:${partition}`;
    const sequence = this.#sequences.get(place) ?? 0;
    const { bitmask, compressSync } = client.compressionsAlgorithms[compression];
    const packed = bitmask === 0 ? records : { ...records, bytes: compressSync(records.bytes) };
    const sender = identity && { id: identity.producerId, epoch: identity.producerEpoch, sequence };
    const bytes = recordBatch(packed, bitmask, client.crc32c, sender);
    try {
      await this.#request(topic, partition, bytes);
    } catch (thrown) {
      if (!protocolErrors(thrown).some((name) => MOVED.includes(name))) throw thrown;
      this.#options.producer.clearMetadata();
      await this.#request(topic, partition, bytes);
    }
    this.#sequences.set(place, (sequence + records.count) % 2 ** 31);
  }

  async #request(topic: string, partition: number, bytes: Buffer): Promise<void> {
    const { client, producer, timeoutMs } = this.#options;
    const metadata = await producer.metadata({ topics: [topic] });
    const leader = metadata.topics.get(topic)?.partitions[partition]?.leader;
    const broker = metadata.brokers.get(leader as number);
    if (broker === undefined) {
      producer.clearMetadata();
      throw new Error('the leader of a partition is not there');
    }
    const connection: Connection = await producer.connections.get(broker);
    const isCompact = this.#version === COMPACT;
    const payload = () => {
      const writer = client.Writer.create()
        .appendString(null, isCompact)
        .appendInt16(ALL_REPLICAS)
        .appendInt32(timeoutMs);
      const oneOf = (write: () => unknown) => writer.appendArray([undefined], write, isCompact, isCompact);
      oneOf(() => {
        writer.appendString(topic, isCompact);
        oneOf(() => {
          writer.appendInt32(partition);
          if (isCompact) writer.appendUnsignedVarInt(bytes.length + 1);
          else writer.appendInt32(bytes.length);
          writer.append(bytes);
        });
      });
      return isCompact ? writer.appendTaggedFields() : writer;
    };
    const { parseResponse } = isCompact ? client.produceV9 : client.produceV7;
    await new Promise<void>((resolve, reject) => {
      connection.send(PRODUCE, this.#version, payload, parseResponse, isCompact, isCompact, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Ends what is on the way: each send fails at once. Connections that are being made end by their own time limit. */
  drop(): void {
    // Who leads now is not known.
    this.#options.producer.clearMetadata();
    for (const [, connection] of this.#options.producer.connections) {
      if (connection.status !== 'connecting') connection.socket.destroy();
    }
  }

  async close(): Promise<void> {
    this.drop();
    const late = new Promise((resolve) => setTimeout(resolve, 1000).unref());
    await Promise.race([this.#options.producer.close().catch(() => undefined), late]);
  }
}
