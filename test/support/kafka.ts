/** A real Kafka broker for a test file, and Kafka's own console consumer, which knows nothing of the client under test. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts, type TcpProxy, tcpProxy } from './tcp-proxy.js';

const script = fileURLToPath(new URL('../../scripts/kafka-broker.sh', import.meta.url));
const jars =
  process.env.EMPORIUM_KAFKA ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'emporium/kafka');

/** Of the users that the broker knows. */
export const brokerPassword = 'only-for-tests';

/** A message as the console consumer prints it. */
export interface Received {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string;
  /** Null for a tombstone. */
  readonly value: string | null;
}

export interface Broker {
  /** `host:port` of its listeners; `proxied` is the proxy's, which the broker tells its clients, too. */
  readonly plain: string;
  readonly sasl: string;
  readonly tls: string;
  readonly proxied: string;
  /** The listener behind the proxy. */
  readonly behind: string;
  readonly proxy: TcpProxy;
  /** The certificate of `tls`. */
  readonly ca: string;
  /** Kills it at once. */
  kill(): Promise<void>;
  /** Starts it again with what it held. */
  start(): Promise<void>;
  /**
   * All messages whose `event_id` begins with `feed:` or, of a stream, with the name of the feed, once they are `enough` and nothing has come for a moment; or those
   * that are there when nothing has come for long. Of the topics that exist when this is called first: to find new ones
   * takes the consumer seconds.
   */
  read(feed: string, enough: (messages: readonly Received[]) => boolean): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** A broker on free ports, or why there is none. */
export async function kafkaBroker(): Promise<Broker | string> {
  const folder = mkdtempSync(join(tmpdir(), 'emporium-kafka-'));
  const [plain, controller, sasl, tls, behind, front] = await freePorts(6);
  const listeners = [`controller=${controller}`, `sasl=${sasl}`, `tls=${tls}`, `proxied=${behind}:${front}`];
  const run = async (...words: string[]) => void (await promisify(execFile)(script, words));
  const start = () => run('start', folder, String(plain), ...listeners);
  try {
    await start();
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    return (thrown as { stderr?: string }).stderr?.trim() || String(thrown);
  }
  const proxy = await tcpProxy(front, behind);
  let consumer: ReturnType<typeof consume> | undefined;
  return {
    plain: `localhost:${plain}`,
    sasl: `localhost:${sasl}`,
    tls: `localhost:${tls}`,
    proxied: `localhost:${front}`,
    behind: `localhost:${behind}`,
    proxy,
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    async kill() {
      // A new consumer is quicker than one that looks for its group again.
      consumer?.close();
      consumer = undefined;
      await run('stop', folder, 'hard');
    },
    start,
    read(feed, enough) {
      consumer ??= consume(`localhost:${plain}`);
      return consumer.read(feed, enough);
    },
    async close() {
      consumer?.close();
      await proxy.close();
      await run('stop', folder, 'hard');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const QUIET_MS = 200;
const PATIENCE_MS = 30_000;

/** Reads all topics of a broker from their beginning, in one process for all tests: each would take seconds to start. */
function consume(bootstrap: string): Pick<Broker, 'read'> & { close(): void } {
  const printed = ['timestamp', 'partition', 'offset', 'headers', 'key', 'value'].map((what) => `print.${what}=true`);
  const options = [
    ...['--bootstrap-server', bootstrap, '--include', '.*', '--from-beginning'],
    ...['--consumer-property', 'reconnect.backoff.max.ms=200'],
    ...[...printed, 'key.separator=\t', 'null.literal=<null>'].flatMap((one) => ['--property', one]),
  ];
  const jvm = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${jars}/*`];
  const child: ChildProcess = spawn('java', [...jvm, 'org.apache.kafka.tools.consumer.ConsoleConsumer', ...options], {
    stdio: ['ignore', 'pipe', process.env.EMPORIUM_KAFKA_LOG ? 'inherit' : 'ignore'],
  });
  const byFeed = new Map<string, Received[]>();
  let last = Date.now();
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    const message = parse(line);
    const id = message.headers.event_id ?? '';
    const feed = id.slice(0, id.search(id.includes(':') ? ':' : /-\d+-/));
    const messages = byFeed.get(feed) ?? [];
    byFeed.set(feed, messages);
    messages.push(message);
    last = Date.now();
  });
  return {
    async read(feed, enough) {
      const begun = Date.now();
      let judged = -1;
      let isEnough = false;
      for (;;) {
        const messages = byFeed.get(feed) ?? [];
        if (messages.length !== judged) isEnough = enough(messages);
        judged = messages.length;
        const quietMs = Date.now() - Math.max(last, begun);
        if ((isEnough && Date.now() - last > QUIET_MS) || quietMs > PATIENCE_MS) return messages;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    close() {
      // The line that it is in the middle of is none.
      lines.removeAllListeners('line');
      child.kill('SIGKILL');
    },
  };
}

function parse(line: string): Received {
  const [timestamp, partition, offset, headers, key, value] = line.split('\t');
  const number = (text: string) => Number(text.slice(text.indexOf(':') + 1));
  const pairs = headers.split(',').map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]);
  return {
    timestamp: number(timestamp),
    partition: number(partition),
    offset: number(offset),
    headers: Object.fromEntries(pairs) as Record<string, string>,
    key,
    value: value === '<null>' ? null : value,
  };
}
