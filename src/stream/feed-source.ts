/**
 * One feed of a stream: rows of intervals of event time go in, damaged as the settings say; batches of arrival time come
 * out. What has happened but not arrived waits in a table of a DuckDB of the feed's own.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { DELETION } from '../defects/apply-feed.js';
import { openWorld, type WorldDatabase } from '../engine/database.js';
import type { BatchColumn, FeedBatch, FeedDescription, Operation } from '../engine/feed-sink.js';
import { feedClock } from '../world/feeds/feeds.js';
import type { FeedClock } from '../world/feeds/population.js';
import type { World } from '../world/world.js';
import { type Drift, drifted } from './drift.js';
import type { FeedPlan, StreamPlan } from './plan.js';
import { type Columns, readColumns, sliced } from './read-columns.js';

const quote = (name: string) => `"${name}"`;
/** Columns behind those of the table, in the order in which they are read. */
const BEHIND = ['arrives', 'event', 'interval', 'row', 'extra', 'version'] as const;

/** Steps after which the tables are made anew. */
const RENEWED_STEPS = 8;

export class FeedSource {
  readonly plan: FeedPlan;
  readonly description: FeedDescription;
  readonly #stream: StreamPlan;
  readonly #database: WorldDatabase;
  readonly #clock: FeedClock;
  /** Folder of what is kept for the truth. */
  readonly #truth: string | undefined;
  readonly #drifts: readonly Drift[];
  /** Intervals before this one are in `pending` or have arrived. */
  #nextInterval: number;
  #isFirst = true;
  #steps = 0;
  /** Batches before this one were given. */
  #nextBatch: number;
  readonly #statements = new Map<string, DuckDBPreparedStatement>();

  private constructor(
    stream: StreamPlan,
    plan: FeedPlan,
    database: WorldDatabase,
    nextBatch: number,
    truth: string | undefined,
  ) {
    this.plan = plan;
    this.#stream = stream;
    this.#database = database;
    this.#clock = feedClock(database.source.world);
    this.#truth = truth;
    this.#drifts = plan.drifts;
    const firstBatch = this.#batchOf(stream.fromInterval * this.#clock.intervalUs);
    this.#nextBatch = Math.max(nextBatch, firstBatch);
    const added = new Set(plan.drifts.filter(({ kind }) => kind === 'add').map(({ column }) => column));
    this.description = {
      feed: plan.feed,
      columns: plan.columns.filter(({ name }) => !added.has(name)),
      primaryKey: plan.key,
    };
    // What arrives in the next batch may have happened before it by the longest latency.
    const earliest = Math.floor((this.#nextBatch * stream.batchUs - stream.latencyUs) / this.#clock.intervalUs);
    this.#nextInterval = Math.max(stream.fromInterval, earliest);
  }

  /** Opens a feed that goes on with batch `nextBatch`; `truth` names a folder for what is kept of it, none when undefined. */
  static async open(
    stream: StreamPlan,
    plan: FeedPlan,
    world: World,
    nextBatch: number,
    truth: string | undefined,
  ): Promise<FeedSource> {
    const database = await openWorld(world, { parameters: stream.parameters });
    const { connection } = database;
    // Statements are planned once, and a plan that believes what `pending` held then gives wrong rows later: a sort packs
    // numbers by the least and greatest of then, a filter is left out.
    await connection.run("SET disabled_optimizers = 'statistics_propagation,compressed_materialization'");
    for (const { name, query } of stream.views) await connection.run(`CREATE TEMP VIEW "${name}" AS ${query}`);
    if (truth !== undefined) mkdirSync(truth, { recursive: true });
    const source = new FeedSource(stream, plan, database, nextBatch, truth);
    database.source.feeds = { from: 0, to: 0 };
    await connection.run(`CREATE TEMP TABLE pending AS ${plan.events}; CREATE TEMP TABLE rest AS FROM pending`);
    if (source.#hasImages) await connection.run(`CREATE TEMP TABLE earlier AS ${plan.clean}`);
    return source;
  }

  /** Number of the batch that holds an arrival. */
  #batchOf(us: number): number {
    return Math.floor(us / this.#stream.batchUs);
  }

  get nextBatch(): number {
    return this.#nextBatch;
  }

  /** Whether everything that happens in the stream has arrived. */
  async isOver(): Promise<boolean> {
    const { toInterval } = this.#stream;
    if (toInterval === undefined || this.#nextInterval < toInterval) return false;
    const reader = await this.#database.connection.runAndReadAll('SELECT count(*) FROM pending');
    return reader.getRows()[0][0] === 0n;
  }

  get #hasImages(): boolean {
    return this.#stream.images && this.plan.version !== undefined;
  }

  /**
   * The next `batches` batches, those without rows left out. The rows of all events up to their end are made, those that
   * arrive later wait.
   */
  async next(batches: number): Promise<FeedBatch[]> {
    const { source } = this.#database;
    const { batchUs, toInterval = Infinity } = this.#stream;
    const [from, to] = [this.#nextBatch, this.#nextBatch + batches];
    const toNext = Math.max(
      this.#nextInterval,
      Math.min(toInterval, Math.ceil((to * batchUs) / this.#clock.intervalUs)),
    );
    source.feeds = { from: this.#nextInterval, to: toNext };
    await this.#run(`INSERT INTO pending FROM (${this.plan.events})`);
    // Of what has happened before the first batch, earlier runs have given what had arrived.
    if (this.#isFirst) await this.#run('DELETE FROM pending WHERE "arrives" < make_timestamp($1)', from * batchUs);
    this.#isFirst = false;
    if (this.#hasImages) await this.#addImages();
    this.#nextInterval = toNext;
    await this.#run('INSERT INTO rest FROM pending WHERE "arrives" >= make_timestamp($1)', to * batchUs);
    await this.#run('DELETE FROM pending WHERE "arrives" >= make_timestamp($1)', to * batchUs);
    const given = await this.#give(from, to);
    if (this.#truth !== undefined) await this.#keepTruth(this.#truth, from, to);
    await this.#run('DELETE FROM pending');
    await this.#run('INSERT INTO pending FROM rest');
    await this.#run('DELETE FROM rest');
    this.#nextBatch = to;
    if (++this.#steps % RENEWED_STEPS === 0) await this.#renewTables();
    return given;
  }

  /** Deleted rows stay in the memory of a table for as long as it is there. */
  async #renewTables(): Promise<void> {
    for (const statement of this.#statements.values()) statement.destroySync();
    this.#statements.clear();
    for (const table of ['pending', 'rest', ...(this.#hasImages ? ['earlier'] : [])]) {
      await this.#database.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM ${table}`);
    }
  }

  /**
   * Runs a statement that was planned the first time: of a few hundred rows the plan costs more than the work. `us` is its
   * parameter, a time since the start of the feeds.
   */
  async #run(sql: string, us?: number): Promise<void> {
    const statement = await this.#statement(sql);
    if (us !== undefined) statement.bindBigInt(1, BigInt(this.#clock.startUs + us));
    await statement.run();
  }

  async #statement(sql: string): Promise<DuckDBPreparedStatement> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = await this.#database.connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** The rows as they were before the changes that wait. */
  async #addImages(): Promise<void> {
    const { source } = this.#database;
    const { interval, row } = this.plan;
    const feeds = source.feeds;
    if (!feeds) return;
    source.feeds = { ...feeds, image: 'before' };
    await this.#run(`INSERT INTO earlier ${this.plan.clean}`);
    source.feeds = feeds;
    await this.#run(`DELETE FROM earlier e WHERE NOT EXISTS (
      FROM pending p WHERE p.${quote(interval)} = e.${quote(interval)} AND p.${quote(row)} = e.${quote(row)})`);
  }

  async #give(from: number, to: number): Promise<FeedBatch[]> {
    const { plan } = this;
    const version = plan.version === undefined ? '0' : `c.${quote(plan.version)}`;
    const behind = [
      'c."arrives"',
      `c.${quote(plan.eventTime)} AS event`,
      `c.${quote(plan.interval)} AS interval`,
      `c.${quote(plan.row)} AS row`,
      'CAST(c."extra" AS INTEGER) AS extra',
      `${version} AS version`,
    ];
    const cells = plan.columns.map(({ name }) => `c.${quote(name)}`);
    const { rows, columns } = await this.#read(
      `SELECT ${[...cells, ...behind].join(', ')}
       FROM (SELECT ${plan.cells.join(', ')}, "arrives", "extra" FROM pending ${this.#order('')}) c`,
    );
    const before = this.#hasImages ? await this.#images() : undefined;
    return this.#cut(rows, columns, before, from, to);
  }

  #order(table: string): string {
    const { interval, row } = this.plan;
    return `ORDER BY ${table}"arrives", ${table}${quote(interval)}, ${table}${quote(row)}, ${table}"extra"`;
  }

  async #read(sql: string): Promise<Columns> {
    const statement = await this.#statement(sql);
    return readColumns(await statement.stream());
  }

  /** Rows before, in the order of the rows after. A deletion takes back the row itself. */
  async #images(): Promise<readonly BatchColumn[]> {
    const { interval, row, columns } = this.plan;
    const cells = columns.map(
      ({ name }) =>
        `CASE WHEN p."extra" = ${DELETION} THEN p.${quote(name)} ELSE e.${quote(name)} END AS ${quote(name)}`,
    );
    const { columns: read } = await this.#read(
      `SELECT ${cells.join(', ')} FROM pending p
       LEFT JOIN earlier e ON e.${quote(interval)} = p.${quote(interval)} AND e.${quote(row)} = p.${quote(row)} ${this.#order('p.')}`,
    );
    return read;
  }

  #cut(
    rows: number,
    columns: readonly BatchColumn[],
    before: readonly BatchColumn[] | undefined,
    from: number,
    to: number,
  ): FeedBatch[] {
    const cells = columns.slice(0, columns.length - BEHIND.length);
    const [arrives, event, interval, row, extra, version] = columns.slice(cells.length);
    const arrivals = arrives.values as BigInt64Array;
    const batches: FeedBatch[] = [];
    const { startUs } = this.#clock;
    for (let number = from, at = 0; number < to && at < rows; number++) {
      const end = BigInt(startUs + (number + 1) * this.#stream.batchUs);
      let until = at;
      while (until < rows && arrivals[until] < end) until++;
      if (until === at) continue;
      const part = (column: BatchColumn) => sliced(column, at, until);
      const shown = drifted(cells.map(part), this.#drifts, number * this.#stream.batchUs);
      batches.push(
        new CutBatch({
          plan: this.plan,
          seed: this.#stream.config.seed,
          number,
          rows: until - at,
          columns: shown,
          keyColumns: this.plan.key.map((key) => part(cells.find(({ name }) => name === key) as BatchColumn)),
          arrivalTimes: arrivals.subarray(at, until),
          eventTimes: (event.values as BigInt64Array).subarray(at, until),
          intervals: part(interval).values as Int32Array,
          rowNumbers: part(row).values as Int32Array,
          extras: part(extra).values as Int32Array,
          versions: part(version).values as Int32Array,
          before: before && drifted(before.map(part), this.#drifts, number * this.#stream.batchUs),
        }),
      );
      at = until;
    }
    return batches;
  }

  /** Keeps what arrived, clean and with what hit it, whole or not at all. */
  async #keepTruth(folder: string, from: number, to: number): Promise<void> {
    const beside = join(folder, '.next.parquet');
    const kept = `SELECT COLUMNS(c -> NOT starts_with(c, 'draw ')) FROM pending`;
    await this.#run(`COPY (${kept}) TO '${beside.replaceAll("'", "''")}' (FORMAT parquet, DICTIONARY_SIZE_LIMIT 1)`);
    const pad = (number: number) => String(number).padStart(12, '0');
    renameSync(beside, join(folder, `${pad(from)}-${pad(to)}.parquet`));
  }

  close(): void {
    this.#database.close();
  }
}

interface CutParts {
  readonly plan: FeedPlan;
  readonly seed: number;
  readonly number: number;
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  readonly keyColumns: readonly BatchColumn[];
  readonly arrivalTimes: BigInt64Array;
  readonly eventTimes: BigInt64Array;
  readonly intervals: Int32Array;
  readonly rowNumbers: Int32Array;
  readonly extras: Int32Array;
  readonly versions: Int32Array;
  readonly before: readonly BatchColumn[] | undefined;
}

/** A batch whose ids and keys are made when somebody asks for them: files do not. */
class CutBatch implements FeedBatch {
  readonly feed: string;
  readonly number: number;
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  readonly arrivalTimes: BigInt64Array;
  readonly eventTimes: BigInt64Array;
  readonly before?: readonly BatchColumn[];
  readonly #parts: CutParts;
  #ids: readonly string[] | undefined;
  #keys: readonly string[] | undefined;
  #operations: readonly Operation[] | undefined;

  constructor(parts: CutParts) {
    this.#parts = parts;
    this.feed = parts.plan.feed;
    this.number = parts.number;
    this.rows = parts.rows;
    this.columns = parts.columns;
    this.arrivalTimes = parts.arrivalTimes;
    this.eventTimes = parts.eventTimes;
    if (parts.before) this.before = parts.before;
  }

  /** Seed, feed, interval and number in it; a deletion is an event of its own, a copy is the same event. */
  get ids(): readonly string[] {
    const { seed, intervals, rowNumbers, extras } = this.#parts;
    this.#ids ??= Array.from(
      { length: this.rows },
      (_, i) => `${this.feed}-${seed}-${intervals[i]}-${rowNumbers[i]}${extras[i] === DELETION ? '-d' : ''}`,
    );
    return this.#ids;
  }

  get keys(): readonly string[] {
    this.#keys ??= Array.from({ length: this.rows }, (_, i) =>
      this.#parts.keyColumns
        .map(({ values, words }) => (words ? words[Number(values[i])] : String(values[i])))
        .join('|'),
    );
    return this.#keys;
  }

  get operations(): readonly Operation[] | undefined {
    const { plan, intervals, extras, versions } = this.#parts;
    if (plan.version === undefined) return undefined;
    this.#operations ??= Array.from({ length: this.rows }, (_, i): Operation => {
      if (extras[i] === DELETION) return 'd';
      if (versions[i] > 0) return 'u';
      return intervals[i] === 0 ? 'r' : 'c';
    });
    return this.#operations;
  }
}
