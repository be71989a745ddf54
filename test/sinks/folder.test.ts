import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { generate } from 'emporium';
import { describe, expect, test } from 'vitest';
import { ask, readBack, sha256, tempFolders, thrownBy, tiny, treeOf } from '../support/runs.js';
import { conformance, manifestOf } from './conformance.js';

for (const [format, compression] of [
  ['parquet', 'snappy'],
  ['parquet', 'zstd'],
  ['parquet', 'none'],
  ['csv', 'none'],
  ['csv', 'zstd'],
  ['json', 'none'],
  ['json', 'zstd'],
] as const) {
  conformance(`folder, ${format} ${compression}`, {
    target: (folder) => ({ out: join(folder, 'data'), format, compression }),
    read: (folder, table) => ({ sql: readBack(join(folder, 'data'), table) }),
    litter: (folder) => existsSync(join(folder, 'data', '.emporium')),
  });
}

const temp = tempFolders();
const job = { dataset: 'store-tiers', settings: tiny, workers: 1, from: '2024-12-01' };

test('the manifest names every file with its rows, bytes and SHA-256', async () => {
  const out = temp();
  await generate({ ...job, out, format: 'csv' });
  const { files } = manifestOf(out);
  const data = Object.entries(treeOf(out)).filter(([path]) => path.endsWith('.csv'));
  expect(files.map(({ path }) => path).sort()).toEqual(data.map(([path]) => path));
  for (const { path, rows, bytes, ...file } of files) {
    expect(bytes).toBe(statSync(join(out, path)).size);
    expect(file).toMatchObject({ sha256: sha256(readFileSync(join(out, path))) });
    expect(
      await ask(`SELECT count(*)::INT AS n FROM read_csv('${join(out, path)}', header = true, all_varchar = true)`),
    ).toEqual([{ n: rows }]);
  }
});

describe('a folder that is not ours to write', () => {
  test('holds files of somebody else, before and after a run', async () => {
    const out = temp();
    writeFileSync(join(out, 'notes.txt'), 'mine');
    expect(await thrownBy(generate({ ...job, out }))).toMatch(
      /^UsageError: .* must be empty or hold a dataset of this command, it holds notes.txt$/,
    );
    expect(Object.keys(treeOf(out))).toEqual(['notes.txt']);
    rmSync(join(out, 'notes.txt'));
    writeFileSync(join(out, '.hidden'), '');
    await generate({ ...job, out });
    const tree = treeOf(out);
    writeFileSync(join(out, 'fact_sales', 'extra.parquet'), '');
    expect(await thrownBy(generate({ ...job, out }))).toMatch(
      /^UsageError: .* holds files that Emporium did not write: fact_sales\/extra.parquet; move them away$/,
    );
    rmSync(join(out, 'fact_sales', 'extra.parquet'));
    expect(treeOf(out)).toEqual(tree);
  });

  test.each(['', '{', '{"emporium": "0.1.0"', 'null', '[]', '{}', '{"identity": {}}'])(
    'has the manifest %j',
    async (text) => {
      const out = temp();
      await generate({ ...job, out, tables: ['dim_product'] });
      writeFileSync(join(out, 'manifest.json'), text);
      expect(await thrownBy(generate({ ...job, out, tables: ['dim_product'] }))).toMatch(
        /^UsageError: .*manifest.json cannot be read/,
      );
    },
  );
});

describe('what an interrupted run left', () => {
  // Long enough for a progress report to come between the tenth task and the last.
  const slow = { from: '2024-01-01', workers: 1, settings: { ...job.settings, 'demand.lines_per_day': 300 } };
  const stop = async (out: string) => {
    const abort = new AbortController();
    const thrown = await thrownBy(
      generate({ ...job, ...slow, out, signal: abort.signal, onProgress: (p) => p.tasksDone > 9 && abort.abort() }),
    );
    expect(thrown).toMatch(/^CancelledError/);
  };
  const go = (out: string) => generate({ ...job, ...slow, out });
  const firstFile = (out: string): string =>
    JSON.parse(readFileSync(join(out, '.emporium/journal.jsonl'), 'utf8').split('\n')[9]).files[0].path;

  test.each<[string, (out: string) => void]>([
    ['nothing else', () => {}],
    [
      'a journal cut in a line',
      (out) =>
        truncateSync(join(out, '.emporium/journal.jsonl'), statSync(join(out, '.emporium/journal.jsonl')).size - 40),
    ],
    ['a journal with a torn end', (out) => appendFileSync(join(out, '.emporium/journal.jsonl'), '{"id": "r001')],
    ['no journal', (out) => rmSync(join(out, '.emporium/journal.jsonl'))],
    ['a file that was deleted', (out) => rmSync(join(out, firstFile(out)))],
    ['a file that was cut', (out) => truncateSync(join(out, firstFile(out)), 10)],
    [
      'staged files',
      (out) => {
        mkdirSync(join(out, '.emporium/staging'));
        writeFileSync(join(out, '.emporium/staging/fact_sales~x.parquet'), 'half');
      },
    ],
    ['half-written documents', (out) => writeFileSync(join(out, 'schema.json.tmp'), '{')],
    [
      'a file that was placed and not noted',
      (out) => {
        mkdirSync(join(out, 'fact_sales/year=2024/month=12'), { recursive: true });
        writeFileSync(join(out, 'fact_sales/year=2024/month=12/r002_2024-12-01_2024-12-31.parquet'), 'half');
      },
    ],
  ])('with %s: the same command ends with the same bytes', async (_name, damage) => {
    const [whole, out] = [temp(), temp()];
    await go(whole);
    await stop(out);
    damage(out);
    expect(await go(out)).toMatchObject({ status: 'written' });
    expect(treeOf(out)).toEqual(treeOf(whole));
  });

  test('with a run record that cannot be read: refused by name', async () => {
    const out = temp();
    await stop(out);
    writeFileSync(join(out, '.emporium/run.json'), '{');
    expect(await thrownBy(go(out))).toMatch(/^UsageError: .*run.json cannot be read/);
  });

  test('another configuration is refused', async () => {
    const out = temp();
    await stop(out);
    expect(await thrownBy(generate({ ...job, from: '2024-08-01', out, settings: { ...tiny, seed: 1 } }))).toMatch(
      /^UsageError: .*seed is 42 there and 1 here/,
    );
  });
});
