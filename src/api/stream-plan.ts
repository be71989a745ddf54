/** From a dataset and the caller's wishes to the plan of a stream. */
import { createHash } from 'node:crypto';
import type { Dataset } from '../datasets/load.js';
import { applyFeedDefects } from '../defects/apply-feed.js';
import { defectKinds } from '../defects/kinds.js';
import { openWorld } from '../engine/database.js';
import { UsageError } from '../engine/errors.js';
import { didYouMean } from '../engine/nearest.js';
import { type Drift, driftTypes } from '../stream/drift.js';
import type { FeedPlan, StreamPlan, TruthPlan } from '../stream/plan.js';
import { parseDay } from '../world/calendar/civil.js';
import { historyText, type World } from '../world/world.js';
import { checkDataset } from './check-dataset.js';
import { compileTables, feedTableOf } from './compile.js';
import type { ResolvedSettings } from './settings.js';

const SECOND_US = 1_000_000;
const DAY_S = 86_400;

export interface StreamPlanOptions {
  /** Names of the feeds; all when undefined. */
  readonly streams?: readonly string[];
  /** First day, and last day, YYYY-MM-DD. */
  readonly from?: string;
  readonly to?: string;
  /** Seconds of a batch of arrivals; the interval of the feeds when undefined. */
  readonly batchSeconds?: number;
  /** Rows before a change go with the rows after it. */
  readonly images: boolean;
  /** Such as `items.material@2h`. */
  readonly drifts: readonly string[];
  /** Whatever else decides the bytes: format, form. */
  readonly form: Readonly<Record<string, unknown>>;
}

/** Plans the stream of a dataset in the world of its settings. A UsageError says what is wrong with the wishes. */
export async function planStream(
  dataset: Dataset,
  settings: ResolvedSettings,
  world: World,
  options: StreamPlanOptions,
): Promise<StreamPlan> {
  const { definition, sql } = dataset;
  const { config, rates, parameters } = settings;
  const names = chooseFeeds(dataset, options.streams);
  const drifts = options.drifts.map((text) => parseDrift(dataset, names, text));
  const database = await openWorld(world, { parameters });
  let needs: Map<string, FeedPlan['table']>;
  try {
    if (!dataset.builtIn) await checkDataset(dataset, database);
    const tables = await compileTables(dataset, database.connection, {
      hideLabels: false,
      rates: {},
      seed: config.seed,
    });
    needs = new Map(
      names.map((name) => [
        name,
        feedTableOf(dataset, name, tables.find((table) => table.name === name)?.needs ?? []) as FeedPlan['table'],
      ]),
    );
    // All feeds are checked: their defects may be wrong.
    await compileTables(dataset, database.connection, { hideLabels: false, rates, seed: config.seed });
  } finally {
    database.close();
  }
  const feeds = names.map((name): FeedPlan => feedPlan(dataset, settings, name, needs.get(name)!, drifts));
  const perDay = DAY_S / config['feed.interval'];
  const day = (flag: string, text: string): number => {
    const parsed = parseDay(text);
    if (parsed === undefined) throw new UsageError(`${flag} must be a date written YYYY-MM-DD, got "${text}"`);
    if (parsed < world.from)
      throw new UsageError(`${flag} must not be before the history (${historyText(world)}), got ${text}`);
    return parsed - world.from;
  };
  const fromInterval = options.from === undefined ? 0 : day('--from', options.from) * perDay;
  const toInterval = options.to === undefined ? undefined : (day('--to', options.to) + 1) * perDay;
  if (toInterval !== undefined && toInterval <= fromInterval) {
    throw new UsageError(`--from must not be after --to, got ${options.from} and ${options.to}`);
  }
  const batchSeconds = options.batchSeconds ?? config['feed.interval'];
  if (!(batchSeconds > 0 && batchSeconds <= DAY_S) || !Number.isInteger(batchSeconds * 1000)) {
    throw new UsageError(`--batch-interval must be from 1ms to 1d (86400 s), got ${batchSeconds} s`);
  }
  const late = definition.defects.some((d) => defectKinds[d.kind].of === 'arrival' && rates[d.id] > 0);
  const extra = definition.defects.some((d) => defectKinds[d.kind].of === 'extra' && rates[d.id] > 0);
  const latency = config['feed.latency_max'];
  const plan = {
    dataset: definition.name,
    config,
    parameters,
    views: Object.keys(definition.tables)
      .filter((name) => !definition.tables[name].truth)
      .map((name) => ({ name, query: sql[name] })),
    feeds,
    truth: truthPlans(dataset, names),
    fromInterval,
    ...(toInterval !== undefined && { toInterval }),
    batchUs: Math.round(batchSeconds * SECOND_US),
    // A row, its late arrival after that, a copy of it after that, and what rounding adds.
    latencyUs: (latency + (late ? config['feed.late_max'] : 0) + (extra ? latency + 1 : 0) + 1) * SECOND_US,
    images: options.images,
  };
  const { toInterval: _end, feeds: _feeds, ...deciding } = plan;
  const identity = createHash('sha256')
    .update(JSON.stringify([deciding, names, drifts, rates, dataset.fingerprint, options.form]))
    .digest('hex');
  return { ...plan, identity };
}

function feedPlan(
  dataset: Dataset,
  { config, rates }: ResolvedSettings,
  name: string,
  feedTable: FeedPlan['table'],
  drifts: readonly Drift[],
): FeedPlan {
  const { definition } = dataset;
  const table = definition.tables[name];
  const { feed } = table;
  if (!feed) throw new Error(`${name} is not a feed`);
  const defects = definition.defects.filter((d) => d.table === name && rates[d.id] > 0);
  const clean = `SELECT * FROM "${name}"`;
  const damage = applyFeedDefects({ name, table, query: clean, defects, rates, seed: config.seed }, feed, feedTable);
  const own = drifts.filter((drift) => drift.feed === name);
  const added = new Set(own.filter(({ kind }) => kind === 'add').map(({ column }) => column));
  const delivered = Object.entries(table.columns).filter(([column, { internal }]) => !internal || added.has(column));
  return {
    feed: name,
    table: feedTable,
    // What a drift adds stands behind the others.
    columns: [
      ...delivered.filter(([column]) => !added.has(column)),
      ...delivered.filter(([column]) => added.has(column)),
    ].map(([column, { type }]) => ({ name: column, type })),
    key: feed.key,
    eventTime: table.event_time as string,
    interval: feed.interval,
    row: feed.row,
    version: feed.version,
    after: feed.after,
    events: damage.events,
    hasExtras: defects.some((d) => defectKinds[d.kind].of === 'extra'),
    clean,
    cells: damage.cells,
    ...(defects.length > 0 && { answerKey: damage.answerKeyOf('pending') }),
    drifts: own,
  };
}

/** Truth tables whose queries read feeds that are streamed, or truth tables before them. */
function truthPlans({ definition, sql }: Dataset, feeds: readonly string[]): TruthPlan[] {
  const absent = Object.keys(definition.tables).filter((name) => definition.tables[name].feed && !feeds.includes(name));
  return Object.entries(definition.tables)
    .filter(([, { truth }]) => truth)
    .filter(([table]) => !absent.some((feed) => new RegExp(`\\b${feed}\\b`).test(sql[table])))
    .map(([table]) => ({ table, query: sql[table] }));
}

function chooseFeeds({ definition }: Dataset, wanted: readonly string[] | undefined): string[] {
  const feeds = Object.keys(definition.tables).filter((name) => definition.tables[name].feed);
  if (feeds.length === 0) {
    throw new UsageError(`${definition.name} has no feeds to stream; of the built-in datasets apparel-streams has`);
  }
  for (const name of wanted ?? []) {
    if (!feeds.includes(name)) {
      throw new UsageError(
        `--streams: "${name}" is not a feed of ${definition.name}${didYouMean(name, feeds)}; there are ${feeds.join(', ')}`,
      );
    }
  }
  return wanted === undefined ? feeds : feeds.filter((name) => wanted.includes(name));
}

/** `items.material@2h`, `items.name>title@2h` or `items.price:VARCHAR@2h`. */
function parseDrift({ definition }: Dataset, feeds: readonly string[], text: string): Drift {
  const fail = (rule: string): never => {
    throw new UsageError(`--schema-drift ${rule}, got "${text}"`);
  };
  const match = /^([a-z0-9_]+)\.([a-z0-9_]+)(?:>([a-z][a-z0-9_]*)|:([A-Z]+))?@(.+)$/.exec(text);
  if (!match)
    return fail(
      'must be written feed.column@2h (added), feed.column>name@2h (renamed) or feed.column:TYPE@2h (retyped)',
    );
  const [, feed, column, to, type, moment] = match;
  if (!feeds.includes(feed)) return fail(`must name a feed that is streamed (${feeds.join(', ')})`);
  const { columns, feed: described } = definition.tables[feed];
  const atUs = Math.round(
    (parseDuration(moment) ?? fail('must end with a moment such as @30m, @2h or @1d')) * SECOND_US,
  );
  const helpers = [described?.arrival, described?.interval, described?.row, described?.version];
  const known = Object.keys(columns).filter((name) => !helpers.includes(name));
  const isHidden = columns[column]?.internal === true;
  if (!known.includes(column)) return fail(`must name a column of ${feed}${didYouMean(column, known)}`);
  if (to !== undefined) {
    if (isHidden || columns[to]) return fail(`must rename a column that is delivered to a name that is free`);
    return { feed, atUs, kind: 'rename', column, to };
  }
  if (type !== undefined) {
    const known =
      driftTypes.find((name) => name === type) ?? fail(`must name one of the types ${driftTypes.join(', ')}`);
    if (isHidden) return fail('must retype a column that is delivered');
    if (columns[column].type === 'VARCHAR') return fail('must retype a column of numbers or times, text is VARCHAR');
    if (columns[column].type === type) return fail(`must name another type than the column has`);
    return { feed, atUs, kind: 'retype', column, type: known };
  }
  if (!isHidden) {
    const hidden = known.filter((name) => columns[name].internal);
    return fail(`must add a column that is not delivered yet (${hidden.join(', ') || `${feed} has none`})`);
  }
  return { feed, atUs, kind: 'add', column };
}

/** Seconds of `30s`, `10m`, `2h`, `1d`, `500ms`, or of a bare number; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * { ms: 0.001, s: 1, m: 60, h: 3600, d: DAY_S }[(match[2] ?? 's') as 's'];
}
