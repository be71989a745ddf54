/** A stream into a real broker that is killed again and again, and whose line breaks: nothing is lost, and what comes twice is the same. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run, start } from '../cli/run.js';
import { kafkaBroker, type Received } from '../support/kafka.js';
import { sleep, tempFolders } from '../support/runs.js';
import { feeds, small, streamed } from './small.js';

/** Kills that must land; more of them: EMPORIUM_KILLS=200. */
const KILLS = Math.max(6, Math.round(Number(process.env.EMPORIUM_KILLS ?? 0) / 4));
/** Batches of a feed that a crash may send once more, as `docs/streams.md` says. */
const UNSAVED_BATCHES = 64;
const temp = tempFolders();
const settings = { ...small, 'feed.sales': 60, 'feed.latency_max': 600 };
const dirt = { duplicates: 0.05, lateShare: 0.05, deletes: 0.1 };
const found = await kafkaBroker();
const missing = typeof found === 'string' ? ` (${found})` : '';
const broker = typeof found === 'string' ? undefined : found;

afterAll(() => broker?.close());

const flags = [
  ...['stream', 'apparel-streams', '--sink', 'kafka', '--quiet', '--create-topics', '2', '--to', '2024-01-03'],
  ...['--duplicates', '0.05', '--late-share', '0.05', '--deletes', '0.1', '--batch-interval', '30m'],
  ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
];

/** How often each event must come, by id. */
async function wanted(): Promise<Map<string, number>> {
  const { sink } = await streamed(settings, { ...dirt, to: '2024-01-03', batchInterval: 1800 });
  const times = new Map<string, number>();
  for (const feed of feeds) for (const { id } of sink.events(feed)) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

async function received(ids: ReadonlyMap<string, number>): Promise<Received[]> {
  const all: Received[] = [];
  for (const feed of feeds) {
    const own = [...ids.keys()].filter((id) => id.startsWith(`${feed}-`));
    const isComplete = (messages: readonly Received[]) => {
      const seen = new Set(messages.map(({ headers }) => headers.event_id));
      return own.every((id) => seen.has(id));
    };
    all.push(...(await (broker as NonNullable<typeof broker>).read(feed, isComplete)));
  }
  return all;
}

/** Holds what came against what had to come; gives how many came more often than that. */
function surplus(messages: readonly Received[], ids: ReadonlyMap<string, number>): number {
  const came = new Map<string, Received[]>();
  for (const message of messages) {
    const { event_id: id } = message.headers;
    came.set(id, [...(came.get(id) ?? []), message]);
  }
  expect([...ids.keys()].filter((id) => !came.has(id))).toEqual([]);
  expect([...came.keys()].filter((id) => !ids.has(id))).toEqual([]);
  let more = 0;
  for (const [id, copies] of came) {
    expect(new Set(copies.map(({ key, value, partition }) => JSON.stringify([key, value, partition]))).size, id).toBe(
      1,
    );
    expect(copies.length).toBeGreaterThanOrEqual(ids.get(id) ?? 0);
    more += copies.length - (ids.get(id) ?? 0);
  }
  return more;
}

const nextOf = (state: string): number => {
  const path = join(state, 'checkpoint.json');
  if (!existsSync(path)) return -1;
  const { feeds } = JSON.parse(readFileSync(path, 'utf8')) as { feeds: Record<string, { next: number }> };
  return Object.values(feeds).reduce((sum, { next }) => sum + next, 0);
};

describe.skipIf(missing !== '')(`into Kafka${missing}`, () => {
  test(`killed ${KILLS} times at random moments, nothing is lost and repetitions are the same`, async () => {
    const ids = await wanted();
    const folder = temp();
    const state = join(folder, 'state');
    const args = [...flags, '--brokers', broker?.plain ?? '', '--topic-prefix', 'kill.', '--state', state];
    // Topics are made, so that the consumer knows them.
    expect(await run([...args, '--max-events', '1'], folder)).toMatchObject({ code: 0 });
    await broker?.read('stores', (messages) => messages.length > 0);
    let killed = 0;
    for (let attempt = 0; killed < KILLS && attempt < 4 * KILLS; attempt++) {
      const before = nextOf(state);
      const { child, ended } = start([...args, '--rate', '900'], folder);
      for (let waited = 0; waited < 300 && nextOf(state) <= before && child.exitCode === null; waited++)
        await sleep(20);
      await sleep(Math.random() * 250);
      if (child.exitCode !== null) break;
      child.kill('SIGKILL');
      await ended;
      killed++;
    }
    expect(killed).toBe(KILLS);
    expect(await run(args, folder)).toMatchObject({ code: 0, stderr: '' });
    const messages = await received(ids);
    const perBatch =
      2 * Math.max(...feeds.map((feed) => [...ids.keys()].filter((id) => id.startsWith(feed)).length / 90));
    expect(surplus(messages, ids)).toBeLessThanOrEqual(KILLS * UNSAVED_BATCHES * feeds.length * perBatch);
  }, 240_000);
});
