/** Small folders of the dataset `world`, made by hand, so that every figure is known. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A line of a receipt; what is not said is 1 unit of product 1 at 199 cents, sold at noon in store 1 to nobody known. */
export interface Line {
  readonly receipt: number;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly hour?: number;
  readonly store?: number;
  readonly shopper?: number;
  readonly product?: number;
  readonly quantity?: number;
  readonly list?: number;
  readonly unit?: number;
}

export interface Contents {
  readonly from: string;
  readonly to: string;
  readonly lines?: readonly Line[];
  /** [product, category, brand]. */
  readonly products?: readonly (readonly [number, string, string])[];
  /** [shopper, joined on, left on]. */
  readonly shoppers?: readonly (readonly [number, string, string])[];
  /** [promotion, product, first day, last day, rate, featured]. */
  readonly promotions?: readonly (readonly [number, number, string, string, number, boolean])[];
  /** [store, product, first day of the trading week]. */
  readonly assortment?: readonly (readonly [number, number, string])[];
  /** [store, product, Monday, on hand]. */
  readonly snapshots?: readonly (readonly [number, number, string, number])[];
  /** [store, product, day, kind, units]. */
  readonly movements?: readonly (readonly [number, number, string, string, number])[];
  /** [refund in cents]. */
  readonly returns?: readonly (readonly [number])[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Form {
  readonly dataset?: string;
  readonly format?: 'parquet' | 'csv' | 'json';
  /** Tables that are not written. */
  readonly without?: readonly string[];
}

const FOREVER = '9999-12-31';

/** Writes a folder with its manifest, as a run would leave it. */
export async function writeWorld(folder: string, contents: Contents, form: Form = {}): Promise<void> {
  await writeTables(folder, { ...contents, tables: tablesOf(contents) }, form);
}

function tablesOf(contents: Contents): Record<string, string> {
  const lines = (contents.lines ?? []).map((line) => {
    const { receipt, day, hour = 12, store = 1, shopper, product = 1, quantity = 1, list = 199 } = line;
    return [
      receipt,
      `${day} ${String(hour).padStart(2, '0')}:00:00`,
      store,
      shopper ?? null,
      product,
      quantity,
      list,
      line.unit ?? list,
    ];
  });
  return {
    receipt_line: `
      SELECT row_number() OVER () AS line_id, r AS receipt_id, store AS store_id, product AS product_id,
        CAST(moment AS TIMESTAMP) AS sold_at, CAST(sold_at AS DATE) AS sold_on, quantity, list AS list_cents,
        unit AS unit_cents, quantity * unit AS net_cents, shopper AS hidden
      FROM ${rows('r BIGINT, moment VARCHAR, store INTEGER, shopper INTEGER, product INTEGER, quantity INTEGER, list INTEGER, unit INTEGER', lines)}`,
    receipt: `
      SELECT receipt_id, any_value(store_id) AS store_id, any_value(hidden) AS shopper_id, min(sold_at) AS sold_at,
        min(sold_on) AS sold_on, CAST(count(*) AS INTEGER) AS lines, CAST(sum(net_cents) AS BIGINT) AS net_cents
      FROM receipt_line GROUP BY receipt_id`,
    product: `SELECT * FROM ${rows('product_id INTEGER, category VARCHAR, brand VARCHAR', contents.products ?? [[1, 'Milk', 'Alba']])}`,
    shopper: `SELECT * FROM ${rows('shopper_id INTEGER, joined_on DATE, left_on DATE', contents.shoppers ?? [])}`,
    promotion: `SELECT promotion_id, starts_on, ends_on, rate, featured FROM ${promotions(contents)}`,
    promotion_product: `SELECT promotion_id, product_id FROM ${promotions(contents)}`,
    assortment: `SELECT * FROM ${rows('store_id INTEGER, product_id INTEGER, week_start DATE', contents.assortment ?? [])}`,
    stock_snapshot: `SELECT * FROM ${rows('store_id INTEGER, product_id INTEGER, snapshot_on DATE, on_hand INTEGER', contents.snapshots ?? [])}`,
    stock_movement: `SELECT * FROM ${rows('store_id INTEGER, product_id INTEGER, moved_on DATE, kind VARCHAR, units INTEGER', contents.movements ?? [])}`,
    return: `SELECT * FROM ${rows('refund_cents INTEGER', contents.returns ?? [])}`,
  };
}

const promotions = (contents: Contents) =>
  rows(
    'promotion_id INTEGER, product_id INTEGER, starts_on DATE, ends_on DATE, rate DOUBLE, featured BOOLEAN',
    contents.promotions ?? [],
  );

/** A table in place, cast to the declared columns. */
function rows(columns: string, values: readonly (readonly unknown[])[]): string {
  const declared = columns.split(', ').map((column) => column.split(' '));
  const cell = (value: unknown) => (typeof value === 'string' ? `'${value}'` : String(value ?? 'NULL'));
  const list = values.length > 0 ? values : [declared.map(() => null)];
  const casts = declared.map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`).join(', ');
  return `(SELECT ${casts} FROM (VALUES ${list.map((row) => `(${row.map(cell).join(', ')})`).join(', ')})
    AS v(${declared.map(([name]) => name).join(', ')}) ${values.length > 0 ? '' : 'WHERE false'})`;
}

/** Writes tables from queries, each of which may read those before it. */
export async function writeTables(
  folder: string,
  contents: {
    readonly from: string;
    readonly to: string;
    readonly config?: Readonly<Record<string, unknown>>;
    readonly tables: Readonly<Record<string, string>>;
  },
  { dataset = 'world', format = 'parquet', without = [] }: Form = {},
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const written = Object.keys(contents.tables).filter((name) => !without.includes(name));
  const files: object[] = [];
  const schema: Record<string, object> = {};
  mkdirSync(folder, { recursive: true });
  for (const [name, query] of Object.entries(contents.tables)) {
    await connection.run(`CREATE TABLE "${name}" AS ${query}`);
    if (!written.includes(name)) continue;
    const path = `${name}.${format}`;
    const how = { parquet: 'FORMAT parquet', csv: 'FORMAT csv, HEADER', json: 'FORMAT json' }[format];
    await connection.run(`COPY "${name}" TO '${join(folder, path)}' (${how})`);
    const described = (await connection.runAndReadAll(`DESCRIBE "${name}"`)).getRowObjectsJson();
    const columns = described.map((column) => [String(column.column_name), { type: column.column_type, describe: '' }]);
    const [[count]] = (await connection.runAndReadAll(`SELECT count(*) FROM "${name}"`)).getRows();
    schema[name] = {
      describe: '',
      truth: false,
      row_count: Number(count),
      columns: Object.fromEntries(columns),
      primary_key: [],
      foreign_keys: [],
    };
    files.push({ task: name, table: name, path, rows: Number(count), bytes: statSync(join(folder, path)).size });
  }
  connection.closeSync();
  instance.closeSync();
  const identity = {
    dataset,
    definition: '',
    config: contents.config ?? {},
    defects: {},
    format,
    hideLabels: false,
    tables: written,
  };
  const manifest = { identity, windows: [{ from: contents.from, to: contents.to }], tasks: written, files };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'schema.json'), JSON.stringify({ tables: schema }));
}

/** A shopper of the whole time. */
export const loyal = (shopper: number) => [shopper, '2000-01-01', FOREVER] as const;

/** The day `n` days after another. */
export function daysAfter(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}
