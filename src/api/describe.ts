import { tableBase } from '../datasets/definition.js';
import { builtInNames, loadDataset } from '../datasets/load.js';
import { type Knob, knobs } from '../world/knobs.js';
import { resolveSettings } from './settings.js';

/** One line of `list`. */
export interface DatasetSummary {
  readonly name: string;
  readonly title: string;
  readonly describe: string;
}

/** The built-in datasets. */
export function listDatasets(): DatasetSummary[] {
  return builtInNames().map((name) => {
    const { title, describe } = loadDataset(name).definition;
    return { name, title, describe };
  });
}

export interface SettingDescription {
  readonly name: string;
  readonly describe: string;
  /** Such as `0 to 1`, or the choices. */
  readonly range: string;
  readonly unit: string;
  /** Value in this dataset when nobody says anything. */
  readonly default: unknown;
  readonly source: string;
  /** Whether the dataset names it as one of its own main settings. */
  readonly main: boolean;
}

/** What a dataset is: its definition in plain words, and every setting with its default. */
export function describeDataset(nameOrPath: string) {
  const dataset = loadDataset(nameOrPath);
  const { definition } = dataset;
  const { config, rates, parameters } = resolveSettings(dataset, {});
  const settings: SettingDescription[] = Object.entries(knobs as Record<string, Knob>).map(([name, knob]) => ({
    name,
    describe: knob.describe,
    range: rangeOf(knob),
    unit: knob.unit,
    default: config[name as keyof typeof config],
    source: knob.source,
    main: definition.settings.includes(name),
  }));
  settings.push(
    ...Object.entries(definition.parameters).map(([name, { describe, unit, min, max }]) => ({
      name,
      describe,
      range: `${min} to ${max}`,
      unit,
      default: parameters[name],
      source: `dataset ${definition.name}`,
      main: true,
    })),
    ...definition.defects.map((defect) => ({
      name: `defect.${defect.id}`,
      describe: `Share of rows of ${defect.table} ${defect.column === undefined ? 'that are hit' : `whose ${defect.column} is damaged`}: ${defect.describe}`,
      range: '0 to 1',
      unit: 'share',
      default: rates[defect.id],
      source: `dataset ${definition.name}`,
      main: true,
    })),
  );
  return {
    name: definition.name,
    title: definition.title,
    describe: definition.describe,
    format: definition.format,
    tables: Object.entries(definition.tables).map(([name, table]) => ({
      name: table.truth ? `truth/${name}` : name,
      describe: table.describe,
      columns: Object.entries(table.columns)
        .filter(([, { internal }]) => !internal)
        .map(([column, { type, describe, label }]) => ({ name: column, type, describe, label })),
      primaryKey: table.primary_key,
      unique: table.unique,
      nullable: table.nullable,
      foreignKeys: table.foreign_keys,
      eventTime: table.columns[table.event_time ?? '']?.internal ? undefined : table.event_time,
      partitionBy: table.partition_by,
      path: tableBase(definition, name, table.truth),
    })),
    steps: definition.steps,
    documents: definition.documents,
    defects: definition.defects,
    checks: definition.checks.map((check) => check.name),
    settings,
  };
}

/** The range of a knob in words. */
export function rangeOf(knob: Knob): string {
  switch (knob.kind) {
    case 'choice':
      return knob.choices.join(' | ');
    case 'list': {
      const many = knob.length > 0 ? `${knob.length} numbers` : '1–12 numbers';
      return `${many} from ${knob.min} to ${knob.max}${knob.shares ? ', sum 1' : ''}${knob.localeDefault ? ', or empty' : ''}`;
    }
    default:
      return `${knob.min} to ${knob.max}`;
  }
}
