import { Console } from 'node:console';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/engine/errors.js';
import { readSecret, redact, Secret } from '../../src/engine/secret.js';
import { withSecretsHidden } from '../../src/stream/delivery/hide-secrets.js';
import { tempFolders } from '../support/runs.js';

const temp = tempFolders();
const PASSWORD = 'hunter2-p@ss/word';

/** What the console prints. */
function printed(print: (console: Console) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  print(new Console(sink));
  return text;
}

describe('a secret is not seen', () => {
  const secret = new Secret(PASSWORD);
  const around = { user: 'ann', login: { password: secret }, list: [secret], map: new Map([['password', secret]]) };

  test.each<[string, () => string]>([
    ['String', () => String(secret)],
    ['a template', () => `${secret}`],
    ['adding to a text', () => 'a'.concat(secret as unknown as string)],
    ['JSON', () => JSON.stringify(secret)],
    ['join', () => [secret].join()],
    ['inspect', () => inspect(secret)],
    ['format %s', () => format('%s', secret)],
    ['format %o', () => format('%o', secret)],
    ['format %O', () => format('%O', secret)],
    ['format %j', () => format('%j', secret)],
    ['an error', () => String(new Error(`cannot log in with ${secret}`))],
    ['toLocaleString', () => secret.toLocaleString()],
  ])('by %s', (_, show) => {
    expect(show()).toContain('***');
    expect(show()).not.toContain('hunter2');
  });

  test.each<[string, () => string]>([
    ['JSON of what holds it', () => JSON.stringify(around)],
    ['inspect of what holds it', () => inspect(around, { depth: 9, showHidden: true, getters: true })],
    ['inspect without its own way', () => inspect(around, { depth: 9, showHidden: true, customInspect: false })],
    ['console.log', () => printed((console) => console.log(secret, around, '%s', secret))],
    ['console.dir', () => printed((console) => console.dir(secret, { showHidden: true }))],
    ['console.table', () => printed((console) => console.table([{ secret }]))],
    ['console.error', () => printed((console) => console.error(new Error('x', { cause: secret })))],
    ['a structured clone', () => inspect(structuredClone(secret), { showHidden: true })],
    ['v8', () => serialize(around.list).toString('latin1') + inspect(deserialize(serialize(around.list)))],
    ['its properties', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), { ...secret }])],
    ['a number', () => String(Number(secret))],
  ])('by %s', (_, show) => {
    expect(show()).not.toContain('hunter2');
  });

  test('but by the one who asks for it', () => {
    expect(secret.reveal()).toBe(PASSWORD);
  });
});

describe('readSecret', () => {
  const thrownBy = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  };

  test('from the environment, before .env', () => {
    const cwd = temp();
    writeFileSync(join(cwd, '.env'), '# comment\nexport A="from file"\nDB_PASSWORD=from-file # not this\nEMPTY=\n');
    const read = (name: string, env = {}) => readSecret(`env:${name}`, { env, cwd }).reveal();
    expect(read('DB_PASSWORD', { DB_PASSWORD: PASSWORD })).toBe(PASSWORD);
    expect(read('DB_PASSWORD')).toBe('from-file');
    expect(read('A')).toBe('from file');
    expect(thrownBy(() => read('EMPTY'))).toBe('the secret env:EMPTY is empty');
    expect(thrownBy(() => read('DB_PASSWORD', { DB_PASSWORD: '' }))).toBe('the secret env:DB_PASSWORD is empty');
    expect(thrownBy(() => read('OTHER'))).toBe(
      `the secret env:OTHER is missing: set OTHER in the environment or in ${join(cwd, '.env')}`,
    );
  });

  test('from the environment alone where there is no .env, or one that cannot be read', () => {
    const cwd = temp();
    expect(readSecret('env:A', { env: { A: 'a' }, cwd }).reveal()).toBe('a');
    expect(thrownBy(() => readSecret('env:B', { env: {}, cwd }))).toContain('env:B is missing');
    mkdirSync(join(cwd, '.env'));
    expect(readSecret('env:A', { env: { A: 'a' }, cwd }).reveal()).toBe('a');
    expect(thrownBy(() => readSecret('env:B', { env: {}, cwd }))).toMatch(
      /env:B is not in the environment and .*\.env cannot be read: EISDIR/,
    );
  });

  test('from a file, without the newline at its end', () => {
    const cwd = temp();
    const read = (text: string) => {
      writeFileSync(join(cwd, 'secret'), text);
      return readSecret('file:secret', { cwd, env: {} }).reveal();
    };
    expect(read('abc\n')).toBe('abc');
    expect(read('abc\r\n')).toBe('abc');
    expect(read(' a\nb \n\n')).toBe(' a\nb \n');
    expect(readSecret(`file:${join(cwd, 'secret')}`, { cwd: '/' }).reveal()).toBe(' a\nb \n');
    expect(thrownBy(() => read(''))).toBe(`the secret file ${join(cwd, 'secret')} is empty`);
    expect(thrownBy(() => read('\n'))).toBe(`the secret file ${join(cwd, 'secret')} is empty`);
    expect(thrownBy(() => readSecret('file:none', { cwd }))).toContain(
      `the secret file ${join(cwd, 'none')} cannot be read: ENOENT`,
    );
    expect(thrownBy(() => readSecret('file:.', { cwd }))).toContain('cannot be read: EISDIR');
    expect(thrownBy(() => read('x'.repeat(2_000_000)))).toContain('it has 2000000 bytes, more than any secret');
    expect(thrownBy(() => readSecret('file:', { cwd }))).toContain('must be followed by the path');
  });

  test.each([PASSWORD, '', 'ENV:A', 'env', `env:${PASSWORD}`, 'env:', 'env:1A', `ENV:${PASSWORD}`])(
    'refuses text that is no reference, and does not repeat it: %s',
    (text) => {
      const message = thrownBy(() => readSecret(text, { env: {}, cwd: temp() }));
      expect(message).toMatch(/^(a secret must be given as env:NAME|what follows env: must be the name)/);
      expect(message).not.toContain('hunter2');
    },
  );
});

describe('redact', () => {
  const gone = (text: string, ...secrets: string[]) =>
    redact(
      text,
      secrets.map((secret) => new Secret(secret)),
    );

  test.each<[string, string, string]>([
    ['each time', `${PASSWORD} and ${PASSWORD}`, '*** and ***'],
    ['as a URL writes it', `password ${encodeURIComponent(PASSWORD)}`, 'password ***'],
    ['as JSON writes it', `{"a":${JSON.stringify('x"y\\z')}}`, '{"a":"***"}'],
  ])('takes a secret out: %s', (_, text, clean) => {
    expect(gone(text, PASSWORD, 'x"y\\z')).toBe(clean);
  });

  test('takes out the password of a URL that is a secret as a whole', () => {
    const url = `postgres://ann:${encodeURIComponent(PASSWORD)}@db:5432/shop`;
    expect(gone(`cannot connect to ${url}`, url)).toBe('cannot connect to ***');
    expect(gone(`password "${PASSWORD}" of ann is wrong`, url)).toBe('password "***" of ann is wrong');
  });

  test('takes out the key of a connection string', () => {
    const string =
      'Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=aBc+/9=;EntityPath=x';
    expect(gone('key aBc+/9= is not valid', string)).toBe('key *** is not valid');
    expect(gone(`in ${string}`)).toBe(`in ${string.replace('aBc+/9=', '***')}`);
    expect(gone('host=db password=abc user=ann')).toBe('host=db password=*** user=ann');
  });

  test('takes out the password of any URL', () => {
    expect(gone('at amqp://ann:a@b@host/x and https://host:80/y@z')).toBe(
      'at amqp://ann:***@host/x and https://host:80/y@z',
    );
  });

  test('takes the longer of two secrets first', () => {
    expect(gone('abcdef', 'abc', 'abcdef')).toBe('***');
    expect(gone('nothing', '')).toBe('nothing');
  });

  test('reaches the errors of a sink, their causes and their stacks', async () => {
    const cause = new AggregateError([new Error(`1 ${PASSWORD}`), PASSWORD], `2 ${PASSWORD}`);
    const error = Object.assign(new TypeError(`3 ${PASSWORD}`, { cause }), { code: 'EAUTH' });
    cause.cause = error;
    const fail = () => Promise.reject(error);
    const sink = withSecretsHidden({ target: `x:${PASSWORD}`, open: fail, write: fail, close: fail }, [
      new Secret(PASSWORD),
    ]);
    expect(sink.target).toBe('x:***');
    const thrown = await sink.open([]).catch((caught) => caught);
    expect(thrown).toBe(error);
    expect(thrown).toMatchObject({ message: '3 ***', code: 'EAUTH' });
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('hunter2');
    await expect(sink.close()).rejects.toBe(error);
  });
});
