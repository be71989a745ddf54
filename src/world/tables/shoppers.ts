import { uniform } from '../../random/index.js';
import { type Likings, tasteOf } from '../likings.js';
import { basketFactors, type Home, type RegionShoppers } from '../shoppers.js';
import { townCodes } from './places.js';
import { ids, makers, type RegionTable, type RegionView } from './table.js';

const { integer, double, date, text } = makers<RegionView>();

/** Numbers of the shoppers of a region. */
const shopperIds = ({ shoppers: { first, count } }: RegionView) =>
  Int32Array.from({ length: count }, (_, i) => first + i + 1);

/** The last home of each shopper. */
function lastHomes({ homes, count }: RegionShoppers): Home[] {
  const last: Home[] = new Array(count);
  for (const home of homes) last[home.shopper] = home;
  return last;
}

const perHome = (view: RegionView, homes: readonly Home[]) => ({
  town: () => Int32Array.from(homes, (home) => view.world.towns.name[home.town]),
  state: () => Int32Array.from(homes, (home) => view.world.towns.state[home.town]),
  townIndex: () => Int32Array.from(homes, (home) => home.town),
});

const female = ({ world, shoppers: { first } }: RegionView, i: number) =>
  uniform(world.draws.person, first + i, 0) < 0.53;

/** Columns of an address, of the homes that `of` names. */
const address = (of: (view: RegionView) => readonly Home[]) => [
  integer('town_id', 'Town.', (v) => ids(perHome(v, of(v)).townIndex())),
  text(
    'town',
    'Name of the town.',
    (w) => w.vocabulary.townNames,
    (v) => perHome(v, of(v)).town(),
  ),
  text(
    'state',
    'Two-letter code of the state.',
    (w) => w.vocabulary.states.map((s) => s.code),
    (v) => perHome(v, of(v)).state(),
  ),
  text('zip', 'Postal code of the town.', townCodes, (v) => perHome(v, of(v)).townIndex()),
  text(
    'street',
    'Street of the address.',
    (w) => w.vocabulary.streetNames,
    (v) => Int32Array.from(of(v), (home) => home.street),
  ),
  integer('street_number', 'House number.', (v) => Int32Array.from(of(v), (home) => home.streetNumber)),
];

export const shopper: RegionTable = {
  name: 'shopper',
  grain: 'region',
  describe: 'Shoppers, with their last address and what is hidden from the pipeline under test (rates and habits).',
  key: ['shopper_id'],
  rows: (v) => v.shoppers.count,
  columns: [
    integer('shopper_id', 'Number from 1.', shopperIds),
    text(
      'first_name',
      'First name.',
      (w) => [...w.vocabulary.people.firstNames.female, ...w.vocabulary.people.firstNames.male],
      (v) => {
        const { firstNames } = v.world.vocabulary.people;
        return Int32Array.from({ length: v.shoppers.count }, (_, i) => {
          const draw = uniform(v.world.draws.person, v.shoppers.first + i, 1);
          return female(v, i)
            ? Math.floor(draw * firstNames.female.length)
            : firstNames.female.length + Math.floor(draw * firstNames.male.length);
        });
      },
    ),
    text(
      'last_name',
      'Last name.',
      (w) => w.vocabulary.people.lastNames,
      (v) =>
        Int32Array.from({ length: v.shoppers.count }, (_, i) => {
          const draw = uniform(v.world.draws.person, v.shoppers.first + i, 2);
          // Some names are common, most are rare.
          return Math.floor(v.world.vocabulary.people.lastNames.length * draw * draw);
        }),
    ),
    text(
      'gender',
      'Gender.',
      () => ['Female', 'Male'],
      (v) => Int32Array.from({ length: v.shoppers.count }, (_, i) => (female(v, i) ? 0 : 1)),
    ),
    integer('birth_year', 'Year of birth: 18 to 90 years before the end of the history.', (v) =>
      Int32Array.from({ length: v.shoppers.count }, (_, i) => {
        const draw = uniform(v.world.draws.person, v.shoppers.first + i, 3);
        return Number(v.world.config.end.slice(0, 4)) - 18 - Math.floor(72 * (0.35 * draw + 0.65 * draw * draw));
      }),
    ),
    ...address((v) => lastHomes(v.shoppers)),
    integer('home_store_id', 'Store in whose surroundings the home lies.', (v) =>
      Int32Array.from(lastHomes(v.shoppers), (home) => home.store + 1),
    ),
    date('joined_on', 'First day as a customer.', (v) => v.shoppers.joinedOn),
    date('left_on', 'First day on which the shopper comes no more; 9999-12-31 for none.', (v) => v.shoppers.leftOn),
    double('trips_per_year', 'Hidden mean visits in a year.', (v) => v.shoppers.rate),
    double('basket_factor', 'Hidden size of baskets, as a multiple of the mean.', (v) => {
      const factors = basketFactors(v.world.config);
      return Float64Array.from(v.shoppers.basketClass, (c) => factors[c]);
    }),
    integer('preferred_weekday', 'Hidden weekday on which the shopper comes most, 1 Monday … 7 Sunday.', (v) =>
      Int32Array.from(v.shoppers.weekday),
    ),
  ],
};

export const shopperAddress: RegionTable = {
  name: 'shopper_address',
  grain: 'region',
  describe: 'Addresses of shoppers over time.',
  key: ['shopper_id', 'valid_from'],
  rows: (v) => v.shoppers.homes.length,
  columns: [
    integer('shopper_id', 'Shopper.', (v) =>
      Int32Array.from(v.shoppers.homes, (h) => v.shoppers.first + h.shopper + 1),
    ),
    date('valid_from', 'First day.', (v) => Int32Array.from(v.shoppers.homes, (h) => h.from)),
    date('valid_to', 'First day of the next address; 9999-12-31 for the last.', (v) =>
      Int32Array.from(v.shoppers.homes, (h) => h.to),
    ),
    ...address((v) => v.shoppers.homes),
  ],
};

export const shopperTaste: RegionTable = {
  name: 'shopper_taste',
  grain: 'region',
  describe: 'Hidden lasting tastes of shoppers for categories.',
  key: ['shopper_id', 'category'],
  rows: (v) => v.shoppers.count * v.world.catalogue.categories.length,
  columns: [
    integer('shopper_id', 'Shopper.', (v) => {
      const categories = v.world.catalogue.categories.length;
      return Int32Array.from(
        { length: v.shoppers.count * categories },
        (_, i) => v.shoppers.first + Math.floor(i / categories) + 1,
      );
    }),
    text(
      'category',
      'Category.',
      (w) => w.catalogue.categories.map((c) => c.name),
      (v) => {
        const categories = v.world.catalogue.categories.length;
        return Int32Array.from({ length: v.shoppers.count * categories }, (_, i) => i % categories);
      },
    ),
    double('taste', 'Factor on the demand for the category, mean 1.', (v) => {
      const likings = v.world.likings as Likings;
      const categories = v.world.catalogue.categories.length;
      return Float64Array.from({ length: v.shoppers.count * categories }, (_, i) =>
        tasteOf(likings, v.shoppers.key[Math.floor(i / categories)], i % categories),
      );
    }),
  ],
};
