/** The way it is done by hand: one row at a time with faker, written to a CSV file through a stream. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { faker } from '@faker-js/faker';

const { rows, stores, products, out } = JSON.parse(process.argv[2]);
faker.seed(42);
const storeIds = Array.from({ length: stores }, () => faker.string.uuid());
const catalogue = Array.from({ length: products }, () => {
  const price = faker.number.float({ min: 30, max: 200, fractionDigits: 2 });
  return { id: faker.string.uuid(), price, cost: price * faker.number.float({ min: 0.2, max: 0.6 }) };
});

const file = createWriteStream(out);
file.write('date,store_id,product_id,qty,unit_price_at_sale,profit_at_sale\n');
for (let i = 0; i < rows; i++) {
  const date = faker.date.between({ from: '2022-01-01', to: '2024-12-31' }).toISOString().slice(0, 10);
  const store = faker.helpers.arrayElement(storeIds);
  const product = faker.helpers.arrayElement(catalogue);
  const qty = faker.number.int({ min: 1, max: 3 });
  const price = product.price * (1 - faker.helpers.arrayElement([0, 0.1, 0.2]));
  const profit = (price - product.cost) * qty;
  const line = `${date},${store},${product.id},${qty},${price.toFixed(2)},${profit.toFixed(2)}\n`;
  if (!file.write(line)) await once(file, 'drain');
}
file.end();
await once(file, 'finish');
console.log(JSON.stringify({ rows }));
