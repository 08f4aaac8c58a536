import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { type App, openApp } from '../src/app.ts';
import { BotError } from '../src/errors.ts';
import { silent } from '../src/log.ts';
import { type Meter, meterSite } from '../src/meter.ts';
import { operationKinds } from '../src/operations/index.ts';
import { machine, pretend } from './doubles/hypervisor.ts';
import { type TemporaryDatabase, temporaryDatabase } from './store/database.ts';

const seen: string[] = [];
const meter: Meter = {
  handled: (outcome) => void seen.push(outcome),
  ended: ({ kind, state }) => void seen.push(`${kind} ${state}`),
  called: (site, failure) => void seen.push(`${site} ${failure ?? 'ok'}`),
  measured: (site, { samples }) => void seen.push(`${site} measured ${samples}`),
  looked: (site, { open }) => void seen.push(`${site} has ${open} open`),
  unwatched: (site) => void seen.push(`${site} is not watched`),
  beat: () => {},
};

let store: TemporaryDatabase;
let app: App;
const site = pretend();
beforeAll(async () => {
  store = await temporaryDatabase();
  site.machines = [machine('web-1', { state: 'stopped' })];
  app = await openApp({
    hypervisors: [site.hypervisor],
    commands,
    kinds: operationKinds,
    chats: [],
    connection: await store.open(),
    client: false,
    log: silent,
    freshMs: 0,
    meter,
  });
});
afterAll(async () => {
  await app.close();
  await store.dispose();
});

const nothing = async () => {};
const handle = (line: string) =>
  app.bot.handle({
    actor: { platform: 'terminal', id: 'anna', name: 'anna' },
    local: true,
    place: { platform: 'terminal', channel: '' },
    line,
    reply: { defer: nothing, answer: nothing, ask: nothing },
  });

it('a line, the calls that it makes and the operation that it becomes are counted', async () => {
  await handle('vm list');
  expect(seen).toContain('answered');
  expect(seen).toContain('lab ok');
  await handle('vm bogus');
  expect(seen.at(-1)).toBe('usage');
  await handle('vm start web-1');
  expect(seen).toContain('accepted');
  await expect.poll(() => seen).toContain('vm.power done');
});

it('a call that fails is counted by its code, and throws what it threw', async () => {
  seen.length = 0;
  site.silence = 'gone';
  const { signal } = new AbortController();
  const metered = meterSite(site.hypervisor, meter);
  await expect(metered.machines(signal)).rejects.toThrow('gone');
  await expect(metered.snapshots?.list(machine('a'), signal)).rejects.toThrow('gone');
  site.silence = undefined;
  await expect(metered.snapshots?.list(machine('a'), signal)).resolves.toEqual([]);
  expect(seen).toEqual(['lab unreachable', 'lab unreachable', 'lab ok']);
});

it('who stopped waiting, and who waited too long, are told apart from a fault', async () => {
  seen.length = 0;
  const failing = (error: unknown) =>
    meterSite({ ...site.hypervisor, hosts: () => Promise.reject(error) }, meter)
      .hosts(new AbortController().signal)
      .catch(() => {});
  await failing(new DOMException('', 'AbortError'));
  await failing(new DOMException('', 'TimeoutError'));
  await failing(new TypeError('x is undefined'));
  await failing(new BotError('failed', 'no'));
  expect(seen).toEqual(['lab timeout', 'lab fault', 'lab failed']);
});

it('a group that a site does not have is still not there', () => {
  const { guest, snapshots } = meterSite(site.hypervisor, meter);
  expect(guest).toBeUndefined();
  expect(snapshots).toBeDefined();
});
