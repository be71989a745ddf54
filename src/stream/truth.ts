/** The truth beside a stream: clean rows, with what hit them, are kept in parts; tables are made of them at a stop. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { feedAnswerKeyColumns } from '../defects/apply.js';
import { AS_RECORDED } from '../defects/apply-feed.js';
import { setSettings } from '../engine/database.js';
import { api } from '../engine/duckdb.js';
import type { FeedPlan, StreamPlan } from './plan.js';
import { TruthParts, truthFolder } from './truth-parts.js';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

async function withDatabase<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await api.DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GB' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What the truth is made of: how far each feed is. */
export interface TruthAsked {
  readonly plan: StreamPlan;
  readonly state: string;
  /** Arrivals before this instant are acknowledged, µs since 1970-01-01, by feed. */
  readonly arrivedUs: Readonly<Record<string, number>>;
  /** Start of the feeds, µs since 1970-01-01. */
  readonly startUs: number;
}

/** Writes `truth/*.parquet` for what the target has acknowledged: each file whole, beside its place and then moved. */
export async function writeTruth({ plan, state, arrivedUs, startUs }: TruthAsked): Promise<string[]> {
  const folder = join(state, 'truth');
  mkdirSync(folder, { recursive: true });
  return withDatabase(async (connection) => {
    await setSettings(connection, { ...plan.config, ...plan.parameters });
    const written: string[] = [];
    const copy = async (table: string, query: string): Promise<void> => {
      const beside = join(folder, `.${table}.parquet`);
      await connection.run(`COPY (${query}) TO ${text(beside)} (FORMAT parquet)`);
      renameSync(beside, join(folder, `${table}.parquet`));
      written.push(table);
    };
    const complete = new Set<string>();
    for (const feed of plan.feeds) {
      const before = `make_timestamp(${arrivedUs[feed.feed]}::BIGINT)`;
      const parts = new TruthParts(truthFolder(state, feed.feed), plan.fromInterval).paths;
      if (parts.length === 0) continue;
      complete.add(feed.feed);
      const files = parts.map(text).join(', ');
      const end = plan.toInterval === undefined ? '' : ` AND "${feed.interval}" < ${plan.toInterval}`;
      await connection.run(
        `CREATE OR REPLACE TEMP VIEW pending AS SELECT * FROM read_parquet([${files}]) WHERE "arrives" < ${before}${end};
         CREATE TEMP VIEW "${feed.feed}" AS
           SELECT * FROM read_parquet([${files}]) WHERE "arrives" < ${before}${end} AND "extra" = ${AS_RECORDED}`,
      );
      await copy(`defect_${feed.feed}`, answerKeyQuery(feed, before, startUs));
    }
    // A truth table may read one before it.
    for (const { table, query } of plan.truth) {
      if (plan.feeds.some(({ feed }) => !complete.has(feed) && new RegExp(`\\b${feed}\\b`).test(query))) continue;
      await connection.run(`CREATE TEMP VIEW "${table}" AS ${query}`);
      await copy(table, `FROM "${table}"`);
    }
    return written;
  });
}

/** The answer key of a feed's rows, and a row for each change of its schema. */
function answerKeyQuery(feed: FeedPlan, before: string, startUs: number): string {
  const nothing = feedAnswerKeyColumns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ');
  const rows = feed.answerKey ?? `SELECT ${nothing} WHERE false`;
  const drifts = feed.drifts.map((drift) => {
    const after = drift.kind === 'rename' ? drift.to : drift.kind === 'retype' ? drift.type : drift.column;
    return ` UNION ALL SELECT ${text(feed.feed)}, ${text(drift.column)}, NULL, 'schema_drift', ${text(`schema_drift_${drift.kind}`)},
      NULL, ${drift.kind === 'add' ? 'NULL' : text(drift.column)}, ${text(after)}, make_timestamp(${startUs + drift.atUs}::BIGINT)`;
  });
  return `SELECT * FROM (${rows}${drifts.join('')}) WHERE arrival_time < ${before} ORDER BY arrival_time, defect, row_key`;
}
