/** Secrets: where they come from, and how they stay unseen. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect, parseEnv } from 'node:util';
import { messageOf, UsageError } from './errors.js';

const SHOWN = '***';
/** Nobody's password is longer; a device or a data file is not read to its end. */
const MOST_BYTES = 1_048_576;

/** A text that prints as `***` wherever it lands: in templates, logs, JSON, the console. A structured clone is empty. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the client that needs it and for nothing else. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

export interface SecretSources {
  /** Environment variables; default those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the `.env` file, and where paths begin; default the working directory. */
  readonly cwd?: string;
}

/**
 * The secret that a reference names: `env:NAME`, a variable of the environment or else of a `.env` file in the working
 * directory; `file:PATH`, the content of a file without the newline at its end. A UsageError says what is wrong with
 * it; text that is no reference is refused, and not repeated.
 */
export function readSecret(reference: string, sources: SecretSources = {}): Secret {
  const env = sources.env ?? process.env;
  const cwd = sources.cwd ?? process.cwd();
  const [, kind, name] = /^(env|file):(.*)$/s.exec(reference) ?? [];
  if (kind === 'env') return fromEnvironment(name, env, cwd);
  if (kind === 'file') return fromFile(name, cwd);
  throw new UsageError(
    'a secret must be given as env:NAME (a variable of the environment or of .env) or file:PATH, not as text: the list of processes and the history of the shell would show it',
  );
}

function fromEnvironment(name: string, env: Readonly<Record<string, string | undefined>>, cwd: string): Secret {
  // A name that cannot be one may be the secret itself, and is not repeated.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new UsageError('what follows env: must be the name of a variable: letters, digits and _, no digit first');
  }
  const path = resolve(cwd, '.env');
  const text = env[name] ?? parseEnv(textIfThere(path, name))[name];
  if (text === undefined) {
    throw new UsageError(`the secret env:${name} is missing: set ${name} in the environment or in ${path}`);
  }
  if (text === '') throw new UsageError(`the secret env:${name} is empty`);
  return new Secret(text);
}

/** The text of a `.env` file, empty when there is none. */
function textIfThere(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new UsageError(
      `the secret env:${name} is not in the environment and ${path} cannot be read: ${messageOf(thrown)}`,
    );
  }
}

function fromFile(name: string, cwd: string): Secret {
  if (name === '') throw new UsageError('file: must be followed by the path of the file that holds the secret');
  const path = resolve(cwd, name);
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, more than any secret`);
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (thrown) {
    throw new UsageError(`the secret file ${path} cannot be read: ${messageOf(thrown)}`);
  }
  if (text === '') throw new UsageError(`the secret file ${path} is empty`);
  return new Secret(text);
}

/**
 * A text without the secrets: each of them, its parts that are secret by themselves (the password of a URL, the key of a
 * connection string), and the ways in which URLs and JSON write them become `***`; so does the password of any other URL.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  const words = new Set(secrets.flatMap((secret) => partsOf(secret.reveal())).flatMap(spellings));
  words.delete('');
  // The longest first: a secret may be a part of another.
  const ordered = [...words].sort((a, b) => b.length - a.length);
  let clean = text;
  for (const word of ordered) clean = clean.replaceAll(word, SHOWN);
  return clean
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/]*@/gi, `$1:${SHOWN}@`)
    .replace(/\b(password|pwd|SharedAccessKey|AccountKey|SharedAccessSignature|sig)=[^\s;&'"]+/gi, `$1=${SHOWN}`);
}

/** A secret, and what is secret in it when it is a URL or a connection string (`a=b;c=d`, `a=b c=d`). */
function partsOf(secret: string): string[] {
  const parts = [secret];
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^:/@]*:(.*)@/is.exec(secret);
  if (url) parts.push(url[1], decoded(url[1]));
  for (const [, value] of secret.matchAll(/(?:password|pwd|key|signature|sig|secret|token)=([^\s;&]+)/gi)) {
    parts.push(value, decoded(value));
  }
  return parts;
}

/** How a text may be spelled in a message. */
function spellings(text: string): string[] {
  const inUrl = encodeURIComponent(text);
  return [text, inUrl, inUrl.replaceAll('%20', '+'), encodeURI(text), JSON.stringify(text).slice(1, -1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
