import { CommanderError } from 'commander';

export const exitCodes = {
  done: 0,
  /** A check failed, or the world outside did (a full disk). */
  failed: 1,
  wrongUse: 2,
  interrupted: 130,
} as const;

/** Says on stderr what went wrong, in the words of whoever threw it, and gives the exit code. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  if (!(thrown instanceof Error)) return bug(new Error(String(thrown)));
  // By name: the classes live in a module that help and errors of the command line do without.
  switch (thrown.name) {
    case 'UsageError':
      complain(thrown.message);
      return exitCodes.wrongUse;
    case 'OutsideError':
      complain(thrown.message);
      return exitCodes.failed;
    case 'CancelledError':
      process.stderr.write(`${thrown.message}\n`);
      return exitCodes.interrupted;
    default:
      return bug(thrown);
  }
}

/** `error: …`; further lines stand below the first. */
function complain(message: string): void {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  process.stderr.write(`error: ${lines.join('\n       ')}\n`);
}

function bug(thrown: Error): number {
  const text = process.env.DEBUG ? (thrown.stack ?? thrown.message) : `${thrown.message} (DEBUG=1 shows where)`;
  process.stderr.write(`error: internal error: ${text}\n`);
  return exitCodes.failed;
}
