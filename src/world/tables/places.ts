import { placements, tiers } from '../stores.js';
import { postalCode } from '../vocabularies/postal.js';
import { deliveryWeekday } from '../week.js';
import type { World } from '../world.js';
import { ids, makers, numbered, type WideTable } from './table.js';

const { integer, double, date, text } = makers<World>();
const townNames = (world: World) => world.vocabulary.townNames;
const stateCodes = (world: World) => world.vocabulary.states.map((s) => s.code);
/** Postal code of each town, by town index. */
export const townCodes = (world: World): string[] => {
  const used = new Map<number, number>();
  return Array.from(world.towns.state, (state) => {
    const serial = used.get(state) ?? 0;
    used.set(state, serial + 1);
    return postalCode(world.vocabulary, world.vocabulary.states[state], serial);
  });
};
const regionals = (world: World) => [...world.vocabulary.regionals];

export const town: WideTable = {
  name: 'town',
  grain: 'world',
  describe: 'Fictional towns of the country.',
  key: ['town_id'],
  rows: (w) => w.towns.count,
  columns: [
    integer('town_id', 'Number from 1.', (w) => numbered(w.towns.count)),
    text('name', 'Name of the town.', townNames, (w) => w.towns.name),
    text('state', 'Two-letter code of the state.', stateCodes, (w) => w.towns.state),
    text('zip', 'Postal code.', townCodes, (w) => numbered(w.towns.count), 1),
    text('regional', 'Regional of the company that the state belongs to.', regionals, (w) => w.towns.regional),
    integer('population', 'People who live there.', (w) => w.towns.population),
  ],
};

export const distributionCentre: WideTable = {
  name: 'distribution_centre',
  grain: 'world',
  describe: 'Distribution centres; each serves the stores of its region.',
  key: ['dc_id'],
  rows: (w) => w.regions.length,
  columns: [
    integer('dc_id', 'Number from 1; also the number of the region.', (w) => numbered(w.regions.length)),
    integer('town_id', 'Town where it stands.', (w) => ids(w.regions.map((r) => r.town))),
    text('regional', 'Regional of the company.', regionals, (w) => Int32Array.from(w.regions, (r) => r.regional)),
    integer('stores', 'Number of stores that it serves.', (w) => Int32Array.from(w.regions, (r) => r.stores.length)),
  ],
};

export const store: WideTable = {
  name: 'store',
  grain: 'world',
  describe: 'Stores, with what is hidden from the pipeline under test (tier, volume).',
  key: ['store_id'],
  rows: (w) => w.stores.count,
  columns: [
    integer('store_id', 'Number from 1.', (w) => numbered(w.stores.count)),
    text(
      'store_uuid',
      'UUID derived from the seed.',
      (w) => w.stores.uuid,
      (w) => numbered(w.stores.count),
      1,
    ),
    text(
      'retailer',
      'Name of the company.',
      (w) => [w.vocabulary.retailer],
      (w) => new Int32Array(w.stores.count),
    ),
    integer('dc_id', 'Distribution centre that serves it.', (w) => ids(w.stores.region)),
    integer('town_id', 'Town where it stands.', (w) => ids(w.stores.town)),
    text('town', 'Name of the town.', townNames, (w) => w.stores.town.map((t) => w.towns.name[t])),
    text('state', 'Two-letter code of the state.', stateCodes, (w) => w.stores.town.map((t) => w.towns.state[t])),
    text('zip', 'Postal code.', townCodes, (w) => w.stores.town),
    text('regional', 'Regional of the company.', regionals, (w) => w.stores.town.map((t) => w.towns.regional[t])),
    text(
      'street',
      'Street of the address.',
      (w) => w.vocabulary.streetNames,
      (w) => w.stores.street,
    ),
    integer('street_number', 'House number.', (w) => w.stores.streetNumber),
    text(
      'placement',
      'Kind of place.',
      () => placements,
      (w) => Int32Array.from(w.stores.placement),
    ),
    double('size_m2', 'Floor, in m².', (w) => w.stores.sizeM2),
    double('storage_m2', 'Storage, in m².', (w) => w.stores.storageM2),
    date('opened_on', 'First day of trade.', (w) => w.stores.openedOn),
    text(
      'tier',
      'Hidden tier.',
      () => tiers,
      (w) => Int32Array.from(w.stores.tier),
    ),
    double('volume', 'Hidden baseline volume, 1 for a typical Bronze store.', (w) => w.stores.volume),
    integer('delivery_weekday', 'Weekday of the delivery, 1 Monday … 7 Sunday.', (w) =>
      Int32Array.from({ length: w.stores.count }, (_, i) => deliveryWeekday(w, i)),
    ),
  ],
};
