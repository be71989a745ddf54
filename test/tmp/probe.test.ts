import fc from 'fast-check';
import { test } from 'vitest';
import { monthIndexOf } from '../../src/world/calendar/civil.js';
import { ShardSimulator } from '../../src/world/shard.js';
import { createWorld } from '../../src/world/world.js';
import { allTables, FIXED, smallConfig } from '../support/worlds.js';
test('probe', () => {
  const sample = fc.sample(smallConfig, { ...FIXED, numRuns: 60 });
  let shops = 0;
  const slow: string[] = [];
  for (const config of sample) {
    const t = performance.now();
    const world = createWorld(config);
    const a = performance.now();
    let rows = 0;
    if (config.shoppers > 0) shops++;
    for (const r of world.regions) {
      const s = new ShardSimulator(world);
      for (let m = 0; m < 3; m++) { const sh = s.simulate(r.index, monthIndexOf(world.from) + 3 + m, allTables); rows += sh.saleLine.count; }
    }
    const b = performance.now();
    slow.push(`${Math.round(b - t)}ms create ${Math.round(a - t)} rows ${rows} shoppers ${config.shoppers} total ${config['visit.total']} py ${config['visit.per_year']} regions ${world.regions.length} lines ${config['basket.lines_mean']}/${config['basket.lines_max']} promo ${config['promotion.count']} ${config['promotion.cycle_weeks']}`);
  }
  console.log(shops, 'of', sample.length);
  console.log(slow.sort((x, y) => parseInt(y) - parseInt(x)).slice(0, 20).join('\n'));
});
