import type { Command } from 'commander';
import { exitCodes } from './exit.js';
import { aligned, count, print, printJson } from './output.js';
import { statusLines } from './stream-display.js';

/** `status`, `stop` and `dead-letters` of `emporium stream`. */
export function streamControl(stream: Command): void {
  stream
    .command('status')
    .description('how a stream stands: rate, events, lag, buffers, breaker, dead letters')
    .argument('<folder>', 'the --state folder, or the landing folder')
    .option('--follow', 'show it again each second until the stream ends')
    .option('--json', 'print it as JSON')
    .action(status);
  stream
    .command('stop')
    .description('stop a stream, and wait until it has written its truth')
    .argument('<folder>', 'the --state folder, or the landing folder')
    .action(stop);
  const letters = stream.command('dead-letters').description('events that the target did not take');
  letters
    .command('list')
    .description('list them with the reason')
    .argument('<folder>', 'the --state folder, or the landing folder')
    .option('--json', 'print them as JSON, values included')
    .action(list);
  letters
    .command('retry')
    .description('send them once more; what is taken goes from the folder')
    .argument('<folder>', 'the --state folder, or the landing folder')
    .option('--stream <name>', 'of one feed alone')
    .option('--brokers <list>', 'host:port of the brokers, with commas between')
    .option('--topic-prefix <text>', 'what the names of topics begin with')
    .option('--tls', 'an encrypted connection')
    .option('--tls-ca <file>', 'PEM file of the authority')
    .option('--tls-cert <file>', 'PEM file of the own certificate')
    .option('--tls-key <file>', 'PEM file of its key')
    .option('--sasl-mechanism <name>', 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512')
    .option('--username <name>', 'user')
    .option('--password <reference>', 'env:NAME (also from .env) or file:PATH')
    .action(retry);
}

async function status(folder: string, flags: { follow?: boolean; json?: boolean }): Promise<void> {
  const { streamStatus } = await import('../index.js');
  for (;;) {
    const found = streamStatus(folder);
    if (flags.json) printJson(found);
    else {
      const state = found.isRunning
        ? `running, process ${found.pid}`
        : found.state === 'ended'
          ? 'ended'
          : 'not running, it was interrupted';
      print([...statusLines(found), `  ${state}; told ${found.at}`].join('\n'));
    }
    if (!flags.follow || !found.isRunning) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function stop(folder: string): Promise<void> {
  const { stopStream } = await import('../index.js');
  print((await stopStream(folder)) ? 'stopped' : 'no stream was running');
}

async function list(folder: string, flags: { json?: boolean }): Promise<void> {
  const { deadLetters } = await import('../index.js');
  const letters = deadLetters(folder);
  if (flags.json) return printJson(letters);
  if (letters.length === 0) return print('no dead letters');
  const rows = letters.map(({ feed, event_id, failed_at, reason }) => [feed, event_id, failed_at, reason]);
  print(aligned([['feed', 'event', 'failed', 'reason'], ...rows]).join('\n'));
}

interface RetryFlags {
  readonly stream?: string;
  readonly brokers?: string;
  readonly topicPrefix?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly saslMechanism?: string;
  readonly username?: string;
  readonly password?: string;
}

async function retry(folder: string, { brokers, ...flags }: RetryFlags): Promise<void> {
  const { retryLetters } = await import('../index.js');
  const result = await retryLetters(folder, { ...flags, sink: 'kafka', brokers: brokers?.split(',') });
  print(`${count(result.sent)} sent, ${count(result.refused)} refused again`);
  if (result.refused > 0) process.exitCode = exitCodes.failed;
}
