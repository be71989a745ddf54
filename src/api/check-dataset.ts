import { plainType } from '../datasets/definition.js';
import type { Dataset } from '../datasets/load.js';
import type { WorldDatabase } from '../engine/database.js';
import { messageOf, UsageError } from '../engine/errors.js';

/**
 * Checks what only a database can tell: each query binds, over the world and over the tables before it, and gives the
 * columns and types that the definition declares, in its order. A UsageError names table, column and rule. The dataset's
 * tables exist as views of the database afterwards.
 */
export async function checkDataset(dataset: Dataset, database: WorldDatabase): Promise<void> {
  const { definition, folder, sql } = dataset;
  for (const [name, table] of Object.entries(definition.tables)) {
    const where = `${folder}: table ${name}`;
    let described: { column_name: string; column_type: string }[];
    try {
      await database.connection.run(`CREATE OR REPLACE TEMP VIEW "${name}" AS ${sql[name]}`);
      const reader = await database.connection.runAndReadAll(`DESCRIBE SELECT * FROM "${name}"`);
      described = reader.getRowObjectsJson() as typeof described;
    } catch (thrown) {
      throw new UsageError(`${where}: its query does not run: ${messageOf(thrown).trim().split('\n')[0]}`);
    }
    const declared = Object.entries(table.columns);
    declared.forEach(([column, { type }], i) => {
      const found = described[i];
      if (found?.column_name !== column) {
        throw new UsageError(
          `${where}: column ${i + 1} must be ${column} as declared, the query gives ${found?.column_name ?? 'no such column'}`,
        );
      }
      if (queryType(found.column_type) !== plainType(type)) {
        throw new UsageError(
          `${where}: column ${column} must be ${type} as declared, the query gives ${queryType(found.column_type)}`,
        );
      }
    });
    if (described.length > declared.length) {
      throw new UsageError(
        `${where}: the query gives a column ${described[declared.length].column_name} that is not declared`,
      );
    }
  }
}

/** A world text is an ENUM inside DuckDB and VARCHAR for everybody else. */
function queryType(type: string): string {
  return type.startsWith('ENUM(') ? 'VARCHAR' : type;
}
