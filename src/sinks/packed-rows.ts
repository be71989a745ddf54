import type { EncodedRows, FeedBatch } from '../engine/feed-sink.js';
import { type JsonForm, jsonEncoder } from './json-lines.js';

/**
 * Rows as JSON in memory of their own, one right after the other: what is sent as messages and kept as letters. With
 * `tombstones` a row that deletes is empty.
 */
export function packedRows(
  form: JsonForm,
  options: { readonly name?: string; readonly tombstones?: boolean } = {},
): (batch: FeedBatch) => EncodedRows {
  const encode = jsonEncoder(form, { name: options.name });
  return (batch) => {
    if (batch.encoded) return batch.encoded;
    const lines = encode(batch);
    const bytes = Buffer.allocUnsafe(lines.bytes.length);
    const ends = new Uint32Array(batch.rows);
    let end = 0;
    for (let row = 0; row < batch.rows; row++) {
      const isGone = options.tombstones === true && batch.operations?.[row] === 'd';
      // A newline lies between two lines.
      if (!isGone) end += lines.bytes.copy(bytes, end, row === 0 ? 0 : lines.ends[row - 1] + 1, lines.ends[row]);
      ends[row] = end;
    }
    return { bytes: bytes.subarray(0, end), ends };
  };
}
