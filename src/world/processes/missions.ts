/**
 * Why shoppers come, and how much they take: the size of a basket is drawn first, then the mission that fits it, and the
 * mission decides which categories go together.
 */
import { AliasTable } from '../../random/index.js';
import type { WorldConfig } from '../knobs.js';
import { basketFactors } from '../shoppers.js';
import type { World } from '../world.js';

/** Largest sizes of the classes of baskets that missions distinguish; the last has no end. */
const SIZE_CLASSES = [1, 4, 12, 30] as const;

/** Class of a basket of `lines` lines, 0 to 4. */
export function sizeClass(lines: number): number {
  let c = 0;
  while (c < SIZE_CLASSES.length && lines > SIZE_CLASSES[c]) c++;
  return c;
}

/** Factor of each category in each mission: at [mission × categories + category]. */
export function missionFactors(world: World): Float64Array {
  const { categories, missions } = world.catalogue;
  return Float64Array.from({ length: missions.length * categories.length }, (_, i) => {
    const mission = missions[Math.floor(i / categories.length)];
    return mission.categories[categories[i % categories.length].name] ?? mission.others;
  });
}

/** What a planner expects of missions. */
export interface MissionMix {
  /** Expected share of lines of each category, given the demand of each; the array is refilled by the next call. */
  expected(categoryWeight: Float64Array): Float64Array;
}

/** Shares of lines by mission, and what they make of the demand for categories. */
export function missionMix(world: World): MissionMix {
  const { categories, missions } = world.catalogue;
  const factors = missionFactors(world);
  const lines = new Float64Array(missions.length);
  if (world.config.shoppers > 0) {
    for (const factor of basketFactors(world.config)) {
      basketSizes(world, factor).forEach((chance, i) => {
        const size = sizeClass(i + 1);
        const total = missions.reduce((sum, m) => sum + m.bySize[size], 0);
        missions.forEach((m, k) => {
          lines[k] += (chance * (i + 1) * m.bySize[size]) / total;
        });
      });
    }
  }
  const expected = new Float64Array(categories.length);
  return {
    expected(weight) {
      expected.fill(0);
      let all = 0;
      for (let m = 0; m < missions.length; m++) {
        let sum = 0;
        for (let c = 0; c < categories.length; c++) sum += factors[m * categories.length + c] * weight[c];
        if (!(sum > 0)) continue;
        all += lines[m];
        const scale = lines[m] / sum;
        for (let c = 0; c < categories.length; c++)
          expected[c] += scale * factors[m * categories.length + c] * weight[c];
      }
      for (let c = 0; c < categories.length; c++) expected[c] /= all || 1;
      return expected;
    },
  };
}

const meanSize = (chances: Float64Array): number => chances.reduce((sum, chance, i) => sum + chance * (i + 1), 0);

/**
 * Chance of 1, 2, … lines in a basket of shoppers whose baskets are `factor` × the mean: one and a negative binomial
 * number, cut off at the largest basket. Over all classes of shoppers the mean is the one that the settings name.
 */
export function basketSizes(world: World, factor: number): Float64Array {
  const { config } = world;
  const most = config['basket.lines_max'];
  const wanted = sizeOf(config, factor, sizeScale(config));
  const sizes = (tilt: number) => tiltedSizes(most, config['basket.lines_r'], tilt);
  // The cut takes from the mean, so the chances before it are found by halving.
  let [low, high] = [0, 1];
  while (meanSize(sizes(high)) < wanted - 1e-9 && high < 1e12) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanSize(sizes(middle)) < wanted) low = middle;
    else high = middle;
  }
  return sizes(high);
}

/** Mean lines of a class of shoppers: none can have more than the largest basket. */
function sizeOf(config: WorldConfig, factor: number, scale: number): number {
  return Math.min(config['basket.lines_max'], 1 + (config['basket.lines_mean'] - 1) * factor * scale);
}

/** What the other classes must have more where the largest basket cuts some short: 1 where it does not. */
function sizeScale(config: WorldConfig): number {
  const wanted = config['basket.lines_mean'];
  const factors = basketFactors(config);
  const mean = (scale: number) => factors.reduce((sum, f) => sum + sizeOf(config, f, scale), 0) / factors.length;
  if (mean(1) >= wanted - 1e-9) return 1;
  let [low, high] = [1, 2];
  while (mean(high) < wanted - 1e-9) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (mean(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Chances of 0 … most − 1 that go as those of a negative binomial number of chance `tilt` below 1; above 1, where there
 * is no such number, they lean on the cut. The mean rises with the tilt from 0 to most − 1.
 */
function tiltedSizes(most: number, r: number, tilt: number): Float64Array {
  const chances = new Float64Array(most);
  if (tilt <= 1) {
    chances[0] = 1;
    for (let n = 1; n < most; n++) chances[n] = (chances[n - 1] * tilt * (n - 1 + r)) / n;
  } else {
    chances[most - 1] = 1;
    for (let n = most - 1; n > 0; n--) chances[n - 1] = (chances[n] * n) / (tilt * (n - 1 + r));
  }
  const total = chances.reduce((a, b) => a + b, 0);
  return chances.map((c) => c / total);
}

/** Tables that pick a basket's size for each class of shoppers; the pick is the number of lines less one. */
export function sizeTables(world: World): AliasTable[] {
  return Array.from(basketFactors(world.config), (factor) => {
    const sizes = basketSizes(world, factor);
    return new AliasTable(sizes.length).build(sizes);
  });
}

/** Tables that pick a mission for each class of basket size. */
export function missionTables(world: World): AliasTable[] {
  return [0, 1, 2, 3, 4].map((size) => {
    const weights = world.catalogue.missions.map((m) => m.bySize[size]);
    return new AliasTable(weights.length).build(weights.some((w) => w > 0) ? weights : weights.map(() => 1));
  });
}
