import type { CellDefect } from './kind.js';

export const missingValue: CellDefect = {
  kind: 'missing_value',
  of: 'cell',
  describe: 'The cell is null.',
  damaged: (_column, type) => `CAST(NULL AS ${type})`,
};
