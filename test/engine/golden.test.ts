import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { tempFolders, tiny, treeHash } from '../support/runs.js';

/**
 * SHA-256 of the whole tree of a small run, documents included. They change with the version of the package, with the
 * world, and with the texts of the dataset: a change that means to do so puts the new ones here. Parquet files name the
 * version of DuckDB in their footer and so change with it, too; CSV does not.
 */
const golden = {
  csv: '4c8c663948175196c3345b36895f1eebfdc63ecff53be9283b5da31f19430d68',
  parquet: 'd43ce4ef88ceef8b29796f651ee5c9f1f8abb83f8ba6fd6c89cb11d5e7ff4de6',
} as const;

const temp = tempFolders();

test.each(Object.entries(golden))('%s: the same bytes on every machine', async (format, hash) => {
  const out = temp();
  await generate({
    dataset: 'store-tiers',
    settings: tiny,
    out,
    from: '2024-10-15',
    format: format as keyof typeof golden,
    workers: 2,
  });
  expect(treeHash(out)).toBe(hash);
});
