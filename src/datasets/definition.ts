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
  .refine((type) => (columnTypes as readonly string[]).includes(type) || /^DECIMAL\(\d+,\d+\)$/.test(type), {
    error: (issue) => `must be one of ${columnTypes.join(', ')} or DECIMAL(p,s), got ${String(issue.input)}`,
  })
  .meta({ description: 'DuckDB type of the column, upper case.' });

const column = z.strictObject({
  type: columnType,
  describe: z.string().min(1).meta({ description: 'What it holds, with unit.' }),
  label: z.boolean().default(false).meta({ description: 'Ground truth that --hide-labels moves to truth/.' }),
});

const table = z.strictObject({
  describe: z.string().min(1).meta({ description: 'What one row is.' }),
  truth: z.boolean().default(false).meta({ description: 'Hidden from the pipeline under test: written to truth/.' }),
  sql: z.string().optional().meta({ description: 'File with the SELECT; <table>.sql by default.' }),
  columns: z.record(identifier, column).meta({ description: 'Columns in the order of the SELECT.' }),
  primary_key: z.array(identifier).default([]),
  foreign_keys: z
    .array(
      z.strictObject({
        columns: z.array(identifier).min(1),
        references: z.strictObject({ table: identifier, columns: z.array(identifier).min(1) }),
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
});

const defect = z.strictObject({
  id: identifier.meta({ description: 'Its rate is the setting defect.<id>.' }),
  kind: z.string().meta({ description: 'Kind of defect, such as missing_value.' }),
  table: identifier,
  column: identifier,
  rate: z.number().min(0).max(1).meta({
    description:
      'Share of the rows; exactly round(rows × rate) are hit, of each shard in a table that is cut into shards.',
  }),
  describe: z.string().min(1),
});

const check = z.strictObject({
  name: z.string().min(1),
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
    settings: z.array(z.string()).default([]).meta({ description: 'Settings that `describe` shows first.' }),
    tables: z.record(identifier, table).refine((tables) => Object.keys(tables).length > 0, 'must have a table'),
    defects: z.array(defect).default([]),
    checks: z.array(check).default([]),
  })
  .meta({ title: 'Emporium dataset', description: 'dataset.yaml of an Emporium dataset folder.' });

export type Definition = z.infer<typeof definitionSchema>;
export type TableDefinition = Definition['tables'][string];
export type DefectDefinition = Definition['defects'][number];

/** The JSON Schema of `dataset.yaml`, for editors. */
export function definitionJsonSchema(): unknown {
  return z.toJSONSchema(definitionSchema, { io: 'input', unrepresentable: 'any' });
}
