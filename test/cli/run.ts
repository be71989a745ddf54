import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Settings of a world that is made in a second. */
export const tiny = ['--set', 'stores=3', '--set', 'products=30', '--set', 'years=1', '--workers', '1'];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program as a shell does, with pipes for its streams. */
export function start(args: readonly string[], cwd: string): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, DEBUG: '' };
  const child = spawn(process.execPath, [main, ...args], { cwd, env, timeout: 60_000 });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

export async function run(args: readonly string[], cwd: string, input = ''): Promise<Ended> {
  const { child, ended } = start(args, cwd);
  child.stdin?.end(input);
  return ended;
}

/** A folder that is there for one test file. */
export function scratch(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'emporium-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
