import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('the reference', () => {
  it('is what the code says (npm run docs renews it)', () => {
    const script = fileURLToPath(new URL('../scripts/reference.mjs', import.meta.url));
    const run = () => execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', stdio: 'pipe' });
    expect(run).not.toThrow();
  });
});
