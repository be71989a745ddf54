/** Rows that have happened and wait for their arrival, and their order when it comes. */
import { LOWER, UPPER } from '../sinks/cell-text.js';
import type { ColumnStore } from './column-store.js';
import type { Columns } from './columns.js';
import type { RowReader } from './row-reader.js';
import { putDoubles } from './times.js';

const WORD = 4_294_967_296;

/** What the order of arrivals is made of: positions of the columns in the rows. */
export interface ArrivalColumns {
  /** TIMESTAMP of the arrival. */
  readonly arrives: number;
  /** INTEGER columns that decide among rows of one instant, the first one first. */
  readonly ties: readonly number[];
}

/** Memory that is used again: new arrays for each step would keep the collector busy. */
class Scratch {
  arrives = new Float64Array(0);
  due = new Int32Array(0);
  later = new Int32Array(0);
  keys = new BigUint64Array(0);
  order = new Int32Array(0);

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    if (rows <= this.due.length) return;
    const room = 2 * rows;
    this.arrives = new Float64Array(room);
    this.due = new Int32Array(room);
    this.later = new Int32Array(room);
    this.keys = new BigUint64Array(room);
    this.order = new Int32Array(room);
  }
}

export class Arrivals {
  readonly #at: ArrivalColumns;
  readonly #scratch = new Scratch();
  #store: ColumnStore | undefined;

  constructor(at: ArrivalColumns) {
    this.#at = at;
  }

  /** Rows that wait. */
  get rows(): number {
    return this.#store?.rows ?? 0;
  }

  /** Takes in the rows of a query, of always the same columns. Gives how many. */
  async add(reader: RowReader): Promise<number> {
    this.#store ??= reader.newStore();
    return reader.read(this.#store);
  }

  /**
   * Gives the rows that arrive before `until`, µs since 1970-01-01, in the order of their arrival. What arrives later waits;
   * what arrives before `from` is forgotten.
   */
  take(from: number, until: number): Columns {
    const store = this.#store;
    if (store === undefined || store.rows === 0) return { rows: 0, columns: [] };
    const { columns } = store;
    this.#scratch.reserve(store.rows);
    const { arrives, due, later } = this.#scratch;
    putDoubles(columns[this.#at.arrives].values as BigInt64Array, arrives);
    let dueCount = 0;
    let laterCount = 0;
    let earliest = until;
    for (let row = 0; row < store.rows; row++) {
      if (arrives[row] >= until) later[laterCount++] = row;
      else if (arrives[row] >= from) {
        due[dueCount++] = row;
        if (arrives[row] < earliest) earliest = arrives[row];
      }
    }
    const ties = this.#at.ties.map((at) => columns[at].values as Int32Array);
    const taken = store.pick(inOrder(this.#scratch, ties, dueCount, earliest));
    store.keep(later.subarray(0, laterCount));
    return taken;
  }
}

/** The first `count` rows of `due` by their arrival. Arrival and place go into one number, so that plain numbers are sorted. */
function inOrder(scratch: Scratch, ties: readonly Int32Array[], count: number, from: number): Int32Array {
  const { arrives, due } = scratch;
  const places = 2 ** Math.ceil(Math.log2(count + 1));
  const upper = WORD / places;
  const keys = scratch.keys.subarray(0, count);
  const halves = new Uint32Array(keys.buffer);
  for (let i = 0; i < count; i++) {
    const after = arrives[due[i]] - from;
    const high = Math.floor(after / upper);
    if (high >= WORD) throw new RangeError(`${count} rows over ${after} µs are more than one number can order`);
    halves[2 * i + UPPER] = high;
    halves[2 * i + LOWER] = (after - high * upper) * places + i;
  }
  keys.sort();
  const order = scratch.order.subarray(0, count);
  for (let i = 0; i < count; i++) {
    const row = due[halves[2 * i + LOWER] & (places - 1)];
    let to = i;
    for (; to > 0 && arrives[order[to - 1]] === arrives[row] && isBefore(ties, row, order[to - 1]); to--) {
      order[to] = order[to - 1];
    }
    order[to] = row;
  }
  return order;
}

function isBefore(ties: readonly Int32Array[], row: number, other: number): boolean {
  for (const values of ties) if (values[row] !== values[other]) return values[row] < values[other];
  return false;
}
