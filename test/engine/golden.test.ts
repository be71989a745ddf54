import { generate } from 'emporium';
import { expect, test } from 'vitest';
import { tempFolders, tiny, treeHash } from '../support/runs.js';

/**
 * SHA-256 of the whole tree of a small run, documents included. They change with the version of the package, with the
 * world, and with the texts of the dataset: a change that means to do so puts the new ones here. Parquet files name the
 * version of DuckDB in their footer and so change with it, too; CSV does not.
 */
const golden = {
  csv: '47d9f61fdd7da6ae9af3e9a1055efb99b90118b5eeb7576f93981f593fd86ffd',
  parquet: 'fe0d2a47a07f4969d18b43137df73e5b3ff04b03a3b0db1996e8d0579700f447',
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
