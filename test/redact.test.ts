import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { BotError } from '../src/errors.ts';
import { failureCard } from '../src/failure.ts';
import { createLog, silent } from '../src/log.ts';
import { keepSecret, redact } from '../src/redact.ts';

test('a registered secret is blanked out wherever it stands, in all its spellings', () => {
  const secret = keepSecret('p@ss "w0rd"/ü');
  for (const spelling of [secret, JSON.stringify(secret), encodeURIComponent(secret)]) {
    const clean = redact(`a ${spelling} b ${spelling}`);
    expect(clean).toMatch(/^a "?•••"? b "?•••"?$/);
  }
});

test('a secret that begins with another leaves no rest, whichever was read first', () => {
  keepSecret('apple-pie');
  keepSecret('apple-pie-with-cream');
  keepSecret('sourdough-and-butter');
  keepSecret('sourdough');
  expect(redact('apple-pie-with-cream')).toBe('•••');
  expect(redact('sourdough-and-butter sourdough')).toBe('••• •••');
});

test('short words are not registered: they would blank out ordinary text', () => {
  keepSecret('admin');
  keepSecret('');
  expect(redact('the admin of e1')).toBe('the admin of e1');
});

test.each([
  ['postgresql://anna:s3cr3t!x@db.example:5432/bot', 'postgresql://anna:•••@db.example:5432/bot'],
  ['qemu+ssh://root:pw@host/system', 'qemu+ssh://root:•••@host/system'],
  ['Authorization: Bearer abcdef0123456789', 'Authorization: •••'],
  ['Authorization: PVEAPIToken=root@pam!bot=0aa1bb2c-3d4e', 'Authorization: •••'],
  [`token ${'xoxb'}-1234567890-abcdefghij`, 'token •••'],
  [`socket ${'xapp'}-1-A0123456789-abc`, 'socket •••'],
])('%s loses what must not be seen', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test('ordinary words and names stay as they are', () => {
  const text = 'Basic-web-server answers on https://pve1.example:8006/ as anna@example.org';
  expect(redact(text)).toBe(text);
});

test('no secret survives, whatever stands around it', () => {
  const secrets = ['correct horse', 'a+b=c&d', '{"k":"v\\n"}', '•••dots•••'].map(keepSecret);
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...secrets), fc.string(), (before, secret, after) => {
      expect(redact(`${before}${secret}${after}`).replaceAll('•••', '')).not.toContain(secret);
    }),
  );
});

test('a log line holds no secret, and its file is for its owner alone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nakhoda-log-'));
  const file = join(directory, 'deep', 'bot.log');
  const secret = keepSecret('hush "hush" hush');
  const log = createLog('info', file);
  log.warn({ url: `http://x:${secret}@h/`, err: new Error(secret) }, 'it failed');
  log.debug({}, 'not this one');
  const written = readFileSync(file, 'utf8');
  expect(JSON.parse(written)).toMatchObject({ msg: 'it failed', level: 40 });
  expect(written).not.toContain('hush');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(directory, { recursive: true });
});

test('a failure’s card holds no secret, in no part of it', () => {
  const secret = keepSecret('open-sesame-42');
  const error = new BotError('failed', `login with ${secret} failed`, {
    hint: `${secret} is wrong`,
    choices: [`guest run e1 login ${secret}`],
    cause: new Error(secret),
  });
  expect(JSON.stringify(failureCard(error, { log: silent, commands }))).not.toContain(secret);
  expect(`${error.message} ${error.hint} ${error.choices}`).not.toContain(secret);
  expect(error.message).toBe('login with ••• failed');
});
