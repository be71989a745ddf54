import { expect, test } from 'vitest';
import { threefry4x32 } from '../../src/random/index.js';

// Random123's kat_vectors, "threefry4x32 20": counter, key, expected.
const knownAnswers = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000 00000000 00000000', '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff ffffffff ffffffff', '2a881696 57012287 f6c7446e a16a6732'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0 082efa98 ec4e6c89', '59cd1dbb b8879579 86b5d00c ac8b6d84'],
];

const parse = (text: string): number[] => text.split(' ').map((w) => Number.parseInt(w, 16));
type Four = [number, number, number, number];

test.each(knownAnswers)('counter %s under key %s', (counter, key, expected) => {
  const out = new Uint32Array(4);
  threefry4x32(out, ...(parse(counter) as Four), ...(parse(key) as Four));
  expect([...out]).toEqual(parse(expected));
  // The signed form of a word is the same word.
  threefry4x32(out, ...(parse(counter).map((w) => w | 0) as Four), ...(parse(key).map((w) => w | 0) as Four));
  expect([...out]).toEqual(parse(expected));
});
