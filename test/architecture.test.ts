/** The shape of the source: imports run one way, files stay short. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withoutComments } from './random/source-text.js';

const root = fileURLToPath(new URL('../src/', import.meta.url));

/** Each part may import from itself and from those before it. */
const order = [
  'random',
  'world',
  'package.ts',
  'engine',
  'datasets',
  'defects',
  'sinks',
  'stream',
  'api',
  'index.ts',
  'cli',
];
/** Parts that import nothing outside of Emporium. */
const pure = ['random', 'world'];
const MOST_LINES = 450;

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort();

/** The part that a file of `src` belongs to: its first folder, or the file itself. */
const partOf = (file: string) => file.split('/')[0];

/** Every module that a text imports, in any form. */
function importsOf(text: string): string[] {
  // Paths below `root` of package.ts start at the source's root.
  const code = withoutComments(text).replace(/\bnew URL\(\s*['"]\.\/([^'"]*)['"],\s*root\)/g, "new URL('root:$1')");
  const forms =
    /\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]|\b(?:import|require|new URL)\s*\(\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(forms)].map((match) => match[1] ?? match[2] ?? match[3]);
}

/** A module that a file imports, as a path below `src`, or undefined when it is a package. */
function target(file: string, module: string): string | undefined {
  if (module.startsWith('root:')) return module.slice('root:'.length).replace(/\.js$/, '.ts');
  if (!module.startsWith('.')) return undefined;
  return relative(root, resolve(join(root, dirname(file)), module))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');
}

const imports = files.flatMap((file) =>
  importsOf(readFileSync(root + file, 'utf8')).map((module) => ({ file, module, to: target(file, module) })),
);

describe('imports', () => {
  test('were found', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(150);
    expect(importsOf("new URL('./engine/worker.js', root)")).toEqual(['root:engine/worker.js']);
    expect(
      importsOf("import type { X } from './x.js';\nexport * from '../y.js'; await import('z'); import 'w';"),
    ).toEqual(['./x.js', '../y.js', 'z', 'w']);
  });

  test('every part has its place in the order', () => {
    expect([...new Set(files.map(partOf))].filter((part) => !order.includes(part))).toEqual([]);
  });

  test('run one way', () => {
    const backwards = imports.filter(
      ({ file, to }) => to !== undefined && order.indexOf(partOf(to)) > order.indexOf(partOf(file)),
    );
    expect(backwards.map(({ file, module }) => `${file} imports ${module}`)).toEqual([]);
  });

  test('stay inside src', () => {
    const outside = imports.filter(({ to }) => to?.startsWith('..') && to !== '../package.json');
    expect(outside.map(({ file, module }) => `${file} imports ${module}`)).toEqual([]);
  });

  test.each(pure)('of %s name no package', (part) => {
    const packages = imports.filter(({ file, to }) => partOf(file) === part && to === undefined);
    expect(packages.map(({ file, module }) => `${file} imports ${module}`)).toEqual([]);
  });

  test('load DuckDB in engine/duckdb.ts alone', () => {
    const types = /^import type [^;]*;|\btypeof import\([^)]*\)/gm;
    const loading = files.filter((file) =>
      /['"]@duckdb\//.test(withoutComments(readFileSync(root + file, 'utf8')).replace(types, '')),
    );
    expect(loading).toEqual(['engine/duckdb.ts']);
  });

  test('between folders of the world make no circle', () => {
    // Files at the root are parts of their own.
    const folder = (file: string) => (dirname(file) === '.' ? file : dirname(file));
    const edges = new Map<string, Set<string>>();
    for (const { file, to } of imports) {
      if (to === undefined || !files.includes(to) || folder(file) === folder(to)) continue;
      // What holds the settings and types of the world stands beside its folders: those two look at each other.
      if (folder(file) === 'world' || folder(to) === 'world') continue;
      edges.set(folder(file), (edges.get(folder(file)) ?? new Set()).add(folder(to)));
    }
    expect(circle(edges)).toEqual([]);
  });
});

/** Folders that lead back to themselves, as a path; empty when there are none. */
function circle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const walk = (node: string, path: string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of edges.get(node) ?? []) {
      const found = walk(next, [...path, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  };
  for (const node of edges.keys()) {
    const found = walk(node, []);
    if (found.length > 0) return found;
  }
  return [];
}

test('a circle is seen', () => {
  expect(
    circle(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set(['c'])],
        ['c', new Set(['b'])],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

test('no file that runs imports itself through others', () => {
  // Types are gone when the code runs: only the others count.
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const code = withoutComments(readFileSync(root + file, 'utf8')).replace(/\b(?:import|export) type [^;]*;/g, '');
    const to = importsOf(code)
      .map((module) => target(file, module))
      .filter((name) => name !== undefined);
    edges.set(file, new Set(to));
  }
  expect(circle(edges)).toEqual([]);
});

test(`no file is longer than ${MOST_LINES} lines`, () => {
  const long = files.filter((file) => readFileSync(root + file, 'utf8').split('\n').length - 1 > MOST_LINES);
  expect(long).toEqual([]);
});
