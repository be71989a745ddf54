import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type StreamOptions, stream } from 'emporium';
import { expect, test } from 'vitest';
import { run, start } from '../cli/run.js';
import { ask, databaseHashes, sleep, tempFolders, thrownBy, treeOf, until } from '../support/runs.js';
import { difference, feeds, small, truthHashes } from './small.js';

/** Kills that must land; more of them: EMPORIUM_KILLS=200. */
const KILLS = Number(process.env.EMPORIUM_KILLS ?? 20);
const temp = tempFolders();
const window = ['--to', '2024-01-01', '--batch-interval', '10m', '--latency-max', '25m'];
const settings = Object.entries(small).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
const dirt = ['--duplicates', '0.2', '--late-share', '0.1', '--deletes', '0.2', '--orphans', '0.1'];
const drift = ['--schema-drift', 'items.material@5h', '--schema-drift', 'stores.manager>boss@15h'];
const command = ['stream', 'apparel-streams', '--sink', 'files', '--quiet', ...settings, ...window];
const dirty = [...command, ...dirt, ...drift];
const clean = [...command, '--set', 'defect.invalid_discount=0'];

/** Numbers from 0 to 1 that are the same in each run of the test. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const state = (out: string) => join(out, '_emporium');
const told = (out: string): { pid: number } | undefined =>
  existsSync(join(state(out), 'status.json')) && JSON.parse(readFileSync(join(state(out), 'status.json'), 'utf8'));
const filesOf = (out: string): number =>
  feeds.reduce((sum, feed) => sum + (existsSync(join(out, feed)) ? readdirSync(join(out, feed)).length : 0), 0);

/** What a loader sees, and what nobody has tidied up. */
function landed(out: string): string[] {
  return Object.entries(treeOf(out)).flatMap(([path, hash]) => (path.startsWith('_emporium') ? [] : `${path} ${hash}`));
}

async function truthIn(out: string): Promise<Record<string, string>> {
  const names = readdirSync(join(state(out), 'truth')).filter((name) => name.endsWith('.parquet') && name[0] !== '.');
  return truthHashes(
    state(out),
    names.map((name) => name.replace('.parquet', '')),
  );
}

test(
  `killed ${KILLS} times at random points and resumed, landing folder and truth are those of an undisturbed stream`,
  async () => {
    const undisturbed = temp();
    const whole = await run([...dirty, '--out', undisturbed], undisturbed);
    expect([whole.stderr, whole.code]).toEqual(['', 0]);
    const files = landed(undisturbed);
    const truth = await truthIn(undisturbed);
    const total = filesOf(undisturbed);
    expect(total).toBeGreaterThan(300);
    expect(Object.keys(truth).length).toBe(15);
    const random = numbers(5);
    const places: number[] = [];
    let finished = 0;
    let out = temp();
    while (places.length < KILLS || finished === 0) {
      const pace = random() < 0.3 ? ['--time-scale', '80000'] : [];
      const before = filesOf(out);
      const { child, ended } = start([...dirty, ...pace, '--out', out], out);
      let over = false;
      void ended.then(() => {
        over = true;
      });
      if (places.length < KILLS) {
        // A third each: soon after the beginning, once some more batches have landed, and towards the end.
        const kind = places.length % 3;
        const goal =
          kind === 0 ? before : kind === 1 ? before + 1 + random() * (total - before) * 0.6 : total - random() * 30;
        await until(() => over || (existsSync(join(state(out), 'checkpoint.json')) && filesOf(out) >= goal), 60);
        await sleep(random() * (kind === 0 ? 500 : 150));
        child.kill('SIGKILL');
      }
      const { code, stderr } = await ended;
      if (code === null) {
        places.push(filesOf(out));
        continue;
      }
      expect([stderr, code]).toEqual(['', 0]);
      finished++;
      expect(difference(landed(out), files)).toEqual([]);
      expect(await truthIn(out)).toEqual(truth);
      out = temp();
    }
    // They were spread over the whole stream.
    expect(places.filter((at) => at < total * 0.3).length).toBeGreaterThan(0);
    expect(places.filter((at) => at > total * 0.3 && at < total * 0.9).length).toBeGreaterThan(0);
    expect(places.filter((at) => at > total * 0.9).length).toBeGreaterThan(0);
    if (process.env.EMPORIUM_KILLS) console.log(`files of ${total} at each kill: ${places.join(' ')}`);
  },
  120_000 + KILLS * 6000,
);

/** A SELECT of what landed of a feed, with the columns of a table of the truth. */
async function landedRows(out: string, feed: string, like: string): Promise<string> {
  const described = await ask(`DESCRIBE FROM read_parquet('${join(state(out), 'truth', `${like}.parquet`)}')`);
  const columns = described.map(({ column_name, column_type }) => `"${column_name}": '${column_type}'`).join(', ');
  return `SELECT * FROM read_json('${join(out, feed)}/*.json', format = 'newline_delimited', columns = {${columns}})`;
}

/** The truth is made of exactly what landed, when nothing is damaged. */
async function checkTruth(out: string): Promise<void> {
  const same = async (table: string, landedQuery: string): Promise<void> => {
    const truth = `SELECT * FROM read_parquet('${join(state(out), 'truth', `${table}.parquet`)}')`;
    const sql = `((${truth}) EXCEPT ALL (${landedQuery})) UNION ALL ((${landedQuery}) EXCEPT ALL (${truth}))`;
    expect(await ask(`SELECT * FROM (${sql}) LIMIT 3`)).toEqual([]);
    expect(Number((await ask(`SELECT count(*) AS n FROM (${truth})`))[0].n)).toBeGreaterThan(3);
  };
  await same('clean_sales', await landedRows(out, 'sales', 'clean_sales'));
  for (const [table, feed, key] of [
    ['customer_current', 'customers', 'customer_id'],
    ['item_current', 'items', 'product_id'],
    ['store_current', 'stores', 'store_id'],
  ]) {
    const rows = await landedRows(out, feed, table);
    await same(table, `${rows} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY last_update_time DESC) = 1`);
  }
}

test('stopped in each way and resumed: at each stop the truth is what landed, at the end all is that of an undisturbed stream', async () => {
  const undisturbed = temp();
  expect((await run([...clean, '--out', undisturbed], undisturbed)).code).toBe(0);
  const out = temp();
  const total = filesOf(undisturbed);
  const ways = [
    { until: 0.1, stop: (child: ReturnType<typeof start>['child']) => child.kill('SIGTERM'), code: 0 },
    { until: 0.2, stop: () => run(['stream', 'stop', out], out), code: 0 },
    { until: 0.35, stop: (child: ReturnType<typeof start>['child']) => child.kill('SIGINT'), code: 130 },
  ];
  for (const way of ways) {
    const { child, ended } = start([...clean, '--time-scale', '4000', '--out', out], out);
    const goal = Math.max(total * way.until, filesOf(out) + 10);
    await until(() => filesOf(out) >= goal && told(out)?.pid === child.pid, 60);
    if (way.until === 0.1) {
      const second = await run([...clean, '--out', out], out);
      expect(second.stderr).toMatch(
        /^error: the stream in \S+ is being written by process \d+ [^\n]*; wait for it or stop it[^\n]*\n$/,
      );
      expect(second.code).toBe(2);
    }
    await way.stop(child);
    const { code, stderr } = await ended;
    expect([stderr, code]).toEqual(['', way.code]);
    expect(filesOf(out)).toBeLessThan(total);
    await checkTruth(out);
  }
  expect((await run([...clean, '--out', out], out)).code).toBe(0);
  await checkTruth(out);
  expect(difference(landed(out), landed(undisturbed))).toEqual([]);
  expect(await truthIn(out)).toEqual(await truthIn(undisturbed));
});

test('the state of another stream is refused, and nothing is touched', async () => {
  const out = temp();
  const job = { dataset: 'apparel-streams', sink: 'files', out, settings: small, to: '2024-01-01' } as const;
  await stream({ ...job, maxEvents: 200 });
  const before = treeOf(out);
  const other = /^UsageError: \S+_emporium holds a stream of apparel-streams with other settings; /;
  const cases: [Partial<StreamOptions>, RegExp][] = [
    [{ settings: { ...small, seed: 7 } }, other],
    [{ settings: { ...small, 'feed.return_share': 0.1 } }, other],
    [{ streams: ['sales', 'stores'] }, other],
    [{ format: 'csv' }, other],
    [{ cdc: 'debezium' }, other],
    [{ from: '2024-01-02', to: '2024-01-02' }, other],
    [{ duplicates: 0.1 }, other],
    [{ batchInterval: 60 }, other],
    [{ schemaDrift: ['items.material@2h'] }, other],
    [{ state: state(out), out: join(out, 'elsewhere') }, /^UsageError: \S+ holds a stream into \S+, not into \S+; /],
  ];
  for (const [options, message] of cases) {
    expect(await thrownBy(stream({ ...job, ...options }))).toMatch(message);
    expect(treeOf(out)).toEqual(before);
  }
  // Pace, buffer and patience may change.
  const { end } = await stream({ ...job, rate: 1e6, buffer: 2, retryFor: 5, maxEvents: 50 });
  expect(end).toBe('events');
});

test('given a later end, a stream goes on as if it had been given that one from the beginning', async () => {
  const job = { dataset: 'apparel-streams', sink: 'files', latencyMax: 1800, batchInterval: 1000 } as const;
  const settings = { ...small, 'defect.late_sale': 0.2 };
  const [whole, grown] = [temp(), temp()];
  await stream({ ...job, settings, out: whole, to: '2024-01-02' });
  for (const to of ['2024-01-01', '2024-01-01', '2024-01-02']) await stream({ ...job, settings, out: grown, to });
  expect(difference(landed(grown), landed(whole))).toEqual([]);
  expect(await truthIn(grown)).toEqual(await truthIn(whole));
});

test('what a stream without its checkpoint has left is not taken for that of a new one', async () => {
  const [left, fresh] = [temp(), temp()];
  const job = { dataset: 'apparel-streams', sink: 'files', to: '2024-01-01' } as const;
  await stream({ ...job, settings: { ...small, seed: 7 }, out: left });
  rmSync(join(state(left), 'checkpoint.json'));
  await stream({ ...job, settings: small, out: left });
  await stream({ ...job, settings: small, out: fresh });
  expect(await truthIn(left)).toEqual(await truthIn(fresh));
});

test('an earlier end is taken as long as nothing beyond it was delivered', async () => {
  const out = temp();
  const job = { dataset: 'apparel-streams', sink: 'files', settings: small, batchInterval: 1000, out } as const;
  await stream({ ...job, to: '2024-01-03', maxEvents: 200 });
  await stream({ ...job, to: '2024-01-01' });
  await checkTruth(out);
  const whole = temp();
  await stream({ ...job, out: whole, to: '2024-01-01' });
  expect(await truthIn(out)).toEqual(await truthIn(whole));
  await stream({ ...job, to: '2024-01-02' });
  expect(await thrownBy(stream({ ...job, to: '2024-01-01' }))).toMatch(
    /^UsageError: \S+_emporium holds a stream that is beyond the end of --to already; give a later one$/,
  );
  await checkTruth(out);
});

test('ended in the middle of batches and resumed, a DuckDB file holds each event once', async () => {
  const folder = temp();
  const job = { dataset: 'apparel-streams', settings: small, sink: 'duckdb', to: '2024-01-01' } as const;
  const duckdb = join(folder, 'parts.duckdb');
  for (const maxEvents of [101, 205, 333, undefined]) {
    await stream({ ...job, duckdb, state: join(folder, 'state'), maxEvents });
  }
  await stream({ ...job, duckdb: join(folder, 'whole.duckdb'), state: join(folder, 'other') });
  const hashes = async (file: string) =>
    Object.entries(await databaseHashes(file)).map(([name, hash]) => `${name} ${hash}`);
  expect(difference(await hashes(duckdb), await hashes(join(folder, 'whole.duckdb')))).toEqual([]);
});
