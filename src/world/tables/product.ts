import { NEVER } from '../products.js';
import type { World } from '../world.js';
import { ids, makers, numbered, type WideTable } from './table.js';

const { integer, double, date, boolean, text } = makers<World>();

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
      'department',
      'Department.',
      (w) => w.catalogue.departments,
      (w) => Int32Array.from(w.products.category, (c) => w.catalogue.categories[c].department),
    ),
    text(
      'category',
      'Category.',
      (w) => w.catalogue.categories.map((c) => c.name),
      (w) => Int32Array.from(w.products.category),
    ),
    text(
      'brand',
      "Brand; the company's own for private label.",
      (w) => w.products.brands,
      (w) => w.products.brand,
    ),
    text(
      'product_name',
      'Name; empty in fashion, where it is category, colour and style.',
      (w) => [...new Set(w.products.names)],
      (w) => {
        const index = new Map([...new Set(w.products.names)].map((name, i) => [name, i]));
        return Int32Array.from(w.products.names, (name) => index.get(name) as number);
      },
    ),
    boolean('private_label', "The company's own brand.", (w) =>
      Uint8Array.from(w.products.brand, (b) => (b === 0 ? 1 : 0)),
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
    integer('list_cents', 'First list price, in cents.', (w) => w.products.listCents),
    integer('cost_cents', 'Unit cost, in cents.', (w) => w.products.costCents),
    date('launched_on', 'First day on which a store may carry it.', (w) => w.products.launchedOn),
    date('left_on', 'First day on which no store carries it any more; 9999-12-31 for none.', (w) => w.products.leftOn),
    double('elasticity', 'Hidden own-price elasticity of demand.', (w) => w.products.elasticity),
    double('popularity', 'Hidden weight of demand, mean 1.', (w) => w.products.popularity),
  ],
};

export const priceHistory: WideTable = {
  name: 'price_history',
  grain: 'world',
  describe: 'List prices of products over time.',
  key: ['product_id', 'valid_from'],
  rows: (w) => w.prices.count,
  columns: [
    integer('product_id', 'Product.', (w) => ids(w.prices.product)),
    date('valid_from', 'First day of the price; the first price begins with the launch.', (w) => w.prices.from),
    date('valid_to', 'First day of the next price; 9999-12-31 for the last.', (w) =>
      w.prices.from.map((_, i) => (w.prices.product[i + 1] === w.prices.product[i] ? w.prices.from[i + 1] : NEVER)),
    ),
    integer('list_cents', 'List price of a unit, in cents.', (w) => w.prices.listCents),
  ],
};

/** Index of the first product of a promotion. */
const firstMember = (w: World, promotion: number) =>
  w.promotions.members[w.promotions.groupStart[w.promotions.group[promotion]]];
const perPromotion = (w: World, value: (promotion: number) => number) =>
  Int32Array.from({ length: w.promotions.count }, (_, i) => value(i));
const byBrand = (w: World) => w.config['promotion.group_by'] === 'brand';
const promotionName = (w: World, promotion: number) => {
  const p = firstMember(w, promotion);
  const category = w.catalogue.categories[w.products.category[p]].name;
  const brand = byBrand(w) ? `${w.products.brands[w.products.brand[p]]} ` : '';
  return `${Math.round(w.promotions.rate[promotion] * 100)}% off ${brand}${category}`;
};

export const promotion: WideTable = {
  name: 'promotion',
  grain: 'world',
  describe: 'Promotions, with what is hidden from the pipeline under test (lift).',
  key: ['promotion_id'],
  rows: (w) => w.promotions.count,
  columns: [
    integer('promotion_id', 'Number from 1, in the order of first days.', (w) => numbered(w.promotions.count)),
    text(
      'name',
      'What is offered.',
      (w) => [...new Set(['', ...Array.from({ length: w.promotions.count }, (_, i) => promotionName(w, i))])],
      (w) => {
        const names = [...new Set(['', ...Array.from({ length: w.promotions.count }, (_, i) => promotionName(w, i))])];
        const index = new Map(names.map((name, i) => [name, i]));
        return perPromotion(w, (i) => index.get(promotionName(w, i)) as number);
      },
    ),
    text(
      'department',
      'Department of its products.',
      (w) => w.catalogue.departments,
      (w) => perPromotion(w, (i) => w.catalogue.categories[w.products.category[firstMember(w, i)]].department),
    ),
    text(
      'category',
      'Category of its products.',
      (w) => w.catalogue.categories.map((c) => c.name),
      (w) => perPromotion(w, (i) => w.products.category[firstMember(w, i)]),
    ),
    text(
      'brand',
      'Brand of its products; empty when there are several.',
      (w) => ['', ...w.products.brands],
      (w) => perPromotion(w, (i) => (byBrand(w) ? 1 + w.products.brand[firstMember(w, i)] : 0)),
    ),
    date('starts_on', 'First day.', (w) => w.promotions.startsOn),
    date('ends_on', 'Last day.', (w) => w.promotions.endsOn),
    double('rate', 'Part of the price that is taken off.', (w) => w.promotions.rate),
    boolean('featured', 'With an advert.', (w) => w.promotions.featured),
    double('lift', 'Hidden expected factor on the units of its products.', (w) => w.promotions.lift),
  ],
};

export const promotionProduct: WideTable = {
  name: 'promotion_product',
  grain: 'world',
  describe: 'Products of promotions.',
  key: ['promotion_id', 'product_id'],
  rows: (w) => promoted(w).promotion.length,
  columns: [
    integer('promotion_id', 'Promotion.', (w) => promoted(w).promotion),
    integer('product_id', 'Product.', (w) => promoted(w).product),
  ],
};

function promoted({ promotions }: World): { promotion: Int32Array; product: Int32Array } {
  const promotion: number[] = [];
  const product: number[] = [];
  for (let i = 0; i < promotions.count; i++) {
    const group = promotions.group[i];
    for (let m = promotions.groupStart[group]; m < promotions.groupStart[group + 1]; m++) {
      promotion.push(i + 1);
      product.push(promotions.members[m] + 1);
    }
  }
  return { promotion: Int32Array.from(promotion), product: Int32Array.from(product) };
}
