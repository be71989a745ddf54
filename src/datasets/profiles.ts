import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../engine/errors.js';
import { didYouMean } from '../engine/nearest.js';
import { flattenSettings, type SettingValues } from '../engine/settings.js';
import { root } from '../package.js';
import { parseYaml } from './yaml.js';

const folder = fileURLToPath(new URL('./datasets/profiles/', root));

/** Names of the built-in profiles: kinds of retailers, each a file of settings. */
export function profileNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The settings of a profile: a built-in one by its name, or a YAML or JSON file by its path. Names and values are checked
 * by whoever uses them. A UsageError says which profile is not there.
 */
export function loadProfile(name: unknown): SettingValues {
  const known = profileNames();
  const text = String(name);
  const path = known.includes(text) ? `${folder}${text}.yaml` : text;
  if (typeof name !== 'string' || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(
      `setting profile must be one of ${known.join(', ')}, or the path of a file of settings, got ${JSON.stringify(name)}${didYouMean(text, known)}`,
    );
  }
  const settings = flattenSettings(parseYaml(readFileSync(path, 'utf8'), path).value, path);
  if (Object.hasOwn(settings, 'profile')) throw new UsageError(`${path}: a profile must not name a profile`);
  return settings;
}

/** Settings with the profile that they name put below them. */
export function withProfile(settings: SettingValues): SettingValues {
  if (!Object.hasOwn(settings, 'profile')) return settings;
  const { profile, ...own } = settings;
  return { ...loadProfile(profile), ...own };
}
