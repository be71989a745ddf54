/** A proxy between a client and a server that fails on demand: what a network does to a stream, at a chosen moment. */
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** What `localhost` is to a Java server. */
const HOST = '127.0.0.1';

export interface TcpProxy {
  readonly port: number;
  /** Everything as it should be, from now on. */
  pass(): Promise<void>;
  /** Nobody answers at the port, and connections that are open are reset. */
  refuse(): Promise<void>;
  /** Resets the open connections; new ones pass. */
  reset(): void;
  /** Holds back each piece of data for some time, in both directions. */
  delay(ms: number): void;
  /** Lets through so many bytes a second, in each direction of each connection. */
  throttle(bytesPerSecond: number): void;
  /** Lets `bytes` more come from the server, over all connections, then closes the one that brought the last. */
  cutAfter(bytes: number): void;
  /** Takes what the server says and tells nobody. */
  swallow(): void;
  /** Number of bytes that have come from the server. */
  received(): number;
  close(): Promise<void>;
}

/** Listens on `port` of this host for a server on `to`. */
export async function tcpProxy(port: number, to: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const state = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, cutIn: Number.POSITIVE_INFINITY };
  let swallows = false;
  let received = 0;

  const end = (pair: readonly [Socket, Socket], reset: boolean): void => {
    pairs.delete(pair);
    for (const socket of pair) reset ? socket.resetAndDestroy() : socket.destroy();
  };
  const endAll = () => [...pairs].forEach((pair) => void end(pair, true));

  const pump = async (pair: readonly [Socket, Socket], from: Socket, into: Socket, isServer: boolean) => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      let data = chunk;
      if (state.delayMs > 0) await sleep(state.delayMs);
      if (isServer) {
        received += data.length;
        if (swallows) continue;
        if (data.length >= state.cutIn) {
          data = data.subarray(0, state.cutIn);
          state.cutIn = Number.POSITIVE_INFINITY;
          into.write(data, () => end(pair, false));
          return;
        }
        state.cutIn -= data.length;
      }
      // By small steps, as a thin line does.
      const step = Math.min(data.length, Math.max(1, Math.floor(state.bytesPerSecond / 20)));
      for (let at = 0; at < data.length; at += step) {
        if (Number.isFinite(state.bytesPerSecond)) await sleep(50);
        if (!into.write(data.subarray(at, at + step))) await drained(into);
      }
    }
    into.end();
  };

  const server = createServer((client) => {
    const target = dial(to, HOST);
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => end(pair, true));
      socket.on('close', () => end(pair, false));
    }
    // A connection that is reset ends its pump with an error: that is what was wanted.
    pump(pair, client, target, false).catch(() => undefined);
    pump(pair, target, client, true).catch(() => undefined);
  });
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, HOST, resolve);
    });
  await listen();
  const bound = (server.address() as AddressInfo).port;

  const proxy: TcpProxy = {
    port: bound,
    async pass() {
      Object.assign(state, { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, cutIn: Number.POSITIVE_INFINITY });
      // What was swallowed is missing: such a connection cannot go on.
      if (swallows) endAll();
      swallows = false;
      if (!server.listening) await listen();
    },
    async refuse() {
      const closed = new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
      endAll();
      await closed;
    },
    reset: endAll,
    delay(ms) {
      state.delayMs = ms;
    },
    throttle(bytesPerSecond) {
      state.bytesPerSecond = bytesPerSecond;
    },
    cutAfter(bytes) {
      state.cutIn = bytes;
    },
    swallow() {
      swallows = true;
    },
    received: () => received,
    close: () => proxy.refuse(),
  };
  return proxy;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

/** Ports that nobody uses just now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
