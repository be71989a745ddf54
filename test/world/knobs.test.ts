/** Wrong settings: never a crash, always the path of the wrong field, the rule and the value. Right ones pass. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/engine/errors.js';
import { checkConfig, configOf, flattenSettings, parseAssignment } from '../../src/engine/settings.js';
import { crossProblems, defaultConfig, type Knob, knobs } from '../../src/world/knobs.js';
import { createWorld } from '../../src/world/world.js';
import { FIXED, smallConfig } from '../support/worlds.js';

const all = Object.entries(knobs as Record<string, Knob>);
const names = all.map(([name]) => name);
const pollution = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];
const anyName = fc.oneof(fc.constantFrom(...names, ...pollution), fc.string(), fc.string({ unit: 'binary' }));
const junk = fc.oneof(
  fc.anything(),
  fc.double(),
  fc.constantFrom<unknown>(NaN, Infinity, -Infinity, -0, null, undefined, '', '1', [], {}, 1n, Symbol('x'), () => 1),
  fc.array(fc.double(), { maxLength: 14 }),
);

/** Runs something that may fail with a UsageError only; returns its text, or undefined when it succeeds. */
function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UsageError);
    return (thrown as Error).message;
  }
}

describe('the list of settings', () => {
  test.each(all)('%s says what it is, its unit, its range and its source, and its default is right', (name, knob) => {
    expect(name).toMatch(/^[a-z]+(\.[a-z][a-z_]*)*$/);
    expect(knob.describe).toMatch(/^[A-Z].*\.$/);
    expect(knob.source.length).toBeGreaterThan(4);
    expect(typeof knob.unit).toBe('string');
    expect(checkConfig({ [name]: knob.default }).problems).toEqual([]);
    if (knob.kind !== 'choice') expect(knob.min <= knob.max).toBe(true);
  });

  test('the defaults are a valid company', () => {
    expect(checkConfig({}).problems).toEqual([]);
    expect(crossProblems(defaultConfig())).toEqual([]);
    expect(configOf({})).toEqual(defaultConfig());
  });
});

describe('one wrong value', () => {
  /** Values just outside a knob's range. */
  function outside(knob: Knob): unknown[] {
    switch (knob.kind) {
      case 'integer':
        return [
          knob.min - 1,
          knob.max + 1,
          knob.min + 0.5,
          `${knob.default}`,
          null,
          NaN,
          Infinity,
          [knob.default],
          true,
        ];
      case 'number':
        return [knob.min - 1e-6, knob.max + 1e-6, `${knob.default}`, null, NaN, -Infinity, [], {}, 1n];
      case 'choice':
        return ['', 'pt_br', 1, null, ['pt_BR'], {}];
      case 'date':
        return ['2024-02-30', '1980-01-30', '2200-01-01', '2024-1-1', '', 20240101, null, new Date(0), '2024-12-31 '];
      case 'list':
        return [
          null,
          {},
          '1,2',
          [knob.max + 1],
          [null],
          ['1'],
          [NaN],
          Array.from({ length: 13 }, () => 0),
          knob.localeDefault ? 1 : [],
        ];
    }
  }

  test.each(all)('of %s is refused with its path, the rule and the value', (name, knob) => {
    for (const value of outside(knob)) {
      const { problems } = checkConfig({ [name]: value });
      expect(
        problems.map((p) => p.path),
        String(value),
      ).toEqual([name]);
      expect(problems[0].message).toMatch(/^must be .+, got .+/s);
      expect(refusal(() => configOf({ [name]: value }))).toContain(`setting ${name} must be`);
    }
  });

  test('both ends of every range are allowed', () => {
    for (const [name, knob] of all) {
      if (knob.kind === 'choice' || knob.kind === 'list') continue;
      for (const value of [knob.min, knob.max]) {
        const own = checkConfig({ [name]: value }).problems.filter((p) => p.message.startsWith('must be a'));
        expect(
          own.filter((p) => p.path === name && !p.message.includes('at most')),
          `${name}=${value}`,
        ).toEqual([]);
      }
    }
  });

  test('shares that do not add up to 1 are refused', () => {
    for (const name of ['placement.shares', 'markdown.shares', 'quantity.shares', 'tender.shares']) {
      expect(checkConfig({ [name]: [0.5, 0.2, 0.1, 0.1] }).problems[0].path).toBe(name);
    }
  });
});

test('many wrong values: each is named, and nothing else', () => {
  fc.assert(
    fc.property(fc.dictionary(anyName, junk, { noNullPrototype: false, maxKeys: 8 }), (values) => {
      const { problems, config } = checkConfig(values);
      for (const { path, message } of problems) {
        expect(Object.hasOwn(values, path) || names.includes(path)).toBe(true);
        expect(message.length).toBeGreaterThan(5);
      }
      for (const name of Object.keys(values)) {
        if (!Object.hasOwn(knobs, name)) expect(problems.map((p) => p.path)).toContain(name);
      }
      expect(Object.keys(config).sort()).toEqual([...names].sort());
      const text = refusal(() => configOf(values));
      expect(text === undefined).toBe(problems.length === 0);
      for (const { path } of problems) expect(text).toContain(`setting ${path} `);
    }),
    { ...FIXED, numRuns: 1000 },
  );
});

test('a wrong value beside right ones is the only one named', () => {
  fc.assert(
    fc.property(smallConfig, fc.constantFrom(...names), (config, name) => {
      expect(checkConfig({ ...config, [name]: Symbol('wrong') }).problems.map((p) => p.path)).toEqual([name]);
      expect(checkConfig({ ...config }).problems).toEqual([]);
      expect(configOf({ ...config })).toEqual(config);
    }),
    { ...FIXED, numRuns: 200 },
  );
});

describe('rules between settings', () => {
  test.each([
    [{ 'assortment.min': 60 }, 'assortment.min'],
    [{ 'price.min': 300 }, 'price.min'],
    [{ 'price.cost_share_min': 0.7 }, 'price.cost_share_min'],
    [{ 'storage.share_min': 0.5 }, 'storage.share_min'],
    [{ 'tier.gold.share': 0.9 }, 'tier.silver.share'],
    [{ 'store.opening_years': 1, 'store.opening_months_min': 13 }, 'store.opening_months_min'],
    [{ 'markdown.depths': [0, 0.5] }, 'markdown.shares'],
    [{ 'demand.weekday': [0, 0, 0, 0, 0, 0, 0] }, 'demand.weekday'],
    [{ 'demand.month': [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, 'demand.month'],
    [{ 'visit.hours': Array.from({ length: 24 }, () => 0) }, 'visit.hours'],
    [{ 'visit.hours_weekend': Array.from({ length: 24 }, () => 0) }, 'visit.hours_weekend'],
    [{ 'promotion.depth_min': 0.7 }, 'promotion.depth_min'],
    [{ 'promotion.cycle_weeks': 5, 'delivery.weekday': 0 }, 'delivery.weekday'],
    [{ 'promotion.count': 1, 'delivery.weekday': 0 }, 'delivery.weekday'],
    [{ products: 10, years: 1, 'promotion.group_size': 5, 'promotion.count': 105 }, 'promotion.count'],
    [{ 'visit.total': 1 }, 'visit.total'],
    [{ shoppers: 1, 'basket.lines_max': 5 }, 'basket.lines_mean'],
    [{ shoppers: 20_000_000, stores: 1 }, 'shoppers'],
    [{ shoppers: 10, stores: 1, 'visit.total': 1_000_000_000 }, 'visit.total'],
    [{ shoppers: 10, stores: 20_000, 'visit.total': 1 }, 'visit.total'],
  ])('%j', (values, path) => {
    expect(checkConfig(values).problems.map((p) => p.path)).toEqual([path]);
  });
});

describe('names that every object has', () => {
  test.each(pollution)('%s is no setting and changes nothing', (name) => {
    const hostile = JSON.parse(`{"${name}": {"seed": 7, "polluted": true}}`) as Record<string, unknown>;
    const flat = flattenSettings(hostile);
    expect(Object.keys(flat).sort()).toEqual([`${name}.polluted`, `${name}.seed`]);
    expect(
      checkConfig(flat)
        .problems.map((p) => p.path)
        .sort(),
    ).toEqual([`${name}.polluted`, `${name}.seed`]);
    const direct = JSON.parse(`{"${name}": 1}`) as Record<string, unknown>;
    expect(checkConfig(direct).problems.map((p) => p.path)).toEqual([name]);
    expect(checkConfig(flattenSettings(direct)).problems.map((p) => p.path)).toEqual([name]);
    expect(parseAssignment(`${name}=1`)).toEqual([name, 1]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('flattenSettings', () => {
  test('never fails but by a UsageError, and gives back what was put in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.object({ maxDepth: 12 })), (value) => {
        let flat: Record<string, unknown> = {};
        const text = refusal(() => {
          flat = flattenSettings(value, 'file.yaml');
        });
        if (text !== undefined) expect(text).toContain('file.yaml');
        for (const leaf of Object.values(flat)) {
          expect(leaf === null || typeof leaf !== 'object' || Array.isArray(leaf)).toBe(true);
        }
        refusal(() => configOf(flat));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  test('reads nested, dotted and mixed names alike', () => {
    const flat = { 'tier.gold.share': 0.1, 'tier.gold.volume': 5, seed: 1 };
    expect({ ...flattenSettings({ tier: { gold: { share: 0.1, volume: 5 } }, seed: 1 }) }).toEqual(flat);
    expect({ ...flattenSettings({ 'tier.gold': { share: 0.1 }, tier: { 'gold.volume': 5 }, seed: 1 }) }).toEqual(flat);
    expect({ ...flattenSettings({ 'demand.weekday': [1, 2] }) }).toEqual({ 'demand.weekday': [1, 2] });
  });

  test('refuses a setting that is given twice, a cycle, and what is no mapping', () => {
    expect(refusal(() => flattenSettings({ tier: { gold: { share: 1 } }, 'tier.gold.share': 2 }))).toContain(
      'tier.gold.share is given twice',
    );
    const cycle: Record<string, unknown> = {};
    cycle.a = cycle;
    expect(refusal(() => flattenSettings(cycle))).toContain('a.a.a');
    for (const value of [1, 'x', true, [1], Symbol('x')])
      expect(refusal(() => flattenSettings(value))).toContain('must be a mapping');
    expect({ ...flattenSettings(null) }).toEqual({});
  });
});

describe('parseAssignment', () => {
  test('any text gives a name and a value, or a UsageError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(anyName, fc.string()).map(([n, v]) => `${n}=${v}`),
        ),
        (text) => {
          refusal(() => {
            const [name, value] = parseAssignment(text);
            expect(typeof name).toBe('string');
            configOf({ [name]: value });
          });
        },
      ),
      { ...FIXED, numRuns: 1000 },
    );
  });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(smallConfig, (config) => {
        const read = Object.entries(config).map(([name, value]) =>
          parseAssignment(`${name}=${Array.isArray(value) ? value.join(',') : String(value)}`),
        );
        expect(configOf(Object.fromEntries(read))).toEqual(config);
      }),
      { ...FIXED, numRuns: 100 },
    );
  });

  test.each([
    ['seed=7', 'seed', 7],
    [' seed = 7 ', 'seed', 7],
    ['end=2024-06-30', 'end', '2024-06-30'],
    ['quantity.shares=[0.5, 0.5]', 'quantity.shares', [0.5, 0.5]],
    ['demand.month=', 'demand.month', []],
    ['demand.month=[]', 'demand.month', []],
    ['seed=', 'seed', ''],
    ['seed=ten', 'seed', 'ten'],
    ['quantity.shares=0.5,,0.5', 'quantity.shares', [0.5, '', 0.5]],
  ])('%s', (text, name, value) => {
    expect(parseAssignment(text)).toEqual([name, value]);
  });

  test.each(['', 'seed', '=7', '  '])('refuses "%s"', (text) => {
    expect(refusal(() => parseAssignment(text))).toMatch(/name=value/);
  });
});

test('a near miss is helped', () => {
  expect(checkConfig({ store: 5 }).problems[0].message).toContain('stores');
  expect(checkConfig({ 'tier.gold.shares': 0.1 }).problems[0].message).toContain('tier.gold.share');
});

test('every valid company can be founded', () => {
  fc.assert(
    fc.property(smallConfig, (config) => {
      const world = createWorld(config);
      expect(world.stores.count).toBe(config.stores);
      expect(world.to).toBeGreaterThan(world.from);
    }),
    { ...FIXED, numRuns: 50 },
  );
});
