import { describe, expect, test } from 'vitest';
import {
  aliasTable,
  below,
  beta,
  exponential,
  gamma,
  logNormal,
  negativeBinomial,
  normal,
  normalOf,
  poisson,
  Sequence,
  source,
  uniform,
  word,
  zipfMandelbrot,
} from '../../src/random/index.js';

// Values written down once. A change here changes every data set that anyone has made: it needs a major version.

const s = source(42, 'golden');
const addresses: [number, number, number, number][] = [
  [0, 0, 0, 0],
  [1, 2, 3, 4],
  [-1, 0, 0, 0],
  [2 ** 31, 2 ** 32 - 1, 7, 20000],
];

describe('at addresses', () => {
  test('word', () => {
    expect(addresses.map((at) => word(s, ...at))).toEqual([3503529585, 3493383084, 797363209, 4116779155]);
  });
  test('uniform', () => {
    expect(addresses.map((at) => uniform(s, ...at))).toEqual([
      0.8157290459895312, 0.8133666339203199, 0.18565058811958568, 0.958512337351261,
    ]);
  });
  test('below', () => {
    expect([1, 6, 1000, 2 ** 31 + 1].map((bound, i) => below(s, bound, ...addresses[i]))).toEqual([
      0, 4, 185, 769897752,
    ]);
  });
  test('normal', () => {
    expect(addresses.map((at) => normal(s, ...at))).toEqual([
      0.8992079253355371, 0.8903709462445969, -0.8940387131992367, 1.7336774902953134,
    ]);
  });
});

describe('in sequence', () => {
  const table = aliasTable([1, 2, 3, 4, 5]);
  const draws: [string, (q: Sequence) => number, number[], string][] = [
    ['word', (q) => q.word(), [1491050144, 452290257, 3726328256], 'fe61eccd'],
    ['uniform', (q) => q.uniform(), [0.3471621655323135, 0.867603413422383, 0.6140677061887576], '69465ca4'],
    ['open', (q) => q.open(), [0.3471621588663315, 0.8676034205346846, 0.6140677088920264], '2b42ca6a'],
    ['normalOf', normalOf, [-0.392993451905179, 1.1151336373084746, 0.2899368074127563], 'f82b7ef6'],
    ['logNormal', (q) => logNormal(q, 3, 0.5), [16.502357905284683, 35.07774271497857, 23.21894182919057], '2fc4b5fe'],
    ['exponential', exponential, [1.057963291576012, 0.14202055751219564, 0.487650081846396], '7c835d0a'],
    [
      'gamma of shape 0.4',
      (q) => gamma(q, 0.4, 2),
      [0.41964660594692754, 3.161861535308341, 0.12954269501483273],
      '8c262df3',
    ],
    ['gamma of shape 3', (q) => gamma(q, 3, 2), [4.150031462631866, 6.337410800398034, 3.841731710916421], '15f02084'],
    [
      'beta of 2 and 5',
      (q) => beta(q, 2, 5),
      [0.18513976343721644, 0.18029591529316702, 0.32276698081657773],
      '40e6e6a9',
    ],
    [
      'beta of 0.3 and 0.6',
      (q) => beta(q, 0.3, 0.6),
      [0.059743347842539575, 0.2590974245747937, 0.8683666084689029],
      '624b11a8',
    ],
    ['poisson of mean 2.5', (q) => poisson(q, 2.5), [2, 4, 3], '8a2f9135'],
    ['poisson of mean 12', (q) => poisson(q, 12), [10, 13, 10], '9eb78dad'],
    ['poisson of mean 250', (q) => poisson(q, 250), [243, 255, 241], 'deffed56'],
    ['negativeBinomial', (q) => negativeBinomial(q, 1.5, 30), [17, 15, 8], '881813ef'],
    ['alias table', (q) => table.pick(q.word()), [4, 2, 4], 'bd8ecaa2'],
  ];
  test.each(draws)('%s', (_, draw, first, hash) => {
    const q = new Sequence().seed(s, 7, -7, 70, 700);
    const values = Array.from({ length: 5000 }, () => draw(q));
    expect(values.slice(0, 3)).toEqual(first);
    expect(hashOf(values)).toBe(hash);
  });
});

test('zipfMandelbrot', () => {
  expect([...zipfMandelbrot(4, 1.1, 2)]).toEqual([
    0.36161554170969035, 0.2635205433418927, 0.2061642996146191, 0.16869961533379776,
  ]);
});

/** FNV-1a (32 bits) of the doubles' bytes: five thousand draws reach the rare branches too. */
function hashOf(values: number[]): string {
  const view = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  for (const value of values) {
    view.setFloat64(0, value);
    for (let i = 0; i < 8; i++) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
