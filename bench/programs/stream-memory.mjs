/** A stream into a sink that keeps nothing: the resident memory after the first tenth of the events and at their end. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stream } from '../../dist/index.js';

const { events, folder } = JSON.parse(process.argv[2]);
const state = join(folder, `memory-${process.pid}`);
const sink = { target: 'nowhere', open: async () => {}, write: async () => {}, close: async () => {} };
const samples = [];
const onStatus = ({ events }) => samples.push({ events, bytes: process.memoryUsage.rss() });
try {
  await stream({ dataset: 'apparel-streams', sink, batchInterval: 1800, maxEvents: events, state, onStatus });
} finally {
  rmSync(state, { recursive: true, force: true });
}
/** The mean over the samples of a tenth of the run: memory goes up and down with the garbage. */
const between = (from, to) => {
  const chosen = samples.filter((sample) => sample.events >= from * events && sample.events <= to * events);
  const some = chosen.length > 0 ? chosen : samples.slice(-1);
  const mean = (key) => some.reduce((sum, sample) => sum + sample[key], 0) / some.length;
  return { events: mean('events'), bytes: mean('bytes') };
};
console.log(JSON.stringify({ early: between(0.1, 0.2), late: between(0.9, 1) }));
