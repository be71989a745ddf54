/** Rows as lines of CSV (RFC 4180, with line feeds). */
import type { BatchColumn } from '../engine/feed-sink.js';
import {
  type Cell,
  cellMaker,
  type Dialect,
  fixedBytes,
  freeBytes,
  freeCells,
  Kind,
  type LineEncoder,
  makeRoom,
  newText,
  pieceOf,
  putBigint,
  putDate,
  putDouble,
  putInteger,
  putPiece,
  putTimestamp,
  type Text,
  wordPiece,
} from './cell-text.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const truePiece = pieceOf('true');
const falsePiece = pieceOf('false');
const dialect: Dialect = { head: () => '', word: quoted };

/** A text as CSV: in quotes when it would be taken apart otherwise, and when it is empty, which without is null. */
function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The line with the names of columns, line feed included. */
export function csvHeader(columns: readonly Pick<BatchColumn, 'name'>[]): Buffer {
  return Buffer.from(`${columns.map(({ name }) => quoted(name)).join(',')}\n`);
}

/**
 * An encoder of CSV lines without header. Null, and a DOUBLE that is not finite, is an empty field; empty text is "".
 * Values as in JSON lines.
 */
export function csvEncoder(): LineEncoder {
  const text = newText();
  const cellsOf = cellMaker(dialect);
  return ({ columns, rows }) => {
    const cells = cellsOf(columns);
    const fixed = fixedBytes(cells);
    const free = freeCells(cells);
    const ends = new Uint32Array(rows);
    let at = 0;
    for (let i = 0; i < rows; i++) {
      makeRoom(text, at, fixed + freeBytes(free, i));
      at = putRow(text, at, cells, i);
      ends[i] = at;
      text.view.setUint8(at++, NEWLINE);
    }
    return { bytes: text.bytes.subarray(0, at), ends };
  };
}

/** There is room for the row. */
function putRow(text: Text, start: number, cells: readonly Cell[], i: number): number {
  const { view } = text;
  let at = start;
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c];
    if (c > 0) view.setUint8(at++, COMMA);
    if (cell.valid === undefined || cell.valid[i] !== 0) at = putCell(text, view, at, cell, i);
  }
  return at;
}

function putCell(text: Text, view: DataView, at: number, cell: Cell, i: number): number {
  switch (cell.kind) {
    case Kind.integer:
      return putInteger(view, at, cell.integers[i]);
    case Kind.double: {
      const x = cell.doubles[i];
      // What is not finite gives NaN here.
      return x - x === 0 ? putDouble(view, at, x) : at;
    }
    case Kind.word:
      return putPiece(view, at, wordPiece(cell.words, cell.numbers[i], dialect));
    case Kind.text:
      return putText(text, at, cell.texts[i]);
    case Kind.bigint:
      return putBigint(view, at, cell.halves, i);
    case Kind.timestamp:
      return putTimestamp(view, at, cell.halves, i);
    case Kind.date:
      return putDate(view, at, cell.integers[i]);
    default:
      return putPiece(view, at, cell.flags[i] === 0 ? falsePiece : truePiece);
  }
}

function putText(text: Text, at: number, value: string): number {
  const { view } = text;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === QUOTE || code === COMMA || code < 0x20 || code >= 0x7f) {
      return at + text.bytes.write(quoted(value), at);
    }
    view.setUint8(at + i, code);
  }
  return value.length === 0 ? at + text.bytes.write('""', at) : at + value.length;
}
