import { fakerEN_US, fakerPT_BR } from '@faker-js/faker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../src/world/calendar/holidays.js';
import { type Vocabulary, vocabularyOf } from '../../src/world/vocabularies/index.js';
import { postalCode, postalCodeCount } from '../../src/world/vocabularies/postal.js';
import { fakerSet, fold } from '../support/faker.js';

const LOCALES: readonly Locale[] = ['pt_BR', 'en_US'];

const cities = fakerSet('location', 'city_name');
const streets = fakerSet('location', 'street_name');
const companies = fakerSet('company', 'name_pattern', 'legal_entity_type', 'noun', 'adjective', 'descriptor');
const products = fakerSet('commerce', 'product_name', 'department');
const brands = new Set([...fakerSet('vehicle', 'manufacturer'), ...fakerSet('book', 'publisher')]);
const people = fakerSet('person', 'first_name', 'last_name', 'middle_name');

/** Large cities that each reader knows, whatever faker lists. */
const WELL_KNOWN = new Set(
  `São Paulo,Rio de Janeiro,Salvador,Fortaleza,Belo Horizonte,Manaus,Curitiba,Recife,Goiânia,Belém,Porto Alegre,Guarulhos,
  Campinas,São Luís,Maceió,Campo Grande,Natal,Teresina,João Pessoa,Osasco,Sorocaba,Ribeirão Preto,Uberlândia,Cuiabá,
  Joinville,Aracaju,Londrina,Porto Velho,Serra,Campina Grande,Florianópolis,Vila Velha,Macapá,Campos,Barra Mansa,Ibiporã,
  Volta Redonda,Ubatuba,Paraty,Ouro Preto,Poços de Caldas,Lagoa Santa,Pouso Alegre,Barra Bonita,Várzea Grande,Ubá,Itu,
  New York,Los Angeles,Chicago,Houston,Phoenix,Philadelphia,San Antonio,San Diego,Dallas,Austin,Boston,Seattle,Denver,
  Detroit,Portland,Memphis,Oxford,Stamford,Hartford,Bradford,Guilford,Springfield,Palm Springs,Colorado Springs,
  Niagara Falls,Sioux Falls,Idaho Falls,Kettle Falls,Grand Junction,Great Bend,South Bend,Council Bluffs,Pine Bluff`
    .split(',')
    .map(fold),
);

function wordLists(vocabulary: Vocabulary): Record<string, readonly string[]> {
  const { townNames, streetNames, categories, colours, styles } = vocabulary;
  return { townNames, streetNames, categories, colours, styles };
}

/** FNV-1a over a vocabulary's texts: which index gives which word. */
function fingerprint(vocabulary: Vocabulary): string {
  const text = JSON.stringify([vocabulary.retailer, vocabulary.regionals, vocabulary.states.map((s) => s.code)]);
  return hashOf(text + JSON.stringify(wordLists(vocabulary)));
}

function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

it('faker still has the lists that these tests compare with', () => {
  for (const [set, least] of [
    [cities, 500],
    [streets, 500],
    [companies, 200],
    [products, 80],
    [brands, 200],
    [people, 3000],
  ] as const) {
    expect(set.size).toBeGreaterThan(least);
  }
});

describe.each(LOCALES)('the vocabulary of %s', (locale) => {
  const vocabulary = vocabularyOf(locale);

  it('is large enough and says each word once', () => {
    expect(vocabulary.locale).toBe(locale);
    expect(vocabulary.townNames.length).toBeGreaterThanOrEqual(400);
    expect(vocabulary.streetNames.length).toBeGreaterThanOrEqual(150);
    expect(vocabulary.categories).toHaveLength(5);
    expect(vocabulary.colours.length).toBeGreaterThanOrEqual(24);
    expect(vocabulary.styles.length).toBeGreaterThanOrEqual(120);
    for (const [name, words] of Object.entries(wordLists(vocabulary))) {
      expect(new Set(words.map(fold)).size, name).toBe(words.length);
      for (const word of words) expect(word, name).toMatch(/^\p{Lu}[\p{L}'-]*( [\p{L}'-]+)*$/u);
    }
    for (const word of [...vocabulary.colours, ...vocabulary.styles]) expect(word).not.toContain(' ');
    expect(vocabulary.colours.filter((colour) => vocabulary.styles.includes(colour))).toEqual([]);
  });

  it('gives each category, colour and style a product name of its own', () => {
    const names = new Set<string>();
    for (const category of vocabulary.categories) {
      for (const colour of vocabulary.colours) {
        for (const style of vocabulary.styles) names.add(`${category} ${colour} ${style}`);
      }
    }
    expect(names.size).toBe(5 * vocabulary.colours.length * vocabulary.styles.length);
  });

  it('maps every state to a regional, with population shares that sum to 1', () => {
    const { states, regionals } = vocabulary;
    expect(states).toHaveLength(locale === 'pt_BR' ? 27 : 51);
    expect(new Set(states.map(({ code }) => code)).size).toBe(states.length);
    expect(new Set(states.map(({ name }) => name)).size).toBe(states.length);
    for (const state of states) {
      expect(state.code).toMatch(/^[A-Z]{2}$/);
      expect(state.weight).toBeGreaterThan(0);
    }
    expect(new Set(states.map(({ regional }) => regional))).toEqual(new Set(regionals.keys()));
    expect(states.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it('has the states that faker knows', () => {
    const { definitions } = locale === 'pt_BR' ? fakerPT_BR : fakerEN_US;
    const codes = new Set([...definitions.location.state_abbr!, ...(locale === 'en_US' ? ['DC'] : [])]);
    expect(new Set(vocabulary.states.map(({ code }) => code))).toEqual(codes);
    const names = new Set(definitions.location.state!.map(fold));
    const unknown = vocabulary.states.filter(({ name }) => !names.has(fold(name))).map(({ code }) => code);
    expect(unknown).toEqual(locale === 'en_US' ? ['DC'] : []);
  });

  it('invents its towns and streets', () => {
    const real = (names: readonly string[], ...sets: Set<string>[]) =>
      names.filter((name) => sets.some((set) => set.has(fold(name))));
    expect(real(vocabulary.townNames, cities, WELL_KNOWN, people)).toEqual([]);
    expect(real(vocabulary.streetNames, streets, people)).toEqual([]);
  });

  it('invents its retailer', () => {
    for (const set of [companies, brands, people, cities, products])
      expect(set.has(fold(vocabulary.retailer))).toBe(false);
    expect(vocabulary.retailer).toMatch(/^\p{Lu}\p{Ll}+$/u);
  });

  it('calls no product by a brand or by what faker calls products', () => {
    const taken = [...vocabulary.colours, ...vocabulary.styles].filter(
      (word) => products.has(fold(word)) || brands.has(fold(word)),
    );
    expect(taken).toEqual([]);
  });

  it('ships no list of people: hardly a word that is also a name', () => {
    for (const [name, words] of Object.entries(wordLists(vocabulary))) {
      const parts = new Set(words.flatMap((word) => [fold(word), ...fold(word).split(' ')]));
      const shared = [...parts].filter((part) => people.has(part));
      expect(shared.length, `${name}: ${shared}`).toBeLessThanOrEqual(8);
      expect(shared.length / people.size).toBeLessThan(0.005);
    }
  });

  it('spreads alike towns: neighbours share no word', () => {
    const particles = new Set(['do', 'da', 'dos', 'das']);
    const words = vocabulary.townNames.map((name) => name.split(' ').filter((word) => !particles.has(word)));
    const alike = words.filter((own, i) => i > 0 && own.some((word) => words[i - 1].includes(word)));
    expect(alike).toEqual([]);
  });

  it('keeps its words in their places, or has a new version', () => {
    const known = {
      pt_BR: { version: 1, words: 'c6037e06', people: 'e558f230' },
      en_US: { version: 1, words: '97e36262', people: '77496d7b' },
    };
    const names = hashOf(JSON.stringify(vocabulary.people));
    expect({ version: vocabulary.version, words: fingerprint(vocabulary), people: names }).toEqual(known[locale]);
  });

  it('invents its people', () => {
    const { firstNames, lastNames } = vocabulary.people;
    const { female, male } = firstNames;
    for (const [names, least] of [
      [female, 150],
      [male, 150],
      [lastNames, 400],
    ] as const) {
      expect(names.length).toBeGreaterThanOrEqual(least);
      expect(new Set(names.map(fold)).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^\p{Lu}\p{Ll}{2,13}$/u);
      expect(names.filter((name) => people.has(fold(name)))).toEqual([]);
    }
    expect(female.filter((name) => male.includes(name))).toEqual([]);
    const towns = new Set(vocabulary.townNames.map(fold));
    expect(lastNames.filter((name) => towns.has(fold(name)))).toEqual([]);
  });

  it('gives states postal prefixes that no other state has', () => {
    const prefixes = vocabulary.states.flatMap(({ postal: [first, last] }) => {
      expect(first).toBeGreaterThanOrEqual(10);
      expect(last).toBeLessThanOrEqual(999);
      expect(last).toBeGreaterThanOrEqual(first);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it('gives each serial of a state a postal code of its own, inside the prefixes', () => {
    for (const state of vocabulary.states) {
      const count = postalCodeCount(state);
      const codes = Array.from({ length: count }, (_, serial) => postalCode(vocabulary, state, serial));
      expect(new Set(codes).size, state.code).toBe(count);
      for (const code of codes) {
        if (!/^\d{5}$/.test(locale === 'pt_BR' ? code.replace(/-000$/, '') : code)) expect.fail(code);
        const prefix = Number(code.slice(0, 3));
        if (prefix < state.postal[0] || prefix > state.postal[1]) expect.fail(`${code} is not in ${state.code}`);
      }
    }
  });

  it('refuses serials that a state has no postal code for', () => {
    const state = fc.constantFrom(...vocabulary.states);
    const off = fc.oneof(fc.integer({ max: -1 }), fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(0.5, Number.NaN));
    fc.assert(
      fc.property(state, off, (state, by) => {
        const serial = by < 0 || !Number.isInteger(by) ? by : postalCodeCount(state) + by;
        expect(() => postalCode(vocabulary, state, serial)).toThrow(RangeError);
      }),
    );
  });
});

describe('the contract', () => {
  it('fixes the regionals and categories of Brazil', () => {
    const { regionals, states, categories } = vocabularyOf('pt_BR');
    expect(regionals).toEqual(['Sul', 'SP', 'Rio_Minas', 'Nordeste', 'Centro_Norte']);
    expect(categories).toEqual(['Camisetas', 'Calças', 'Vestidos', 'Acessórios', 'Casacos']);
    const codes = regionals.map((_, i) => states.filter(({ regional }) => regional === i).map(({ code }) => code));
    expect(codes.slice(0, 3).map((list) => [...list].sort())).toEqual([['PR', 'RS', 'SC'], ['SP'], ['ES', 'MG', 'RJ']]);
    expect(codes.map((list) => list.length)).toEqual([3, 1, 3, 9, 11]);
    expect(states.find(({ code }) => code === 'SP')!.weight).toBeCloseTo(0.2187, 4);
  });

  it('fixes the regionals and categories of the US', () => {
    const { regionals, states, categories } = vocabularyOf('en_US');
    expect(regionals).toEqual(['Northeast', 'South', 'Midwest', 'West']);
    expect(categories).toEqual(['T-Shirts', 'Trousers', 'Dresses', 'Accessories', 'Coats']);
    expect(regionals.map((_, i) => states.filter(({ regional }) => regional === i).length)).toEqual([9, 17, 12, 13]);
    expect(states.find(({ code }) => code === 'CA')!.weight).toBeCloseTo(0.1193, 4);
  });

  it('gives each street of Brazil its type', () => {
    for (const name of vocabularyOf('pt_BR').streetNames) {
      expect(name).toMatch(/^(Rua|Avenida|Alameda|Travessa|Praça) d[aeo]s? /);
    }
  });
});

describe('postal codes', () => {
  it.each([
    ['en_US', 'NY 10001, MA 02108, NJ 07030, IL 60601, TX 75201, CA 94103, WA 98101, GA 30303, DC 20001, AK 99501'],
    ['pt_BR', 'SP 01310, RJ 22041, MG 30130, BA 40020, PR 80010, RS 90010, DF 70040, AM 69005, RR 69301, GO 74003'],
  ] as const)('lie where those of well-known places in %s do', (locale, places) => {
    for (const place of places.split(', ')) {
      const [code, postal] = place.split(' ');
      const [first, last] = vocabularyOf(locale).states.find((state) => state.code === code)!.postal;
      const prefix = Number(postal.slice(0, 3));
      expect(prefix >= first && prefix <= last, place).toBe(true);
    }
  });

  it('keep their leading zeros, and begin with the first of the state', () => {
    const [brazil, us] = [vocabularyOf('pt_BR'), vocabularyOf('en_US')];
    const state = (vocabulary: Vocabulary, code: string) => vocabulary.states.find((s) => s.code === code)!;
    expect(postalCode(us, state(us, 'MA'), 0)).toBe('01001');
    expect(postalCode(us, state(us, 'MA'), 1)).toBe('02024');
    expect(postalCode(brazil, state(brazil, 'SP'), 0)).toBe('01001-000');
  });
});
