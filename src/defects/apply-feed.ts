/**
 * Damage to feeds. Of the rows of each interval exactly round(rows × rate) are hit, by places in the interval that
 * `feed_hits` draws; so it is the same whichever intervals are looked at together.
 */
import type { DefectDefinition, FeedDefinition } from '../datasets/definition.js';
import { type Damage, type DamageOptions, damagedCells, hit, keyCells, values } from './apply.js';
import type { ArrivalDefect } from './kind.js';
import { defectKinds } from './kinds.js';

const quote = (name: string) => `"${name}"`;

/** What a row of a damaged feed is: as recorded, a copy of that, or the news that the thing is gone. */
export const AS_RECORDED = 0;
const COPY = 1;
export const DELETION = 2;

export interface FeedDamage extends Damage {
  /**
   * Every row that is delivered, its cells still clean: the columns of the table, which defects hit it, `arrives` (when
   * it does), and `extra` (0 as recorded, 1 a copy, 2 a deletion).
   */
  readonly events: string;
  /** The cells as they are delivered, by column, for a SELECT from `events`. */
  readonly cells: readonly string[];
  /** The answer key of rows of `events` that stand in a relation. */
  answerKeyOf(relation: string): string;
}

/** `feedTable`: name of the world's table that the feed's rows are those of. */
export function applyFeedDefects(options: DamageOptions, feed: FeedDefinition, feedTable: string): FeedDamage {
  const { name, table, query, defects, rates, seed } = options;
  const draw = (d: DefectDefinition) => quote(`draw ${d.id}`);
  const joins = defects.map(
    (d, i) => ` LEFT JOIN feed_hits('${feedTable}', '${d.id}', ${seed}, ${rates[d.id]}) h${i}
    ON h${i}.feed_interval = t.${quote(feed.interval)} AND h${i}.feed_row = t.${quote(feed.row)}`,
  );
  const marks = defects.map((d, i) => `, h${i}.draw IS NOT NULL AS ${hit(d)}, coalesce(h${i}.draw, 0) AS ${draw(d)}`);
  const late = defects.filter((d) => defectKinds[d.kind].of === 'arrival');
  const arrival = quote(feed.arrival);
  const arrives = late.reduce(
    (sql, d) =>
      `CASE WHEN ${hit(d)} THEN ${(defectKinds[d.kind] as ArrivalDefect).damaged(arrival, draw(d))} ELSE ${sql} END`,
    arrival,
  );
  const marked = `SELECT *, ${arrives} AS "arrives" FROM (SELECT t.*${marks.join('')} FROM (${query}) t${joins.join('')})`;
  const extras = defects.flatMap((d) => {
    const kind = defectKinds[d.kind];
    if (kind.of !== 'extra') return [];
    // As late after the row as any row may be after its event.
    const later = `"arrives" + to_microseconds(1000 + CAST(floor(${draw(d)} * setting('feed.latency_max') * 1000000) AS BIGINT))`;
    return [
      ` UNION ALL SELECT * REPLACE (${later} AS "arrives"), ${kind.extra === 'copy' ? COPY : DELETION} FROM marked WHERE ${hit(d)}`,
    ];
  });
  const events = `WITH marked AS (${marked}) SELECT *, ${AS_RECORDED} AS "extra" FROM marked${extras.join('')}`;
  const cells = cellsOf(options, feed);
  const keyOf = (relation: string) => (d: DefectDefinition) => {
    const shown = late.includes(d)
      ? `CAST(${arrival} AS VARCHAR) AS value_before, CAST("arrives" AS VARCHAR) AS value_after`
      : values(table, d);
    const of = defectKinds[d.kind];
    const row = of.of === 'extra' ? (of.extra === 'copy' ? COPY : DELETION) : AS_RECORDED;
    return `SELECT ${keyCells(name, table, d)}, ${quote(table.event_time as string)} AS event_time, ${shown}, "arrives" AS arrival_time
      FROM ${relation} WHERE ${hit(d)} AND "extra" = ${row}`;
  };
  const answerKeyOf = (relation: string) => defects.map(keyOf(relation)).join(' UNION ALL ');
  return {
    events,
    cells,
    answerKeyOf,
    damaged: `SELECT ${cells.join(', ')} FROM (${events})`,
    answerKey: answerKeyOf(`(${events})`),
  };
}

/** A deletion has its key and its time, which is that of the arrival of the row that it follows. */
function cellsOf({ table, defects }: DamageOptions, feed: FeedDefinition): string[] {
  const cells = damagedCells(table, defects);
  if (!defects.some((d) => d.kind === 'delete')) return cells;
  const kept = new Set([...feed.key, feed.arrival, feed.interval, feed.row, feed.version]);
  return Object.keys(table.columns).map((column, i) => {
    if (kept.has(column)) return cells[i];
    const value = column === table.event_time ? `"arrives"` : 'NULL';
    const cell = cells[i].replace(/ AS "[^"]*"$/, '');
    return `CASE WHEN "extra" = ${DELETION} THEN ${value} ELSE ${cell} END AS ${quote(column)}`;
  });
}
