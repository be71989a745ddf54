import { readFileSync } from 'node:fs';
import { parseYaml } from '../datasets/yaml.js';
import { messageOf, UsageError } from '../engine/errors.js';
import { flattenSettings, type SettingValues } from '../engine/settings.js';

/**
 * Reads a YAML or JSON file of settings, nested or dotted, and returns them by dotted name. Names and values are checked
 * by whoever uses them. A UsageError names the file, and the line where it cannot be understood.
 */
export function readSettingsFile(path: string): SettingValues {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new UsageError(`the settings file ${path} cannot be read: ${reasonOf(thrown)}`);
  }
  return flattenSettings(parseYaml(text, path).value, path);
}

function reasonOf(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(thrown);
}
