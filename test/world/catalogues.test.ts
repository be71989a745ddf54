import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/random/index.js';
import type { Catalogue, CatalogueCategory } from '../../src/world/catalogues/catalogue.js';
import { catalogues } from '../../src/world/catalogues/index.js';
import { fakerSet, fold } from '../support/faker.js';

const { grocery, general, convenience, apparel } = catalogues;

/** Whatever faker calls a company, a product or a person. */
const real = new Set([
  ...fakerSet('company', 'name_pattern', 'legal_entity_type', 'noun', 'adjective', 'descriptor', 'buzz_noun'),
  ...fakerSet('commerce', 'product_name', 'department'),
  ...fakerSet('vehicle', 'manufacturer', 'model'),
  ...fakerSet('book', 'publisher', 'title', 'series'),
  ...fakerSet('airline', 'airline'),
  ...fakerSet('person', 'first_name', 'last_name', 'middle_name'),
]);

/** The largest catalogue that the setting `products` allows. */
const MOST_PRODUCTS = 10_000;

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Share of the lines of each department, when the demand of categories is what it says. */
function departmentShares({ departments, categories }: Catalogue): Record<string, number> {
  const total = sum(categories.map((c) => c.demand));
  return Object.fromEntries(
    departments.map((name, i) => [name, sum(categories.map((c) => (c.department === i ? c.demand / total : 0)))]),
  );
}

/** Quantile of list price over the categories, log-normal in each, weighted by `weight`. */
function priceQuantile(categories: readonly CatalogueCategory[], weight: 'products' | 'demand', p: number): number {
  const grid = Array.from({ length: 99 }, (_, i) => normalQuantile((i + 0.5) / 99));
  const prices = categories
    .flatMap((c) => grid.map((z) => ({ price: c.medianPrice * Math.exp(c.priceSigma! * z), weight: c[weight] })))
    .sort((a, b) => a.price - b.price);
  let left = p * sum(prices.map((point) => point.weight));
  const found = prices.find((point) => {
    left -= point.weight;
    return left <= 0;
  });
  return found!.price;
}

/** What categories are worth on a mission, as shares that sum to 1. */
function missionShares({ categories }: Catalogue, mission: Catalogue['missions'][number]): Record<string, number> {
  const weights = categories.map((c) => c.demand * (mission.categories[c.name] ?? mission.others));
  return Object.fromEntries(categories.map((c, i) => [c.name, weights[i] / sum(weights)]));
}

it('are known by their kind', () => {
  expect(Object.keys(catalogues)).toEqual(['grocery', 'general', 'convenience', 'apparel']);
  for (const [kind, catalogue] of Object.entries(catalogues)) expect(catalogue.kind).toBe(kind);
});

describe.each(Object.values(catalogues))('the catalogue $kind', (catalogue) => {
  const { departments, categories, missions, brands, privateLabel } = catalogue;

  it('places categories of distinct names in departments that all have some', () => {
    expect(new Set(departments).size).toBe(departments.length);
    expect(new Set(categories.map((c) => c.name)).size).toBe(categories.length);
    expect(new Set(categories.map((c) => c.department))).toEqual(new Set(departments.keys()));
  });

  it.each(categories)('gives $name shares, prices and tastes that can be', (c) => {
    for (const figure of [c.products, c.demand, c.medianPrice]) expect(figure).toBeGreaterThan(0);
    expect(c.priceSigma).toBeGreaterThanOrEqual(0.2);
    expect(c.priceSigma).toBeLessThanOrEqual(0.8);
    expect(c.tasteShape).toBeGreaterThanOrEqual(0.1);
    expect(c.tasteShape).toBeLessThanOrEqual(3);
    if (c.season === undefined) return;
    expect(c.season).toHaveLength(12);
    expect(Math.min(...c.season)).toBeGreaterThan(0);
    expect(sum(c.season)).toBeCloseTo(12, 9);
  });

  it.each(categories)('has far more names than products for $name', (c) => {
    for (const words of [c.nouns, c.variants]) {
      expect(words.length).toBeGreaterThanOrEqual(6);
      expect(new Set(words).size).toBe(words.length);
      for (const word of words) expect(word).toMatch(/^[\p{Lu}\d]([\p{L}\d %.&-]*[\p{L}\d])?$/u);
    }
    expect(c.brands).toBeGreaterThanOrEqual(3);
    expect(c.brands).toBeLessThanOrEqual(14);
    const share = c.products / sum(categories.map((other) => other.products));
    expect(c.nouns.length * c.variants.length * c.brands).toBeGreaterThan(5 * MOST_PRODUCTS * share);
    const longest = [[privateLabel, ...brands], c.nouns, c.variants].map((words) =>
      Math.max(...words.map((word) => word.length)),
    );
    expect(sum(longest) + 2).toBeLessThanOrEqual(70);
  });

  it('goes shopping for categories that there are', () => {
    const names = new Set(categories.map((c) => c.name));
    expect(new Set(missions.map((m) => m.name)).size).toBe(missions.length);
    for (const mission of missions) {
      expect(Object.keys(mission.categories).filter((name) => !names.has(name))).toEqual([]);
      for (const factor of [mission.others, ...Object.values(mission.categories)]) expect(factor).toBeGreaterThan(0);
      expect(mission.bySize).toHaveLength(5);
      expect(Math.min(...mission.bySize)).toBeGreaterThanOrEqual(0);
    }
    for (let size = 0; size < 5; size++) expect(sum(missions.map((m) => m.bySize[size]))).toBe(100);
  });

  it('sends some missions for few categories, so that these are bought together', () => {
    for (const mission of missions.filter((m) => m.others < 0.5)) {
      const named = Object.entries(missionShares(catalogue, mission)).filter(([name]) => name in mission.categories);
      expect(sum(named.map(([, share]) => share)), mission.name).toBeGreaterThan(0.5);
      const factors = Object.values(mission.categories).map((factor) => factor / mission.others);
      expect(Math.max(...factors), mission.name).toBeGreaterThan(3);
    }
  });

  it('invents its brands', () => {
    const most = Math.max(...categories.map((c) => c.brands));
    expect(brands.length).toBeGreaterThanOrEqual(Math.max(most, catalogue.kind === 'apparel' ? 20 : 60));
    expect(new Set([...brands, privateLabel].map(fold)).size).toBe(brands.length + 1);
    for (const brand of brands) expect(brand).toMatch(/^\p{Lu}\p{Ll}+$/u);
    expect([...brands, privateLabel].filter((brand) => real.has(fold(brand)))).toEqual([]);
  });
});

it('no brand makes both groceries and goods of another kind', () => {
  const all = [grocery, general, apparel].flatMap(({ brands, privateLabel }) => [...brands, privateLabel]);
  expect(new Set(all).size).toBe(all.length);
});

describe('the supermarket', () => {
  const category = (name: string) => grocery.categories.find((c) => c.name === name)!;

  it('has about 12 departments and about 40 categories', () => {
    expect(grocery.departments.length).toBeGreaterThanOrEqual(11);
    expect(grocery.departments.length).toBeLessThanOrEqual(13);
    expect(grocery.categories.length).toBeGreaterThanOrEqual(36);
    expect(grocery.categories.length).toBeLessThanOrEqual(48);
  });

  it('sells by department as Complete Journey does', () => {
    const departments = departmentShares(grocery);
    const total = sum(grocery.categories.map((c) => c.demand));
    const share = (...names: string[]) => sum(names.map((name) => departments[name] ?? category(name).demand / total));
    const near = (actual: number, expected: number, by: number) => expect(Math.abs(actual - expected)).toBeLessThan(by);
    const dry = ['Dairy', 'Beverages', 'Snacks and Candy', 'Frozen', 'Pantry', 'Household', 'Bread', 'Pet Food'];
    // Grocery and nutrition.
    near(share(...dry), 0.656, 0.02);
    near(share('Health and Beauty', 'General Merchandise', 'Baby Food', 'Diapers'), 0.107, 0.02);
    near(share('Produce'), 0.103, 0.01);
    near(share('Lunch Meat', 'Pork and Bacon'), 0.043, 0.01);
    near(share('Beef', 'Chicken'), 0.034, 0.005);
    // Deli, salad bar and chef's shop.
    near(share('Deli'), 0.029, 0.005);
    near(share('Pastries and Cakes'), 0.014, 0.005);
  });

  it('asks prices as Complete Journey does', () => {
    const median = priceQuantile(grocery.categories, 'products', 0.5);
    expect(median).toBeGreaterThan(2.25);
    expect(median).toBeLessThan(2.55);
    // Half of the lines are bought at 27 % off, which takes the median that is paid to about 1.99.
    const asked = priceQuantile(grocery.categories, 'demand', 0.5);
    expect(asked).toBeGreaterThan(2.1);
    expect(asked).toBeLessThan(2.4);
    const [low, high] = [0.1587, 0.8413].map((p) => Math.log(priceQuantile(grocery.categories, 'demand', p)));
    expect((high - low) / 2).toBeGreaterThan(0.68);
    expect((high - low) / 2).toBeLessThan(0.86);
  });

  it('has categories of few products that much is bought of, and the other way round', () => {
    const perProduct = (name: string) => category(name).demand / category(name).products;
    expect(perProduct('Milk')).toBeGreaterThan(15 * perProduct('Greeting Cards'));
    expect(perProduct('Milk')).toBeGreaterThan(15 * perProduct('Cosmetics'));
  });

  it('fills baskets of more than 30 lines by stocking up, and no single line', () => {
    const stockUp = grocery.missions.find((m) => m.name === 'Stock-Up')!;
    expect(stockUp.bySize[4]).toBeGreaterThanOrEqual(95);
    expect(stockUp.bySize[0]).toBe(0);
    expect(stockUp).toMatchObject({ others: 1, categories: {} });
  });

  it('sells chicken for tonight, diapers for babies and milk to top up', () => {
    const share = (mission: string, name: string) =>
      missionShares(grocery, grocery.missions.find((m) => m.name === mission)!)[name];
    for (const [mission, name] of [
      ["Tonight's Meal", 'Chicken'],
      ['Baby', 'Diapers'],
      ['Top-Up', 'Milk'],
      ['Party', 'Beer and Wine'],
      ['Quick Lunch', 'Prepared Meals'],
    ]) {
      expect(share(mission, name) / share('Stock-Up', name), mission).toBeGreaterThan(3);
    }
  });
});

describe('the contract', () => {
  const tree = ({ departments, categories }: Catalogue) =>
    Object.fromEntries(
      departments.map((name, i) => [name, categories.filter((c) => c.department === i).map((c) => c.name)]),
    );

  it('fixes what a general store sells, at 5 to 500 USD', () => {
    expect(tree(general)).toEqual({
      Electronics: ['Mobile', 'Laptop', 'Camera'],
      Clothing: ['Men', 'Women', 'Kids'],
      Home: ['Furniture', 'Kitchen', 'Decor'],
      Sports: ['Fitness', 'Outdoor', 'Team'],
      Toys: ['Educational', 'Action', 'Puzzle'],
    });
    expect(priceQuantile(general.categories, 'products', 0.01)).toBeGreaterThan(5);
    expect(priceQuantile(general.categories, 'products', 0.97)).toBeLessThan(500);
  });

  it('fixes what an apparel chain sells, at 10 to 150 USD, of 20 brands', () => {
    const names = ['Casual Wear', 'Formal Wear', 'Sportswear', 'Accessories', 'Footwear'];
    expect(tree(apparel)).toEqual(Object.fromEntries(names.map((name) => [name, [name]])));
    expect(priceQuantile(apparel.categories, 'products', 0.01)).toBeGreaterThan(9);
    expect(priceQuantile(apparel.categories, 'products', 0.97)).toBeLessThan(150);
    expect(apparel.brands).toHaveLength(20);
  });

  it('leaves convenience stores about 20 categories at small prices', () => {
    expect(convenience.categories).toHaveLength(20);
    expect(priceQuantile(convenience.categories, 'demand', 0.5)).toBeLessThan(3);
  });
});
