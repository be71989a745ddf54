import { exitCodes } from './exit.js';

/** A cancelled run must be gone after this time, whatever it was doing: what is on disk can be resumed at any point. */
const PATIENCE_MS = 1500;
/** npm passes a Ctrl-C on to a program that has it already from the terminal: two this close are one. */
const ECHO_MS = 300;

/**
 * Does the work with a signal that Ctrl-C (or SIGTERM) aborts. Work that does not end soon after is left, and a second
 * Ctrl-C leaves it at once; either way `message` is printed and the exit code is 130.
 */
export async function interruptible<T>(message: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let interruptedAt = 0;
  const leave = (): never => {
    process.stderr.write(`${message}\n`);
    process.exit(exitCodes.interrupted);
  };
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - interruptedAt > ECHO_MS) leave();
      return;
    }
    interruptedAt = performance.now();
    controller.abort();
    setTimeout(leave, PATIENCE_MS).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } catch (thrown) {
    // What fails after the signal fails because of it.
    if (controller.signal.aborted) leave();
    throw thrown;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
