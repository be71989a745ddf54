import type { CellDefect } from './kind.js';

/** Far above every number that is given out. */
const BEYOND = 1_000_000_000;

export const orphanKey: CellDefect = {
  kind: 'orphan_key',
  of: 'cell',
  describe: 'The number names something that nobody ever records.',
  damaged: (column, type) => `CAST(${column} + ${BEYOND} AS ${type})`,
};
