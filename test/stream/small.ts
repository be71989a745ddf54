/** Small streams of `apparel-streams`, and what is asked of their events. */
import { join } from 'node:path';
import {
  type GenerateOptions,
  generate,
  type MemorySink,
  memorySink,
  type SettingValues,
  type StreamOptions,
  type StreamResult,
  stream,
} from 'emporium';
import { ask, readBack } from '../support/runs.js';

export const feeds = ['stores', 'customers', 'items', 'sales'] as const;
export type Feed = (typeof feeds)[number];

/** 48 intervals a day with a few rows each. */
export const small = {
  'feed.interval': 1800,
  'feed.sales': 20,
  'feed.customers': 12,
  'feed.products': 8,
  'feed.stores': 3,
  'feed.customer_records': 6,
  'feed.product_records': 4,
  'feed.store_records': 2,
} as const;

/** A rate for each defect, high enough to hit rows of small intervals. */
export const allDefects = {
  'defect.invalid_discount': 0.1,
  'defect.missing_payment_method': 0.15,
  'defect.missing_gender': 0.3,
  'defect.missing_category': 0.4,
  'defect.orphan_customer': 0.2,
  'defect.late_sale': 0.1,
  'defect.late_customer': 0.2,
  'defect.duplicate_sale': 0.25,
  'defect.duplicate_customer': 0.3,
  'defect.duplicate_item': 0.35,
  'defect.duplicate_store': 0.5,
  'defect.deleted_customer': 0.25,
  'defect.deleted_item': 0.3,
  'defect.deleted_store': 0.5,
} as const;
export const noDefects = Object.fromEntries(Object.keys(allDefects).map((name) => [name, 0]));

/** Start of the history, and days after it as text. */
export const startUs = BigInt(Date.UTC(2024, 0, 1)) * 1000n;
export const dayAfter = (days: number): string => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10);

export interface Streamed {
  readonly sink: MemorySink;
  readonly result: StreamResult;
}

export async function streamed(
  settings: SettingValues,
  options: Partial<Omit<StreamOptions, 'sink' | 'settings'>>,
): Promise<Streamed> {
  const sink = memorySink();
  return { sink, result: await stream({ dataset: 'apparel-streams', settings, ...options, sink }) };
}

/** Rows of a feed that `generate` wrote, as text that compares with `textOf`. */
export async function generatedRows(folder: string, feed: string): Promise<string[]> {
  const read = readBack(folder, feed);
  const columns = await ask(`DESCRIBE ${read}`);
  const cells = columns.map(({ column_name, column_type }) =>
    column_type === 'TIMESTAMP'
      ? `strftime("${column_name}", '%Y-%m-%dT%H:%M:%S.%f') AS "${column_name}"`
      : `"${column_name}"`,
  );
  return (await ask(`SELECT ${cells.join(', ')} FROM (${read})`)).map((row) => textOf(row)).sort();
}

/** Generates the feeds of some days. */
export async function generated(out: string, options: Omit<GenerateOptions, 'dataset' | 'out'>): Promise<string> {
  await generate({ dataset: 'apparel-streams', out, workers: 1, safety: false, tables: [...feeds], ...options });
  return out;
}

/** Anything with bigints as one text. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, cell: unknown) => (typeof cell === 'bigint' ? String(cell) : cell));
}

export const rowTexts = (sink: MemorySink, feed: string): string[] => sink.rows(feed).map(textOf).sort();
/** Events with everything that they are: id, key, times, operation and row. */
export const eventTexts = (sink: MemorySink, feed: string): string[] => sink.events(feed).map(textOf).sort();

/** A table of the truth, as rows of JSON. */
export async function truthOf(state: string, table: string): Promise<Record<string, unknown>[]> {
  return ask(`FROM read_parquet('${join(state, 'truth', `${table}.parquet`)}')`);
}

/** Rows and an order-free hash of each table of the truth. */
export async function truthHashes(state: string, tables: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await ask(
      `SELECT count(*) AS n, sum(hash(x)) AS h FROM read_parquet('${join(state, 'truth', `${table}.parquet`)}') x`,
    );
    hashes[table] = `${row.n} ${row.h}`;
  }
  return hashes;
}

/** How two bags differ, a few lines of each; nothing when they do not. */
export function difference(got: readonly string[], want: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of got) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const text of want) counts.set(text, (counts.get(text) ?? 0) - 1);
  const differing = [...counts].filter(([, count]) => count !== 0);
  return differing.slice(0, 4).map(([text, count]) => `${count > 0 ? 'not wanted' : 'missing'}: ${text}`);
}
