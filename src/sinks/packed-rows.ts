import { type EncodedRows, type FeedBatch, startOf } from '../engine/feed-sink.js';
import { type JsonForm, jsonEncoder } from './json-lines.js';

/**
 * Rows as JSON in memory of their own, one after the other: what is sent as messages and kept as letters. With
 * `tombstones` a row that deletes is empty.
 */
export function packedRows(
  form: JsonForm,
  options: { readonly name?: string; readonly tombstones?: boolean } = {},
): (batch: FeedBatch) => EncodedRows {
  const encode = jsonEncoder(form, { name: options.name });
  return (batch) => {
    if (batch.encoded) return batch.encoded;
    const lines = { ...encode(batch), between: 1 };
    const isGone = (row: number) => options.tombstones === true && batch.operations?.[row] === 'd';
    // The encoder uses its buffer again.
    if (!batch.operations?.some((_, row) => isGone(row))) return { ...lines, bytes: Buffer.from(lines.bytes) };
    const bytes = Buffer.allocUnsafe(lines.bytes.length);
    const ends = new Uint32Array(batch.rows);
    let end = 0;
    for (let row = 0; row < batch.rows; row++) {
      if (!isGone(row)) end += lines.bytes.copy(bytes, end, startOf(lines, row), lines.ends[row]);
      ends[row] = end;
    }
    return { bytes: bytes.subarray(0, end), ends };
  };
}
