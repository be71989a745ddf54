import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'emporium';
import { afterAll, describe, expect, it } from 'vitest';
import { adjustedRand, rediscover } from '../../examples/rediscover-tiers/rediscover.mjs';

const folder = mkdtempSync(join(tmpdir(), 'emporium-exercise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the downstream exercise of store-tiers', () => {
  it.each([42, 7, 2024])(
    'finds the hidden tiers clearly better than chance and not perfectly, seed %i',
    async (seed) => {
      const out = join(folder, String(seed));
      await generate({
        dataset: 'store-tiers',
        out,
        settings: { seed, stores: 200, years: 1, 'defect.size_missing': 0.2 },
      });
      const result = await rediscover(out);
      console.log(
        `seed ${seed}: adjusted Rand index ${result.adjustedRandIndex.toFixed(3)}, floors imputed within ${(100 * result.imputationError).toFixed(1)} % (median)`,
      );
      expect(result.stores).toBe(200);
      expect(result.imputed).toBe(40);
      expect(result.adjustedRandIndex).toBeGreaterThan(0.35);
      expect(result.adjustedRandIndex).toBeLessThan(0.99);
      // A guess of the overall mean is off by about half.
      expect(result.imputationError).toBeLessThan(0.4);
    },
  );

  it('is near 0 for labels that have nothing to do with the tiers, and 1 for the tiers themselves', () => {
    const tiers = Array.from({ length: 200 }, (_, i) => (i % 20 === 0 ? 'Gold' : i % 5 === 0 ? 'Silver' : 'Bronze'));
    expect(adjustedRand(tiers, tiers)).toBe(1);
    const unrelated = tiers.map((_, i) => Math.floor((i * 7919) / 13) % 3);
    expect(Math.abs(adjustedRand(unrelated, tiers))).toBeLessThan(0.1);
  });
});
