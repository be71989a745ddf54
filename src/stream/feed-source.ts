/**
 * One feed of a stream: rows of intervals of event time go in, damaged as the settings say; batches of arrival time come
 * out. What has happened but not arrived waits.
 */
import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { DELETION } from '../defects/apply-feed.js';
import { openWorld, type WorldDatabase } from '../engine/database.js';
import type { BatchColumn, FeedBatch, FeedDescription, Operation } from '../engine/feed-sink.js';
import { feedClock } from '../world/feeds/feeds.js';
import type { FeedClock } from '../world/feeds/population.js';
import type { World } from '../world/world.js';
import { Arrivals } from './arrivals.js';
import { type Columns, sliced } from './columns.js';
import { type Drift, drifted } from './drift.js';
import type { FeedPlan, StreamPlan } from './plan.js';
import { RowReader } from './row-reader.js';
import { asDoubles } from './times.js';
import { TruthParts } from './truth-parts.js';

const quote = (name: string) => `"${name}"`;
const before = (name: string) => `"before ${name}"`;
/** Most of a step, which is at least a batch. With a million customers at the start, and images, the process reaches 3 GB. */
const MOST_MEMORY = '4GB';

/** What is read of a row behind the cells that are delivered, and before its image, where there is one. */
type Mark = 'arrives' | 'interval' | 'row' | 'event' | 'extra' | 'version';

export class FeedSource {
  readonly plan: FeedPlan;
  readonly description: FeedDescription;
  readonly #stream: StreamPlan;
  readonly #database: WorldDatabase;
  readonly #clock: FeedClock;
  /** What is kept for the truth. */
  readonly #truth: TruthParts | undefined;
  readonly #drifts: readonly Drift[];
  readonly #arrivals: Arrivals;
  /** Marks that are read, each an expression over the rows `c`: those of which something is to be learnt. */
  readonly #marks: ReadonlyMap<Mark, string>;
  #reader: RowReader | undefined;
  #keeper: DuckDBPreparedStatement | undefined;
  /** Intervals before this one have arrived or wait. */
  #nextInterval: number;
  /** Batches before this one were given. */
  #nextBatch: number;
  #isFirst = true;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(
    stream: StreamPlan,
    plan: FeedPlan,
    database: WorldDatabase,
    nextBatch: number,
    truth: TruthParts | undefined,
  ) {
    this.plan = plan;
    this.#stream = stream;
    this.#database = database;
    this.#clock = feedClock(database.source.world);
    this.#truth = truth;
    this.#drifts = plan.drifts;
    this.#marks = marksOf(plan);
    const ties = (['interval', 'row', 'extra'] as const).filter((mark) => this.#marks.has(mark));
    this.#arrivals = new Arrivals({ arrives: this.#at('arrives'), ties: ties.map((mark) => this.#at(mark)) });
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
    const database = await openWorld(world, { parameters: stream.parameters, memory: MOST_MEMORY });
    const { connection } = database;
    for (const { name, query } of stream.views) await connection.run(`CREATE TEMP VIEW "${name}" AS ${query}`);
    const parts = truth === undefined ? undefined : new TruthParts(truth, stream.fromInterval);
    return new FeedSource(stream, plan, database, nextBatch, parts);
  }

  /** Position of a mark among the columns that are read. */
  #at(mark: Mark): number {
    return this.plan.columns.length + [...this.#marks.keys()].indexOf(mark);
  }

  /** Number of the batch that holds an arrival. */
  #batchOf(us: number): number {
    return Math.floor(us / this.#stream.batchUs);
  }

  get nextBatch(): number {
    return this.#nextBatch;
  }

  /** Whether everything that happens in the stream has arrived. */
  get isOver(): boolean {
    const { toInterval } = this.#stream;
    return toInterval !== undefined && this.#nextInterval >= toInterval && this.#arrivals.rows === 0;
  }

  get #hasImages(): boolean {
    return this.#stream.images && this.plan.version !== undefined;
  }

  /**
   * The next `batches` batches, those without rows left out. The rows of all events up to their end are made, those that
   * arrive later wait.
   */
  async next(batches: number): Promise<FeedBatch[]> {
    const { batchUs, toInterval = Infinity } = this.#stream;
    const { startUs, intervalUs } = this.#clock;
    const [from, to] = [this.#nextBatch, this.#nextBatch + batches];
    const interval = this.#nextInterval;
    const toNext = Math.max(interval, Math.min(toInterval, Math.ceil((to * batchUs) / intervalUs)));
    await this.#keeping;
    const made = await this.#make(interval, toNext);
    // Of what has happened before the first batch, earlier runs have given what had arrived.
    const arrived = this.#arrivals.take(this.#isFirst ? startUs + from * batchUs : 0, startUs + to * batchUs);
    this.#isFirst = false;
    this.#nextInterval = toNext;
    this.#nextBatch = to;
    // Goes on while the batches are delivered.
    this.#keeping = this.#truth?.isDue(toNext, made) ? this.#keepTruth(this.#truth, toNext) : Promise.resolve();
    // Whoever asks next is told.
    this.#keeping.catch(() => undefined);
    return this.#cut(arrived, from, to);
  }

  /** Keeps for the truth all that may have been delivered, also by earlier runs, and is not kept yet. */
  async settle(): Promise<void> {
    await this.#keeping;
    const { batchUs, toInterval = Infinity } = this.#stream;
    const given = Math.min(toInterval, Math.ceil((this.#nextBatch * batchUs) / this.#clock.intervalUs));
    if (this.#truth) await this.#keepTruth(this.#truth, Math.max(this.#nextInterval, given));
  }

  /** Makes the rows of intervals [from, to), which then wait. Gives how many. */
  async #make(from: number, to: number): Promise<number> {
    if (from === to) return 0;
    const { plan } = this;
    const { source, connection } = this.#database;
    const behind = [...this.#marks].map(([mark, expression]) => `${expression} AS "_${mark}"`);
    const names = plan.columns.map(({ name }) => name);
    const cells = names.map((name) => `c.${quote(name)}`);
    let [events, inner] = [`(${plan.events})`, [...plan.cells, '"arrives"', '"extra"']];
    if (this.#hasImages) {
      // A deletion takes back the row itself.
      const image = (name: string) =>
        `CASE WHEN "extra" = ${DELETION} THEN ${quote(name)} ELSE ${before(name)} END AS ${before(name)}`;
      cells.push(...behind.splice(0), ...names.map((name) => `c.${before(name)}`));
      inner = [...inner, ...names.map(image)];
      events += ` LEFT JOIN earlier ON ${before(plan.interval)} = ${quote(plan.interval)} AND ${before(plan.row)} = ${quote(plan.row)}`;
      source.feeds = { from, to, image: 'before' };
      const earlier = [...new Set([...names, plan.interval, plan.row])];
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE earlier AS SELECT ${earlier.map((name) => `${quote(name)} AS ${before(name)}`).join(', ')} FROM (${plan.clean})`,
      );
    }
    this.#reader ??= await RowReader.prepare(
      connection,
      `SELECT ${[...cells, ...behind].join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${events}) c`,
    );
    source.feeds = { from, to };
    return this.#arrivals.add(this.#reader);
  }

  #cut({ rows, columns }: Columns, from: number, to: number): FeedBatch[] {
    if (rows === 0) return [];
    const { plan } = this;
    const count = plan.columns.length;
    const cells = columns.slice(0, count);
    const mark = (name: Mark) => (this.#marks.has(name) ? columns[this.#at(name)] : undefined);
    const arrives = mark('arrives') as BatchColumn;
    const event = mark('event') ?? (cells.find(({ name }) => name === plan.eventTime) as BatchColumn);
    const images = this.#hasImages
      ? columns.slice(count + this.#marks.size).map((column, i) => ({ ...column, name: plan.columns[i].name }))
      : undefined;
    const arrivals = arrives.values as BigInt64Array;
    const batches: FeedBatch[] = [];
    const { startUs } = this.#clock;
    for (let number = from, at = 0; number < to && at < rows; number++) {
      const end = BigInt(startUs + (number + 1) * this.#stream.batchUs);
      const until = firstFrom(arrivals, at, end);
      if (until === at) continue;
      const part = (column: BatchColumn) => sliced(column, at, until);
      const numbers = (name: Mark) => {
        const column = mark(name);
        return column && (part(column).values as Int32Array);
      };
      const beginUs = number * this.#stream.batchUs;
      batches.push(
        new CutBatch({
          plan,
          seed: this.#stream.config.seed,
          number,
          rows: until - at,
          columns: drifted(cells.map(part), this.#drifts, beginUs),
          keyColumns: plan.key.map((key) => part(cells.find(({ name }) => name === key) as BatchColumn)),
          arrivalTimes: part(arrives).values as BigInt64Array,
          eventTimes: part(event).values as BigInt64Array,
          intervals: numbers('interval') as Int32Array,
          rowNumbers: numbers('row') as Int32Array,
          extras: numbers('extra'),
          versions: numbers('version'),
          before: images && drifted(images.map(part), this.#drifts, beginUs),
        }),
      );
      at = until;
    }
    return batches;
  }

  /** Keeps the clean rows before an interval that are not kept yet, with what hit them. */
  async #keepTruth(truth: TruthParts, until: number): Promise<void> {
    const kept = `SELECT COLUMNS(c -> NOT starts_with(c, 'draw ')) FROM (${this.plan.events})`;
    await truth.keep(until, async (range, copyTo) => {
      this.#keeper ??= await this.#database.connection.prepare(`COPY (${kept}) ${copyTo}`);
      this.#database.source.feeds = range;
      await this.#keeper.run();
    });
  }

  close(): void {
    this.#database.close();
  }
}

/** Index of the first of times that ascend which is not before `time`, from `from` on. */
function firstFrom(times: BigInt64Array, from: number, time: bigint): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function marksOf(plan: FeedPlan): Map<Mark, string> {
  const cell = (name: string) => `c.${quote(name)}`;
  const marks = new Map<Mark, string>([
    ['arrives', cell('arrives')],
    ['interval', cell(plan.interval)],
    ['row', cell(plan.row)],
  ]);
  // The cell itself tells it otherwise.
  if (!plan.columns.some(({ name }) => name === plan.eventTime)) marks.set('event', cell(plan.eventTime));
  if (plan.hasExtras) marks.set('extra', `CAST(${cell('extra')} AS INTEGER)`);
  if (plan.version !== undefined) marks.set('version', cell(plan.version));
  return marks;
}

/** The cells of a column as text. */
function textsOf({ values, words }: BatchColumn): readonly string[] {
  if (values instanceof BigInt64Array) {
    return Array.from(asDoubles(values), (n, i) => String(Number.isSafeInteger(n) ? n : values[i]));
  }
  return Array.from(values as ArrayLike<number | string>, (value) => (words ? words[Number(value)] : String(value)));
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
  /** Absent where no row is a copy or a deletion. */
  readonly extras: Int32Array | undefined;
  /** Absent where no changes are captured. */
  readonly versions: Int32Array | undefined;
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
      (_, i) => `${this.feed}-${seed}-${intervals[i]}-${rowNumbers[i]}${extras?.[i] === DELETION ? '-d' : ''}`,
    );
    return this.#ids;
  }

  get keys(): readonly string[] {
    this.#keys ??= this.#parts.keyColumns
      .map(textsOf)
      .reduce((joined, texts) => joined.map((text, i) => `${text}|${texts[i]}`));
    return this.#keys;
  }

  get operations(): readonly Operation[] | undefined {
    const { intervals, extras, versions } = this.#parts;
    if (versions === undefined) return undefined;
    this.#operations ??= Array.from({ length: this.rows }, (_, i): Operation => {
      if (extras?.[i] === DELETION) return 'd';
      if (versions[i] > 0) return 'u';
      return intervals[i] === 0 ? 'r' : 'c';
    });
    return this.#operations;
  }
}
