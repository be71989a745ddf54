/** Puts the datasets (YAML and SQL) beside the compiled code. */
import { cpSync } from 'node:fs';

cpSync(new URL('../src/datasets/', import.meta.url), new URL('../dist/datasets/', import.meta.url), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
});
