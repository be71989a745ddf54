/**
 * DuckDB's packages, loaded by `require`. They are CommonJS: for an `import` Node parses all their files once more, in
 * JavaScript and in each thread, to find out what they export, which takes longer than loading them.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

export const api = load('@duckdb/node-api') as typeof import('@duckdb/node-api');
export const bindings = load('@duckdb/node-bindings') as typeof import('@duckdb/node-bindings');
