/** Child processes: what a user would start, timed from start to exit. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const reportPeak = new URL('./programs/report-peak.mjs', import.meta.url).href;
const running = new Set();

/** Ends what is still running, when the benchmark itself is interrupted. */
export function endChildren() {
  for (const child of running) child.kill('SIGKILL');
}

/** What holds a command to one core, where the system has it. */
const ONE_CORE = ['taskset', '--cpu-list', '0'];
export const canHoldToOneCore = spawnSync(ONE_CORE[0], [...ONE_CORE.slice(1), 'true']).status === 0;

/** Starts Node with arguments. `done` resolves to seconds and what the child printed; a failure rejects with its words. */
export function start(args, env = {}, { oneCore = false } = {}) {
  const begun = performance.now();
  const [command, ...rest] = [...(oneCore ? ONE_CORE : []), process.execPath, ...args];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  let out = '';
  let problems = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    problems += text;
  });
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      const took = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds: took, out });
      else reject(new Error(`node ${args.join(' ')} ended with ${code ?? signal}\n${problems}`));
    });
  });
  return { child, begun, done };
}

/** Path of a program of the benchmark. */
export const program = (name) => fileURLToPath(new URL(`./programs/${name}.mjs`, import.meta.url));

/** Makes one file of a program that uses the package's inner parts, and returns its path. */
export async function bundleProgram(name, folder) {
  const bundle = await rolldown({ input: program(name), platform: 'node' });
  const { output } = await bundle.write({ dir: folder, entryFileNames: '[name].mjs' });
  await bundle.close();
  return join(folder, output[0].fileName);
}

/** Runs a program of the benchmark; it prints one JSON object, which is returned with the seconds of the process. */
export async function runProgram(name, options) {
  return runFile(program(name), options);
}

/** The same for a program's path. */
export async function runFile(path, options) {
  const { seconds, out } = await start([path, JSON.stringify(options)]).done;
  return { seconds, ...JSON.parse(out) };
}

/** Arguments of the command that generates a dataset (store-tiers unless told) into a folder. */
export function generateArgs({ out, dataset = 'store-tiers', stores, settings = {}, tables, workers, safety }) {
  return [
    cli,
    'generate',
    dataset,
    '--quiet',
    ...['--out', out],
    ...Object.entries({ ...(stores && { stores }), ...settings }).flatMap(([name, value]) => [
      '--set',
      `${name}=${value}`,
    ]),
    ...(tables ? ['--tables', tables] : []),
    ...(workers ? ['--workers', String(workers)] : []),
    ...(safety === false ? ['--no-safety'] : []),
  ];
}

export const helpArgs = [cli, '--help'];

let runs = 0;

/**
 * Runs the command as a user does and returns seconds, rows and the peak memory of the process in bytes. What it writes
 * stays in the folder until the end of the measure: a file system that has just deleted a thousand files takes long to
 * make as many new ones.
 */
export async function generate(folder, options) {
  const out = join(folder, `out-${++runs}`);
  const peak = join(folder, `peak-${runs}`);
  const args = ['--import', reportPeak, ...generateArgs({ out, ...options })];
  const { seconds } = await start(args, { BENCH_PEAK_FILE: peak }, options).done;
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  const rows = manifest.files.reduce((sum, file) => sum + file.rows, 0);
  return { seconds, rows, perSecond: rows / seconds, peakBytes: Number(readFileSync(peak, 'utf8')) };
}
