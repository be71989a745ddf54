import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { below, normal, Sequence, source, uniform, word } from '../../src/random/index.js';
import { chiSquare, kolmogorovSmirnov } from './goodness-of-fit.js';
import { normalCdf } from './reference-distributions.js';

const u32 = fc.integer({ min: 0, max: 4294967295 });
const address = fc.tuple(u32, u32, u32, u32);

describe('source', () => {
  test('the key is the seed and the FNV-1a hash of the name', () => {
    const key = (name: string) => {
      const { k1, k2 } = source(7, name);
      return (k1 >>> 0).toString(16).padStart(8, '0') + (k2 >>> 0).toString(16).padStart(8, '0');
    };
    // Test vectors of the FNV specification.
    expect(key('')).toBe('cbf29ce484222325');
    expect(key('a')).toBe('af63dc4c8601ec8c');
    expect(key('foobar')).toBe('85944171f73967e8');
    expect(key('é')).toBe(fnvOfBytes([0xc3, 0xa9]));
    expect(source(4294967295, '').k0 >>> 0).toBe(4294967295);
    expect(source(7, 'a').k3).toBe(0);
  });

  test.each([-1, 4294967296, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses seed %s', (seed) => {
    expect(() => source(seed, 'x')).toThrow(new RangeError(`seed must be an integer in 0..4294967295, got ${seed}`));
  });

  test('another seed or another name is another family', () => {
    const first = (seed: number, name: string) => word(source(seed, name), 1);
    const all = [
      first(1, 'visits'),
      first(2, 'visits'),
      first(1, 'visit'),
      first(1, 'prices'),
      first(2 ** 31 + 1, 'visits'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('an address', () => {
  test('gives the same values whatever was drawn before', () => {
    fc.assert(
      fc.property(u32, fc.string(), address, address, (seed, name, at, other) => {
        const s = source(seed, name);
        const draws = () => [word(s, ...at), uniform(s, ...at), below(s, 1000, ...at), normal(s, ...at)];
        const before = draws();
        word(s, ...other);
        normal(source(seed, `${name}.`), ...other);
        expect(draws()).toEqual(before);
        expect([word(source(seed, name), ...at)]).toEqual([before[0]]);
      }),
    );
  });

  test('stays in range', () => {
    fc.assert(
      fc.property(u32, address, fc.integer({ min: 1, max: 4294967296 }), (seed, at, bound) => {
        const s = source(seed, 'range');
        const w = word(s, ...at);
        expect(Number.isInteger(w) && w >= 0 && w <= 4294967295).toBe(true);
        const u = uniform(s, ...at);
        expect(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53)).toBe(true);
        expect(Math.floor(u * 2 ** 27)).toBe(w >>> 5);
        const i = below(s, bound, ...at);
        expect(Number.isInteger(i) && i >= 0 && i < bound).toBe(true);
        expect(Math.abs(normal(s, ...at))).toBeLessThan(8.3);
      }),
    );
  });

  test('parts left out are 0, parts are taken modulo 2^32', () => {
    const s = source(1, 'modulo');
    expect(word(s, 5)).toBe(word(s, 5, 0, 0, 0));
    expect(word(s, -1, -2, -(2 ** 31), -7)).toBe(word(s, 2 ** 32 - 1, 2 ** 32 - 2, 2 ** 31, 2 ** 32 - 7));
    expect(uniform(s, -1)).toBe(uniform(s, 2 ** 32 - 1));
    expect(below(s, 100, -1)).toBe(below(s, 100, 2 ** 32 - 1));
    expect(normal(s, -1)).toBe(normal(s, 2 ** 32 - 1));
    expect(new Sequence().seed(s, -1).word()).toBe(new Sequence().seed(s, 2 ** 32 - 1).word());
    expect(word(s, 2 ** 32 + 3)).toBe(word(s, 3));
  });

  test('the order of its parts matters', () => {
    const s = source(1, 'order');
    const permutations = [
      [1, 2, 3, 4],
      [2, 1, 3, 4],
      [3, 2, 1, 4],
      [4, 2, 3, 1],
      [1, 3, 2, 4],
      [1, 4, 3, 2],
      [1, 2, 4, 3],
    ] as [number, number, number, number][];
    expect(new Set(permutations.map((at) => word(s, ...at))).size).toBe(permutations.length);
  });
});

describe('the far ends of the address space', () => {
  test('blocks far apart and side by side share no value', () => {
    const s = source(20240229, 'far');
    // Ranges of 5,000 numbers that do not meet, two of them across 2^31 and up to 2^32 - 1.
    const starts = [0, 1000003, 2 ** 31 - 2500, 3000000000, 2 ** 32 - 5000];
    const seen = new Set<number>();
    let draws = 0;
    // 53 bits of each block: 150,000 blocks of a true random source would share one with probability 1e-6.
    const see = (a: number, b: number, c: number, n: number) => {
      seen.add(uniform(s, a, b, c, n));
      draws++;
    };
    for (let i = 0; i < 5000; i++) {
      for (const start of starts) {
        const x = start + i;
        see(x, 1, 1, 1);
        see(2, x, 2, 2);
        see(3, 3, x, 3);
        see(4, 4, 4, x);
        see(x, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1);
        see(x, 2 ** 31, 0, 2 ** 31);
      }
    }
    expect(draws).toBe(150000);
    expect(seen.size).toBe(draws);
  });

  test('at the edges each neighbour differs', () => {
    const s = source(0, 'edge');
    const edges = [0, 1, 2, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1];
    const values = new Set<number>();
    for (const a of edges)
      for (const b of edges) for (const c of edges) for (const n of edges) values.add(uniform(s, a, b, c, n));
    expect(values.size).toBe(edges.length ** 4);
  });

  test('one step in any part changes about half of the bits', () => {
    const s = source(3, 'avalanche');
    for (const step of [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]) {
      let changed = 0;
      for (let i = 0; i < 2000; i++) {
        const here = word(s, i, i, i, i);
        changed += ones(here ^ word(s, i + step[0], i + step[1], i + step[2], i + step[3]));
      }
      // 64,000 bits: the standard deviation of the share is 0.002.
      expect(Math.abs(changed / 64000 - 0.5)).toBeLessThan(0.008);
    }
  });

  test('uniform at neighbouring addresses is uniform and uncorrelated', () => {
    const s = source(4, 'neighbours');
    const n = 50000;
    const sample = Float64Array.from({ length: n }, (_, i) => uniform(s, 2 ** 32 - n / 2 + i, 1));
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(1);
    let covariance = 0;
    for (let i = 1; i < n; i++) covariance += (sample[i] - 0.5) * (sample[i - 1] - 0.5) * 12;
    expect(Math.abs(covariance / Math.sqrt(n))).toBeLessThan(3.3);
  });
});

describe('below', () => {
  test.each([1, 2, 3, 7, 10, 1000, 1023])('is even over bound %i', (bound) => {
    const s = source(5, 'below');
    const counts = new Float64Array(bound);
    for (let i = 0; i < 100000; i++) counts[below(s, bound, i, bound)]++;
    if (bound === 1) expect(counts[0]).toBe(100000);
    else expect(chiSquare(counts, new Float64Array(bound).fill(1 / bound))).toBeLessThan(1);
  });

  // Bounds where multiplying or dividing without rejection would favour some values by up to a factor of two.
  test.each([3 * 2 ** 30, 2 ** 31 + 1, 2863311531, 2 ** 32 - 1, 2 ** 32])('is even over bound %i', (bound) => {
    const s = source(6, 'below');
    const sample = Float64Array.from({ length: 60000 }, (_, i) => below(s, bound, i, bound) / bound);
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(1);
    const residues = new Float64Array(3);
    for (const x of sample) residues[Math.round(x * bound) % 3]++;
    expect(chiSquare(residues, [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(1);
  });

  test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses bound %s', (bound) => {
    expect(() => below(source(1, 'x'), bound, 1)).toThrow(
      new RangeError(`bound must be an integer in 1..4294967296, got ${bound}`),
    );
  });
});

test('normal is normal', () => {
  const s = source(7, 'normal');
  const sample = Float64Array.from({ length: 50000 }, (_, i) => normal(s, i, -i));
  expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(1);
});

function ones(x: number): number {
  let count = 0;
  for (let i = 0; i < 32; i++) count += (x >>> i) & 1;
  return count;
}

function fnvOfBytes(bytes: number[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
