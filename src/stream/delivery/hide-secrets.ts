import type { FeedSink } from '../../engine/feed-sink.js';
import { redact, type Secret } from '../../engine/secret.js';

/** A sink whose errors do not tell its secrets: clients like to quote a connection string when they cannot connect. */
export function withSecretsHidden(sink: FeedSink, secrets: readonly Secret[]): FeedSink {
  const hidden = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (thrown) {
      throw withoutSecrets(thrown, secrets);
    }
  };
  return {
    target: redact(sink.target, secrets),
    open: (feeds) => hidden(() => sink.open(feeds)),
    write: (batch, signal) => hidden(() => sink.write(batch, signal)),
    close: () => hidden(() => sink.close()),
  };
}

/** The same error, so that its class and code stay, with other words; its causes likewise. */
function withoutSecrets(thrown: unknown, secrets: readonly Secret[], seen = new Set<unknown>()): unknown {
  if (typeof thrown === 'string') return redact(thrown, secrets);
  if (!(thrown instanceof Error) || seen.has(thrown)) return thrown;
  seen.add(thrown);
  thrown.message = redact(thrown.message, secrets);
  if (thrown.stack !== undefined) thrown.stack = redact(thrown.stack, secrets);
  if (thrown.cause !== undefined) thrown.cause = withoutSecrets(thrown.cause, secrets, seen);
  if (thrown instanceof AggregateError) {
    thrown.errors = thrown.errors.map((error) => withoutSecrets(error, secrets, seen));
  }
  return thrown;
}
