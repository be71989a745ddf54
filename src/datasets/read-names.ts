import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../engine/errors.js';

/** DuckDB's functions that do not give the same value each time; asked once. */
let changing: ReadonlySet<string> | undefined;

/**
 * Names of the tables that a SELECT reads, with their schema where it is written (`world.sale_line`), sorted. Taken from
 * DuckDB's own parse tree, so that comments, strings and aliases do not mislead. Names of common table expressions are
 * among them. Throws a UsageError when the text is not one SELECT, or when it draws random numbers or reads the clock.
 */
export async function readNames(connection: DuckDBConnection, query: string): Promise<string[]> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [query]);
  const tree = JSON.parse(String(reader.getRows()[0][0])) as {
    error: boolean;
    error_message?: string;
    statements?: unknown[];
  };
  if (tree.error) throw new UsageError(`must be a SELECT: ${tree.error_message?.split('\n')[0]}`);
  if (tree.statements?.length !== 1) throw new UsageError(`must be one SELECT, got ${tree.statements?.length ?? 0}`);
  changing ??= new Set(
    (
      await connection.runAndReadAll(
        "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')",
      )
    )
      .getRows()
      .map((row) => String(row[0])),
  );
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { type, schema_name, table_name, function_name } = node as Record<string, string | undefined>;
    if (type === 'FUNCTION' && function_name && changing?.has(function_name.toLowerCase())) {
      throw new UsageError(
        `must give the same rows each time, but ${function_name}() does not; draws and clocks belong to the world`,
      );
    }
    if (type === 'BASE_TABLE' && table_name) names.add(schema_name ? `${schema_name}.${table_name}` : table_name);
    for (const child of Object.values(node)) walk(child);
  };
  walk(tree.statements);
  return [...names].sort();
}
