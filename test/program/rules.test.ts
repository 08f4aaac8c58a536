import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import { type OpenAccess, openAccess } from '../../src/access/access.ts';
import { type Alerting, createAlerting } from '../../src/alerts/alerting.ts';
import type { Card } from '../../src/card.ts';
import type { Actor } from '../../src/chat.ts';
import { loadConfig } from '../../src/config.ts';
import { type WatchedRules, watchRules } from '../../src/program/rules.ts';
import { ownsRules, rulesOf } from '../../src/program/rules-at.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { anna, type World, world } from '../fixtures/stores.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const file = (role: string) => `sites: [{ name: demo, kind: demo }]
access:
  people: { ben: { test: u2 } }
  bindings: [{ role: ${role}, people: [ben] }]
`;
const ben = { actor: { platform: 'test', id: 'u2' } };

let db: World;
let one: Replica;
let directory: string;
let path: string;
let access: OpenAccess;
let alerting: Alerting;
let watched: WatchedRules;
const told: { person: Actor; card: Card }[] = [];
const logged: { level: string; text: string | undefined; fields: object }[] = [];
const level = (name: string) => (fields: object, text?: string) =>
  void logged.push({ level: name, text, fields });
const log = {
  debug: level('debug'),
  info: level('info'),
  warn: level('warn'),
  error: level('error'),
};
const read = () => loadConfig(path, { adapters: [demo], platforms: ['test'] });

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: workshop().kinds });
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-rules-'));
  path = join(directory, 'nakhoda.yaml');
  await writeFile(path, file('viewer'));
  access = await openAccess({
    records: one.store.access,
    log,
    rules: rulesOf(await read()),
    tell: async (person, card) => told.push({ person, card }) > 0,
  });
  alerting = createAlerting((await read()).alerts);
  await access.grant(anna, 'admin', { actor: anna, local: true });
  watched = watchRules({ path, read, access, alerting, log, everyMs: 20 });
  told.length = 0;
  logged.length = 0;
});
afterEach(async () => {
  await watched.close();
  await access.close();
  await rm(directory, { recursive: true, force: true });
});

test('rules hold when their file was written, without a restart, and the log has their hash', async () => {
  const before = access.hash;
  await writeFile(path, file('operator'));
  await expect.poll(() => access.may(ben, 'vm.power'), PATIENCE).toBe(true);
  expect(access.hash).not.toBe(before);
  expect(logged).toContainEqual(
    expect.objectContaining({ level: 'info', fields: { hash: access.hash } }),
  );
});

test('sections that wait for a restart are named once, and no more when they are as before', async () => {
  const warned = () => logged.filter(({ level: name }) => name === 'warn').map(({ text }) => text);
  await writeFile(path, `${file('operator')}log: debug\ntimezone: UTC\n`);
  await expect.poll(() => access.may(ben, 'vm.power'), PATIENCE).toBe(true);
  await watched.again();
  await watched.again();
  expect(warned()).toEqual([
    'only rules and alerts are read again: log, timezone changed, and waits for a restart',
  ]);
  await writeFile(path, file('viewer').replace('sites: [', 'sites:   [ '));
  await watched.again();
  expect(warned()).toHaveLength(1);
});

test('alerts hold when their file was written, and what is wrong in them changes nothing', async () => {
  const trigger = () => alerting.now().rules.find(({ name }) => name === 'machine-cpu')?.trigger;
  const withTrigger = (text: string) =>
    `${file('viewer')}alerts:\n  rules:\n    machine-cpu: { trigger: ${text} }\n`;
  const before = trigger();
  await writeFile(path, withTrigger('70%'));
  await expect.poll(trigger, PATIENCE).toBe(0.7);
  expect(before).not.toBe(0.7);
  const now = alerting.now();
  await watched.again();
  expect(alerting.now()).toBe(now);
  await writeFile(path, withTrigger('70'));
  await expect.poll(() => told.length, PATIENCE).toBe(1);
  expect(JSON.stringify(told[0]?.card)).toContain('alerts.rules.machine-cpu.trigger');
  expect(alerting.now()).toBe(now);
  expect(logged.filter(({ text = '' }) => text.includes('waits for a restart'))).toEqual([]);
});

test('SIGHUP reads them too', async () => {
  await watched.close();
  watched = watchRules({ path, read, access, alerting, log, everyMs: 60_000 });
  await writeFile(path, file('operator'));
  process.emit('SIGHUP', 'SIGHUP');
  await expect.poll(() => access.may(ben, 'vm.power'), PATIENCE).toBe(true);
});

test('an invalid file changes nothing, and admins hear once what is wrong and where', async () => {
  const before = access.hash;
  await writeFile(path, file('operatr'));
  await expect.poll(() => told, PATIENCE).toHaveLength(1);
  await watched.again();
  await watched.again();
  expect(told).toHaveLength(1);
  expect(told[0]?.person).toMatchObject(anna);
  expect(JSON.stringify(told[0]?.card)).toContain(
    'access.bindings[0].role: there is no role operatr',
  );
  expect([access.hash, access.may(ben, 'vm.read'), access.may(ben, 'vm.power')]).toEqual([
    before,
    true,
    false,
  ]);
  await writeFile(path, file('operator'));
  await expect.poll(() => access.may(ben, 'vm.power'), PATIENCE).toBe(true);
});

test('a file that is gone or no YAML changes nothing either', async () => {
  await writeFile(path, 'access: [');
  await expect.poll(() => told.length, PATIENCE).toBe(1);
  expect(JSON.stringify(told[0]?.card)).toContain('line 1');
  await rm(path);
  await watched.again();
  expect(told).toHaveLength(2);
  expect(access.may(ben, 'vm.read')).toBe(true);
});

test('whoever owns the file or the data is the owner, and nobody else', async () => {
  expect(await ownsRules(path, undefined)).toBe(true);
  const me = process.getuid;
  try {
    process.getuid = () => 4_242;
    expect(await ownsRules(path, undefined)).toBe(false);
    expect(await ownsRules(path, directory)).toBe(false);
    expect(await ownsRules(join(directory, 'not-there'), undefined)).toBe(false);
  } finally {
    if (me) process.getuid = me;
  }
});
