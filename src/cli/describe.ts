import type { Command } from 'commander';
import type { describeDataset } from '../index.js';
import { aligned, colorsOf, print, printJson } from './output.js';

type Description = ReturnType<typeof describeDataset>;
type TableDescription = Description['tables'][number];

export function describeCommand(program: Command): void {
  program
    .command('describe')
    .description('show tables, columns, types, keys, defects and settings of a dataset')
    .argument('<dataset>', 'name of a dataset, or a folder with a dataset.yaml')
    .option('--all', 'show every setting, not the main ones alone')
    .option('--json', 'print JSON (always with every setting)')
    .addHelpText(
      'after',
      `
Examples:
  $ emporium describe store-tiers
  $ emporium describe store-tiers --all | grep assortment
  $ emporium describe ./my-dataset --json`,
    )
    .action(async (dataset: string, flags: { all?: boolean; json?: boolean }) => {
      const { describeDataset } = await import('../index.js');
      const description = describeDataset(dataset);
      if (flags.json) return printJson(description);
      print(text(description, flags.all === true));
    });
}

function text(description: Description, all: boolean): string {
  const { bold, dim } = colorsOf(process.stdout);
  const { name, title, describe, tables, defects, checks, settings } = description;
  const truth = tables.filter((table) => isTruth(table));
  const shown = settings.filter((setting) => all || setting.main);
  const lines = [
    `${bold(name)}  ${title}`,
    describe.trim(),
    '',
    bold('Tables'),
    ...tables.filter((table) => !isTruth(table)).flatMap(tableLines),
  ];
  if (truth.length > 0) lines.push('', bold('Truth tables, kept apart'), ...truth.flatMap(tableLines));
  if (defects.length > 0) {
    const rows = defects.map((d) => [
      `  ${d.id}`,
      d.kind.replaceAll('_', ' '),
      d.column === undefined ? d.table : `${d.table}.${d.column}`,
      `${percent(d.rate)} of rows`,
      d.describe,
    ]);
    lines.push('', bold('Defects'), ...aligned(rows));
  }
  if (checks.length > 0) {
    lines.push('', bold('Rules that `validate` checks beside keys and types'), ...checks.map((check) => `  ${check}`));
  }
  lines.push('', bold(all ? 'Settings' : 'Main settings'), ...settingLines(shown));
  if (shown.length < settings.length) {
    lines.push('', dim(`${settings.length - shown.length} more settings: emporium describe ${name} --all`));
  }
  lines.push('', dim(`Generate it: emporium generate ${name}`));
  return lines.join('\n');
}

const isTruth = (table: TableDescription) => table.name.startsWith('truth/');

const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;

function tableLines(table: TableDescription): string[] {
  const { bold, dim } = colorsOf(process.stdout);
  const layout = table.partitionBy.length > 0 ? ` Partitioned by ${table.partitionBy.join(' and ')}.` : '';
  const rows = table.columns.map((column) => [
    `    ${column.name}`,
    column.type,
    keyOf(table, column.name),
    `${column.describe}${column.label ? ' Hidden by --hide-labels.' : ''}`,
  ]);
  return [`  ${bold(table.name)}  ${dim(`${table.describe}${layout}`)}`, ...aligned(rows)];
}

/** `key`, and `→ table` where the column refers to another. */
function keyOf(table: TableDescription, column: string): string {
  const references = table.foreignKeys
    .filter((key) => key.columns.includes(column))
    .map((key) => `→ ${key.references.table}`);
  return [...(table.primaryKey.includes(column) ? ['key'] : []), ...references].join(' ');
}

function settingLines(settings: Description['settings']): string[] {
  const rows = settings.map((setting) => [
    `  ${setting.name}`,
    valueText(setting.default),
    setting.unit,
    setting.range,
    setting.describe,
  ]);
  return aligned([['  name', 'default', 'unit', 'range', 'meaning'], ...rows]);
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  const text = value.join(',');
  return text.length <= 32 ? text || '(of the locale)' : `${text.slice(0, 31)}…`;
}
