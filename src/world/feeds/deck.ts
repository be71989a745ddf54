/**
 * Who is next, for a population that grows: members are dealt from a shuffled deck in which each has as many cards as its
 * weight; when the deck is used up, a new one is made of all members that there are by then. So the member of any turn,
 * and how often a member was dealt before any turn, are found without the turns between.
 */
import type { Source } from '../../random/index.js';
import { mix, Permutation } from './permutation.js';

/** Decks of the same size that follow each other. */
interface Era {
  /** First turn, and number of the first deck. */
  readonly turn: number;
  readonly deck: number;
  readonly members: number;
  readonly cards: number;
}

/** No stream has this many turns. */
const FAR = 2 ** 46;

export class Deck {
  /** Of the last deal: which card of its member, and the number of the deck. */
  card = 0;
  deck = 0;
  readonly #family: Source;
  readonly #members: (turn: number) => number;
  readonly #weights: readonly number[];
  readonly #blockCards: number;
  /** By rotation: cards before each slot of a block, and the slot of each card. */
  readonly #before: readonly Int32Array[];
  readonly #slots: readonly Uint8Array[];
  readonly #eras: Era[] = [];
  /** Number of the first deck of each member in the eras. */
  #firstDecks = new Int32Array(64);
  readonly #shuffle = new Permutation();
  #shuffled = -1;
  /** Whether the population grows no more. */
  #isFinal = false;
  #era = 0;
  /** Turns of the deck on the table. */
  #deckFrom = 0;
  #deckTo = 0;

  /**
   * `weights`: cards of the members of a block, in an order of each block's own; 1 or 16 of them. `members`: how many
   * members there are at a turn, at least 1, never fewer than before.
   */
  constructor(family: Source, weights: readonly number[], members: (turn: number) => number) {
    this.#family = family;
    this.#members = members;
    this.#weights = weights;
    this.#blockCards = weights.reduce((a, b) => a + b, 0);
    const size = weights.length;
    this.#before = weights.map((_, rotation) => {
      const before = new Int32Array(size + 1);
      for (let slot = 0; slot < size; slot++) before[slot + 1] = before[slot] + this.#weight(slot, rotation);
      return before;
    });
    this.#slots = this.#before.map((before) => {
      const slots = new Uint8Array(this.#blockCards);
      for (let slot = 0; slot < size; slot++) slots.fill(slot, before[slot], before[slot + 1]);
      return slots;
    });
  }

  /** The member of a turn, from 0. */
  deal(turn: number): number {
    if (turn < this.#deckFrom || turn >= this.#deckTo) this.#openDeck(turn);
    const card = this.#shuffle.at(turn - this.#deckFrom);
    const size = this.#weights.length;
    if (size === 1) {
      this.card = 0;
      return card;
    }
    const block = Math.floor(card / this.#blockCards);
    const rotation = this.#rotation(block);
    const inBlock = card - block * this.#blockCards;
    const slot = this.#slots[rotation][inBlock];
    this.card = inBlock - this.#before[rotation][slot];
    return block * size + slot;
  }

  /** Puts the deck of a turn on the table. */
  #openDeck(turn: number): void {
    const era = this.#eraOfTurn(turn);
    const deck = Math.floor((turn - era.turn) / era.cards);
    this.#shuffleOf(era, deck);
    this.deck = era.deck + deck;
    this.#deckFrom = era.turn + deck * era.cards;
    this.#deckTo = this.#deckFrom + era.cards;
  }

  /** Number of the first deck that holds a member. */
  firstDeck(member: number): number {
    while (this.#last().members <= member && this.#extend());
    return this.#firstDecks[member];
  }

  /** Cards of a member in each deck. */
  weight(member: number): number {
    const block = Math.floor(member / this.#weights.length);
    return this.#weight(member - block * this.#weights.length, this.#rotation(block));
  }

  /** How often a member was dealt before a turn. */
  dealt(member: number, turn: number): number {
    let count = 0;
    this.each(member, turn, (_, decks, isDealt) => {
      count += decks + (isDealt ? 1 : 0);
    });
    return count;
  }

  /**
   * Tells for each card of a member in how many whole decks it was before a turn, and whether it was dealt in the deck
   * that is on the table then. Nothing for a member yet to come.
   */
  each(member: number, turn: number, visit: (card: number, decks: number, isDealt: boolean) => void): void {
    const era = this.#eraOfTurn(turn);
    if (member >= era.members) return;
    const deck = Math.floor((turn - era.turn) / era.cards);
    const first = this.firstDeck(member);
    const shuffle = this.#shuffleOf(era, deck);
    const at = turn - era.turn - deck * era.cards;
    const from = this.#firstCard(member);
    const weight = this.weight(member);
    for (let card = 0; card < weight; card++) {
      visit(card, era.deck + deck - first, shuffle.of(from + card) < at);
    }
  }

  /** The turn in which a member was dealt for the n-th time, n from 0. For decks in which each member has one card. */
  turnOf(member: number, n: number): number {
    const deck = this.firstDeck(member) + n;
    let low = 0;
    // The era may lie beyond the turns that were asked for so far.
    for (let last = this.#last(); last.deck <= deck && this.#extend(); last = this.#last());
    let high = this.#eras.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#eras[middle].deck <= deck) low = middle;
      else high = middle;
    }
    const era = this.#eras[low];
    return era.turn + (deck - era.deck) * era.cards + this.#shuffleOf(era, deck - era.deck).of(this.#firstCard(member));
  }

  #weight(slot: number, rotation: number): number {
    const size = this.#weights.length;
    // 5 has no factor in common with 16: each slot has a weight of its own.
    return this.#weights[(slot * 5 + rotation) % size];
  }

  #rotation(block: number): number {
    return mix(block ^ this.#family.k1) % this.#weights.length;
  }

  #firstCard(member: number): number {
    const block = Math.floor(member / this.#weights.length);
    return block * this.#blockCards + this.#before[this.#rotation(block)][member - block * this.#weights.length];
  }

  #last(): Era {
    if (this.#eras.length === 0) {
      const members = this.#members(0);
      this.#add({ turn: 0, deck: 0, members, cards: this.#firstCard(members) }, 0);
    }
    return this.#eras[this.#eras.length - 1];
  }

  /** Adds an era; its members from `known` on are new. */
  #add(era: Era, known: number): void {
    if (era.members > this.#firstDecks.length) {
      const grown = new Int32Array(era.members * 2);
      grown.set(this.#firstDecks);
      this.#firstDecks = grown;
    }
    this.#firstDecks.fill(era.deck, known, era.members);
    this.#eras.push(era);
  }

  /** Adds the next era. False when the population never grows again, as far as can be seen. */
  #extend(): boolean {
    if (this.#isFinal) return false;
    const { turn, deck, members, cards } = this.#last();
    const same = (decks: number) => this.#members(turn + decks * cards) === members;
    let high = 1;
    while (same(high)) {
      high *= 2;
      if (turn + high * cards > FAR) {
        this.#isFinal = true;
        return false;
      }
    }
    let low = high >> 1;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      if (same(middle)) low = middle;
      else high = middle;
    }
    const next = turn + high * cards;
    const grown = this.#members(next);
    this.#add({ turn: next, deck: deck + high, members: grown, cards: this.#firstCard(grown) }, members);
    return true;
  }

  #eraOfTurn(turn: number): Era {
    while (this.#last().turn <= turn && this.#extend());
    const eras = this.#eras;
    // Turns mostly lie close together.
    const near = eras[this.#era];
    if (near.turn <= turn && (this.#era + 1 === eras.length || eras[this.#era + 1].turn > turn)) return near;
    let low = 0;
    let high = eras.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (eras[middle].turn <= turn) low = middle;
      else high = middle;
    }
    this.#era = low;
    return eras[low];
  }

  #shuffleOf(era: Era, deck: number): Permutation {
    const number = era.deck + deck;
    if (this.#shuffled !== number) {
      this.#shuffle.set(this.#family, era.cards, number);
      this.#shuffled = number;
      // Another deck lies on the table now.
      this.#deckTo = this.#deckFrom;
    }
    return this.#shuffle;
  }
}
