import type { StreamResult, StreamStatus } from '../index.js';
import { aligned, colorsOf, count, duration } from './output.js';

export interface StreamDisplay {
  readonly onStatus: (status: StreamStatus) => void;
  /** Ends the display; with a result, the last word on it. Harmless twice. */
  stop(result?: StreamResult): void;
}

/** Seconds between two lines when nobody looks at a terminal. */
const PLAIN_SECONDS = 10;

/**
 * The live display on stderr: a table that is drawn anew on a terminal, a line now and then elsewhere. The same goes into
 * the state folder, for `emporium stream status`.
 */
export async function streamDisplay(options: { quiet: boolean; state: string | undefined }): Promise<StreamDisplay> {
  const { writeStatus } = await import('../index.js');
  const stream = process.stderr;
  const isLive = !options.quiet && stream.isTTY === true;
  let drawn = 0;
  let said = 0;
  let stopped = false;
  const erase = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const tell = (status: StreamStatus, state: 'running' | 'ended'): void => {
    if (options.state !== undefined) writeStatus(options.state, status, state);
  };
  return {
    onStatus(status) {
      if (stopped) return;
      tell(status, 'running');
      if (options.quiet) return;
      if (isLive) {
        const lines = statusLines(status);
        erase();
        stream.write(`${lines.join('\n')}\n`);
        drawn = lines.length;
      } else if (status.seconds - said >= PLAIN_SECONDS) {
        said = status.seconds;
        stream.write(`${count(status.events)} events, ${count(status.perSecond)} events/s${troubles(status)}\n`);
      }
    },
    stop(result) {
      if (stopped) return;
      stopped = true;
      erase();
      if (result) tell(result, 'ended');
    },
  };
}

/** The state of a stream as lines: rate, events a feed, lag, buffers, breaker, dead letters. */
export function statusLines(status: StreamStatus): string[] {
  const { bold, yellow } = colorsOf(process.stderr);
  const rows = status.feeds.map(({ feed, events, arrivedUntil, lagMs, latencySeconds, delivery }) => [
    `  ${feed}`,
    count(events),
    arrivedUntil.slice(0, 19),
    lagMs >= 1000 ? yellow(duration(lagMs / 1000)) : `${Math.round(lagMs)} ms`,
    `${latencySeconds.toFixed(1)} s`,
    `${delivery.buffer.batches}${delivery.buffer.waiting ? ' full' : ''}`,
    delivery.breaker.state === 'closed' ? 'closed' : yellow(delivery.breaker.state),
    count(delivery.retry.retries),
    count(delivery.deadLetters.dead),
  ]);
  const head = ['  feed', 'events', 'arrived until', 'lag', 'latency', 'buffer', 'breaker', 'retries', 'dead'];
  const reasons = status.feeds.flatMap(({ feed, delivery }) =>
    delivery.buffer.failed !== undefined
      ? [`  ${feed} has failed: ${delivery.buffer.failed}`]
      : delivery.retry.nextTryAt !== undefined && delivery.retry.lastError !== undefined
        ? [`  ${feed} waits: ${delivery.retry.lastError}`]
        : [],
  );
  return [
    bold(
      `${status.dataset} into ${status.target}: ${count(status.events)} events in ${duration(status.seconds)}, ${count(status.perSecond)} events/s`,
    ),
    ...aligned([head, ...rows], [1, 3, 4, 5, 7, 8]),
    ...reasons,
  ];
}

/** What is wrong, in a few words; nothing when all is well. */
function troubles(status: StreamStatus): string {
  const waiting = status.feeds.filter(
    ({ delivery }) => delivery.retry.nextTryAt !== undefined || delivery.breaker.state !== 'closed',
  );
  const lag = Math.max(0, ...status.feeds.map(({ lagMs }) => lagMs));
  return [
    lag >= 1000 ? `, ${duration(lag / 1000)} behind` : '',
    waiting.length > 0
      ? `, waiting: ${waiting.map(({ feed, delivery }) => `${feed} (${delivery.retry.lastError ?? delivery.breaker.state})`).join(', ')}`
      : '',
  ].join('');
}
