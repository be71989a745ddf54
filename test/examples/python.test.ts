/**
 * The Python examples, for real: the notebook, and reading the output with pandas, Polars and PySpark. They need the
 * environment that scripts/python-environment.sh makes: EMPORIUM_PYTHON names its Python.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from 'emporium';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, readBack, tempFolders } from '../support/runs.js';

const path = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const notebook = path('data-validation.ipynb');
const python = process.env.EMPORIUM_PYTHON ?? 'python3';
const temp = tempFolders();
const job = {
  dataset: 'sales-warehouse',
  settings: { shoppers: 1000, products: 300, stores: 10, 'visit.total': 1500 },
} as const;
const small = { csv: '', parquet: '' };

/** Why Python cannot be used with some modules; empty when it can. */
function missing(...modules: string[]): string {
  const look = 'import sys, importlib.util as u; print(*[m for m in sys.argv[1:] if u.find_spec(m) is None])';
  const run = spawnSync(python, ['-c', look, ...modules], { encoding: 'utf8' });
  const how = 'scripts/python-environment.sh makes an environment';
  if (run.error || run.status !== 0) return `${python} does not run; ${how}`;
  const absent = run.stdout.trim();
  return absent === '' ? '' : `Python has no ${absent.replaceAll(' ', ', ')}; ${how}`;
}

function missingJava(): string {
  const run = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (run.error) return 'there is no Java, which PySpark needs';
  const major = Number(/version "(\d+)/.exec(run.stderr)?.[1]);
  return major >= 17 ? '' : `PySpark needs Java 17 or later, this is ${major}`;
}

const notebookReason = missing('duckdb', 'pandas', 'matplotlib', 'nbclient', 'ipykernel');
const named = (name: string, reason: string) => (reason ? `${name} (skipped: ${reason})` : name);

const runPython = (script: string, ...args: string[]) =>
  spawnSync(python, [path(`read-output/${script}`), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1' },
  });

beforeAll(async () => {
  for (const format of ['csv', 'parquet'] as const) {
    small[format] = join(temp(), format);
    await generate({ ...job, out: small[format], format });
  }
});

describe('the notebook', () => {
  test('is stored without outputs and paths of a machine', () => {
    const text = readFileSync(notebook, 'utf8');
    const { cells } = JSON.parse(text) as {
      cells: { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[];
    };
    const code = cells.filter((cell) => cell.cell_type === 'code');
    expect(code.length).toBeGreaterThan(8);
    expect(code.every((cell) => cell.outputs?.length === 0 && cell.execution_count === null)).toBe(true);
    expect(text).not.toMatch(/\/(home|Users|root|tmp|work)\//);
  });

  test.skipIf(notebookReason)(named('passes what was written and draws its plots', notebookReason), () => {
    const run = runPython('execute_notebook.py', notebook, small.csv);
    expect(run.stdout).toMatch(/^\d\d checks passed, 0 failed\n3 plots\n$/);
    expect(run.status).toBe(0);
  });

  test.skipIf(notebookReason)(named('finds a broken key and a wrong total', notebookReason), async () => {
    const broken = join(temp(), 'broken');
    await generate({ ...job, out: broken });
    const change = (table: string, edit: (line: string) => string) => {
      const file = join(broken, 'data', `${table}.csv`);
      const lines = readFileSync(file, 'utf8').split('\n');
      lines[7] = edit(lines[7]);
      writeFileSync(file, lines.join('\n'));
    };
    change('raw_orders', (line) => line.replace(/,\d+,(\d+)$/, ',999999,$1'));
    change('orders', (line) => line.replace(/,\d+\.\d\d,/, ',0.01,'));
    const run = runPython('execute_notebook.py', notebook, broken);
    expect(run.stdout).toContain(
      'fail: raw_orders: customer_id is in customers: 1 rows, for example row 7, customer_id 999999',
    );
    expect(run.stdout).toMatch(
      /fail: orders: order_total is the sum of the lines: 1 rows, for example row 7, order_id 7, order_total 0.01, total \d/,
    );
    expect(run.stdout).toContain('AssertionError: 2 checks failed');
    expect(run.status).toBe(1);
  });
});

interface Report {
  readonly rows: number;
  readonly kinds: Readonly<Record<string, string>>;
  readonly sums: Readonly<Record<string, string>>;
}

/** What DuckDB finds in a folder, in the form of read_output.py. */
async function expected(folder: string): Promise<Record<string, Report>> {
  const { tables } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
    tables: Record<string, { row_count: number; columns: Record<string, { type: string }> }>;
  };
  const kindOf = (type: string) =>
    /INT/.test(type) ? 'integer' : /^DECIMAL/.test(type) ? 'decimal' : type === 'DATE' ? 'date' : 'text';
  const report: Record<string, Report> = {};
  for (const [name, { row_count, columns }] of Object.entries(tables)) {
    const kinds = Object.fromEntries(Object.entries(columns).map(([column, { type }]) => [column, kindOf(type)]));
    const numbers = Object.keys(kinds).filter((column) => kinds[column] === 'integer' || kinds[column] === 'decimal');
    const sums = numbers.map((column) => `CAST(sum(CAST("${column}" AS DECIMAL(38, 2))) AS VARCHAR) AS "${column}"`);
    const [row] = await ask(`SELECT ${['count(*) AS rows', ...sums].join(', ')} FROM (${readBack(folder, name)})`);
    expect(Number(row.rows)).toBe(row_count);
    report[name] = {
      rows: row_count,
      kinds,
      sums: Object.fromEntries(numbers.map((column) => [column, String(row[column])])),
    };
  }
  return report;
}

describe.each([
  ['pandas', missing('pandas', 'pyarrow')],
  ['polars', missing('polars')],
  ['pyspark', missing('pyspark') || missingJava()],
])('%s', (reader, reason) => {
  test.skipIf(reason).each(['csv', 'parquet'] as const)(
    named('reads %s: types, row counts and sums are those of the manifest and of DuckDB', reason),
    async (format) => {
      const run = runPython('read_output.py', reader, small[format]);
      expect(run.stderr).not.toContain('Traceback');
      expect(JSON.parse(run.stdout)).toEqual(await expected(small[format]));
    },
    // Spark starts a Java machine and compiles every query.
    300_000,
  );
});
