import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { compressionChoices, formatChoices } from '../../src/cli/choices.js';
import { compressionNames, formatNames } from '../../src/sinks/formats.js';
import { main, run, scratch, tiny } from './run.js';

const folder = scratch();
afterAll(() => folder.remove());
const world = tiny.slice(0, 6);

test('formats and compressions of the flags are those of the library', () => {
  expect(formatChoices).toEqual(formatNames);
  expect(compressionChoices).toEqual(compressionNames);
});

test.each(['', 'list', 'describe', 'generate', 'validate', 'sql', 'completion'])(
  '%s --help has examples',
  async (name) => {
    const { code, stdout } = await run([...(name ? [name] : []), '--help'], folder.path);
    expect(stdout).toMatch(/^Usage: emporium/);
    expect(stdout).toMatch(/Examples:\n {2}\$ [^\n]*emporium /);
    expect(stdout).not.toContain('\u001b[');
    expect(code).toBe(0);
  },
);

test('--version', async () => {
  expect(await run(['--version'], folder.path)).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

test('list: one line a dataset; --json', async () => {
  expect((await run(['list'], folder.path)).stdout).toMatch(/^store-tiers {2,}\S[^\n]+$/m);
  const { stdout } = await run(['list', '--json'], folder.path);
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: 'store-tiers' }));
});

test('describe: tables, keys, defects, settings', async () => {
  const { stdout } = await run(['describe', 'store-tiers'], folder.path);
  for (const text of ['fact_sales', 'truth/store_tier', '→ dim_product', 'size_missing', 'more settings']) {
    expect(stdout).toContain(text);
  }
  expect(stdout).not.toContain('stock.shrink_rate');
  expect((await run(['describe', 'store-tiers', '--all'], folder.path)).stdout).toContain('stock.shrink_rate');
});

test('describe: damage to whole rows names the table alone', async () => {
  const { stdout } = await run(['describe', 'apparel-streams'], folder.path);
  expect(stdout).toMatch(/duplicate_sale +duplicate +sales +0 %/);
});

test('describe --json', async () => {
  const { stdout } = await run(['describe', 'store-tiers', '--json'], folder.path);
  const description = JSON.parse(stdout) as Record<string, unknown>;
  expect(Object.keys(description)).toEqual(
    expect.arrayContaining(['name', 'describe', 'tables', 'defects', 'checks', 'settings']),
  );
  expect(description.settings).toContainEqual(expect.objectContaining({ name: 'stores', default: 100, main: true }));
});

const query = `select 1::bigint as n, 'a,"b"' as t, null as m, '' as e, 2.50::decimal(5,2) as t`;

test('sql as a table', async () => {
  const { stdout } = await run(['sql', query, ...world], folder.path);
  expect(stdout.split('\n').map((line) => line.trim())).toEqual([
    'n  t         m  e     t',
    expect.stringMatching(/^─+$/),
    '1  a,"b"  NULL     2.50',
    '1 row',
    '',
  ]);
});

test('sql as csv follows RFC 4180', async () => {
  const { stdout } = await run(['sql', query, '--format', 'csv', ...world], folder.path);
  expect(stdout).toBe('n,t,m,e,t\r\n1,"a,""b""",,"",2.50\r\n');
});

test('sql as json: objects, numbers where JSON holds them, no name twice; the query from stdin', async () => {
  const args = ['sql', '-', '--format', 'json', ...world];
  expect(JSON.parse((await run(args, folder.path, query)).stdout)).toEqual([
    { n: 1, t: 'a,"b"', m: null, e: '', t_1: 2.5 },
  ]);
  const big = await run(args, folder.path, 'select 9007199254740993 as n where true');
  expect(JSON.parse(big.stdout)).toEqual([{ n: '9007199254740993' }]);
  expect(JSON.parse((await run(args, folder.path, 'select 1 where false')).stdout)).toEqual([]);
});

test('sql shows 200 rows and says how many there are', async () => {
  const { stdout } = await run(['sql', 'select range from range(500)', ...world], folder.path);
  expect(stdout.trim().split('\n')).toHaveLength(203);
  expect(stdout).toContain('500 rows, the first 200 are shown');
});

test('settings: file, changed by --set, changed by --seed', async () => {
  writeFileSync(
    join(folder.path, 'world.yaml'),
    'stores: 3\nproducts: 30\nyears: 1\ntier:\n  gold: { share: 1 }\n  silver.share: 0\n',
  );
  const ask = async (sql: string, ...args: string[]) => {
    const flags = ['--config', 'world.yaml', '--format', 'csv', ...args];
    return (await run(['sql', sql, ...flags], folder.path)).stdout;
  };
  const tiers = 'select tier, count(*) as n from world.store group by all';
  expect(await ask(tiers)).toBe('tier,n\r\nGold,3\r\n');
  expect(await ask(tiers, '--set', 'stores=5')).toBe('tier,n\r\nGold,5\r\n');
  const first = 'select min(store_uuid) as u from world.store';
  expect(await ask(first, '--seed', '7')).not.toBe(await ask(first));
  expect(await ask(first, '--seed', '7')).toBe(await ask(first, '--set', 'seed=7'));
});

test('a reader that leaves early ends it quietly', () => {
  const command = `"${process.execPath}" "${main}" sql "select range from range(300000)" --format csv ${world.join(' ')} | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
  expect(stdout).toBe('range\r\n0\n');
  expect(stderr).toBe('');
});

test('bash completion works in bash', async () => {
  const { stdout: script } = await run(['completion', 'bash'], folder.path);
  writeFileSync(join(folder.path, 'completion.bash'), script);
  const complete = (...words: string[]): string[] => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const commands = `source completion.bash; complete -p emporium >/dev/null || exit 9
      COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _emporium; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, status } = spawnSync('bash', ['--norc', '-c', commands], { cwd: folder.path, encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout.split('\n').filter(Boolean);
  };
  expect(complete('emporium', 'ge')).toEqual(['generate']);
  expect(complete('emporium', 'generate', 'store')).toEqual(['store-tiers']);
  expect(complete('emporium', 'generate', 'store-tiers', '--ou')).toEqual(['--out']);
  expect(complete('emporium', 'generate', 'store-tiers', '--format', '')).toEqual([...formatNames]);
  expect(complete('emporium', 'generate', 'store-tiers', '--format', '=', 'pa')).toEqual(['parquet']);
  expect(complete('emporium', 'generate', 'store-tiers', '--set', 'sto')).toContain('stores=');
  expect(complete('emporium', 'sql', '--format', '')).toEqual(['table', 'csv', 'json']);
  expect(complete('emporium', 'completion', '')).toEqual(['bash', 'zsh']);
  expect(complete('emporium', 'help', 'va')).toEqual(['validate']);
});

test('zsh completion knows every command', async () => {
  const { stdout } = await run(['completion', 'zsh'], folder.path);
  expect(stdout).toMatch(/^#compdef emporium\n/);
  for (const name of ['list', 'describe', 'generate', 'validate', 'sql', 'completion']) {
    expect(stdout).toContain(`    ${name}) _arguments `);
  }
});
