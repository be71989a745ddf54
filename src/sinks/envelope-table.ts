import type { BatchColumn, FeedBatch } from '../engine/feed-sink.js';
import { quotedName, quotedText, type Rows } from './batch-table.js';

/**
 * Puts a reader of columns in front of batches with operations: its SELECT gives change envelopes as structs, with the
 * fields of the JSON form `debezium`. Batches without operations pass as they are.
 */
export function envelopeTable(table: (batch: Rows) => string, name = 'emporium'): (batch: FeedBatch) => string {
  return (batch) => {
    const { operations, rows, feed } = batch;
    if (!operations) return table(batch);
    const renamed = (prefix: string, columns: readonly BatchColumn[]) =>
      columns.map((column) => ({ ...column, name: `${prefix}${column.name}` }));
    const select = table({
      rows,
      columns: [
        { name: 'op', type: 'VARCHAR', values: operations },
        { name: 'id', type: 'VARCHAR', values: batch.ids },
        { name: 'event', type: 'TIMESTAMP', values: batch.eventTimes },
        { name: 'arrival', type: 'TIMESTAMP', values: batch.arrivalTimes },
        ...renamed('after.', batch.columns),
        ...renamed('before.', batch.before ?? []),
      ],
    });
    const struct = (prefix: string, columns: readonly BatchColumn[]) =>
      `struct_pack(${columns.map((column) => `${quotedName(column.name)} := ${quotedName(`${prefix}${column.name}`)}`).join(', ')})`;
    // Without a state before, a deleted row still tells its key.
    const before = batch.before
      ? `CASE WHEN op IN ('u', 'd') THEN ${struct('before.', batch.before)} END`
      : `CASE WHEN op = 'd' THEN ${struct('after.', batch.columns)} END`;
    return `SELECT ${before} AS before, CASE WHEN op <> 'd' THEN ${struct('after.', batch.columns)} END AS after,
      {connector: 'emporium', name: ${quotedText(name)}, "table": ${quotedText(feed)}, event_id: id, ts_ms: epoch_ms(event),
       snapshot: CASE WHEN op = 'r' THEN 'true' ELSE 'false' END} AS source,
      op, epoch_ms(arrival) AS ts_ms FROM (${select})`;
  };
}
