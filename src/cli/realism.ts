import type { Command } from 'commander';
import { figure, range } from '../api/realism/figures.js';
import type { RealismResult, RealismTestResult } from '../index.js';
import { exitCodes } from './exit.js';
import { interruptible } from './interrupt.js';
import { colorsOf, print, printJson } from './output.js';

export function realismCommand(program: Command): void {
  program
    .command('realism')
    .description('hold a written world against figures of real retail; exit code 1 when a test fails')
    .argument('<folder>', 'folder with the dataset world, as generate wrote it')
    .option('--html <file>', 'also write a page with the table and plots')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ emporium realism data/world
  $ emporium realism data/world --html realism.html
  $ emporium realism data/world --json | jq '.tests[] | select(.status == "fail")'`,
    )
    .action(async (folder: string, flags: { html?: string; json?: boolean }) => {
      const { realism } = await import('../index.js');
      const result = await interruptible('interrupted', (signal) => realism({ folder, html: flags.html, signal }));
      if (flags.json) printJson(result);
      else print(await text(result));
      process.exitCode = result.failed > 0 ? exitCodes.failed : exitCodes.done;
    });
}

async function text(result: RealismResult): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const { bold, red, green, yellow, dim } = colorsOf(process.stdout);
  const paint = { pass: green, fail: red, skip: yellow };
  const table = new Table({
    head: ['', 'test', 'real', 'accepted', 'measured'],
    style: { head: [], border: [] },
    // No rule between rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    wordWrap: true,
    colWidths: [null, widest(result.tests), null, null, null],
  });
  let group = '';
  for (const test of result.tests) {
    if (test.group !== group) table.push(['', bold(test.group), '', '', '']);
    group = test.group;
    const measured = test.measured === null ? '–' : figure(test.measured);
    table.push([
      paint[test.status](test.status),
      test.unit ? `${test.title} ${dim(`(${test.unit})`)}` : test.title,
      test.real,
      range(test.accept),
      paint[test.status](measured),
    ]);
  }
  const skipped = result.tests.filter(({ status }) => status === 'skip');
  const closing = `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`;
  const index = result.index === null ? 'no index: nothing could be measured' : `index ${result.index.toFixed(1)}`;
  return [
    table.toString(),
    ...skipped.map(({ title, detail }) => yellow(`skip: ${title}: ${detail}`)),
    bold(`${index} of 100 over ${result.from} to ${result.to}`),
    (result.failed > 0 ? red : green)(bold(closing)),
  ].join('\n');
}

/** Titles are wrapped where the terminal, or 110 columns, has no room for them. */
function widest(tests: readonly RealismTestResult[]): number {
  const titles = Math.max(...tests.map(({ title, unit }) => title.length + (unit ? unit.length + 3 : 0) + 2));
  return Math.max(30, Math.min(titles, (process.stdout.columns ?? 110) - 58));
}
