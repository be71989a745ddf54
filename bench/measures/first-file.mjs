import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atMost, seconds } from '../bounds.mjs';
import { generateArgs, start } from '../child.mjs';
import { inTurn } from '../repeat.mjs';

export const firstFile = {
  name: 'first-file',
  what: 'first file on disk, default settings',
  unit: seconds,
  bounds: atMost(3, 1, seconds),
  async run({ folder }) {
    const out = join(folder, 'first-file');
    const { ours } = await inTurn(5, {
      ours: async () => {
        const { begun, done } = start(generateArgs({ out, stores: 100 }));
        let ended = false;
        const end = done.finally(() => {
          ended = true;
        });
        while (!ended && !hasParquet(out)) await wait(2);
        const first = (performance.now() - begun) / 1000;
        const whole = await end;
        rmSync(out, { recursive: true });
        return { seconds: first, whole: whole.seconds };
      },
    });
    return { value: ours.seconds, ours: seconds(ours.seconds), theirs: `${seconds(ours.whole)} (the whole run)` };
  },
};

/** Whether a finished file stands in its place; what lies in hidden folders is not finished. */
function hasParquet(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) =>
      entry.isDirectory()
        ? !entry.name.startsWith('.') && hasParquet(join(folder, entry.name))
        : entry.name.endsWith('.parquet'),
    );
  } catch {
    return false;
  }
}
