/** What a definition can say beside tables and columns: one file a table, settings of its own, steps, documents. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, query, validate } from 'emporium';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  ask,
  databaseHashes,
  folderHashes,
  generateInChild,
  journalLines,
  sleep,
  tempFolders,
  thrownBy,
  tiny,
  treeOf,
  until,
  writeDataset,
} from '../support/runs.js';

const temp = tempFolders();

const files = {
  'dataset.yaml': `name: kiosk
title: Kiosk
describe: Lines and what is dear among them.
folder: data
format: csv
parameters:
  line.dear: { describe: Price from which a line is dear., unit: BRL, min: 1, max: 1000, default: 120 }
  line.most: { describe: Most units., min: 1, max: 9, default: 3, whole: true }
tables:
  item:
    describe: One row a product.
    columns:
      item_id: { type: INTEGER, describe: Product. }
      name: { type: VARCHAR(20), describe: Category. }
      code: { type: CHAR(3), describe: Number as text. }
    primary_key: [item_id]
    unique: [[code]]
    nullable: []
  line:
    describe: One row a line.
    event_time: sold_on
    single_file: true
    columns:
      line_id: { type: BIGINT, describe: Number. }
      code: { type: CHAR(3), describe: Product. }
      price: { type: 'DECIMAL(9,2)', describe: Price. }
      note: { type: VARCHAR(9), describe: 'Empty, null or with a comma.' }
      sold_on: { type: DATE, describe: Day., internal: true }
      units: { type: INTEGER, describe: Units., internal: true }
    primary_key: [line_id]
    nullable: [note]
    foreign_keys:
      - { columns: [code], references: { table: item, columns: [code] } }
  dear:
    describe: One row a dear line.
    event_time: day
    single_file: true
    columns:
      line_id: { type: BIGINT, describe: Number. }
      day: { type: DATE, describe: Day. }
    primary_key: [line_id]
    foreign_keys:
      - { columns: [line_id], references: { table: line, columns: [line_id] }, earlier: true }
steps:
  - { name: list_items, describe: The products., tables: [item] }
  - { name: sell, describe: The lines., tables: [line, dear] }
  - { name: tell, describe: The documents., documents: true }
documents:
  - { path: about/dictionary.json, kind: dictionary }
  - { path: about/steps.yaml, kind: lineage }
checks:
  - { name: dear is dear, table: dear, sql: "SELECT line_id, price FROM dear JOIN line USING (line_id) WHERE price < setting('line.dear')" }
`,
  'item.sql':
    "SELECT product_id AS item_id, category AS name, lpad(product_id::VARCHAR, 3, '0') AS code FROM world.product",
  'line.sql': `SELECT line_id, lpad(product_id::VARCHAR, 3, '0') AS code, CAST(unit_cents / 100 AS DECIMAL(9, 2)) AS price,
    CASE quantity WHEN 1 THEN '' WHEN 2 THEN 'a, "b"' END AS note, sold_on, quantity AS units FROM world.sale_line`,
  'dear.sql': `SELECT line_id, sold_on AS day FROM line WHERE price >= setting('line.dear') AND units <= setting('line.most')`,
} as const;

const kiosk = (changed: Partial<Record<keyof typeof files, string>> = {}) =>
  writeDataset(join(temp(), 'kiosk'), { ...files, ...changed });
const job = { settings: tiny, workers: 2, from: '2024-10-10' };

describe('one file a table', () => {
  test('in order of month and key, in every format; empty text and null stay what they are', async () => {
    const dataset = kiosk();
    const out = temp();
    await generate({ ...job, dataset, out });
    const text = readFileSync(join(out, 'data/line.csv'), 'utf8');
    expect(text.split('\n')[0]).toBe('line_id,code,price,note');
    expect(text).toMatch(/,"a, ""b"""\n/);
    expect(text).toMatch(/,""\n/);
    expect(text).toMatch(/\d,\n/);
    expect((await validate({ folder: out, dataset })).results.filter(({ status }) => status !== 'pass')).toEqual([]);
    const world = await query({
      dataset,
      settings: tiny,
      from: job.from,
      sql: 'SELECT line_id::VARCHAR, sold_on::VARCHAR FROM line',
    });
    const expected = world.rows
      .map(([id, day]) => [String(day).slice(0, 7), BigInt(String(id))] as const)
      .sort(([a, m], [b, n]) => (a < b ? -1 : a > b ? 1 : m < n ? -1 : 1))
      .map(([, id]) => String(id));
    expect(
      text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual(expected);
    const hashes = await folderHashes(out);
    for (const format of ['parquet', 'json'] as const) {
      const other = temp();
      await generate({ ...job, dataset, out: other, format, compression: 'zstd', workers: 1 });
      expect((await validate({ folder: other, dataset })).failed).toBe(0);
      if (format === 'parquet') expect((await folderHashes(other)).dear).toEqual(hashes.dear);
    }
  });

  test('killed and run again: the bytes of one run, and nothing is left', async () => {
    const dataset = kiosk();
    const [once, killed] = [temp(), temp()];
    await generate({ ...job, dataset, out: once });
    for (let i = 0; i < 6; i++) {
      const child = generateInChild({ ...job, dataset, out: killed });
      await until(() => journalLines(killed) >= i || child.process.exitCode !== null);
      await sleep(i * 12);
      child.process.kill('SIGKILL');
      await child.ended;
    }
    await generate({ ...job, dataset, out: killed });
    expect(treeOf(killed)).toEqual(treeOf(once));
  });

  test('a file that was deleted or cut is made again; longer: the new days are added', async () => {
    const dataset = kiosk();
    const [once, out] = [temp(), temp()];
    await generate({ ...job, dataset, out: once });
    await generate({ ...job, dataset, out, to: '2024-10-31' });
    rmSync(join(out, 'data/dear.csv'));
    expect(await generate({ ...job, dataset, out, to: '2024-10-31' })).toMatchObject({ status: 'written' });
    writeFileSync(join(out, 'data/line.csv'), 'line_id,code,price,note\n');
    expect(await generate({ ...job, dataset, out, to: '2024-10-31' })).toMatchObject({ status: 'written' });
    await generate({ ...job, dataset, out });
    const tree = (root: string) => Object.entries(treeOf(root)).filter(([path]) => path.startsWith('data/'));
    expect(tree(out)).toEqual(tree(once));
    expect(await generate({ ...job, dataset, out })).toMatchObject({ status: 'unchanged' });
  });

  test('in DuckDB: rows that refer to other shards wait for them, also when it is killed', async () => {
    const dataset = kiosk();
    const [once, killed] = [join(temp(), 'once.duckdb'), join(temp(), 'killed.duckdb')];
    const whole = { ...job, from: undefined };
    await generate({ ...whole, dataset, duckdb: once });
    const child = generateInChild({ ...whole, dataset, duckdb: killed } as Parameters<typeof generateInChild>[0]);
    await until(() => existsSync(killed) || child.process.exitCode !== null);
    await sleep(500);
    child.process.kill('SIGKILL');
    await child.ended;
    await generate({ ...whole, dataset, duckdb: killed });
    expect(await databaseHashes(killed)).toEqual(await databaseHashes(once));
    expect(await ask("SELECT table_name AS t FROM duckdb_tables() WHERE table_name LIKE 'waiting%'", killed)).toEqual(
      [],
    );
    const keys = (file: string) =>
      ask(
        "SELECT constraint_text AS c FROM duckdb_constraints() WHERE constraint_type IN ('UNIQUE', 'FOREIGN KEY') ORDER BY ALL",
        file,
      );
    expect((await keys(killed)).map(({ c }) => c)).toEqual([
      'FOREIGN KEY (code) REFERENCES item(code)',
      'FOREIGN KEY (line_id) REFERENCES line(line_id)',
      'UNIQUE(code)',
    ]);
  });

  test('a key to rows before the window is not declared', async () => {
    const dataset = kiosk();
    const duckdb = join(temp(), 'window.duckdb');
    await generate({ ...job, dataset, duckdb });
    const keys = await ask(
      "SELECT table_name AS t FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'",
      duckdb,
    );
    expect(keys).toEqual([{ t: 'line' }]);
  });
});

describe('settings of its own', () => {
  test('are read by queries and rules, named in the manifest, and checked', async () => {
    const dataset = kiosk();
    const out = temp();
    await generate({ ...job, dataset, out, settings: { ...tiny, 'line.dear': 60.5, line: { most: 1 } } });
    const [row] = await ask(
      `SELECT min(l.price)::DOUBLE >= 60.5 AND min(l.price) < 120 AS dear, bool_and(coalesce(note, '') = '') AS one
       FROM read_csv('${out}/data/dear.csv') JOIN read_csv('${out}/data/line.csv') l USING (line_id)`,
    );
    expect(row).toEqual({ dear: true, one: true });
    expect((await validate({ folder: out, dataset })).failed).toBe(0);
    expect(await thrownBy(generate({ ...job, dataset, out }))).toMatch(
      /holds another configuration: parameters\.line\.dear is 60\.5 there and 120 here/,
    );
    const wrong = (settings: Record<string, unknown>) =>
      thrownBy(generate({ ...job, dataset, settings, dryRun: true }));
    expect(await wrong({ 'line.dear': 0 })).toBe(
      'UsageError: setting line.dear must be a number from 1 to 1000, got 0',
    );
    expect(await wrong({ 'line.most': 1.5 })).toBe(
      'UsageError: setting line.most must be a whole number from 1 to 9, got 1.5',
    );
    expect(await wrong({ 'line.deer': 3 })).toMatch(
      /line\.deer is not a setting of kiosk \(did you mean "line\.dear"\?\)/,
    );
  });

  test('and those of the world, by name', async () => {
    const { rows } = await query({
      dataset: kiosk(),
      settings: tiny,
      sql: "SELECT setting('stores'), setting('end'), setting('line.most')",
    });
    expect(rows).toEqual([[tiny.stores, '2024-12-31', 3]]);
    const unknown = { 'dear.sql': files['dear.sql'].replace('line.most', 'line.mots') };
    expect(await thrownBy(generate({ ...job, dataset: kiosk(unknown), dryRun: true }))).toMatch(
      /table dear: its query does not run: Binder Error: Could not find key "line\.mots"/,
    );
  });
});

test('documents and steps name what was written', async () => {
  const dataset = kiosk();
  const out = temp();
  await generate({ ...job, dataset, out, tables: ['line'] });
  expect(parse(readFileSync(join(out, 'about/steps.yaml'), 'utf8'))).toEqual({
    dataset: 'kiosk',
    steps: [
      { name: 'sell', description: 'The lines.', world: ['world.sale_line'], inputs: [], output: 'data/line.csv' },
      {
        name: 'tell',
        description: 'The documents.',
        inputs: ['data/line.csv'],
        outputs: ['about/dictionary.json', 'about/steps.yaml', 'schema.json', 'lineage.yaml', 'manifest.json'],
      },
    ],
  });
  const dictionary = JSON.parse(readFileSync(join(out, 'about/dictionary.json'), 'utf8')) as {
    tables: Record<string, { foreign_keys: unknown[] }>;
    relationships: unknown[];
  };
  expect(Object.keys(dictionary.tables)).toEqual(['line']);
  expect(dictionary.relationships).toEqual([]);
  expect(dictionary.tables.line.foreign_keys).toEqual([]);
});

describe('what is wrong is named:', () => {
  const yaml = files['dataset.yaml'];
  test.each<[string, string, RegExp]>([
    [
      'one file without a time',
      yaml.replace('    unique: [[code]]', '    single_file: true'),
      /tables\.item\.single_file: needs event_time/,
    ],
    [
      'one file without a key',
      yaml.replace('primary_key: [line_id]\n    nullable', 'primary_key: []\n    nullable'),
      /tables\.line\.single_file: needs a primary_key/,
    ],
    [
      'one file in folders',
      yaml.replace('    single_file: true', '    single_file: true\n    partition_by: [year]'),
      /single_file: must not stand beside partition_by/,
    ],
    [
      'an internal key',
      yaml.replace('describe: Number. }\n      code', 'describe: Number., internal: true }\n      code'),
      /columns\.line_id: must not be internal and in a key/,
    ],
    [
      'a reference to what is not unique',
      yaml.replace('columns: [code] } }', 'columns: [name] } }'),
      /must be the primary_key of item \(item_id\) or one of its unique keys, got name/,
    ],
    [
      'a nullable column that is none',
      yaml.replace('nullable: [note]', 'nullable: [nota]'),
      /nullable: "nota" is not a column of line \(did you mean "note"\?\)/,
    ],
    [
      'a table without a step',
      yaml.replace('tables: [line, dear]', 'tables: [line]'),
      /steps: must name every table, dear is missing/,
    ],
    [
      'a table in two steps',
      yaml.replace('tables: [line, dear]', 'tables: [line, dear, item]'),
      /item belongs to the step list_items already/,
    ],
    [
      'no step for the documents',
      yaml.replace(', documents: true', ''),
      /steps: must have one step with documents: true/,
    ],
    [
      'a document in the place of another',
      yaml.replace('about/steps.yaml', 'lineage.yaml'),
      /documents\.1\.path: "lineage\.yaml" is taken/,
    ],
    [
      'a document among the tables',
      yaml.replace('about/steps.yaml', 'data/steps.yaml'),
      /documents\.1\.path: must not stand among the tables/,
    ],
    [
      'a setting out of its range',
      yaml.replace('default: 120', 'default: 2000'),
      /parameters\.line\.dear\.default: must be from 1 to 1000, got 2000/,
    ],
    [
      'a setting that the world has',
      yaml.replace('line.dear: {', 'price.min: {'),
      /parameters\.price\.min: is a setting already/,
    ],
    [
      'a rule about no table',
      yaml.replace('table: dear, sql', 'table: deer, sql'),
      /checks\.0\.table: "deer" is not a table \(did you mean "dear"\?\)/,
    ],
    [
      'a length of nothing',
      yaml.replace('VARCHAR(20)', 'VARCHAR(0)'),
      /must be one of .* or DECIMAL\(p,s\), VARCHAR\(n\), CHAR\(n\), got VARCHAR\(0\)/,
    ],
  ])('%s', async (_name, text, message) => {
    expect(await thrownBy(generate({ ...job, dataset: kiosk({ 'dataset.yaml': text }), dryRun: true }))).toMatch(
      message,
    );
  });
});
