import { loadDataset } from '../datasets/load.js';
import { api } from '../engine/duckdb.js';
import { compileTables } from './compile.js';
import { namedSteps, tablePath } from './documents.js';

/** The steps of a dataset as its lineage would name them if all of it were written in its own format, without defects. */
export async function lineageOf(nameOrPath: string): Promise<ReturnType<typeof namedSteps>> {
  const dataset = loadDataset(nameOrPath);
  const instance = await api.DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const tables = await compileTables(dataset, connection, { hideLabels: false, rates: {}, seed: 0 });
    return namedSteps({ dataset, tables, place: (table) => tablePath(table, dataset.definition.format) });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
