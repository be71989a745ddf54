/** What Kafka's client throws, in one sentence. */
import { OutsideError, UsageError } from '../engine/errors.js';

/** What a sentence needs to know of the connection. The password is not among it. */
export interface Where {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly user?: string;
  readonly mechanism?: string;
}

interface Thrown extends Error {
  readonly code?: string;
  /** Name of an error of the protocol. */
  readonly apiId?: string;
  readonly serverErrorMessage?: string | null;
  readonly response?: unknown;
}

/** An error with all that it stands for: causes, and the parts of errors that hold several. */
function parts(thrown: unknown, seen = new Set<unknown>()): Thrown[] {
  if (!(thrown instanceof Error) || seen.has(thrown)) return [];
  seen.add(thrown);
  const inner = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown as Thrown, ...[...inner, thrown.cause].flatMap((part) => parts(part, seen))];
}

/** Names of the errors of the protocol that are in an error. */
export function protocolErrors(thrown: unknown): string[] {
  return parts(thrown).flatMap(({ apiId }) => apiId ?? []);
}

/** Whether a topic is not there. The client has no code for it when it asks for metadata. */
export function isMissingTopic(thrown: unknown): boolean {
  return parts(thrown).some(
    ({ apiId, message }) => apiId === 'UNKNOWN_TOPIC_OR_PARTITION' || message.startsWith('Unknown topic'),
  );
}

/** Rows of a request that the broker names as the bad ones, counted from its first. */
export function namedRecords(thrown: unknown): number[] {
  interface Produced {
    readonly responses?: {
      readonly partitionResponses: { readonly recordErrors?: { readonly batchIndex: number }[] }[];
    }[];
  }
  const answers = parts(thrown).flatMap(({ response }) => (response as Produced | undefined)?.responses ?? []);
  return answers.flatMap(({ partitionResponses }) =>
    partitionResponses.flatMap(({ recordErrors }) => (recordErrors ?? []).map(({ batchIndex }) => batchIndex)),
  );
}

/** What the broker says beyond the name of its error, or undefined. */
export function brokerSays(thrown: unknown): string | undefined {
  return parts(thrown).find(({ serverErrorMessage }) => serverErrorMessage)?.serverErrorMessage ?? undefined;
}

const SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no such host',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
};

/** Why a connection failed, in a few words: what the system says, or the client. */
export function reasonOf(thrown: unknown): string {
  const all = parts(thrown);
  const system = all.find(({ code }) => code !== undefined && code in SYSTEM);
  if (system) return SYSTEM[system.code as string];
  const protocol = all.find(({ apiId }) => apiId !== undefined);
  if (protocol) return brokerSays(thrown) ?? `${protocol.apiId} (${protocol.message.replace(/\.$/, '')})`;
  if (all.some(({ message }) => /timed out/i.test(message))) return 'no answer in time';
  if (all.some(({ message }) => /^connection closed/i.test(message))) return 'connection closed';
  return (all.at(-1)?.message ?? String(thrown)).replace(/\.$/, '');
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/;

/**
 * The sentence for what went wrong while connecting: a UsageError when the settings do not fit the broker, an OutsideError
 * when it cannot be reached. `doing` says what for: `write topic "sales"`.
 */
export function connectError(thrown: unknown, where: Where, doing: string): UsageError | OutsideError {
  if (thrown instanceof UsageError || thrown instanceof OutsideError) return thrown;
  const all = parts(thrown);
  const kafka = `Kafka at ${where.brokers.join(', ')}`;
  const usage = (text: string) => new UsageError(`${kafka} ${text}`, { cause: thrown });
  const names = protocolErrors(thrown);
  const user = where.user === undefined ? 'without a user' : `as "${where.user}"`;
  if (names.includes('SASL_AUTHENTICATION_FAILED'))
    return usage(`refuses "${where.user}": wrong user name or password, by ${where.mechanism}`);
  if (names.includes('UNSUPPORTED_SASL_MECHANISM')) {
    const offered = all.flatMap(
      ({ response }) => (response as { mechanisms?: string[] } | undefined)?.mechanisms ?? [],
    );
    return usage(`does not take ${where.mechanism}${offered.length > 0 ? `, it takes ${offered.join(', ')}` : ''}`);
  }
  if (names.includes('ILLEGAL_SASL_STATE')) return usage('asks for no user and password on this port: leave them out');
  const denied = names.find((name) => name.endsWith('AUTHORIZATION_FAILED'));
  if (denied) return usage(`does not permit to ${doing} ${user}: ${denied}`);
  const certificate = all.find(({ code }) => CERTIFICATE.test(code ?? ''));
  if (certificate)
    return usage(`shows a certificate that is not trusted: ${certificate.message}; give the authority that signed it`);
  const noTls = all.some(
    ({ code, message }) => /^(EPROTO|ERR_SSL|ERR_TLS)/.test(code ?? '') || message.includes('TLS handshake failed'),
  );
  if (where.tls && noTls) return usage('does not speak TLS on this port: turn TLS off or take another port');
  const reason = reasonOf(thrown);
  if (reason === 'connection closed' || reason === 'connection reset') {
    const asks = [...(where.tls ? [] : ['TLS']), ...(where.user === undefined ? ['a user and password'] : [])];
    if (asks.length > 0) return usage(`closes the connection: does it ask for ${asks.join(' or ')} on this port?`);
  }
  if (names.length > 0) return new OutsideError(`${kafka} cannot ${doing}: ${reason}`, { cause: thrown });
  const at = all.map(({ message }) => /^Connection to (\S+) (?:failed|timed out)/.exec(message)?.[1]).find(Boolean);
  if (at !== undefined && !where.brokers.includes(at)) {
    const text = `${kafka} sends its clients to ${at}, and that cannot be reached: ${reason}; is its advertised address right?`;
    return new OutsideError(text, { cause: thrown });
  }
  return new OutsideError(`cannot reach ${kafka}: ${reason}; is it running, and is --brokers right?`, {
    cause: thrown,
  });
}

/** The error of a batch that was not acknowledged: it is not lost, and can be written again. */
export function writeError(thrown: unknown, where: Where, topic: string, batch: { readonly number: number }): Error {
  const kafka = `Kafka at ${where.brokers.join(', ')}`;
  const denied = protocolErrors(thrown).find((name) => name.endsWith('AUTHORIZATION_FAILED'));
  if (denied) {
    const user = where.user === undefined ? 'without a user' : `as "${where.user}"`;
    return new Error(`${kafka} does not permit to write topic "${topic}" ${user}: ${denied}`, { cause: thrown });
  }
  return new Error(`${kafka} did not acknowledge batch ${batch.number} of topic "${topic}": ${reasonOf(thrown)}`, {
    cause: thrown,
  });
}
