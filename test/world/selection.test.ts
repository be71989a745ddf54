import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Selection } from '../../src/world/processes/selection.js';
import { FIXED } from '../support/worlds.js';

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true }), fc.constant(Infinity)), {
  minLength: 1,
  maxLength: 200,
});

/** What sorting says of the `count` smallest. */
function sorted(list: readonly number[], count: number) {
  if (count === 0) return { threshold: -1, below: 0 };
  const threshold = Float64Array.from(list).sort()[count - 1] + 0;
  return { threshold, below: list.filter((value) => value < threshold).length };
}

test('a selection is what sorting finds, ties and infinities included, whatever was selected before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(values, fc.nat()), { minLength: 1, maxLength: 5 }), (lists) => {
      const selection = new Selection(200);
      for (const [list, pick] of lists) {
        const count = pick % (list.length + 1);
        const { threshold, below } = selection.select(Float64Array.from(list), count);
        expect({ threshold: threshold + 0, below }).toEqual(sorted(list, count));
      }
    }),
    { ...FIXED, numRuns: 500 },
  );
});

test('values that change a little are selected right, again and again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 20, maxLength: 200 }),
      fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.nat(),
      (list, steps, pick) => {
        const selection = new Selection(list.length);
        const count = 1 + (pick % list.length);
        for (const step of steps) {
          const now = list.map((value, i) => value * (i % 2 === 0 ? step : 1));
          const { threshold, below } = selection.select(Float64Array.from(now), count);
          expect({ threshold, below }).toEqual(sorted(now, count));
        }
      },
    ),
    FIXED,
  );
});
