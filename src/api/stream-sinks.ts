/** The targets of streams by name, from what the caller says of them. */
import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../engine/errors.js';
import type { FeedSink } from '../engine/feed-sink.js';
import { didYouMean } from '../engine/nearest.js';
import { readSecret, type Secret } from '../engine/secret.js';
import { appendDuckdbSink } from '../sinks/append-duckdb.js';
import type { JsonForm } from '../sinks/json-lines.js';
import { isBroker, type KafkaMechanism, kafkaCompressions, kafkaMechanisms, kafkaSink } from '../sinks/kafka.js';
import { type LandingCompression, type LandingFormat, landingFormats, landingSink } from '../sinks/landing.js';
import { packedRows } from '../sinks/packed-rows.js';
import { stdoutSink } from '../sinks/stdout.js';

export const sinkNames = ['files', 'stdout', 'kafka', 'duckdb'] as const;
export type SinkName = (typeof sinkNames)[number];
export const cdcForms = ['plain', 'debezium'] as const;

export interface SinkOptions {
  /** Name of a sink, or a sink of the caller's own. */
  readonly sink: SinkName | FeedSink;
  /** Of files: the landing folder, `landing` by default. */
  readonly out?: string;
  /** Of files: json (default), csv or parquet. */
  readonly format?: LandingFormat;
  /** Of files: snappy, zstd, gzip or none. Of Kafka: none, gzip, snappy, lz4 or zstd. */
  readonly compression?: string;
  /** Of duckdb: the database file. */
  readonly duckdb?: string;
  /** How changes of dimensions are told: rows alone (default), or Debezium's envelopes with the row before and after. */
  readonly cdc?: (typeof cdcForms)[number];
  /** Of Kafka: `host:port`, at least one. */
  readonly brokers?: readonly string[];
  /** Of Kafka: what the names of topics begin with; nothing by default. */
  readonly topicPrefix?: string;
  /** Of Kafka: makes missing topics, with so many partitions. */
  readonly createTopics?: number;
  readonly tls?: boolean;
  /** PEM files: the authority, our certificate and its key. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly saslMechanism?: string;
  readonly username?: string;
  /** A reference: `env:NAME` or `file:PATH`. */
  readonly password?: string;
}

export interface SinkSurroundings {
  readonly dataset: string;
  /** Start of a batch, µs since 1970-01-01. */
  readonly startOf: (batch: number) => bigint;
  /** Called when whoever reads standard output has gone. */
  readonly onClosed: () => void;
}

/** Makes the sink, and says which secrets it knows. A UsageError for what does not fit together. */
export async function sinkOf(
  options: SinkOptions,
  { dataset, startOf, onClosed }: SinkSurroundings,
): Promise<{ sink: FeedSink; secrets: readonly Secret[] }> {
  if (typeof options.sink !== 'string') return { sink: options.sink, secrets: [] };
  const form = oneOf('--cdc', options.cdc ?? 'plain', cdcForms);
  checkFit(options.sink, options);
  switch (options.sink) {
    case 'files':
      return {
        sink: landingSink({
          folder: options.out ?? 'landing',
          format: oneOf('--format', options.format ?? 'json', landingFormats),
          compression: options.compression as LandingCompression | undefined,
          form,
          name: dataset,
          startOf,
        }),
        secrets: [],
      };
    case 'stdout':
      return { sink: stdoutSink({ form, name: dataset, onClosed }), secrets: [] };
    case 'duckdb':
      if (form !== 'plain') throw new UsageError('--cdc must be plain for --sink duckdb, got debezium');
      return { sink: appendDuckdbSink({ file: options.duckdb ?? `data/${dataset}.duckdb` }), secrets: [] };
    case 'kafka':
      return kafka(options, form, dataset);
  }
}

function kafka(options: SinkOptions, form: JsonForm, dataset: string): { sink: FeedSink; secrets: readonly Secret[] } {
  if (!options.brokers || options.brokers.length === 0) {
    throw new UsageError('--brokers must be given for --sink kafka, such as localhost:9092');
  }
  const wrong = options.brokers.find((broker) => !isBroker(broker));
  if (wrong !== undefined) throw new UsageError(`--brokers must be host:port each, got "${wrong}"`);
  const { createTopics = 1 } = options;
  if (!Number.isInteger(createTopics) || createTopics < 1)
    throw new UsageError(`--create-topics must be a whole number of partitions from 1, got ${createTopics}`);
  const secrets: Secret[] = [];
  const secret = (flag: string, reference: string): Secret => {
    try {
      const found = readSecret(reference);
      secrets.push(found);
      return found;
    } catch (thrown) {
      throw new UsageError(`${flag}: ${messageOf(thrown)}`);
    }
  };
  const { username, password } = options;
  if ((username === undefined) !== (password === undefined)) {
    throw new UsageError(
      `--username and --password must stand together, --${username === undefined ? 'username' : 'password'} is missing`,
    );
  }
  const mechanism = oneOf('--sasl-mechanism', options.saslMechanism ?? 'PLAIN', kafkaMechanisms);
  const hasTls =
    options.tls === true || [options.tlsCa, options.tlsCert, options.tlsKey].some((file) => file !== undefined);
  const sink = kafkaSink({
    brokers: options.brokers,
    topicPrefix: options.topicPrefix ?? '',
    compression:
      options.compression === undefined ? undefined : oneOf('--compression', options.compression, kafkaCompressions),
    ...(hasTls && {
      tls: {
        enabled: true,
        ca: pem('--tls-ca', options.tlsCa),
        cert: pem('--tls-cert', options.tlsCert),
        key: options.tlsKey === undefined ? undefined : secret('--tls-key', `file:${options.tlsKey}`).reveal(),
      },
    }),
    ...(username !== undefined &&
      password !== undefined && {
        sasl: { mechanism: mechanism as KafkaMechanism, username, password: secret('--password', password).reveal() },
      }),
    ...(options.createTopics !== undefined && { createTopics: { partitions: options.createTopics, replicas: 1 } }),
    encode: packedRows(form, { name: dataset, tombstones: form === 'plain' }),
  });
  return { sink, secrets };
}

function pem(flag: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageError(`${flag} must be a PEM file that can be read, got ${file} (${messageOf(thrown)})`);
  }
}

function oneOf<T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) {
    throw new UsageError(`${flag} must be one of ${known.join(', ')}, got "${value}"${didYouMean(value, known)}`);
  }
  return found;
}

/** Flags of one sink are a mistake beside another. */
function checkFit(sink: SinkName, options: SinkOptions): void {
  const owners: readonly [keyof SinkOptions, string, readonly SinkName[]][] = [
    ['out', '--out', ['files']],
    ['format', '--format', ['files']],
    ['compression', '--compression', ['files', 'kafka']],
    ['duckdb', '--duckdb', ['duckdb']],
    ['brokers', '--brokers', ['kafka']],
    ['topicPrefix', '--topic-prefix', ['kafka']],
    ['createTopics', '--create-topics', ['kafka']],
    ['tls', '--tls', ['kafka']],
    ['tlsCa', '--tls-ca', ['kafka']],
    ['tlsCert', '--tls-cert', ['kafka']],
    ['tlsKey', '--tls-key', ['kafka']],
    ['saslMechanism', '--sasl-mechanism', ['kafka']],
    ['username', '--username', ['kafka']],
    ['password', '--password', ['kafka']],
  ];
  for (const [name, flag, sinks] of owners) {
    if (options[name] !== undefined && !sinks.includes(sink)) {
      throw new UsageError(`${flag} is for --sink ${sinks.join(' or ')}, got --sink ${sink}`);
    }
  }
}
