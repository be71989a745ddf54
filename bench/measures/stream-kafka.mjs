import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast, times } from '../bounds.mjs';
import { runProgram } from '../child.mjs';
import { inTurn } from '../repeat.mjs';
import { eventRate } from './stream-json.mjs';

const script = fileURLToPath(new URL('../../scripts/kafka-broker.sh', import.meta.url));

/** A port that nobody listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const streamKafka = {
  name: 'stream-kafka',
  what: 'the stream unpaced into Kafka, against the same client sending a constant ready payload of the same size',
  unit: times,
  bounds: atLeast(0.6, 0.8),
  long: true,
  async run({ folder, scale }) {
    const events = Math.ceil(1e6 * scale);
    const broker = join(folder, 'broker');
    const port = await freePort();
    try {
      execFileSync('bash', [script, 'start', broker, String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (thrown) {
      return { value: Number.NaN, ours: `not run: ${String(thrown.stderr).trim() || thrown.message}` };
    }
    try {
      const brokers = [`127.0.0.1:${port}`];
      const { ours, theirs } = await inTurn(3, {
        ours: () => runProgram('stream', { events, folder, sink: 'kafka', brokers }),
        theirs: () => runProgram('kafka-constant', { events, brokers }),
      });
      return {
        value: ours.events / ours.seconds / (theirs.events / theirs.seconds),
        ours: `${Math.round(ours.events / ours.seconds / 1000)} k events/s; ${eventRate(ours)}`,
        theirs: `${Math.round(theirs.events / theirs.seconds / 1000)} k events/s; ${eventRate(theirs)}`,
      };
    } finally {
      execFileSync('bash', [script, 'stop', broker], { stdio: 'ignore' });
    }
  },
};
