/**
 * Every setting of the world, described once: flags, configuration files, validation and the reference are made from
 * this list.
 */
import { companyKnobs } from './knobs/company.js';
import { demandKnobs } from './knobs/demand.js';
import { feedKnobs } from './knobs/feeds.js';
import type { IntegerKnob, Knob, ListKnob, NumberKnob } from './knobs/kinds.js';
import { shopperKnobs } from './knobs/shoppers.js';

export type { Knob } from './knobs/kinds.js';
export { crossProblems } from './knobs/rules.js';

export const knobs = { ...companyKnobs, ...demandKnobs, ...shopperKnobs, ...feedKnobs } as const satisfies Record<
  string,
  Knob
>;

export type KnobName = keyof typeof knobs;

type ValueOf<K extends Knob> = K extends IntegerKnob | NumberKnob
  ? number
  : K extends ListKnob
    ? readonly number[]
    : string;

/** The settings of a world, one value for every knob. Days are written YYYY-MM-DD. */
export type WorldConfig = { readonly [N in KnobName]: ValueOf<(typeof knobs)[N]> };

/** A broken rule: which setting, which rule, which value. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** The settings as they are when nobody says anything. */
export function defaultConfig(): WorldConfig {
  return Object.fromEntries(
    Object.entries(knobs).map(([name, knob]) => [name, knob.default]),
  ) as unknown as WorldConfig;
}
