import { join } from 'node:path';
import { generate } from 'emporium';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { tempFolders, thrownBy, tiny, userDataset, writeDataset } from '../support/runs.js';

const temp = tempFolders();

/** What a dry run of a dataset says: nothing when it is good. */
async function said(files: Readonly<Record<string, string>>): Promise<string> {
  const dataset = writeDataset(join(temp(), 'till'), files);
  const result = await thrownBy(generate({ dataset, settings: tiny, dryRun: true }));
  return result.startsWith('no error') ? '' : result.replaceAll(dataset, '.');
}

const good = userDataset['dataset.yaml'];
const withYaml = (text: string) => ({ ...userDataset, 'dataset.yaml': text });

test('a good one is good', async () => expect(await said(userDataset)).toBe(''));

describe('dataset.yaml', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^UsageError: \.\/dataset\.yaml, line 1, column 1: the file: /],
    ['no YAML', '{', /^UsageError: \.\/dataset\.yaml, line 1, column \d+: /],
    [
      'a key twice',
      good.replace('title: Till', 'name: other\ntitle: Till'),
      /line 2, column 1: Map keys must be unique/,
    ],
    [
      'aliases without end',
      `a: &a [x, x]\n${'bcdefghi'
        .split('')
        .map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]}, `.repeat(9)}]`)
        .join('\n')}`,
      /^UsageError: \.\/dataset\.yaml.*alias/,
    ],
    [
      'a wrong type',
      good.replace('type: BIGINT, describe: Number', 'type: bigint, describe: Number'),
      /line \d+, column \d+: tables\.line\.columns\.line_id\.type: must be one of BOOLEAN.* got bigint/,
    ],
    [
      'a type that events do not have',
      good.replace(
        'event_time: sold_at',
        'event_time: sold_at\n    feed: { arrival: sold_at, interval: units, row: units, key: [line_id] }',
      ),
      /line \d+, column \d+: tables\.line\.columns\.price\.type: must be one of BOOLEAN.* in a feed, got DECIMAL\(9,2\)/,
    ],
    [
      'a name that is taken',
      good.replace('  total:', '  manifest:'),
      /tables\.manifest: must not be named manifest, schema, lineage, truth/,
    ],
    [
      'a truth table named like an answer key',
      good.replace('  total:', '  defect_line:\n    truth: true'),
      /must not be named defect or defect_…/,
    ],
    [
      'a key that is no column',
      good.replace('primary_key: [line_id]', 'primary_key: [lineid]'),
      /line \d+, column \d+: tables\.line\.primary_key.*"lineid" is not a column of line \(did you mean "line_id"\?\)/,
    ],
    [
      'an unknown kind of defect',
      good.replace('kind: missing_value, table: item', 'kind: missing_values, table: item'),
      /"missing_values" is not a kind of defect \(did you mean "missing_value"\?\)/,
    ],
    [
      'a kind named constructor',
      good.replace('kind: missing_value, table: item', 'kind: constructor, table: item'),
      /"constructor" is not a kind of defect/,
    ],
    [
      'a setting that does not exist',
      good.replace('tables:', 'world: { storess: 3 }\ntables:'),
      /line \d+, column \d+: world\.storess: is not a setting \(did you mean "stores"\?\)/,
    ],
  ])('%s', async (_name, text, message) => {
    expect(await said(withYaml(text))).toMatch(message);
  });

  test('any field removed, retyped or added: good, or a UsageError that names file, line and path; never a crash', async () => {
    const paths: (string | number)[][] = [];
    const walk = (node: unknown, path: (string | number)[]): void => {
      if (path.length > 0) paths.push(path);
      if (node === null || typeof node !== 'object') return;
      for (const [key, child] of Object.entries(node)) walk(child, [...path, Array.isArray(node) ? Number(key) : key]);
    };
    walk(parse(good), []);
    const odd = fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      -1,
      1e300,
      '',
      'constructor',
      '__proto__',
      'x'.repeat(300),
      [],
      {},
      [[]],
      { a: 1 },
      ['item'],
      'item',
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), odd, async (path, value) => {
        const tree = parse(good) as Record<string | number, unknown>;
        let node = tree;
        for (const key of path.slice(0, -1)) node = node[key] as Record<string | number, unknown>;
        const last = path[path.length - 1];
        if (value === undefined) delete node[last];
        else node[last] = value;
        const message = await said(withYaml(stringify(tree)));
        if (message !== '') expect(message).toMatch(/^UsageError: \.(\/dataset\.yaml, line \d+, column \d+: \S+|: )/);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

test.each(['random()', 'now()', 'uuid()'])('a query with %s is refused', async (call) => {
  const sql = `SELECT 1::BIGINT AS line_id, sold_at, 1 AS item_id, 1 AS units, 1::DECIMAL(9,2) AS price FROM world.sale_line WHERE ${call} IS NOT NULL`;
  expect(await said({ ...userDataset, 'line.sql': sql })).toMatch(
    /must give the same rows each time, but \w+\(\) does not/,
  );
});

test('event_time without anything that happens in time is refused', async () => {
  const sql =
    "SELECT 1::BIGINT AS line_id, TIMESTAMP '2024-12-01 10:00:00' AS sold_at, 1 AS item_id, 1 AS units, 1::DECIMAL(9,2) AS price";
  expect(await said({ ...userDataset, 'line.sql': sql })).toMatch(/tables\.line\.event_time: the query must read/);
});

describe('a query', () => {
  const line = userDataset['line.sql'];
  test.each<[string, string, RegExp]>([
    [
      'is missing a table',
      line.replace('world.sale_line', 'world.sale_lines'),
      /^UsageError: \.: table line: its query does not run: .*sale_lines/,
    ],
    ['is not SQL', 'SELEC 1', /^UsageError: \.: table line: its query does not run/],
    [
      'has its columns in another order',
      line.replace('line_id, sold_at', 'sold_at, line_id'),
      /column 1 must be line_id as declared, the query gives sold_at/,
    ],
    [
      'has another type',
      line.replace('quantity AS', 'quantity::BIGINT AS'),
      /column units must be INTEGER as declared, the query gives BIGINT/,
    ],
    ['has a column too many', line.replace(' FROM', ', 1 AS more FROM'), /gives a column more that is not declared/],
    [
      'has a column too few',
      line.replace(/, CAST.* AS price/, ''),
      /column 5 must be price as declared, the query gives no such column/,
    ],
    ['is two statements', `${line}; SELECT 1`, /^UsageError: \.: .*line/],
    ['is no SELECT', 'DROP SCHEMA world CASCADE', /^UsageError: \.: .*line/],
    ['is empty', '', /^UsageError: \.: .*line/],
  ])('that %s', async (_name, sql, message) => {
    expect(await said({ ...userDataset, 'line.sql': sql })).toMatch(message);
  });
});
