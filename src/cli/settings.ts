import type { Command } from 'commander';
import type { SettingValues } from '../index.js';

/** Flags that decide which world is simulated. */
export interface WorldFlags {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly config?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Adds the flags that decide which world is simulated. */
export function addWorldOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return command
    .optionsGroup('The world:')
    .option('--seed <number>', 'seed: the same seed gives the same world')
    .option('--set <name=value>', 'a setting, such as stores=500; may be given many times', collect)
    .option('--config <file>', 'YAML or JSON file of settings, dotted or nested; --set and --seed go before it')
    .option('--from <date>', 'first day, YYYY-MM-DD; the history begins with it when not given')
    .option('--to <date>', 'last day, YYYY-MM-DD, included');
}

/** Settings of the file, changed by --set, changed by --seed. */
export async function settingsOf(flags: WorldFlags): Promise<SettingValues> {
  const { parseAssignment, readSettingsFile, UsageError } = await import('../index.js');
  const file = flags.config === undefined ? {} : readSettingsFile(flags.config);
  const set: Record<string, unknown> = Object.fromEntries((flags.set ?? []).map(parseAssignment));
  if (flags.seed === undefined) return { ...file, ...set };
  const [, seed] = parseAssignment(`seed=${flags.seed}`);
  if (Object.hasOwn(set, 'seed') && set.seed !== seed) {
    throw new UsageError(`--seed must agree with --set seed=…, got ${flags.seed} and ${String(set.seed)}`);
  }
  return { ...file, ...set, seed };
}
