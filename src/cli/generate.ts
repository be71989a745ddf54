import { type Command, Option } from 'commander';
import type { CompressionName, FormatName, GenerateOptions, GenerateResult } from '../index.js';
import { compressionChoices, formatChoices } from './choices.js';
import { interruptible } from './interrupt.js';
import { print, printJson } from './output.js';
import { progressDisplay } from './progress.js';
import { addWorldOptions, settingsOf, type WorldFlags } from './settings.js';
import { summary } from './summary.js';

interface GenerateFlags extends WorldFlags {
  readonly out?: string;
  readonly duckdb?: string;
  readonly format?: string;
  readonly compression?: string;
  readonly tables?: string;
  readonly workers?: string;
  readonly defects: boolean;
  readonly hideLabels?: boolean;
  readonly safety: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function generateCommand(program: Command): void {
  const command = program
    .command('generate')
    .description('write a dataset; run it again to go on after an interruption or to add days')
    .argument('<dataset>', 'name of a dataset, or a folder with a dataset.yaml');
  command
    .optionsGroup('Where and how to write:')
    .option('--out <folder>', 'folder to write (default: data/<dataset>)')
    .option('--duckdb <file>', 'DuckDB file to write, instead of a folder or, with --out, beside it')
    .addOption(choice('--format <format>', "format of a folder's files", formatChoices))
    .addOption(choice('--compression <name>', 'compression of the files', compressionChoices))
    .option('--tables <names>', 'tables to write, with commas between (default: all)')
    .option('--workers <number>', 'worker threads, 1 to 256 (default: one a core)')
    .option('--no-safety', 'no hashes, syncs and checkpoints: such a run cannot be resumed');
  addWorldOptions(command)
    .optionsGroup('Dirt and truth:')
    .option('--no-defects', 'clean data')
    .option('--hide-labels', 'move ground-truth columns to truth/')
    .optionsGroup('Output of the command:')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--json', 'print the result as JSON on stdout; progress stays on stderr')
    .option('--quiet', 'no progress and no summary')
    .addHelpText('after', examples)
    .action(run);
}

const examples = `
Examples:
  $ emporium generate store-tiers
  $ emporium generate store-tiers --out data/big --set stores=500 --set years=5 --seed 7
  $ emporium generate store-tiers --out data/half --from 2023-01-01 --to 2023-06-30
  $ emporium generate store-tiers --format csv --tables dim_product,fact_sales --no-defects
  $ emporium generate store-tiers --duckdb store-tiers.duckdb
  $ emporium generate world --set profile=convenience --set shoppers=5000
  $ emporium generate ./my-dataset --config settings.yaml --dry-run

The settings of a dataset: emporium describe <dataset> --all`;

/** An option whose values help and completion show; what is wrong is said by the library, as for programs. */
function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((value) => value);
}

async function run(dataset: string, flags: GenerateFlags): Promise<void> {
  const { generate } = await import('../index.js');
  const options = await optionsOf(dataset, flags);
  const runs: GenerateResult[] = [];
  for (const target of targetsOf(flags)) {
    const progress = await progressDisplay(flags.quiet === true);
    const result = await interruptible('interrupted; run the same command again to go on', async (signal) => {
      try {
        return await generate({ ...options, ...target, signal, onProgress: progress.onProgress });
      } finally {
        progress.stop();
      }
    });
    runs.push(result);
    if (!flags.json && !flags.quiet) print(summary(result, { isFolder: target.duckdb === undefined, name: dataset }));
  }
  if (flags.json) printJson({ runs });
}

/** The folder, the DuckDB file, or one after the other; the folder of the dataset's name when neither is given. */
function targetsOf({ out, duckdb }: GenerateFlags): Pick<GenerateOptions, 'out' | 'duckdb'>[] {
  const file = duckdb === undefined ? [] : [{ duckdb }];
  return out !== undefined || duckdb === undefined ? [{ out }, ...file] : file;
}

async function optionsOf(dataset: string, flags: GenerateFlags): Promise<GenerateOptions> {
  const { UsageError } = await import('../index.js');
  for (const [flag, value] of [
    ['--out', flags.out],
    ['--duckdb', flags.duckdb],
  ]) {
    if (value === '') throw new UsageError(`${flag} must be a path, got ""`);
  }
  const tables = flags.tables?.split(',').map((table) => table.trim());
  if (tables?.includes('')) {
    throw new UsageError(`--tables must be names with commas between, got "${flags.tables}"`);
  }
  if (flags.workers !== undefined && !/^\d+$/.test(flags.workers)) {
    throw new UsageError(`--workers must be a whole number from 1 to 256, got "${flags.workers}"`);
  }
  return {
    dataset,
    settings: await settingsOf(flags),
    from: flags.from,
    to: flags.to,
    // The library checks these names and lists the right ones.
    format: flags.format as FormatName | undefined,
    compression: flags.compression as CompressionName | undefined,
    tables,
    workers: flags.workers === undefined ? undefined : Number(flags.workers),
    defects: flags.defects,
    hideLabels: flags.hideLabels,
    safety: flags.safety,
    dryRun: flags.dryRun,
  };
}
