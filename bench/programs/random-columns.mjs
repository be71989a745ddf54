/** The columns of a sale line filled with plain random numbers, a shard's worth of rows at a time into the same arrays. */
const { rows, shards } = JSON.parse(process.argv[2]);
const count = Math.round(rows / shards);
const start = performance.now();
const [store, product, day, line, quantity, listCents, unitCents, costCents] = Array.from(
  { length: 8 },
  () => new Int32Array(count),
);
function fill() {
  for (let i = 0; i < count; i++) {
    store[i] = 1 + Math.random() * 600;
    product[i] = 1 + Math.random() * 200;
    day[i] = 18993 + Math.random() * 1096;
    line[i] = Math.random() * 100;
    quantity[i] = 1 + Math.random() * 3;
    listCents[i] = 3000 + Math.random() * 17000;
    unitCents[i] = 3000 + Math.random() * 17000;
    costCents[i] = 600 + Math.random() * 9000;
  }
}
for (let shard = 0; shard < shards; shard++) fill();
console.log(JSON.stringify({ rows: count * shards, seconds: (performance.now() - start) / 1000 }));
