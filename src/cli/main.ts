#!/usr/bin/env node
import { exitCodeOf, exitCodes } from './exit.js';
import { createProgram } from './program.js';

// The reader of a pipe may leave early (| head): that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (thrown: NodeJS.ErrnoException) => {
    process.exit(thrown.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
  });
}

try {
  await createProgram().parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
}
