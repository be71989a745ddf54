/**
 * Generates the dataset world with its defaults over three seeds and holds each against the figures of real retail. Exit
 * code 1 when a test fails for a seed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, realism } from '../dist/index.js';

const SEEDS = [42, 1, 7];

const folder = mkdtempSync(join(tmpdir(), 'emporium-realism-'));
let failed = 0;
try {
  for (const seed of SEEDS) {
    const out = join(folder, String(seed));
    await generate({ dataset: 'world', out, settings: { seed } });
    const report = await realism({ folder: out });
    failed += report.failed;
    console.log(`seed ${seed}: index ${report.index.toFixed(1)}, ${report.passed} passed, ${report.failed} failed`);
    for (const test of report.tests.filter((t) => t.status !== 'pass')) {
      console.log(`  ${test.status}: ${test.title}: ${test.measured}, accepted ${test.accept.join(' to ')}`);
    }
    rmSync(out, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
