import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { tempFolders, tiny, treeHash } from '../support/runs.js';

/**
 * SHA-256 of the whole tree of a small run, documents included. They change with the version of the package, with the
 * world, and with the texts of the dataset: a change that means to do so puts the new ones here. Parquet files name the
 * version of DuckDB in their footer and so change with it, too; CSV does not.
 */
const golden = {
  csv: '5ec3491c53cda16822c128d700cb35e889498a5d20b7fc9a2f750ba8f3ae5713',
  parquet: 'c20aa63bab7fd1bc90e47210a37d70697708e3b50fe81469a6a2e3f374e6d74f',
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
