import type { World } from '../world.js';
import { makers, numbered, type WideTable } from './table.js';

const { integer, double, date, text } = makers<World>();

export const product: WideTable = {
  name: 'product',
  grain: 'world',
  describe: 'The catalogue, with what is hidden from the pipeline under test (popularity).',
  key: ['product_id'],
  rows: (w) => w.products.count,
  columns: [
    integer('product_id', 'Number from 1.', (w) => numbered(w.products.count)),
    text(
      'product_uuid',
      'UUID derived from the seed.',
      (w) => w.products.uuid,
      (w) => numbered(w.products.count),
      1,
    ),
    text(
      'category',
      'Category.',
      (w) => w.vocabulary.categories,
      (w) => Int32Array.from(w.products.category),
    ),
    text(
      'colour',
      'Colour, a part of the name.',
      (w) => w.vocabulary.colours,
      (w) => w.products.colour,
    ),
    text(
      'style',
      'Word, a part of the name.',
      (w) => w.vocabulary.styles,
      (w) => w.products.style,
    ),
    integer('edition', '1, or more where names would repeat.', (w) => w.products.edition),
    integer('list_cents', 'List price, in cents.', (w) => w.products.listCents),
    integer('cost_cents', 'Unit cost, in cents.', (w) => w.products.costCents),
    date('launched_on', 'First day on which a store may carry it.', (w) => w.products.launchedOn),
    double('popularity', 'Hidden weight of demand, mean 1.', (w) => w.products.popularity),
  ],
};
