import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { impurities, withoutComments } from './source-text.js';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

function sources(folder: string): string[] {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?[jt]s$/.test(name))
    .map((name) => `${folder}/${name}`);
}

describe('values follow from the seed alone', () => {
  test.each(sources('random'))('src/%s', (name) => {
    expect(impurities(readFileSync(root + name, 'utf8'), /^\.\/[\w-]+\.js$/)).toEqual([]);
  });

  const world = sources('world');
  test.each(world)('src/%s', (name) => {
    expect(impurities(readFileSync(root + name, 'utf8'), /^\.\.?\//)).toEqual([]);
  });

  test('the folders were found', () => {
    expect(sources('random').length).toBeGreaterThan(7);
  });
});

describe('impurities', () => {
  test.each([
    'Math.log(2)',
    'const { log } = Math;',
    'Math["log"](2)',
    'Math.random()',
    'Math.hypot(1, 2)',
    'x ** 0.5',
    '2 ** x',
    'f(x) ** 2',
    'x **= 2',
    'Date.now()',
    'new Date(0)',
    'performance.now()',
    'process.env.X',
    "import { x } from 'node:fs';",
    "import 'left-pad';",
    "await import('zod')",
    "require('fs')",
    "export * from '../world/index.js';",
    "const url = 'https://x'; Math.sin(1);",
  ])('sees %s', (code) => {
    expect(impurities(code, /^\.\//)).not.toEqual([]);
  });

  test.each([
    '// Math.log(2)',
    '/* new Date() and\n Math.sin */',
    '/** x ** 2 */',
    'Math.sqrt(2) + Math.PI',
    '2 ** 32',
    '2 ** -53',
    "import { x } from './x.js';",
    "export type { Y } from './y.js';",
    'updated(1); const mathlog = 1;',
  ])('passes %s', (code) => {
    expect(impurities(code, /^\.\//)).toEqual([]);
  });

  test('comment marks within strings are not comments', () => {
    expect(withoutComments("a('//b'); c(`/*`); // d")).toBe("a('//b'); c(`/*`);  ");
  });
});
