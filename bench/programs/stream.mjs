/** The stream of apparel-streams, unpaced, without a state folder for Kafka; prints events, seconds and processor time. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stream } from '../../dist/index.js';

const { events, folder, sink, brokers } = JSON.parse(process.argv[2]);
const out = join(folder, `landing-${process.pid}`);
const target =
  sink === 'files'
    ? { sink, out, state: join(out, '_emporium') }
    : { sink, brokers, topicPrefix: `run${process.pid}.`, createTopics: 4, state: join(out, '_emporium') };
const start = performance.now();
const begun = process.cpuUsage();
try {
  const result = await stream({ dataset: 'apparel-streams', ...target, batchInterval: 1800, maxEvents: events });
  const { user, system } = process.cpuUsage(begun);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ events: result.events, seconds, cpuSeconds: (user + system) / 1e6 }));
} finally {
  rmSync(out, { recursive: true, force: true });
}
