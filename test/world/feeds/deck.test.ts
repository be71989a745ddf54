/** A deck against a model that deals turn by turn and writes down who came. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { source } from '../../../src/random/index.js';
import { Deck } from '../../../src/world/feeds/deck.js';
import { FIXED } from '../../support/worlds.js';

const family = source(42, 'deck');
const PLAIN = [1];
const SKEWED = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 10, 16];
const TURNS = 1500;

/** How many members there are at a turn: a start, and steps up at some turns. */
const growth = fc
  .record({
    start: fc.integer({ min: 1, max: 40 }),
    steps: fc.array(fc.tuple(fc.nat(TURNS), fc.integer({ min: 1, max: 40 })), { maxLength: 8 }),
    slope: fc.constantFrom(0, 0, 0.01, 0.3),
  })
  .map(
    ({ start, steps, slope }) =>
      (turn: number) =>
        start + Math.floor(turn * slope) + steps.reduce((sum, [at, more]) => sum + (turn >= at ? more : 0), 0),
  );
const weights = fc.constantFrom(PLAIN, SKEWED, [4, 5, 5, 6, 6, 7, 7, 8, 9, 9, 10, 11, 12, 14, 16, 22]);

interface Dealt {
  readonly member: number;
  readonly card: number;
  readonly deck: number;
}

/** Deals the first turns one by one. */
function dealAll(deck: Deck, turns: number): Dealt[] {
  return Array.from({ length: turns }, (_, turn) => {
    const member = deck.deal(turn);
    return { member, card: deck.card, deck: deck.deck };
  });
}

describe('turn by turn', () => {
  test('a deck holds all members of its first turn, each with as many cards as its weight', () => {
    fc.assert(
      fc.property(weights, growth, (cards, members) => {
        const deck = new Deck(family, cards, members);
        const dealt = dealAll(deck, TURNS);
        let turn = 0;
        let number = 0;
        while (turn < TURNS) {
          const here = members(turn);
          const wanted = Array.from({ length: here }, (_, member) =>
            Array.from({ length: deck.weight(member) }, (_, card) => `${member} ${card}`),
          ).flat();
          const found = dealt.slice(turn, turn + wanted.length);
          expect(found.every((d) => d.deck === number)).toBe(true);
          const names = found.map(({ member, card }) => `${member} ${card}`);
          if (found.length === wanted.length) expect(names.sort()).toEqual(wanted.sort());
          else expect(new Set(names).size).toBe(found.length);
          turn += wanted.length;
          number++;
        }
      }),
      { ...FIXED, numRuns: 60 },
    );
  });

  test('the weights of a block are those that were given, in an order of its own', () => {
    const deck = new Deck(family, SKEWED, () => 1600);
    const blocks = Array.from({ length: 100 }, (_, block) =>
      Array.from({ length: 16 }, (_, slot) => deck.weight(block * 16 + slot)),
    );
    for (const block of blocks) expect([...block].sort((a, b) => a - b)).toEqual(SKEWED);
    expect(new Set(blocks.map((block) => block.join())).size).toBeGreaterThan(8);
    expect(new Deck(family, PLAIN, () => 9).weight(7)).toBe(1);
  });

  test('how often each member and card came before any turn', () => {
    fc.assert(
      fc.property(weights, growth, fc.array(fc.nat(TURNS), { minLength: 5, maxLength: 8 }), (cards, members, picks) => {
        const dealt = dealAll(new Deck(family, cards, members), TURNS);
        // A deck of its own, so that nothing was prepared by dealing; turns in any order.
        const deck = new Deck(family, cards, members);
        for (const turn of [0, ...picks]) {
          const everybody = Array.from({ length: members(turn) + 2 }, (_, member) => member);
          const wanted = everybody.map((member) => {
            const own = dealt.slice(0, turn).filter((d) => d.member === member);
            const isHere = own.length > 0;
            const seen = Array.from({ length: isHere ? deck.weight(member) : 0 }, (_, card) => [
              card,
              own.filter((d) => d.card === card).length,
            ]);
            return { count: own.length, seen };
          });
          const found = everybody.map((member) => {
            const seen: number[][] = [];
            deck.each(member, turn, (card, decks, isDealt) => seen.push([card, decks + (isDealt ? 1 : 0)]));
            const count = deck.dealt(member, turn);
            // Of somebody who was not dealt yet there is nothing, or cards that were not dealt.
            return { count, seen: count > 0 || seen.some(([, n]) => n > 0) ? seen : [] };
          });
          expect(found).toEqual(wanted);
        }
      }),
      { ...FIXED, numRuns: 40 },
    );
  });

  test('when a member comes for the n-th time, and in which deck first', () => {
    fc.assert(
      fc.property(growth, (members) => {
        const dealt = dealAll(new Deck(family, PLAIN, members), TURNS);
        const deck = new Deck(family, PLAIN, members);
        const turns = new Map<number, number[]>();
        for (const { member } of dealt) turns.set(member, []);
        for (const [turn, { member }] of dealt.entries()) turns.get(member)?.push(turn);
        // The last first: the deck must find turns that it was never asked for.
        for (const [member, found] of [...turns].reverse()) {
          expect(deck.firstDeck(member)).toBe(dealt[found[0]].deck);
          expect(found.map((_, n) => deck.turnOf(member, found.length - 1 - n)).reverse()).toEqual(found);
        }
      }),
      { ...FIXED, numRuns: 60 },
    );
  });

  test('a member with more cards is first in the deck that the population says', () => {
    fc.assert(
      fc.property(growth, (members) => {
        const dealt = dealAll(new Deck(family, SKEWED, members), TURNS);
        const deck = new Deck(family, SKEWED, members);
        const first = new Map<number, number>();
        for (const { member, deck: number } of dealt) if (!first.has(member)) first.set(member, number);
        for (const [member, number] of first) expect(deck.firstDeck(member)).toBe(number);
      }),
      { ...FIXED, numRuns: 40 },
    );
  });

  test('what was asked before changes nothing', () => {
    fc.assert(
      fc.property(
        weights,
        growth,
        fc.array(fc.tuple(fc.constantFrom('deal', 'dealt', 'first', 'each'), fc.nat(TURNS * 4), fc.nat(60)), {
          minLength: 20,
          maxLength: 40,
        }),
        (cards, members, questions) => {
          const asked = new Deck(family, cards, members);
          const answer = (deck: Deck, [kind, turn, pick]: (typeof questions)[number]) => {
            const member = pick % members(turn);
            if (kind === 'deal') return [deck.deal(turn), deck.card, deck.deck];
            if (kind === 'dealt') return deck.dealt(member, turn);
            if (kind === 'first') return deck.firstDeck(member);
            const seen: [number, number, boolean][] = [];
            deck.each(member, turn, (...card) => seen.push(card));
            return seen;
          };
          for (const question of questions) {
            expect(answer(asked, question)).toEqual(answer(new Deck(family, cards, members), question));
          }
        },
      ),
      { ...FIXED, numRuns: 60 },
    );
  });
});

describe('far turns', () => {
  test.each<[string, readonly number[], number, (turn: number) => number, number]>([
    ['of a population that never grows', PLAIN, 2 ** 40, () => 50, 200],
    ['of a population that never grows, with weights', SKEWED, 2 ** 40, () => 50, 200],
    ['of one that stopped growing', PLAIN, 2 ** 40, (turn) => 50 + Math.min(1000, Math.floor(turn / 3)), 3000],
    ['of one that grows all the time', PLAIN, 1e9, (turn) => 50 + Math.floor(turn / 100), 60_000],
    ['of one that grows all the time, with weights', SKEWED, 1e8, (turn) => 50 + Math.floor(turn / 100), 200_000],
  ])('%s agree with each other and cost little', (_, cards, far, members, most) => {
    let calls = 0;
    const counted = (turn: number) => {
      calls++;
      return members(turn);
    };
    const deck = new Deck(family, cards, counted);
    const before = [0, 7, 49].map((member) => deck.dealt(member, far));
    expect(calls).toBeLessThan(most);
    const seen = [0, 0, 0];
    const spread = new Set<number>();
    for (let turn = far; turn < far + 2000; turn++) {
      const member = deck.deal(turn);
      expect(member).toBeLessThan(members(turn));
      spread.add(member);
      seen[[0, 7, 49].indexOf(member)]++;
    }
    expect(spread.size).toBeGreaterThan(40);
    expect([0, 7, 49].map((member) => deck.dealt(member, far + 2000))).toEqual(before.map((n, i) => n + seen[i]));
    if (cards.length === 1) {
      expect(deck.turnOf(7, before[1])).toBeGreaterThanOrEqual(far);
      expect(deck.turnOf(7, before[1] - 1)).toBeLessThan(far);
      for (const n of [0, 1, before[1] >> 1, before[1] - 1]) {
        expect(deck.deal(deck.turnOf(7, n))).toBe(7);
        expect(deck.dealt(7, deck.turnOf(7, n))).toBe(n);
      }
    }
    const sum = Array.from({ length: members(1000) }, (_, member) => deck.dealt(member, 1000));
    expect(sum.reduce((a, b) => a + b)).toBe(1000);
    expect(calls).toBeLessThan(most);
  });
});
