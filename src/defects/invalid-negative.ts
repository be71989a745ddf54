import type { CellDefect } from './kind.js';

export const invalidNegative: CellDefect = {
  kind: 'invalid_negative',
  of: 'cell',
  describe: 'A number that must not be negative is: its opposite, or −1 for nought.',
  damaged: (column, type) => `CAST(CASE WHEN ${column} = 0 THEN -1 ELSE -abs(${column}) END AS ${type})`,
};
