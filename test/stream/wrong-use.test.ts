import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StreamOptions, stream } from 'emporium';
import { describe, expect, test } from 'vitest';
import { run } from '../cli/run.js';
import { tempFolders, thrownBy, treeOf } from '../support/runs.js';

const temp = tempFolders();

/** A folder with something in it. */
function furnished(): string {
  const folder = temp();
  writeFileSync(join(folder, 'a-file'), 'mine');
  mkdirSync(join(folder, 'a-folder'));
  return folder;
}
const furniture = treeOf(furnished());

const command = (...flags: string[]) => ['stream', 'apparel-streams', '--max-events', '5', ...flags];
const to = (sink: string, ...flags: string[]) => command('--sink', sink, ...flags);

/** Told by the command line, with the exit code: 2 for wrong use, 1 for what failed outside. */
const told: [string[], RegExp, number][] = [
  [['stream'], /missing required argument 'dataset'/, 2],
  [['stream', 'store-tiers'], /store-tiers has no feeds to stream; of the built-in datasets apparel-streams has/, 2],
  [command('--timescale', '5'), /unknown option '--timescale' \(did you mean --time-scale\?\)/, 2],
  [command('--format', 'jsn'), /--format must be one of json, csv, parquet, got "jsn"/, 2],
  [to('duckdb', '--duckdb', 'a-file'), /a-file cannot be opened as a DuckDB file/, 2],
  [to('kafka', '--brokers', 'a,,b'), /--brokers must be names with commas between, got "a,,b"/, 2],
  [to('kafka', '--brokers', 'a:1', '--create-topics', 'x'), /--create-topics must be a number, got "x"/, 2],
  [command('--rate', 'fast'), /--rate must be a number, got "fast"/, 2],
  [command('--max-events', '1.5'), /--max-events must be a whole number from 1 to .*, got 1\.5/, 2],
  [command('--duration', '5 minutes'), /--duration must be a duration such as 30s, 10m or 2h, got "5 minutes"/, 2],
  [command('--duplicates', '5%'), /--duplicates must be a number, got "5%"/, 2],
  [command('--streams', ''), /--streams must be names with commas between, got ""/, 2],
  [['stream', 'status', 'nowhere'], /no stream in \S+nowhere: there is neither a checkpoint nor a status/, 2],
  [['stream', 'stop', 'a-folder'], /no stream in \S+a-folder: there is neither a checkpoint nor a status/, 2],
  [['stream', 'dead-letters', 'list', '.'], /no stream in \S+: there is neither a checkpoint nor a status/, 2],
  [to('kafka', '--brokers', 'localhost:1'), /cannot reach Kafka at localhost:1: connection refused/, 1],
  // Nobody may write there, the superuser neither; in /proc the recursive mkdir of Node never ends.
  [command('--out', '/proc/landing'), /cannot write to \/proc\/landing\/_emporium: E[A-Z]+: /, 1],
  [to('duckdb', '--duckdb', '/sys/feeds.duckdb'), /cannot write to \/sys\/feeds\.duckdb: E[A-Z]+: /, 1],
  [command('--out', 'a-file'), /a-file\/_emporium must be a folder, \S+a-file is a file/, 2],
];

describe('the command says what is wrong in one sentence, and leaves nothing behind', () => {
  test.concurrent.each(told)('%j', async (args, message, exit) => {
    const folder = furnished();
    const { code, stdout, stderr } = await run(args, folder);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).not.toContain('internal error');
    expect(stdout).toBe('');
    expect(code).toBe(exit);
    expect(treeOf(folder)).toEqual(furniture);
  });
});

const pair = { username: 'me', password: 'secret' };
const kafka = { sink: 'kafka', brokers: ['a:1'] } as const;
const own = (schemaDrift: string) => ({ schemaDrift: [schemaDrift] });

/** Wishes of programs, which are flags for the command. All are a UsageError. */
const wishes: [Partial<StreamOptions>, RegExp][] = [
  [{ dataset: 'aparel-streams' }, /"aparel-streams" is not a dataset \(did you mean "apparel-streams"\?\)/],
  [
    { sink: 'file' as 'files' },
    /--sink must be one of files, stdout, kafka, duckdb, got "file" \(did you mean "files"\?\)/,
  ],
  [{ compression: 'zstd' }, /compression of json files must be one of none, gzip, got zstd/],
  [{ format: 'csv', cdc: 'debezium' }, /change envelopes need the format json or parquet, got csv/],
  [
    { cdc: 'debesium' as 'debezium' },
    /--cdc must be one of plain, debezium, got "debesium" \(did you mean "debezium"\?\)/,
  ],
  [{ sink: 'stdout' }, /--out is for --sink files, got --sink stdout/],
  [{ brokers: ['localhost:9092'] }, /--brokers is for --sink kafka, got --sink files/],
  [
    { sink: 'duckdb', out: undefined, compression: 'gzip' },
    /--compression is for --sink files or kafka, got --sink duckdb/,
  ],
  [{ sink: 'duckdb', out: undefined, cdc: 'debezium' }, /--cdc must be plain for --sink duckdb, got debezium/],
  [{ sink: 'kafka', out: undefined }, /--brokers must be given for --sink kafka, such as localhost:9092/],
  [{ ...kafka, out: undefined, brokers: ['nonsense'] }, /--brokers must be host:port each, got "nonsense"/],
  [{ ...kafka, out: undefined, createTopics: 0 }, /--create-topics must be a whole number of partitions from 1, got 0/],
  [
    { ...kafka, out: undefined, username: 'me' },
    /--username and --password must stand together, --password is missing/,
  ],
  [{ ...kafka, out: undefined, ...pair }, /--password: .*env:NAME/],
  [{ ...kafka, out: undefined, tlsCa: 'none.pem' }, /--tls-ca must be a PEM file that can be read, got none\.pem/],
  [{ rate: 5, timeScale: 5 }, /--rate must not stand beside --time-scale/],
  [{ rate: 0 }, /--rate must be a number from 0\.001 to 1000000000, got 0/],
  [{ timeScale: -1 }, /--time-scale must be a number from .*, got -1/],
  [{ duration: 0 }, /--duration must be a number from 0\.001 to .*, got 0/],
  [{ batchInterval: 172_800 }, /--batch-interval must be from 1ms to 1d \(86400 s\), got 172800 s/],
  [{ batchInterval: 0 }, /--batch-interval must be from 1ms to 1d \(86400 s\), got 0 s/],
  [{ latencyMax: 7200 }, /setting feed\.latency_max must be a whole number from 0 to 1800, got 7200/],
  [
    { latencyMax: 30, settings: { 'feed.latency_max': 20 } },
    /--latency-max must agree with --set feed\.latency_max=…, got 30 and 20/,
  ],
  [{ lateShare: 2 }, /--late-share must be a number from 0 to 1, got 2/],
  [{ lateMax: 356_400 }, /setting feed\.late_max must be a whole number from 1 to 86400, got 356400/],
  [{ orphans: -0.1 }, /--orphans must be a number from 0 to 1, got -0\.1/],
  [{ deletes: Number.NaN }, /--deletes must be a number from 0 to 1, got NaN/],
  [
    { streams: ['sale'] },
    /--streams: "sale" is not a feed of apparel-streams \(did you mean "sales"\?\); there are stores, customers, items, sales/,
  ],
  [{ from: '2024-02-30' }, /--from must be a date written YYYY-MM-DD, got "2024-02-30"/],
  [{ from: '1999-01-01' }, /--from must not be before the history \(.*\), got 1999-01-01/],
  [{ from: '2024-02-02', to: '2024-02-01' }, /--from must not be after --to, got 2024-02-02 and 2024-02-01/],
  [{ settings: { 'feed.interval': 7 } }, /feed\.interval must divide a day \(86400 s\) without rest, got 7/],
  [{ settings: { 'feed.sale': 7 } }, /setting feed\.sale is not a setting .*\(did you mean "feed\.sales"\?\)/],
  [{ retryFor: 0 }, /--retry-for must be a number from 0\.001 to 604800, got 0/],
  [{ buffer: 0 }, /--buffer must be a whole number from 1 to 10000, got 0/],
  [own('items.material'), /--schema-drift must be written feed\.column@2h \(added\).*, got "items\.material"/],
];

describe('the library says the same, and leaves nothing behind', () => {
  test.each(wishes)('%j', async (options, message) => {
    const folder = furnished();
    const asked = {
      dataset: 'apparel-streams',
      sink: 'files',
      out: join(folder, 'landing'),
      maxEvents: 5,
      ...options,
    } as const;
    const thrown = await thrownBy(stream(asked));
    expect(thrown).toMatch(message);
    expect(thrown).toMatch(/^UsageError: [^\n]+$/);
    expect(treeOf(folder)).toEqual(furniture);
  });
});
