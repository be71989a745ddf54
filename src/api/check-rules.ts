/** What a dataset's definition promises beyond keys: its rules and its documents. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Dataset } from '../datasets/load.js';
import { messageOf } from '../engine/errors.js';
import type { Checker } from './checker.js';

/** Runs the rules whose tables are there. Without a world, those that read it are skipped. */
export async function checkRules(
  dataset: Dataset,
  isThere: (table: string) => boolean,
  checker: Checker,
  hasWorld = true,
): Promise<void> {
  const tables = Object.keys(dataset.definition.tables);
  for (const { name, sql, table = '' } of dataset.definition.checks) {
    const reads = await checker.reads(sql);
    const missing = tables.find((candidate) => reads.includes(candidate) && !isThere(candidate));
    if (missing !== undefined) checker.skip(table, name, `${missing} was not written`);
    else if (!hasWorld && reads.some((read) => read.startsWith('world.'))) {
      checker.skip(table, name, 'it needs the simulated world, which no manifest.json names');
    } else await checker.none(table, name, sql);
  }
}

/** A step of a lineage, as far as it names files. */
interface NamedStep {
  readonly inputs?: readonly string[];
  readonly output?: string;
  readonly outputs?: readonly string[];
}

/** The dataset's own documents: row counts are those of the tables, and every file that a step names is there. */
export function checkOwnDocuments(
  root: string,
  dataset: Dataset,
  rowsOf: (table: string) => number | undefined,
  checker: Checker,
): void {
  for (const { path, kind } of dataset.definition.documents) {
    const label =
      kind === 'lineage' ? `every file that ${path} names is there` : `${path} has the row counts of the tables`;
    if (!existsSync(join(root, path))) {
      checker.skip('', label, `${path} is not there`);
      continue;
    }
    try {
      const text: unknown = parse(readFileSync(join(root, path), 'utf8'));
      const problems = kind === 'lineage' ? absentFiles(root, text) : wrongCounts(text, rowsOf);
      checker.add('', label, problems.length > 0 ? problems.slice(0, 3).join('; ') : undefined);
    } catch (thrown) {
      checker.add('', label, `${path} cannot be read: ${messageOf(thrown).split('\n')[0]}`);
    }
  }
}

function absentFiles(root: string, lineage: unknown): string[] {
  const { steps = [] } = (lineage ?? {}) as { steps?: readonly NamedStep[] };
  const named = steps.flatMap(({ inputs = [], output, outputs = [] }) => [...inputs, ...outputs, output ?? []].flat());
  return [...new Set(named)].filter((path) => !path.includes('*') && !existsSync(join(root, path)));
}

function wrongCounts(dictionary: unknown, rowsOf: (table: string) => number | undefined): string[] {
  const { tables = {} } = (dictionary ?? {}) as { tables?: Readonly<Record<string, { row_count?: number }>> };
  return Object.entries(tables).flatMap(([name, { row_count }]) => {
    const rows = rowsOf(name);
    return rows === row_count ? [] : [`${name}: ${row_count} there, ${rows ?? 'no'} rows in the files`];
  });
}
