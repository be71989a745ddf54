/** The kinds of damage. A kind says what is wrong with a row that it hits; which rows it hits is not its business. */

/** A cell is damaged. */
export interface CellDefect {
  readonly kind: string;
  readonly of: 'cell';
  readonly describe: string;
  /** SQL of the damaged value, for a column (quoted) of a type. */
  damaged(column: string, type: string): string;
}

/** A row arrives at another time. For feeds. */
export interface ArrivalDefect {
  readonly kind: string;
  readonly of: 'arrival';
  readonly describe: string;
  /** SQL of the damaged time of arrival, from that of the clean row (quoted) and a uniform number in [0, 1). */
  damaged(arrival: string, draw: string): string;
}

/** A row comes once more, or is followed by one that takes it back. */
export interface ExtraDefect {
  readonly kind: string;
  readonly of: 'extra';
  readonly describe: string;
  /** What the further row is: the same, or the news that the thing is gone. */
  readonly extra: 'copy' | 'deletion';
}

export type DefectKind = CellDefect | ArrivalDefect | ExtraDefect;
