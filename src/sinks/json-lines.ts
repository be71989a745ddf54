/** Rows as lines of JSON. */
import type { FeedBatch, Operation } from '../engine/feed-sink.js';
import {
  type Cell,
  cellMaker,
  type Dialect,
  fixedBytes,
  freeBytes,
  freeCells,
  halvesOf,
  Kind,
  type LineEncoder,
  makeRoom,
  newText,
  type Piece,
  pieceOf,
  putBigint,
  putDate,
  putDouble,
  putInteger,
  putMillis,
  putPiece,
  putTimestamp,
  type Text,
  wordPiece,
} from './cell-text.js';

/** `plain`: the row alone. `debezium`: a change envelope around it, for feeds whose changes are captured. */
export type JsonForm = 'plain' | 'debezium';

interface JsonOptions {
  /** Name of the source in change envelopes; `emporium` unless told. */
  readonly name?: string;
  /** Puts each row into `{"stream", "event_id", "event_time", "arrival_time", "data"}`, for feeds that share a target. */
  readonly labelled?: boolean;
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const BRACE = 0x7d;
const nullPiece = pieceOf('null');
const emptyPiece = pieceOf('{}');
const truePiece = pieceOf('true');
const falsePiece = pieceOf('false');
const dialect: Dialect = {
  head: (name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  word: (text) => JSON.stringify(text),
};

/**
 * An encoder of JSON lines. BIGINT and INTEGER are digits, DOUBLE has a point or an exponent (NaN and the infinities are
 * null), TIMESTAMP is "2024-01-01T08:30:00.123456" without a zone, DATE "2024-01-01".
 *
 * In the form `debezium` a batch with operations gives the payload of Debezium's change events: before, after, source,
 * op, ts_ms. `ts_ms` is the arrival, `source.ts_ms` the event; `source.event_id` is the stable id. A deleted row is
 * found in `before`, with its key alone when the batch has no state before. Batches without operations are plain.
 * https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-change-events-value
 */
export function jsonEncoder(form: JsonForm, options: JsonOptions = {}): LineEncoder {
  const text = newText();
  const cellsOf = cellMaker(dialect);
  let labels: { readonly feed: string; readonly pieces: Labels } | undefined;
  return (batch) => {
    const row: JsonRow = {
      batch,
      cells: cellsOf(batch.columns),
      before: batch.before && cellsOf(batch.before),
      eventTimes: halvesOf(batch.eventTimes),
      arrivalTimes: halvesOf(batch.arrivalTimes),
    };
    if (labels?.feed !== batch.feed) labels = { feed: batch.feed, pieces: labelsOf(batch.feed, options.name) };
    const envelope = form === 'debezium' && batch.operations !== undefined;
    const plain = !envelope && !options.labelled;
    const fixed = fixedBytes(row.cells) + (row.before ? fixedBytes(row.before) : 0) + (plain ? 0 : labels.pieces.bytes);
    const free = freeCells([...row.cells, ...(row.before ?? [])]);
    const ends = new Uint32Array(batch.rows);
    let at = 0;
    for (let i = 0; i < batch.rows; i++) {
      makeRoom(text, at, fixed + freeBytes(free, i) + (plain ? 0 : 6 * batch.ids[i].length));
      if (plain) at = putRow(text, at, row.cells, i);
      else if (!options.labelled) at = putEnvelope(text, at, row, i, labels.pieces);
      else at = putLabelled(text, at, row, i, labels.pieces, envelope);
      ends[i] = at;
      text.view.setUint8(at++, NEWLINE);
    }
    return { bytes: text.bytes.subarray(0, at), ends };
  };
}

interface JsonRow {
  readonly batch: FeedBatch;
  readonly cells: readonly Cell[];
  readonly before: readonly Cell[] | undefined;
  readonly eventTimes: Int32Array;
  readonly arrivalTimes: Int32Array;
}

/** The fixed text around rows. */
interface Labels {
  readonly bytes: number;
  readonly stream: Piece;
  readonly eventTime: Piece;
  readonly arrivalTime: Piece;
  readonly data: Piece;
  readonly before: Piece;
  readonly after: Piece;
  readonly source: Piece;
  readonly sourceTime: Piece;
  readonly snapshot: Piece;
  readonly noSnapshot: Piece;
  readonly operations: Readonly<Record<Operation, Piece>>;
}

function labelsOf(feed: string, name = 'emporium'): Labels {
  const operation = (op: Operation) => pieceOf(`,"op":"${op}","ts_ms":`);
  const source = JSON.stringify({ connector: 'emporium', name, table: feed }).slice(0, -1);
  return {
    bytes: 512 + 2 * Buffer.byteLength(source),
    stream: pieceOf(`{"stream":${JSON.stringify(feed)},"event_id":`),
    eventTime: pieceOf(',"event_time":"'),
    arrivalTime: pieceOf('","arrival_time":"'),
    data: pieceOf('","data":'),
    before: pieceOf('{"before":'),
    after: pieceOf(',"after":'),
    source: pieceOf(`,"source":${source},"event_id":`),
    sourceTime: pieceOf(',"ts_ms":'),
    snapshot: pieceOf(',"snapshot":"true"}'),
    noSnapshot: pieceOf(',"snapshot":"false"}'),
    operations: { r: operation('r'), c: operation('c'), u: operation('u'), d: operation('d') },
  };
}

function putLabelled(text: Text, start: number, row: JsonRow, i: number, labels: Labels, envelope: boolean): number {
  const { view } = text;
  let at = putPiece(view, start, labels.stream);
  at = putQuoted(text, at, row.batch.ids[i]);
  at = putPiece(view, at, labels.eventTime);
  at = putTimestamp(view, at, row.eventTimes, i);
  at = putPiece(view, at, labels.arrivalTime);
  at = putTimestamp(view, at, row.arrivalTimes, i);
  at = putPiece(view, at, labels.data);
  at = envelope ? putEnvelope(text, at, row, i, labels) : putRow(text, at, row.cells, i);
  view.setUint8(at, BRACE);
  return at + 1;
}

function putEnvelope(text: Text, start: number, row: JsonRow, i: number, labels: Labels): number {
  const { view } = text;
  const operation = (row.batch.operations as readonly Operation[])[i];
  const before = operation === 'd' ? (row.before ?? row.cells) : operation === 'u' ? row.before : undefined;
  let at = putPiece(view, start, labels.before);
  at = before ? putRow(text, at, before, i) : putPiece(view, at, nullPiece);
  at = putPiece(view, at, labels.after);
  at = operation === 'd' ? putPiece(view, at, nullPiece) : putRow(text, at, row.cells, i);
  at = putPiece(view, at, labels.source);
  at = putQuoted(text, at, row.batch.ids[i]);
  at = putPiece(view, at, labels.sourceTime);
  at = putMillis(view, at, row.eventTimes, i);
  at = putPiece(view, at, operation === 'r' ? labels.snapshot : labels.noSnapshot);
  at = putPiece(view, at, labels.operations[operation]);
  at = putMillis(view, at, row.arrivalTimes, i);
  view.setUint8(at, BRACE);
  return at + 1;
}

/** Writes a row as an object. There is room for it. */
function putRow(text: Text, start: number, cells: readonly Cell[], i: number): number {
  const { view } = text;
  let at = start;
  if (cells.length === 0) return putPiece(view, at, emptyPiece);
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c];
    at = putPiece(view, at, cell.head);
    at =
      cell.valid !== undefined && cell.valid[i] === 0
        ? putPiece(view, at, nullPiece)
        : putCell(text, view, at, cell, i);
  }
  view.setUint8(at, BRACE);
  return at + 1;
}

function putCell(text: Text, view: DataView, at: number, cell: Cell, i: number): number {
  switch (cell.kind) {
    case Kind.integer:
      return putInteger(view, at, cell.integers[i]);
    case Kind.double: {
      const x = cell.doubles[i];
      // What is not finite gives NaN here.
      return x - x === 0 ? putDouble(view, at, x) : putPiece(view, at, nullPiece);
    }
    case Kind.word:
      return putPiece(view, at, wordPiece(cell.words, cell.numbers[i], dialect));
    case Kind.text:
      return putQuoted(text, at, cell.texts[i]);
    case Kind.bigint:
      return putBigint(view, at, cell.halves, i);
    case Kind.timestamp:
      view.setUint8(at, QUOTE);
      return putQuote(view, putTimestamp(view, at + 1, cell.halves, i));
    case Kind.date:
      view.setUint8(at, QUOTE);
      return putQuote(view, putDate(view, at + 1, cell.integers[i]));
    default:
      return putPiece(view, at, cell.flags[i] === 0 ? falsePiece : truePiece);
  }
}

function putQuote(view: DataView, at: number): number {
  view.setUint8(at, QUOTE);
  return at + 1;
}

function putQuoted(text: Text, start: number, value: string): number {
  const { view } = text;
  view.setUint8(start, QUOTE);
  const at = start + 1;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code === QUOTE || code === 0x5c || code >= 0x7f) {
      return start + text.bytes.write(JSON.stringify(value), start);
    }
    view.setUint8(at + i, code);
  }
  view.setUint8(at + value.length, QUOTE);
  return at + value.length + 1;
}
