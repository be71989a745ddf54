import { type Command, Option } from 'commander';
import type { StreamOptions, StreamResult } from '../index.js';
import { exitCodes } from './exit.js';
import { count, duration, print, printJson } from './output.js';
import { settingsOf, type WorldFlags } from './settings.js';
import { streamControl } from './stream-control.js';
import { streamDisplay } from './stream-display.js';

interface StreamFlags extends WorldFlags {
  readonly sink: string;
  readonly out?: string;
  readonly format?: string;
  readonly compression?: string;
  readonly duckdb?: string;
  readonly cdc?: string;
  readonly brokers?: string;
  readonly topicPrefix?: string;
  readonly createTopics?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly saslMechanism?: string;
  readonly username?: string;
  readonly password?: string;
  readonly rate?: string;
  readonly timeScale?: string;
  readonly batchInterval?: string;
  readonly latencyMax?: string;
  readonly lateShare?: string;
  readonly lateMax?: string;
  readonly streams?: string;
  readonly duplicates?: string;
  readonly orphans?: string;
  readonly deletes?: string;
  readonly schemaDrift?: readonly string[];
  readonly maxEvents?: string;
  readonly duration?: string;
  readonly state?: string;
  readonly retryFor?: string;
  readonly buffer?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function streamCommand(program: Command): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  const command = program
    .command('stream')
    .description('deliver a dataset as live feeds; run it again to go on where it stopped')
    .argument('<dataset>', 'name of a dataset with feeds, or a folder with a dataset.yaml')
    .enablePositionalOptions();
  command
    .optionsGroup('Where to:')
    .addOption(choice('--sink <name>', 'where to', ['files', 'stdout', 'kafka', 'duckdb']).default('files'))
    .option('--out <folder>', 'files: the landing folder (default: landing)')
    .addOption(choice('--format <format>', 'files: their format (default: json)', ['json', 'csv', 'parquet']))
    .addOption(choice('--compression <name>', 'of files or messages', ['snappy', 'zstd', 'gzip', 'lz4', 'none']))
    .option('--duckdb <file>', 'duckdb: the database file')
    .option('--brokers <list>', 'kafka: host:port, with commas between')
    .option('--topic-prefix <text>', 'kafka: what the names of topics begin with, such as apparel.')
    .option('--create-topics [partitions]', 'kafka: make missing topics (default: 3 partitions)')
    .option('--tls', 'kafka: an encrypted connection')
    .option('--tls-ca <file>', 'kafka: PEM file of the authority')
    .option('--tls-cert <file>', 'kafka: PEM file of the own certificate')
    .option('--tls-key <file>', 'kafka: PEM file of its key')
    .addOption(choice('--sasl-mechanism <name>', 'kafka: how to log in', ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']))
    .option('--username <name>', 'kafka: user')
    .option('--password <reference>', 'kafka: env:NAME (also from .env) or file:PATH')
    .optionsGroup('How fast:')
    .option('--time-scale <number>', 'world seconds in a second: 1 is real time')
    .option('--rate <number>', 'events of all feeds a second, such as 500 or 500/s (default: as fast as possible)')
    .option('--batch-interval <duration>', 'length of a batch of arrivals (default: the interval of the feeds, 30s)')
    .option('--duration <duration>', 'end after this time, such as 10m')
    .option('--max-events <number>', 'end after so many events')
    .optionsGroup('What:')
    .option('--streams <names>', 'feeds, with commas between (default: all)')
    .addOption(choice('--cdc <form>', 'changes of dimensions: rows alone, or envelopes', ['plain', 'debezium']))
    .option('--latency-max <duration>', 'longest time from an event to its arrival (default: 60s)')
    .option('--late-share <share>', 'share of rows that arrive after a usual watermark')
    .option('--late-max <duration>', 'longest lateness of these (default: 20m)')
    .option('--duplicates <share>', 'share of rows that come twice')
    .option('--orphans <share>', 'share of sales whose customer never arrives')
    .option('--deletes <share>', 'share of dimension records that are taken back')
    .option(
      '--schema-drift <change>',
      'items.material@2h adds, items.name>title@2h renames, items.price:VARCHAR@2h retypes a column',
      collect,
    )
    .optionsGroup('The world:')
    .option('--seed <number>', 'seed: the same seed gives the same world')
    .option('--set <name=value>', 'a setting, such as feed.sales=100; may be given many times', collect)
    .option('--config <file>', 'YAML or JSON file of settings; --set and --seed go before it')
    .option('--from <date>', 'first day, YYYY-MM-DD; the history begins with it when not given')
    .option('--to <date>', 'last day, included; without end when not given')
    .optionsGroup('Delivery:')
    .option(
      '--state <folder>',
      'checkpoint, truth and dead letters (default: <out>/_emporium, or data/<dataset>-stream)',
    )
    .option('--retry-for <duration>', 'how long one batch is tried before its feed fails (default: 10m)')
    .option('--buffer <batches>', 'batches of a feed that may wait for the target (default: 8)')
    .optionsGroup('Output of the command:')
    .option('--json', 'print the result as JSON on stdout at the end')
    .option('--quiet', 'no display and no summary')
    .addHelpText('after', examples)
    .action(run);
  streamControl(command);
}

const examples = `
Examples:
  $ emporium stream apparel-streams --sink files --out landing/ --time-scale 60 --duration 10m
  $ emporium stream apparel-streams --sink kafka --brokers localhost:9092 --topic-prefix apparel.
  $ emporium stream apparel-streams --sink stdout --max-events 1000 | jq
  $ emporium stream apparel-streams --duplicates .01 --late-share .05 --schema-drift items.material@2h
  $ emporium stream status landing/
  $ emporium stream stop landing/`;

/** An option whose values help and completion show; what is wrong is said by the library, as for programs. */
function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((value) => value);
}

async function run(dataset: string, flags: StreamFlags): Promise<void> {
  const { stream, stateFolder } = await import('../index.js');
  const options = await optionsOf(dataset, flags);
  const toStdout = flags.sink === 'stdout';
  const display = await streamDisplay({ quiet: flags.quiet === true, state: stateFolder(options) });
  const controller = new AbortController();
  let interrupted = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    // A second one leaves at once: the checkpoint is whole at any moment.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    interrupted = signal === 'SIGINT';
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const result = await stream({ ...options, signal: controller.signal, onStatus: display.onStatus });
    display.stop(result);
    if (flags.json && !toStdout) printJson(result);
    else if (!flags.quiet && !toStdout) print(summary(result));
    if (interrupted) process.exitCode = exitCodes.interrupted;
  } finally {
    display.stop();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function optionsOf(dataset: string, flags: StreamFlags): Promise<StreamOptions> {
  const { UsageError, parseDuration } = await import('../index.js');
  const seconds = (flag: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const found = parseDuration(text);
    if (found === undefined) throw new UsageError(`${flag} must be a duration such as 30s, 10m or 2h, got "${text}"`);
    return found;
  };
  const number = (flag: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const found = Number(text);
    if (text.trim() === '' || !Number.isFinite(found)) throw new UsageError(`${flag} must be a number, got "${text}"`);
    return found;
  };
  const names = (flag: string, text: string | undefined): string[] | undefined => {
    const found = text?.split(',').map((name) => name.trim());
    if (found?.includes('')) throw new UsageError(`${flag} must be names with commas between, got "${text}"`);
    return found;
  };
  const topics = flags.createTopics as string | boolean | undefined;
  return {
    dataset,
    sink: flags.sink as 'files',
    out: flags.out,
    format: flags.format as StreamOptions['format'],
    compression: flags.compression,
    duckdb: flags.duckdb,
    cdc: flags.cdc as StreamOptions['cdc'],
    brokers: names('--brokers', flags.brokers),
    topicPrefix: flags.topicPrefix,
    createTopics: topics === true ? 3 : number('--create-topics', topics as string | undefined),
    tls: flags.tls,
    tlsCa: flags.tlsCa,
    tlsCert: flags.tlsCert,
    tlsKey: flags.tlsKey,
    saslMechanism: flags.saslMechanism,
    username: flags.username,
    password: flags.password,
    rate: number('--rate', flags.rate?.replace(/\/s$/, '')),
    timeScale: number('--time-scale', flags.timeScale),
    batchInterval: seconds('--batch-interval', flags.batchInterval),
    latencyMax: seconds('--latency-max', flags.latencyMax),
    lateShare: number('--late-share', flags.lateShare),
    lateMax: seconds('--late-max', flags.lateMax),
    streams: names('--streams', flags.streams),
    duplicates: number('--duplicates', flags.duplicates),
    orphans: number('--orphans', flags.orphans),
    deletes: number('--deletes', flags.deletes),
    schemaDrift: flags.schemaDrift,
    settings: await settingsOf(flags),
    from: flags.from,
    to: flags.to,
    maxEvents: number('--max-events', flags.maxEvents),
    duration: seconds('--duration', flags.duration),
    state: flags.state,
    retryFor: seconds('--retry-for', flags.retryFor),
    buffer: number('--buffer', flags.buffer),
  };
}

const ends: Readonly<Record<StreamResult['end'], string>> = {
  stopped: 'stopped; run the same command again to go on',
  events: 'all events that were asked for are delivered',
  duration: 'the time is over; run the same command again to go on',
  over: 'the last day is over',
};

function summary(result: StreamResult): string {
  const lines = [`${result.dataset} into ${result.target}: ${ends[result.end]}`, ''];
  for (const { feed, events, eventsInAll, arrivedUntil } of result.feeds) {
    const inAll = eventsInAll === events ? '' : `, ${count(eventsInAll)} in all runs`;
    lines.push(
      `  ${feed.padEnd(12)} ${count(events).padStart(12)} events${inAll}, arrived until ${arrivedUntil.slice(0, 19)}`,
    );
  }
  lines.push(
    '',
    `${count(result.events)} events in ${duration(result.seconds)} (${count(result.events / result.seconds)} events/s)`,
  );
  const dead = result.feeds.reduce((sum, { delivery }) => sum + delivery.deadLetters.dead, 0);
  if (dead > 0)
    lines.push(`${count(dead)} events went to the dead letters: emporium stream dead-letters list <folder>`);
  return lines.join('\n');
}
