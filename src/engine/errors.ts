/** The caller's mistake: which field or flag, the rule, the value. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The world outside failed: a disk, a folder, a broker. Says whether trying again helps; nothing is lost. Exit code 1. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** The run was cancelled. The same command goes on where it stopped. Exit code 130. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
