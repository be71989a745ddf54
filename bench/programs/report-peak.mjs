/** Loaded before the command: writes the peak memory of the whole process, all threads, in bytes, when it ends. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeFileSync(process.env.BENCH_PEAK_FILE, String(peakBytes())));

function peakBytes() {
  try {
    // Linux: the peak of this program alone, while the other figure includes the moment before it was started.
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
