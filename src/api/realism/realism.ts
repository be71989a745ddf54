import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { CancelledError, messageOf, OutsideError, UsageError } from '../../engine/errors.js';
import { makeFolder, writeWhole } from '../../sinks/atomic.js';
import { formatDay } from '../../world/calendar/civil.js';
import * as baskets from './baskets.js';
import * as calendar from './calendar.js';
import { type Data, openData } from './data.js';
import { plotsOf, type RealismPlot } from './plots.js';
import * as products from './products.js';
import * as promotions from './promotions.js';
import { type RealismTest, scoreOf, Unmeasured } from './realism-test.js';
import { sources } from './reference.js';
import * as shoppers from './shoppers.js';
import * as stock from './stock.js';

export interface RealismOptions {
  /** Folder with the dataset `world`, as `generate` wrote it. */
  readonly folder: string;
  /** File for the page with table and plots; none is written when not given. */
  readonly html?: string;
  readonly signal?: AbortSignal;
}

export interface RealismTestResult {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What real data show, as text. */
  readonly real: string;
  /** Lowest and highest accepted value; `null` where there is no upper end. */
  readonly accept: readonly [number, number | null];
  /** `null` when it could not be measured. */
  readonly measured: number | null;
  readonly unit: string;
  /** 1 inside the accepted interval, 0 from one interval width outside; `null` when it could not be measured. */
  readonly score: number | null;
  readonly status: 'pass' | 'fail' | 'skip';
  /** Where the real figure comes from. */
  readonly source: string;
  /** Why a test was skipped; else empty. */
  readonly detail: string;
}

export interface RealismResult {
  readonly folder: string;
  /** First and last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly RealismTestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** 100 × the mean score of what could be measured; `null` when nothing could. */
  readonly index: number | null;
  /** Distributions and shares beside their reference. */
  readonly plots: readonly RealismPlot[];
}

/** The tests by group, in the order of the report. */
export const realismTests: Readonly<Record<string, readonly RealismTest[]>> = {
  'baskets and prices': baskets.tests,
  shoppers: shoppers.tests,
  products: products.tests,
  promotions: promotions.tests,
  'calendar and stores': calendar.tests,
  'stock and returns': stock.tests,
};

/**
 * Holds a written dataset `world` against figures of real retail: every test with its accepted interval, and an index of
 * all. Reads the visible tables only. UsageError when the folder is not such a dataset or lacks a table.
 */
export async function realism(options: RealismOptions): Promise<RealismResult> {
  if (options.html !== undefined) refusePlace(options.folder, options.html);
  const data = await openData(options.folder, options.signal);
  let result: RealismResult;
  try {
    result = await report(resolve(options.folder), data);
  } catch (thrown) {
    if (options.signal?.aborted) throw new CancelledError('cancelled');
    throw thrown;
  } finally {
    data.close();
  }
  if (options.html !== undefined) await writePage(resolve(options.html), result);
  return result;
}

async function report(folder: string, data: Data): Promise<RealismResult> {
  const tests: RealismTestResult[] = [];
  for (const [group, list] of Object.entries(realismTests)) {
    for (const test of list) tests.push(await resultOf(group, test, data));
  }
  const scores = tests.flatMap(({ score }) => (score === null ? [] : [score]));
  const count = (status: RealismTestResult['status']) => tests.filter((test) => test.status === status).length;
  return {
    folder,
    from: formatDay(data.from),
    to: formatDay(data.to - 1),
    tests,
    passed: count('pass'),
    failed: count('fail'),
    skipped: count('skip'),
    index: scores.length > 0 ? (100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length : null,
    plots: await plotsOf(data),
  };
}

async function resultOf(group: string, test: RealismTest, data: Data): Promise<RealismTestResult> {
  const found = await test.measure(data);
  const [low, high] = typeof test.accept === 'function' ? test.accept(data) : test.accept;
  const { id, title, real, unit } = test;
  const about = {
    id,
    group,
    title,
    real,
    accept: [low, Number.isFinite(high) ? high : null] as const,
    unit,
    source: sources[test.source],
  };
  const measured = typeof found === 'number' ? found : Number.NaN;
  if (!Number.isFinite(measured)) {
    const detail = found instanceof Unmeasured ? found.reason : 'there are no data for it';
    return { ...about, measured: null, score: null, status: 'skip', detail };
  }
  const score = scoreOf(measured, [low, high]);
  return { ...about, measured, score, status: score === 1 ? 'pass' : 'fail', detail: '' };
}

/** The page must not become a file of the dataset, which `generate` and `validate` would not know. */
function refusePlace(folder: string, html: string): void {
  const below = relative(resolve(folder), resolve(html));
  if (!below.startsWith('..') && resolve(folder, below) === resolve(html)) {
    throw new UsageError(`the page must be outside of the dataset's folder, got ${html}`);
  }
  if (existsSync(html) && statSync(html).isDirectory()) {
    throw new UsageError(`the page must be a file, ${html} is a folder`);
  }
}

async function writePage(path: string, result: RealismResult): Promise<void> {
  // Drawing needs libraries that nothing else does.
  const { page } = await import('./page.js');
  const text = page(result);
  try {
    makeFolder(dirname(path));
    writeWhole(path, text, false);
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new OutsideError(`${path} cannot be written: ${messageOf(thrown)}`);
  }
}
