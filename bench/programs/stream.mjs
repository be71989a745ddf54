/**
 * The stream of apparel-streams, unpaced. Prints events, seconds and processor time of its steady part: from the first
 * tenth of the events on, before the truth is written at the end. A stream has no end: its start weighs nothing.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stream } from '../../dist/index.js';

const { events, folder, sink, brokers } = JSON.parse(process.argv[2]);
const out = join(folder, `landing-${process.pid}`);
const target =
  sink === 'files'
    ? { sink, out, state: join(out, '_emporium') }
    : { sink, brokers, topicPrefix: `run${process.pid}.`, createTopics: 4, state: join(out, '_emporium') };
const samples = [];
/**
 * Takes what has landed away, as a pipeline would. Else the files fill memory that was never used before, and where a
 * host lends its guests memory as they touch it, each new page costs more than all the events on it.
 */
const takeAway = () => {
  if (!existsSync(out)) return;
  for (const feed of readdirSync(out)) {
    if (!/^[a-z]/.test(feed)) continue;
    for (const name of readdirSync(join(out, feed))) if (!name.startsWith('.')) rmSync(join(out, feed, name));
  }
};
const onStatus = ({ events }) => {
  takeAway();
  const { user, system } = process.cpuUsage();
  samples.push({ events, seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 });
};
onStatus({ events: 0 });
try {
  await stream({ dataset: 'apparel-streams', ...target, batchInterval: 1800, maxEvents: events, onStatus });
  const steady = samples.filter((sample) => sample.events >= 0.1 * events && sample.events < events);
  // A run that is over in a second has no steady part: then all of it counts.
  const [first, last] = steady.length > 1 ? [steady[0], steady.at(-1)] : [samples[0], samples.at(-1)];
  const between = (key) => last[key] - first[key];
  console.log(
    JSON.stringify({
      events: between('events'),
      seconds: between('seconds'),
      cpuSeconds: between('cpuSeconds'),
    }),
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}
