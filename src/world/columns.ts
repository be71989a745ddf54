/** Rows that there is room for at first. */
const FIRST_ROWS = 1024;
/**
 * From so many rows on there is room for so many at once. Room that is not written to is not memory yet, while the
 * arrays that a growing column leaves behind stay with the allocator: doubling all the way took 20 MB more a run.
 */
const MANY_ROWS = 1 << 14;
const ROOM_FOR_MANY = 1 << 18;

/** Typed arrays that grow together: the rows of one table of a shard. Kept and refilled, so memory follows the shard. */
export class Rows<Name extends string> {
  count = 0;
  readonly columns: { readonly [K in Name]: Int32Array };
  #capacity = 0;
  // Not private by #: rows with more columns may be given where fewer are wanted.
  private readonly names: readonly string[];

  /** `unused` names columns that stay empty: nobody fills or reads them. */
  constructor(names: readonly Name[], unused: readonly Name[] = []) {
    this.names = names.filter((name) => !unused.includes(name));
    this.columns = Object.fromEntries(names.map((name) => [name, new Int32Array(0)])) as { [K in Name]: Int32Array };
  }

  /** Makes room for `more` rows beyond `count`. */
  reserve(more: number): void {
    const wanted = this.count + more;
    if (wanted <= this.#capacity) return;
    this.#capacity = Math.max(wanted, this.#capacity * 2, wanted > MANY_ROWS ? ROOM_FOR_MANY : FIRST_ROWS);
    const columns = this.columns as Record<Name, Int32Array>;
    for (const name of this.names as readonly Name[]) {
      const grown = new Int32Array(this.#capacity);
      grown.set(columns[name]);
      columns[name] = grown;
    }
  }

  /** Adds row i of another table of the same columns. */
  copy(from: Rows<Name>, i: number): void {
    this.reserve(1);
    const row = this.count++;
    for (const name of this.names as readonly Name[]) this.columns[name][row] = from.columns[name][i];
  }

  clear(): void {
    this.count = 0;
  }
}
