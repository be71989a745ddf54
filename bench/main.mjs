/** `npm run bench`: ratios measured side by side in one run. Writes nothing outside a temporary folder. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endChildren } from './child.mjs';
import { measures } from './measures/index.mjs';
import { markdownTable } from './table.mjs';

/** Disk that the runs of a measure take together at full size, unless it says otherwise. */
const DISK_BYTES = 5e9;
/** Up to this scale measures that take long are among those that nobody named. */
const LONG_SCALE = 0.1;

const usage = `node bench/main.mjs [--only NAME[,NAME…]] [--scale NUMBER]

  --only   measures to run, of ${measures.map((measure) => measure.name).join(', ')};
           all when not given, but ${measures
             .filter((measure) => measure.long)
             .map((measure) => measure.name)
             .join(' and ')}, which take long
  --scale  size of the runs, above 0 and up to 1 (default 1); the bounds are meant for full size`;

const { only, scale } = options();
const folder = mkdtempSync(join(tmpdir(), 'emporium-bench-'));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endChildren();
    // A child may write for a moment more.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(130);
  });
}
try {
  const disk = statfsSync(folder);
  const needed = scale * Math.max(...only.map((measure) => measure.diskBytes ?? DISK_BYTES));
  if (disk.bavail * disk.bsize < needed) {
    throw new Error(`${tmpdir()} must have ${Math.ceil(needed / 1e6)} MB free; set TMPDIR to another disk`);
  }
  const rows = [];
  for (const measure of only) {
    process.stderr.write(`${measure.name}: ${measure.what} …\n`);
    const start = performance.now();
    const own = mkdtempSync(join(folder, `${measure.name}-`));
    const result = await measure.run({ folder: own, scale });
    rmSync(own, { recursive: true });
    process.stderr.write(`  ${measure.unit(result.value)} in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
    const { atLeast, aim } = measure.bounds;
    const met = aim.holds(result) ? 'aim' : atLeast.holds(result) ? 'at least' : 'no';
    rows.push([
      measure.name,
      measure.what,
      measure.unit(result.value),
      atLeast.text,
      aim.text,
      met,
      result.ours,
      result.theirs ?? '',
    ]);
  }
  const headings = ['name', 'measure', 'measured', 'at least', 'aim', 'met', 'ours', 'against'];
  console.log(`\n${markdownTable(headings, rows)}`);
  console.log(
    `\n${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${(totalmem() / 1e9).toFixed(0)} GB; ${process.platform} ${process.arch}, Node ${process.version}${scale === 1 ? '' : `; scale ${scale}`}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function options() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        only: { type: 'string' },
        scale: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (thrown) {
    refuse(thrown.message);
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const size = Number(values.scale);
  if (!(size > 0 && size <= 1)) refuse(`--scale must be above 0 and up to 1, got ${values.scale}`);
  if (values.only === undefined) {
    return { only: measures.filter((measure) => !measure.long || size <= LONG_SCALE), scale: size };
  }
  const chosen = values.only.split(',').map((name) => {
    const measure = measures.find((candidate) => candidate.name === name);
    return measure ?? refuse(`--only must name measures of the list, got "${name}"`);
  });
  return { only: chosen, scale: size };
}

function refuse(problem) {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}
