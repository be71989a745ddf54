/** DuckDB's packages: the values; types are imported where they are used. */
import { createRequire } from 'node:module';
import * as api from '@duckdb/node-api';

export { api };
export const bindings = createRequire(import.meta.url)(
  '@duckdb/node-bindings',
) as typeof import('@duckdb/node-bindings');
