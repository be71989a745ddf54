/** Rows of the stream as ready objects, turned into text by JSON.stringify and written into a file, in blocks. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { memorySink, stream } from '../../dist/index.js';

const { events, folder } = JSON.parse(process.argv[2]);
const READY = 100_000;
const sink = memorySink();
await stream({ dataset: 'apparel-streams', sink, batchInterval: 1800, maxEvents: Math.min(READY, events) });
// BIGINT is beyond JSON.stringify: as numbers, like everywhere else.
const plain = (row) =>
  Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'bigint' ? Number(v) : v]));
const rows = ['sales', 'customers', 'items', 'stores'].flatMap((feed) => sink.rows(feed).map(plain));
const path = join(folder, `stringify-${process.pid}.json`);
/** Size at which the file is removed and begun anew: see the other side, whose files are taken away, too. */
const TAKEN_BYTES = 16e6;
const start = performance.now();
const begun = process.cpuUsage();
let file = openSync(path, 'w');
let lines = [];
let bytes = 0;
for (let i = 0; i < events; i++) {
  lines.push(JSON.stringify(rows[i % rows.length]));
  if (lines.length === 5000 || i === events - 1) {
    bytes += writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
    if (bytes < TAKEN_BYTES) continue;
    closeSync(file);
    rmSync(path);
    file = openSync(path, 'w');
    bytes = 0;
  }
}
closeSync(file);
const { user, system } = process.cpuUsage(begun);
rmSync(path);
console.log(JSON.stringify({ events, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }));
