/** Writes the reference pages and the JSON Schema from the code; `--check` says which are stale and writes nothing. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  definitionJsonSchema,
  describeDataset,
  knobs,
  lineageOf,
  listDatasets,
  rangeOf,
  worldTables,
} from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const NOTE = '<!-- Made from the code by `npm run docs`. -->\n\n';
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const value = (v) => `\`${Array.isArray(v) ? (v.length === 0 ? '[]' : v.join(', ')) : v}\``;

function settings() {
  const rows = Object.entries(knobs).map(([name, knob]) => [
    `\`${name}\``,
    knob.describe,
    rangeOf(knob),
    knob.unit,
    value(knob.default),
    knob.source,
  ]);
  return `${NOTE}# Settings of the world

Each can be given with \`--set name=value\`, in a file with \`--config\`, or under \`world:\` in a \`dataset.yaml\`. Lists are
written with commas: \`--set quantity.shares=0.8,0.15,0.05\`. A dataset adds the rates of its defects as \`defect.<id>\`.

${table(['setting', 'what', 'range', 'unit', 'default', 'source'], rows)}
`;
}

function tables() {
  const parts = worldTables.map(
    (t) => `## world.${t.name}

${t.describe} Key: ${t.key.map((k) => `\`${k}\``).join(', ')}.${t.grain === 'shard' ? ` Cut into shards by \`${t.time}\`.` : ''}

${table(
  ['column', 'type', 'what'],
  t.columns.map((c) => [`\`${c.name}\``, c.type === 'TEXT' ? 'VARCHAR' : c.type, c.describe]),
)}
`,
  );
  return `${NOTE}# Tables of the world

What the queries of a dataset, and \`emporium sql\`, can read. Money is in cents, days are dates, times are local.

${parts.join('\n')}`;
}

function dataset(name) {
  const d = describeDataset(name);
  const parts = d.tables.map(
    (t) => `## ${t.name}

${t.describe}${t.primaryKey.length > 0 ? ` Primary key: ${t.primaryKey.map((k) => `\`${k}\``).join(', ')}.` : ''}${
  t.eventTime
    ? ` Event time: \`${t.eventTime}\`${t.partitionBy.length > 0 ? `, folders by ${t.partitionBy.join(' and ')}` : ''}.`
    : ''
}

${table(
  ['column', 'type', 'what'],
  t.columns.map((c) => [`\`${c.name}\``, c.type, c.describe]),
)}
`,
  );
  const main = d.settings.filter((s) => s.main).map((s) => [`\`${s.name}\``, s.describe, s.range, value(s.default)]);
  return `${NOTE}# ${d.name}

${d.describe}

${parts.join('\n')}
## Main settings

${table(['setting', 'what', 'range', 'default'], main)}

All settings: [settings.md](settings.md).
`;
}

function commandLine() {
  const help = (...args) =>
    execFileSync(process.execPath, [`${root}dist/cli/main.js`, ...args, '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
    }).trimEnd();
  const commands = ['list', 'describe', 'generate', 'validate', 'sql', 'completion'];
  return `${NOTE}# Command line

\`\`\`
${help()}
\`\`\`

${commands.map((name) => `## emporium ${name}\n\n\`\`\`\n${help(name)}\n\`\`\`\n`).join('\n')}`;
}

/** Tables with their columns and keys, as a mermaid diagram. Types are written without their lengths. */
function schemaDiagram(name) {
  const visible = describeDataset(name).tables.filter((t) => !t.name.startsWith('truth/'));
  const keyOf = (t, column) => {
    const keys = [
      ...(t.primaryKey.includes(column) ? ['PK'] : []),
      ...(t.foreignKeys.some((key) => key.columns.includes(column)) ? ['FK'] : []),
      ...(t.unique.some((key) => key.includes(column)) ? ['UK'] : []),
    ];
    return keys.length > 0 ? ` ${keys.join(', ')}` : '';
  };
  const entities = visible.map(
    (t) =>
      `  ${t.name} {\n${t.columns.map((c) => `    ${c.type.split('(')[0]} ${c.name}${keyOf(t, c.name)}`).join('\n')}\n  }`,
  );
  const relations = visible.flatMap((t) =>
    t.foreignKeys.map((key) => {
      const isOne = key.columns.join() === t.primaryKey.join();
      const one = key.columns.some((column) => t.nullable?.includes(column)) ? '|o' : '||';
      return `  ${key.references.table} ${one}--${isOne ? 'o|' : 'o{'} ${t.name} : "${key.columns.join(', ')}"`;
    }),
  );
  return ['erDiagram', ...entities, ...relations].join('\n');
}

/** The steps with the files that they read and write, as a mermaid diagram. */
async function lineageDiagram(name) {
  const { steps } = await lineageOf(name);
  const id = (path) => path.replace(/\W+/g, '_');
  const outputs = (step) => step.outputs ?? [step.output];
  const lines = steps.flatMap((step) => [
    `  ${step.name}["${step.name}"]`,
    ...(step.world ?? []).map((table) => `  ${id(table)}(["${table}"]) --> ${step.name}`),
    ...step.inputs.map((path) => `  ${id(path)} --> ${step.name}`),
    ...outputs(step).map((path) => `  ${step.name} --> ${id(path)}[("${path}")]`),
  ]);
  return ['flowchart LR', ...new Set(lines)].join('\n');
}

/** Guides with the diagrams that stand between their marks: `<!-- schema: name -->` or lineage, up to `<!-- end -->`. */
async function guides() {
  const texts = {};
  for (const file of readdirSync(`${root}docs/guides`).filter((name) => name.endsWith('.md'))) {
    const path = `docs/guides/${file}`;
    let text = readFileSync(root + path, 'utf8');
    for (const [mark, kind, name] of text.matchAll(/<!-- (schema|lineage): ([\w-]+) -->/g)) {
      const diagram = kind === 'schema' ? schemaDiagram(name) : await lineageDiagram(name);
      const start = text.indexOf(mark) + mark.length;
      const end = text.indexOf('<!-- end -->', start);
      if (end < 0) throw new Error(`${path}: <!-- end --> must follow ${mark}`);
      text = `${text.slice(0, start)}\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n${text.slice(end)}`;
    }
    texts[path] = text;
  }
  return texts;
}

const files = {
  'docs/reference/settings.md': settings(),
  'docs/reference/world-tables.md': tables(),
  ...Object.fromEntries(listDatasets().map(({ name }) => [`docs/reference/${name}.md`, dataset(name)])),
  'docs/reference/command-line.md': commandLine(),
  ...(await guides()),
  'schemas/dataset.schema.json': `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`,
};

const stale = Object.entries(files).filter(
  ([path, text]) => !existsSync(root + path) || readFileSync(root + path, 'utf8') !== text,
);
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`stale, run npm run docs: ${stale.map(([path]) => path).join(', ')}`);
    process.exitCode = 1;
  }
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
    console.log(`wrote ${path}`);
  }
}
