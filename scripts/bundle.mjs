/**
 * Bundles the source into dist/, for a command that starts a third faster: Node reads a few files in the place of some
 * five hundred. Datasets are copied, the licences of what is bundled are gathered; tsc adds the declarations.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const bundle = await rolldown({
  cwd: root,
  input: {
    index: 'src/index.ts',
    package: 'src/package.ts',
    'cli/main': 'src/cli/main.ts',
    'engine/worker': 'src/engine/worker.ts',
  },
  platform: 'node',
  // Native code, and what is loaded for a rare command alone.
  external: ['@duckdb/node-bindings', '@platformatic/kafka', '@observablehq/plot', 'linkedom'],
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
});
rmSync(dist, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: dist,
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  comments: false,
});
await bundle.close();
check();
cpSync(join(root, 'src/datasets'), join(dist, 'datasets'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
});
writeFileSync(join(dist, 'LICENSES.txt'), licences());

/** The bundle must run where the development dependencies are not installed, and find its files. */
function check() {
  const own = new Set(output.map(({ fileName }) => fileName));
  for (const { fileName, imports, dynamicImports, moduleIds } of output) {
    for (const name of [...imports, ...dynamicImports]) {
      if (own.has(name) || isBuiltin(name) || Object.hasOwn(dependencies, name)) continue;
      throw new Error(`${fileName} imports ${name}, which is neither in the bundle nor among the dependencies`);
    }
    // Paths to other files start from this module.
    if (moduleIds.some((id) => id === join(root, 'src/package.ts')) && dirname(fileName) !== '.') {
      throw new Error(`src/package.ts must stay at the root, it is in ${fileName}`);
    }
  }
}

/** The licences of the packages whose modules were bundled, and of the bundler, whose helpers are among them. */
function licences() {
  const modules = output.flatMap(({ moduleIds }) => moduleIds.map((id) => id.replaceAll('\\', '/')));
  const folders = modules.map((id) => /^\0?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]).filter(Boolean);
  if (folders.length === 0) throw new Error('no package was bundled');
  const texts = [...new Set([...folders, join(root, 'node_modules/rolldown')])].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${folder} has no licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `The code in this folder holds parts of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
