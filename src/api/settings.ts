import type { Dataset } from '../datasets/load.js';
import { withProfile } from '../datasets/profiles.js';
import { UsageError } from '../engine/errors.js';
import { didYouMean } from '../engine/nearest.js';
import { checkConfig, flattenSettings, type SettingValues } from '../engine/settings.js';
import { knobs, type WorldConfig } from '../world/knobs.js';

/** Prefix of the settings that hold the rates of a dataset's defects. */
const DEFECT = 'defect.';

export interface ResolvedSettings {
  readonly config: WorldConfig;
  /** Rate of each defect by its id. */
  readonly rates: Readonly<Record<string, number>>;
  /** Value of each setting of the dataset's own. */
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * The settings of a run: the world's defaults, changed by the dataset, changed by the caller. A UsageError lists every
 * problem with the path of the wrong setting, the rule and the value.
 */
export function resolveSettings(dataset: Dataset, given: SettingValues): ResolvedSettings {
  const { definition } = dataset;
  const ids = definition.defects.map((d) => d.id);
  const rates: Record<string, number> = Object.fromEntries(definition.defects.map((d) => [d.id, d.rate]));
  const parameters = Object.fromEntries(
    Object.entries(definition.parameters).map(([name, parameter]) => [name, parameter.default]),
  );
  const world: Record<string, unknown> = { ...flattenSettings(definition.world) };
  const problems: string[] = [];
  for (const [name, value] of Object.entries(withProfile(flattenSettings(given)))) {
    const id = name.startsWith(DEFECT) ? name.slice(DEFECT.length) : undefined;
    if (id !== undefined && ids.includes(id)) {
      if (typeof value === 'number' && value >= 0 && value <= 1) rates[id] = value;
      else problems.push(`setting ${name} must be a number from 0 to 1, got ${JSON.stringify(value)}`);
    } else if (Object.hasOwn(parameters, name)) {
      const { min, max, whole } = definition.parameters[name];
      if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) {
        parameters[name] = value;
      } else {
        problems.push(
          `setting ${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, got ${JSON.stringify(value)}`,
        );
      }
    } else if (Object.hasOwn(knobs, name)) {
      world[name] = value;
    } else {
      const names = [...Object.keys(knobs), ...Object.keys(parameters), ...ids.map((d) => DEFECT + d)];
      problems.push(`setting ${name} is not a setting of ${definition.name}${didYouMean(name, names)}`);
    }
  }
  const checked = checkConfig(world);
  problems.push(...checked.problems.map((p) => `setting ${p.path} ${p.message}`));
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { config: checked.config, rates, parameters };
}
