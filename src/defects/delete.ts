import type { ExtraDefect } from './kind.js';

export const deletion: ExtraDefect = {
  kind: 'delete',
  of: 'extra',
  describe: 'The source takes back what the row is about: a row with its key and time alone.',
  extra: 'deletion',
};
