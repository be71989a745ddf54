/**
 * The values of three tiny worlds, table by table: any change of any value is seen here. When a change is meant, run
 * `npm run build && node test/laws/hashes.mjs > test/laws/golden.json`, and say in CHANGELOG that the same seed now gives
 * other data.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { worldTables } from 'emporium';
import { describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./hashes.mjs', import.meta.url));
const golden: unknown = JSON.parse(readFileSync(new URL('./golden.json', import.meta.url), 'utf8'));

/** Tables that are empty where trade is anonymous. */
const shoppersOnly = new Set([
  'promotion',
  'promotion_product',
  'shopper',
  'shopper_address',
  'shopper_taste',
  'visit',
  'receipt',
  'payment',
  'return_line',
]);

async function hashes(env: Record<string, string>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe('the tables of three tiny worlds have the expected values', () => {
  test.each([
    ['here', {}],
    ['in São Paulo', { TZ: 'America/Sao_Paulo', LANG: 'pt_BR.UTF-8', LC_ALL: 'pt_BR.UTF-8' }],
    ['in Kolkata, in Turkish', { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
  ])('%s', async (_, env) => {
    expect(await hashes(env)).toEqual(golden);
  });

  test('every table of the world is among them, with rows, at least where there are shoppers', () => {
    const names = worldTables.filter(({ grain }) => grain !== 'feed').map((table) => table.name);
    const worlds = golden as Record<string, Record<string, { rows: number }>>;
    expect(Object.keys(worlds)).toEqual(['pt_BR', 'en_US', 'shoppers']);
    for (const world of Object.values(worlds)) expect(Object.keys(world)).toEqual(names);
    for (const name of names) {
      expect(worlds.shoppers[name].rows, name).toBeGreaterThan(0);
      if (!shoppersOnly.has(name)) expect(worlds.pt_BR[name].rows, name).toBeGreaterThan(0);
      if (!shoppersOnly.has(name)) expect(worlds.en_US[name].rows, name).toBeGreaterThan(0);
    }
  });
});
