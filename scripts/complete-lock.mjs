/**
 * Completes package-lock.json with the optional packages of other platforms. npm leaves out those that its registry does
 * not serve at the moment of the install, and then refuses its own file in `npm ci`. Run it after every `npm install`;
 * `--check` says what is missing and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix'];
const processors = ['arm64', 'arm', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const missing = [];
for (const [owner, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (Object.keys(lock.packages).some((key) => key.endsWith(`node_modules/${name}`))) continue;
    const os = systems.filter((system) => name.includes(system));
    const cpu = processors.filter((processor) => name.split(/[-/]/).includes(processor));
    missing.push(name);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(/-musl/.test(name) && { libc: ['musl'] }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    if (!/^\d/.test(version)) throw new Error(`${owner} asks for ${name} ${version}, which is no exact version`);
  }
}
if (process.argv.includes('--check')) {
  if (missing.length > 0) {
    console.error(`package-lock.json lacks ${missing.join(', ')}: run node scripts/complete-lock.mjs`);
    process.exitCode = 1;
  }
} else if (missing.length > 0) {
  const [root, ...rest] = Object.entries(lock.packages);
  lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} packages of other platforms`);
}
