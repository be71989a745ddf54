/**
 * The package itself. In the built package this module lies at the root of the code, as it does in the source,
 * and paths that are relative to it hold in both.
 */
import { readFileSync } from 'node:fs';

/** Folder of the code: `src/` or `dist/`. */
export const root = new URL('./', import.meta.url);

/** Version of the package. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
