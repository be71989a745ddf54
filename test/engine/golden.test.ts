import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { tempFolders, tiny, treeHash } from '../support/runs.js';

/**
 * SHA-256 of the whole tree of a small run, documents included. They change with the version of the package, with the
 * world, and with the texts of the dataset: a change that means to do so puts the new ones here. Parquet files name the
 * version of DuckDB in their footer and so change with it, too; CSV does not.
 */
const golden = {
  csv: 'da94bd1523787190d0e422fd5b43df2c9f474475e3946f78cac5b187ea1d6f86',
  parquet: 'e55abff8cbb11285035a9c41f9fa21ce663049d76bbade14a4d550d5f8a079de',
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
