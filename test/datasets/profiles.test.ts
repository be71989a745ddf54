/** Profiles: files of settings below those of the dataset and the caller. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/api/settings.js';
import { loadDataset } from '../../src/datasets/load.js';
import { loadProfile, profileNames, withProfile } from '../../src/datasets/profiles.js';
import { UsageError } from '../../src/engine/errors.js';
import { checkConfig } from '../../src/engine/settings.js';
import { createWorld } from '../../src/world/world.js';

const folder = mkdtempSync(join(tmpdir(), 'emporium-profiles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the built-in profiles', () => {
  test('are these', () => {
    expect(profileNames()).toEqual(['apparel', 'convenience', 'general', 'grocery']);
  });

  test.each(profileNames())('%s has valid settings, and a company comes of it', (name) => {
    const { config, problems } = checkConfig(loadProfile(name));
    expect(problems).toEqual([]);
    expect(config['catalogue.kind']).toBe(name);
    const world = createWorld({ ...config, stores: 3, shoppers: 100, products: config['assortment.max'] });
    expect(world.shopperStart[world.regions.length]).toBe(100);
    expect(world.promotions.count).toBeGreaterThan(0);
  });
});

describe('what goes before what', () => {
  const world = loadDataset('world');

  test('the dataset world is a grocer', () => {
    expect(resolveSettings(world, {}).config['catalogue.kind']).toBe('grocery');
    expect(resolveSettings(world, {}).config.shoppers).toBe(loadProfile('grocery').shoppers);
  });

  test('a profile of the caller goes before the dataset, and a setting of the caller before the profile', () => {
    const { config } = resolveSettings(world, { 'basket.lines_mean': 5, profile: 'convenience' });
    expect(config['catalogue.kind']).toBe('convenience');
    expect(config['basket.lines_mean']).toBe(5);
    expect(config['basket.lines_r']).toBe(loadProfile('convenience')['basket.lines_r']);
  });

  test('a file of your own, nested or dotted', () => {
    const path = file('mine.yaml', 'shoppers: 77\nbasket:\n  lines_mean: 4\n');
    const { config } = resolveSettings(world, { profile: path });
    expect([config.shoppers, config['basket.lines_mean']]).toEqual([77, 4]);
  });

  test('without a profile nothing changes', () => {
    expect(withProfile({ stores: 3 })).toEqual({ stores: 3 });
  });
});

describe('a profile that cannot be used is refused', () => {
  test.each([
    [
      'grocry',
      /setting profile must be one of apparel, convenience, general, grocery.*"grocry".*did you mean .*grocery/,
    ],
    ['', /setting profile must be/],
    [7, /setting profile must be/],
    ['constructor', /setting profile must be/],
  ])('%s', (name, message) => {
    expect(() => loadProfile(name)).toThrow(UsageError);
    expect(() => loadProfile(name)).toThrow(message);
  });

  test('with the path of a wrong setting', () => {
    const path = file('wrong.yaml', 'shoppers: -1\n');
    expect(() => resolveSettings(loadDataset('world'), { profile: path })).toThrow(
      /setting shoppers must be a whole number/,
    );
  });

  test('when it names another', () => {
    expect(() => loadProfile(file('chain.yaml', 'profile: grocery\n'))).toThrow(/must not name a profile/);
  });

  test('when it is a folder', () => {
    expect(() => loadProfile(folder)).toThrow(UsageError);
  });
});
