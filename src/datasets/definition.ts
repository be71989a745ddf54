import { z } from 'zod';

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and underscores, starting with a letter');

const columnTypes = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'DOUBLE',
  'DATE',
  'TIMESTAMP',
  'VARCHAR',
] as const;

const columnType = z
  .string()
  .refine(
    (type) =>
      (columnTypes as readonly string[]).includes(type) ||
      /^(DECIMAL\(\d+,\d+\)|(VARCHAR|CHAR)\([1-9]\d*\))$/.test(type),
    {
      error: (issue) =>
        `must be one of ${columnTypes.join(', ')} or DECIMAL(p,s), VARCHAR(n), CHAR(n), got ${String(issue.input)}`,
    },
  )
  .meta({
    description: 'DuckDB type of the column, upper case. validate checks the length of VARCHAR(n) and CHAR(n).',
  });

const column = z.strictObject({
  type: columnType,
  describe: z.string().min(1).meta({ description: 'What it holds, with unit.' }),
  label: z.boolean().default(false).meta({ description: 'Ground truth that --hide-labels moves to truth/.' }),
  internal: z
    .boolean()
    .default(false)
    .meta({ description: 'Not written: later tables read it, or it is the event_time of a table that shows none.' }),
});

const feed = z.strictObject({
  key: z
    .array(identifier)
    .min(1)
    .meta({ description: 'Columns that name the thing that a row is about: the key of its event.' }),
  arrival: identifier.meta({ description: 'The TIMESTAMP column, internal, at which a row arrives.' }),
  interval: identifier.meta({ description: 'The INTEGER column, internal, with the interval of the world table.' }),
  row: identifier.meta({ description: 'The INTEGER column, internal, with the number in the interval.' }),
  version: identifier.optional().meta({
    description:
      'The INTEGER column, internal, that tells a change (above 0) from a new thing (0): changes are captured.',
  }),
  after: z.array(identifier).default([]).meta({ description: 'Feeds that must have rows before this one begins.' }),
});

const table = z.strictObject({
  describe: z.string().min(1).meta({ description: 'What one row is.' }),
  truth: z.boolean().default(false).meta({ description: 'Hidden from the pipeline under test: written to truth/.' }),
  sql: z.string().optional().meta({ description: 'File with the SELECT; <table>.sql by default.' }),
  columns: z.record(identifier, column).meta({ description: 'Columns in the order of the SELECT.' }),
  primary_key: z.array(identifier).default([]),
  unique: z
    .array(z.array(identifier).min(1))
    .default([])
    .meta({ description: 'Further keys: lists of columns whose values are unique together.' }),
  nullable: z.array(identifier).optional().meta({
    description: 'Columns that may be null; validate checks the others. Nothing is checked when it is absent.',
  }),
  foreign_keys: z
    .array(
      z.strictObject({
        columns: z.array(identifier).min(1),
        references: z.strictObject({ table: identifier, columns: z.array(identifier).min(1) }),
        earlier: z.boolean().default(false).meta({
          description:
            'The row referred to may be older: when a window begins after the history it may not be there, and the key is not declared.',
        }),
      }),
    )
    .default([]),
  event_time: identifier
    .optional()
    .meta({ description: 'The DATE or TIMESTAMP column that places a row in time: the table is cut into shards.' }),
  partition_by: z
    .array(z.enum(['year', 'month']))
    .default([])
    .meta({ description: 'Folders year=… and month=… made from event_time.' }),
  single_file: z
    .boolean()
    .default(false)
    .meta({ description: 'One file, in order of month and key, although it is made shard by shard.' }),
  feed: feed.optional().meta({
    description:
      'The table can be streamed. Its query gives each row of one feed_… table of the world once; window functions over it would see a part.',
  }),
});

const defect = z.strictObject({
  id: identifier.meta({ description: 'Its rate is the setting defect.<id>.' }),
  kind: z.string().meta({ description: 'Kind of defect, such as missing_value.' }),
  table: identifier,
  column: identifier.optional().meta({ description: 'The damaged column, for kinds that damage a cell.' }),
  rate: z.number().min(0).max(1).meta({
    description:
      'Share of the rows; exactly round(rows × rate) are hit, of each shard in a table that is cut into shards, of each interval in a feed.',
  }),
  describe: z.string().min(1),
});

const parameter = z.strictObject({
  describe: z.string().min(1),
  unit: z.string().default(''),
  min: z.number(),
  max: z.number(),
  default: z.number(),
  whole: z.boolean().default(false).meta({ description: 'Whole numbers alone.' }),
});

const step = z.strictObject({
  name: identifier,
  describe: z.string().min(1),
  tables: z.array(identifier).default([]).meta({ description: 'Tables that this step writes.' }),
  documents: z.boolean().default(false).meta({ description: 'Whether this step writes the documents.' }),
});

const document = z.strictObject({
  path: z
    .string()
    .regex(
      /^([a-z][a-z0-9_-]*\/)*[a-z][a-z0-9_-]*\.(json|yaml)$/,
      'must be a path in lower case that ends in .json or .yaml',
    )
    .meta({ description: 'Place below the output folder.' }),
  kind: z.enum(['dictionary', 'lineage']).meta({
    description:
      'dictionary: tables, columns, keys, relationships and row counts. lineage: the steps with the files that they read and wrote.',
  }),
});

const check = z.strictObject({
  name: z.string().min(1),
  table: identifier
    .optional()
    .meta({ description: 'Table that the rule is about; a row is named by its place when the SELECT gives its key.' }),
  sql: z
    .string()
    .min(1)
    .meta({ description: 'A SELECT of the rows that break the rule, over the written tables and world.*.' }),
});

/** The form of `dataset.yaml`. */
export const definitionSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower case letters, digits and dashes'),
    title: z.string().min(1),
    describe: z.string().min(1),
    world: z
      .record(z.string(), z.union([z.number(), z.string(), z.array(z.number())]))
      .default({})
      .meta({ description: 'Settings of the world that this dataset changes.' }),
    format: z
      .enum(['parquet', 'csv', 'json'])
      .default('parquet')
      .meta({ description: 'Format when nobody asks for one.' }),
    folder: z
      .string()
      .regex(/^[a-z][a-z0-9_-]*$/, 'must be lower case letters, digits, dashes and underscores')
      .optional()
      .meta({ description: 'Folder of the tables below the output folder; the output folder itself by default.' }),
    window_days: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Days from the first one that generate writes when nobody says which; all by default.' }),
    settings: z.array(z.string()).default([]).meta({ description: 'Settings that `describe` shows first.' }),
    parameters: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'must be a dotted name such as order.pending_share'),
        parameter,
      )
      .default({})
      .meta({ description: "Settings of the dataset's own. Queries read every setting with setting('name')." }),
    tables: z.record(identifier, table).refine((tables) => Object.keys(tables).length > 0, 'must have a table'),
    steps: z
      .array(step)
      .default([])
      .meta({ description: 'Names for groups of tables in the lineage; each table belongs to one of them.' }),
    documents: z.array(document).default([]).meta({ description: 'Documents beside schema.json and lineage.yaml.' }),
    defects: z.array(defect).default([]),
    checks: z.array(check).default([]),
  })
  .meta({ title: 'Emporium dataset', description: 'dataset.yaml of an Emporium dataset folder.' });

export type Definition = z.infer<typeof definitionSchema>;
export type TableDefinition = Definition['tables'][string];
export type DefectDefinition = Definition['defects'][number];
export type FeedDefinition = z.infer<typeof feed>;

/** The type as DuckDB names it: a length is a promise about the values, not another type. */
export function plainType(type: string): string {
  return /^(VARCHAR|CHAR)\(/.test(type) ? 'VARCHAR' : type;
}

/** Most characters that a VARCHAR(n) or CHAR(n) holds. */
export function maxLength(type: string): number | undefined {
  const length = /^(?:VARCHAR|CHAR)\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** Paths that a table's files begin with, below the output folder: `data/orders`, `truth/store_tier`. */
export function tableBase(definition: Pick<Definition, 'folder'>, name: string, truth: boolean): string {
  if (truth) return name.startsWith('truth/') ? name : `truth/${name}`;
  return definition.folder ? `${definition.folder}/${name}` : name;
}

/** The JSON Schema of `dataset.yaml`, for editors. */
export function definitionJsonSchema(): unknown {
  return z.toJSONSchema(definitionSchema, { io: 'input', unrepresentable: 'any' });
}
