import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { tempFolders, tiny, treeHash } from '../support/runs.js';

/**
 * SHA-256 of the whole tree of a small run, documents included. They change with the version of the package, with the
 * world, and with the texts of the dataset: a change that means to do so puts the new ones here. Parquet files name the
 * version of DuckDB in their footer and so change with it, too; CSV does not.
 */
const golden = {
  csv: '13a3e2118dcf82c234856dd88df6cf4ca1cab3c0ac204ed34a84654b512f63b3',
  parquet: '71641cc22184f2c00c997ad650ddfc334170602e0bdcfeb916dfc06bdf57141c',
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
