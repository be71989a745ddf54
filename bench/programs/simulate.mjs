/** The simulation alone, on one core: every shard's sale lines, months in order. Prints rows and seconds. To be bundled. */
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { defaultConfig } from '../../src/world/knobs.js';
import { ShardSimulator } from '../../src/world/shard.js';
import { createWorld } from '../../src/world/world.js';

const { stores } = JSON.parse(process.argv[2]);
const world = createWorld({ ...defaultConfig(), stores });
const start = performance.now();
const simulator = new ShardSimulator(world);
const wanted = new Set(['sale_line']);
let rows = 0;
let shards = 0;
for (const region of world.regions) {
  for (let month = monthIndexOf(world.from); month <= monthIndexOf(world.to - 1); month++) {
    rows += simulator.simulate(region.index, month, wanted).saleLine.count;
    shards++;
  }
}
console.log(JSON.stringify({ rows, shards, seconds: (performance.now() - start) / 1000 }));
