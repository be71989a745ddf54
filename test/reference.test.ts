import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('the reference', () => {
  it('is what the code says (npm run docs renews it)', () => {
    const script = fileURLToPath(new URL('../scripts/reference.mjs', import.meta.url));
    const run = () => execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', stdio: 'pipe' });
    expect(run).not.toThrow();
  });
});

describe('the pages', () => {
  it.each(['README.md', 'docs/performance.md', 'docs/generate.md'])('%s has no gap left to fill', (page) => {
    const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8');
    expect(text).not.toMatch(/\bFIGURES\b|<!-- (table|profile)/);
  });
});
