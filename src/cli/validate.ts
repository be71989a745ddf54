import type { Command } from 'commander';
import type { CheckResult, ValidateResult } from '../index.js';
import { exitCodes } from './exit.js';
import { interruptible } from './interrupt.js';
import { colorsOf, print, printJson } from './output.js';

export function validateCommand(program: Command): void {
  program
    .command('validate')
    .description('check a written folder: files, keys, books, defects; exit code 1 when a check fails')
    .argument('<folder>', 'folder that generate wrote, or files of a dataset that came from elsewhere')
    .option('--dataset <dataset>', 'name of the dataset, or folder of its definition when it is not built in')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ emporium validate data/store-tiers
  $ emporium validate data/my-dataset --dataset ./my-dataset
  $ emporium validate incoming --dataset sales-warehouse
  $ emporium validate data/store-tiers --json | jq '.results[] | select(.status == "fail")'`,
    )
    .action(async (folder: string, flags: { dataset?: string; json?: boolean }) => {
      const { validate } = await import('../index.js');
      const result = await interruptible('interrupted', () => validate({ folder, dataset: flags.dataset }));
      if (flags.json) printJson(result);
      else print(await text(result));
      process.exitCode = result.failed > 0 ? exitCodes.failed : exitCodes.done;
    });
}

async function text(result: ValidateResult): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const { bold, red, green, yellow } = colorsOf(process.stdout);
  const paint = { pass: green, fail: red, skip: yellow };
  const table = new Table({
    head: ['', 'table', 'check'],
    style: { head: [], border: [] },
    // No rule between rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    wordWrap: true,
    colWidths: widths(result.results),
  });
  table.push(...result.results.map((r) => [paint[r.status](r.status), r.table || '(all)', r.check]));
  const closing = `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`;
  return [
    table.toString(),
    ...details(result.results, 'fail').map(red),
    ...details(result.results, 'skip').map(yellow),
    (result.failed > 0 ? red : green)(bold(closing)),
  ].join('\n');
}

/** What was found, below the table: it is long, and it is what people copy. */
function details(results: readonly CheckResult[], status: CheckResult['status']): string[] {
  return results
    .filter((result) => result.status === status)
    .map((result) => `${status}: ${[result.table, result.check].filter(Boolean).join(': ')}: ${result.detail}`);
}

/** Fits the terminal, or 100 columns; a long check is wrapped. */
function widths(results: readonly CheckResult[]): number[] {
  const names = Math.max(8, ...results.map((result) => result.table.length + 2));
  const checks = Math.max(...results.map((result) => result.check.length + 2), 10);
  const room = Math.max(60, process.stdout.columns ?? 120) - names - 6 - 4;
  return [6, names, Math.max(20, Math.min(checks, room))];
}
