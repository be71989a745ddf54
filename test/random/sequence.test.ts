import { expect, test } from 'vitest';
import { Sequence, source, word } from '../../src/random/index.js';
import { chiSquare, kolmogorovSmirnov } from './goodness-of-fit.js';

const s = source(11, 'sequence');

test('xoshiro128++ from state 1, 2, 3, 4', () => {
  const q = new Sequence().restore(1, 2, 3, 4);
  // As the reference implementation and rand_xoshiro give them.
  const expected = [
    641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
  ];
  expect(expected.map(() => q.word())).toEqual(expected);
});

test('the state is the block of the address, and seeding again starts again', () => {
  const q = new Sequence().seed(s, 1, 2, 3, 4);
  const first = [q.word(), q.word(), q.word()];
  q.seed(s, 9);
  expect([q.word(), q.word(), q.word()]).not.toEqual(first);
  expect(q.seed(s, 1, 2, 3, 4)).toBe(q);
  expect([q.word(), q.word(), q.word()]).toEqual(first);
  expect(word(s, 1, 2, 3, 4)).not.toBe(first[0]);
});

test('the all-zero state is left', () => {
  const q = new Sequence().restore(0, 0, 0, 0);
  const words = Array.from({ length: 20 }, () => q.word());
  expect(new Set(words).size).toBeGreaterThan(10);
});

test('uniform is in [0, 1), open in (0, 1), each on its grid', () => {
  const q = new Sequence().seed(s, 2);
  for (let i = 0; i < 10000; i++) {
    const u = q.uniform();
    const o = q.open();
    if (!(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))) expect.fail(`uniform ${u}`);
    if (!(o > 0 && o < 1 && (o * 2 ** 53) % 2 === 1)) expect.fail(`open ${o}`);
  }
  // States whose first two words are 0, and all ones: the ends of the interval.
  expect(new Sequence().restore(0, 0, 0, 0).word()).toBeLessThan(2 ** 10);
  const zeros = new Sequence();
  zeros.word = () => 0;
  expect([zeros.uniform(), zeros.open()]).toEqual([0, 2 ** -53]);
  const ones = new Sequence();
  ones.word = () => 4294967295;
  expect([ones.uniform(), ones.open()]).toEqual([1 - 2 ** -53, 1 - 2 ** -53]);
});

test('words fill their range evenly, bit by bit and in pairs', () => {
  const q = new Sequence().seed(s, 3);
  const n = 100000;
  const bits = new Float64Array(32);
  const pairs = new Float64Array(256);
  const sample = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const w = q.word();
    for (let b = 0; b < 32; b++) bits[b] += (w >>> b) & 1;
    pairs[(w >>> 28) * 16 + (q.word() >>> 28)]++;
    sample[i] = w / 2 ** 32;
  }
  for (const count of bits) expect(Math.abs(count - n / 2) / Math.sqrt(n / 4)).toBeLessThan(4);
  expect(chiSquare(pairs, new Float64Array(256).fill(1 / 256))).toBeLessThan(1);
  expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(1);
});

test('sequences of neighbouring addresses do not overlap', () => {
  const q = new Sequence();
  const seen = new Set<number>();
  let draws = 0;
  for (const start of [0, 2 ** 31 - 250, 2 ** 32 - 500]) {
    for (let i = 0; i < 500; i++) {
      q.seed(s, start + i, 20000);
      for (let k = 0; k < 100; k++) {
        seen.add(q.uniform());
        draws++;
      }
    }
  }
  expect(seen.size).toBe(draws);
});

test('sequences of neighbouring addresses do not correlate', () => {
  const length = 4000;
  const standard = (n: number, at: 'a' | 'n') => {
    const q = at === 'a' ? new Sequence().seed(s, n) : new Sequence().seed(s, 0, 0, 0, n);
    return Float64Array.from({ length }, () => (q.uniform() - 0.5) * Math.sqrt(12));
  };
  for (const at of ['a', 'n'] as const) {
    let previous = standard(2 ** 32 - 25, at);
    let sumOfSquares = 0;
    for (let i = 1; i <= 50; i++) {
      const next = standard(2 ** 32 - 25 + i, at);
      let r = 0;
      for (let k = 0; k < length; k++) r += (previous[k] * next[k]) / Math.sqrt(length);
      sumOfSquares += r * r;
      previous = next;
    }
    // 50 squared standard normal numbers: chi-square with 50 degrees of freedom lies in 24.7..86.7 at 0.1 % each side.
    expect(sumOfSquares).toBeGreaterThan(24.7);
    expect(sumOfSquares).toBeLessThan(86.7);
  }
});

test('the first words of neighbouring sequences are even', () => {
  const q = new Sequence();
  const sample = Float64Array.from({ length: 50000 }, (_, i) => q.seed(s, 5, i).uniform());
  expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(1);
});
