import type { Command } from 'commander';
import { aligned, colorsOf, print, printJson } from './output.js';

export function listCommand(program: Command): void {
  program
    .command('list')
    .description('list the datasets, one line each')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ emporium list
  $ emporium list --json | jq -r '.[].name'`,
    )
    .action(async (flags: { json?: boolean }) => {
      const { listDatasets } = await import('../index.js');
      const datasets = listDatasets();
      if (flags.json) return printJson(datasets);
      const { bold } = colorsOf(process.stdout);
      const lines = aligned(datasets.map(({ name, describe }) => [bold(name), describe]));
      print(lines.join('\n'));
    });
}
