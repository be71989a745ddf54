import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests of the front door use the built package, as a user's program does: worker threads run compiled code.
export default defineConfig({
  resolve: { alias: { emporium: fileURLToPath(new URL('./dist/index.js', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Processes are killed, stopped and started at chosen moments: on a machine that stalls a moment can be missed.
    // What does not depend on moments fails each time.
    retry: process.env.CI ? 2 : 0,
  },
});
