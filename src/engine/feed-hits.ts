/**
 * `feed_hits(table, name, seed, rate)`: which rows of a feed something hits. Of the rows of each interval of a feed table
 * exactly round(rows × rate), drawn under the seed and the name, each with a number in [0, 1) to draw from.
 */
import type { DuckDBTableFunction } from '@duckdb/node-api';
import { source as family, uniform } from '../random/index.js';
import type { FeedTable } from '../world/feeds/feeds.js';
import { Permutation } from '../world/feeds/permutation.js';
import { api } from './duckdb.js';
import { feedRange, idleFeeds, type WorldSource } from './world-tables.js';

const CHUNK = 2048;
/** Hits that a planner expects: few against the rows of a feed. */
const HITS = 1000;

interface Hit {
  readonly interval: number;
  readonly row: number;
  readonly draw: number;
}

export function feedHits(source: WorldSource): DuckDBTableFunction {
  return api.DuckDBTableFunction.create({
    name: 'feed_hits',
    parameterTypes: [api.VARCHAR, api.VARCHAR, api.BIGINT, api.DOUBLE],
    bindFunction: (bind) => {
      bind.addResultColumn('feed_interval', api.INTEGER);
      bind.addResultColumn('feed_row', api.INTEGER);
      bind.addResultColumn('draw', api.DOUBLE);
      bind.setBindData({ parameters: [0, 1, 2, 3].map((i) => bind.getParameter(i)) });
      bind.setCardinality(HITS, false);
    },
    initFunction: (init) => {
      init.setMaxThreads(1);
      init.setInitData({ hits: undefined });
    },
    mainFunction: (info, output) => {
      const scan = info.getInitData() as { hits?: Iterator<Hit> };
      const [table, name, seed, rate] = (info.getBindData() as { parameters: unknown[] }).parameters;
      scan.hits ??= hitsOf(source, table as FeedTable, String(name), Number(seed), Number(rate));
      const hits: Hit[] = [];
      for (let next = scan.hits.next(); !next.done; next = scan.hits.next()) {
        hits.push(next.value);
        if (hits.length === CHUNK) break;
      }
      output.rowCount = hits.length;
      if (hits.length === 0) return;
      output.setColumnValues(
        0,
        hits.map(({ interval }) => interval),
      );
      output.setColumnValues(
        1,
        hits.map(({ row }) => row),
      );
      output.setColumnValues(
        2,
        hits.map(({ draw }) => draw),
      );
    },
  });
}

function* hitsOf(source: WorldSource, table: FeedTable, name: string, seed: number, rate: number): Generator<Hit> {
  const { from, to } = source.feeds ?? feedRange(source.world, source.window);
  const feeds = idleFeeds(source);
  const order = family(seed, `defect-${name}`);
  const draws = family(seed, `defect-${name}-draw`);
  const shuffle = new Permutation();
  for (let interval = from; interval < to; interval++) {
    const rows = feeds.count(table, interval);
    const hits = Math.round(rows * rate);
    if (hits === 0) continue;
    shuffle.set(order, rows, interval);
    for (let i = 0; i < hits; i++) {
      const row = shuffle.of(i);
      yield { interval, row, draw: uniform(draws, interval, row) };
    }
  }
}
