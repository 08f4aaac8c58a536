import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demo } from '../adapters/hypervisor/demo/index.ts';
import { secret } from '../src/config/secret.ts';
import { loadConfig, parseConfig } from '../src/config.ts';
import type { BotError } from '../src/errors.ts';
import { redact } from '../src/redact.ts';
import { defineHypervisor } from '../src/site.ts';
import { site } from './fixtures/machines.ts';

const remote = defineHypervisor({
  kind: 'remote',
  Config: z.strictObject({
    api: z.strictObject({ port: z.number().int().min(1), token: secret }).optional(),
    hosts: z.array(z.strictObject({ address: z.string().min(1) })).default([]),
  }),
  create: (_config, { name }) => site(name),
});
const adapters = [demo, remote];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const read = (text: string, path = '/etc/nakhoda/bot.yaml') =>
  parseConfig(text, { path, adapters });

function refusal(text: string): BotError {
  try {
    read(text);
  } catch (error) {
    return error as BotError;
  }
  throw new Error('it was taken for right');
}

test('a right one is read by the sites’ own adapters', () => {
  process.env['NAKHODA_TEST_URL'] = 'postgresql://anna:long-password@db/bot';
  const config = read(`
    sites:
      - { name: a, kind: demo }
      - name: b
        kind: remote
        hosts: [{ address: pve1 }]
    data: ../data
    database: { url: { env: NAKHODA_TEST_URL } }
    freshness: 2.5
  `);
  expect(config).toMatchObject({
    sites: [{ name: 'a' }, { name: 'b', settings: { hosts: [{ address: 'pve1' }] } }],
    data: '/etc/data',
    database: 'postgresql://anna:long-password@db/bot',
    log: 'info',
    freshMs: 2_500,
  });
  expect(config.sites.map(({ adapter }) => adapter.kind)).toEqual(['demo', 'remote']);
});

test('an absolute data directory stays, and what is not said is left to the defaults', () => {
  const config = read('sites: [{ name: a, kind: demo }]\ndata: /srv/bot');
  expect(config).toMatchObject({ data: '/srv/bot', database: undefined, freshMs: undefined });
});

test('every mistake is told at once, each with its path', () => {
  const { code, message, hint } = refusal(`
    sites:
      - { name: Web Servers, kind: demo }
      - { name: b, kind: remot }
      - name: b
        kind: remote
        api: { port: none, token: { env: NAKHODA_NOT_SET } }
        hosts: [{ address: ok }, { adress: typo }]
    freshness: soon
    lgo: debug
  `);
  expect({ code, message }).toEqual({
    code: 'invalid',
    message: expect.stringMatching(/^\/etc\/nakhoda\/bot\.yaml has \d mistakes$/),
  });
  for (const part of [
    'sites[0].name: wants 1 to 32 small letters, digits and hyphens',
    'sites[1].kind: there is no kind remot; did you mean remote? (known: demo, remote)',
    'sites[2].name: b is there twice',
    'sites[2].api.port: wants a number',
    'sites[2].api.token: the variable NAKHODA_NOT_SET is not set',
    'sites[2].hosts[1].address: is missing; it wants a text',
    'sites[2].hosts[1]: there is no key "adress"; did you mean address?',
    'freshness: wants a number',
    'there is no key "lgo"; did you mean log?',
  ]) {
    expect(hint?.split('\n')).toContainEqual(expect.stringContaining(part));
  }
});

test('a site that is no mapping hides no mistake of the others', () => {
  const { message, hint } = refusal(`
    sites:
      - demo
      - { name: b, kind: remot }
      -
      - { name: b, kind: demo, speed: fast }
  `);
  expect(message).toBe('/etc/nakhoda/bot.yaml has 5 mistakes');
  expect(hint?.split('\n').map((line) => line.split(':')[0])).toEqual([
    'sites[0]',
    'sites[2]',
    'sites[3].name',
    'sites[1].kind',
    'sites[3].speed',
  ]);
});

test.each([
  ['', 'sites: is missing; it wants a list'],
  ['# only a comment', 'sites: is missing; it wants a list'],
  ['sites:', 'sites: is missing; it wants a list'],
  ['sites: []', 'sites: wants at least one'],
  ['sites: [{ kind: demo }, { kind: demo }]', 'sites[1].name: '],
  ['sites: [{ name: a }]', 'sites[0].kind: is missing; it wants a text'],
  ['sites: [demo]', 'sites[0]: wants keys with values'],
  ['- a\n- b', 'wants keys with values'],
  ['just words', 'wants keys with values'],
  ['sites: [{ name: a, kind: demo }]\nlog: loud', 'log: wants debug, info, warn or error'],
  ['sites: [{ name: a, kind: demo }]\nfreshness: -1', 'freshness: wants at least 0'],
  ['sites: [{ name: a, kind: demo }]\nfreshness: 4000', 'freshness: wants at most 3600'],
  ['sites: [{ name: a, kind: demo }]\natOnce: 0', 'atOnce: wants at least 1'],
  ['sites: [{ name: a, kind: demo }]\natOnce: 5000', 'atOnce: wants at most 1000'],
  [
    'sites: [{ name: a, kind: demo }]\nretention: { tasks: 40000 }',
    'retention.tasks: wants at most 36500 days',
  ],
  ["sites: [{ name: a, kind: demo }]\ndata: ''", 'data: wants something in it'],
  ['sites: [{ name: a, kind: demo, colour: red }]', 'sites[0]: there is no key "colour"'],
  ['sites: *nobody', 'nobody'],
])('%j is refused in words', (text, part) => {
  const { code, hint } = refusal(text);
  expect(code).toBe('invalid');
  expect(hint).toContain(part);
  expect(hint).not.toContain('undefined is there twice');
});

test('a syntax error tells its line', () => {
  const { code, hint } = refusal('sites:\n  - name: a\n   kind: demo\n');
  expect(code).toBe('invalid');
  expect(hint).toMatch(/line 3/);
});

test('a file that is not there, or is none, is named', async () => {
  const path = join(directory, 'missing.yaml');
  await expect(loadConfig(path, { adapters })).rejects.toMatchObject({
    code: 'invalid',
    message: `The configuration ${path} cannot be read`,
    hint: expect.stringContaining('no such file'),
  });
  await expect(loadConfig(directory, { adapters })).rejects.toMatchObject({ code: 'invalid' });
});

describe('a secret', () => {
  const withToken = (token: string) =>
    `sites: [{ name: a, kind: remote, api: { port: 1, token: ${token} } }]`;
  const tokenOf = (text: string) => {
    const settings = read(text).sites[0]?.settings as { api: { token: string } } | undefined;
    return settings?.api.token;
  };

  test('comes from a variable or a file, and from then on no text holds it', () => {
    process.env['NAKHODA_TEST_TOKEN'] = 'from-the-environment';
    const file = join(directory, 'token');
    writeFileSync(file, 'from-the-file\n');
    expect(tokenOf(withToken('{ env: NAKHODA_TEST_TOKEN }'))).toBe('from-the-environment');
    expect(tokenOf(withToken(`{ file: ${file} }`))).toBe('from-the-file');
    expect(redact('from-the-environment, from-the-file')).toBe('•••, •••');
  });

  test('in a file is looked for from where the configuration stands', () => {
    writeFileSync(join(directory, 'beside'), 'beside-the-file\n');
    const { sites } = read(withToken('{ file: beside }'), join(directory, 'nakhoda.yaml'));
    expect(sites[0]?.settings).toMatchObject({ api: { token: 'beside-the-file' } });
  });

  test('that is not there is named by where it should be', () => {
    const empty = join(directory, 'empty');
    writeFileSync(empty, '\n');
    process.env['NAKHODA_TEST_EMPTY'] = '';
    expect(refusal(withToken('{ env: NAKHODA_TEST_EMPTY }')).hint).toContain(
      'the variable NAKHODA_TEST_EMPTY is not set',
    );
    for (const path of [empty, '/nowhere/token']) {
      expect(refusal(withToken(`{ file: ${path} }`)).hint).toContain(
        `${path} cannot be read or is empty`,
      );
    }
  });

  test.each(['hunter2-hunter2', '{ value: hunter2-hunter2 }', '{ env: A, file: hunter2-hunter2 }'])(
    'that stands in the file (%s) is refused and not repeated',
    (token) => {
      const { message, hint } = refusal(withToken(token));
      expect(hint).toContain('sites[0].api.token: wants { env: NAME } or { file: PATH }');
      expect(`${message}${hint}`).not.toContain('hunter2');
    },
  );

  test('that stands in a file with a syntax error is not repeated either', () => {
    const { message, hint } = refusal(`${withToken('"hunter2-hunter2')}\n`);
    expect(`${message}${hint}`).not.toContain('hunter2');
  });
});

describe('a time zone', () => {
  const withZone = (zone: string) => `sites: [{ name: a, kind: demo }]\ntimezone: ${zone}`;

  test('is a name of the tz database', () => {
    expect(read(withZone('asia/jakarta')).timezone).toBe('Asia/Jakarta');
    expect(read(withZone('UTC')).timezone).toBe('UTC');
  });

  test('that does not exist is refused with those that were likely meant', () => {
    expect(refusal(withZone('Asia/Jakrta')).hint).toBe(
      'timezone: there is no time zone Asia/Jakrta; did you mean Asia/Jakarta? (a name like Asia/Jakarta)',
    );
    expect(refusal(withZone('"+07:00"')).hint).toBe(
      'timezone: there is no time zone +07:00 (a name like Asia/Jakarta)',
    );
  });
});

describe('the bot’s own machines', () => {
  const withSelf = (self: string) => `sites: [{ name: a, kind: demo }]\nself: ${self}`;

  test('are named by their site and name', () => {
    expect(read(withSelf('{ machine: a/bot, database: "a/db 1/x" }')).self).toEqual({
      machine: 'a/bot',
      database: 'a/db 1/x',
    });
    expect(read(withSelf('{ database: a/db }')).self).toEqual({ database: 'a/db' });
  });

  test('are refused without a site, and with another key', () => {
    expect(refusal(withSelf('{ machine: bot }')).hint).toBe(
      'self.machine: wants site/name, like kvm/bot',
    );
    expect(refusal(withSelf('{ host: a/h }')).hint).toContain('host');
  });
});

test('what it says of alerts is read, and its mistakes stand beside the others', () => {
  const site = 'sites: [{ name: a, kind: demo }]';
  const right = read(`${site}\nalerts: { routes: [{ to: slack:C1, severity: critical }] }`);
  expect(right.alerts.routes).toEqual([
    { to: [{ platform: 'slack', channel: 'C1', durable: true }], severity: 'critical' },
  ]);
  const { hint } = refusal(`${site}\nlog: loud\nalerts: { rules: { host-cup: off } }`);
  expect(hint).toContain('log: wants debug, info, warn or error');
  expect(hint).toContain(
    'alerts.rules.host-cup: there is no rule host-cup; did you mean host-cpu?',
  );
});
