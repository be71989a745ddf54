import type { DefectKind } from './kinds.js';

export const missingValue: DefectKind = {
  kind: 'missing_value',
  describe: 'The cell is null.',
  damaged: (_column, type) => `CAST(NULL AS ${type})`,
};
