import type { ExtraDefect } from './kind.js';

export const duplicate: ExtraDefect = {
  kind: 'duplicate',
  of: 'extra',
  describe: 'The row comes a second time, the same in every cell.',
  extra: 'copy',
};
