import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { guestSource } from '../../../src/alerts/sources/guests.ts';
import { hostClockSource } from '../../../src/alerts/sources/host-clocks.ts';
import { siteSources } from '../../../src/alerts/sources/index.ts';
import { createDoctor } from '../../../src/doctor/doctor.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import type { Store } from '../../../src/store/store.ts';
import { type DemoSite, openDemo } from '../../adapters/hypervisor/demo/site.ts';
import { openSite } from '../../adapters/hypervisor/proxmox/open-site.ts';
import { never } from '../../contracts/subject.ts';
import { memoryTask } from '../../contracts/task.ts';
import { type World, world } from '../../fixtures/stores.ts';
import { askSite, DAY, fleetOf, inWords, told } from './asked.ts';

const MINUTE = 60_000;

let stores: World;
let store: Store;
let demo: DemoSite;
beforeAll(async () => {
  stores = await world();
  store = (await stores.join({ sites: ['campus', 'pve'] })).store;
  demo = await openDemo();
});
afterAll(async () => {
  await Promise.all([store.close(), demo.close()]);
  await stores.dispose();
});

/** All that is said of the site at these moments, by the sources that ask it, the newest of each. */
async function allOf(site: DemoSite['hypervisor'], moments: readonly number[]) {
  const fleet = fleetOf(site);
  const sources = siteSources({ fleet, store, kinds: operationKinds, rules: () => defaultRules });
  const readings = [];
  for (const now of moments) {
    const asked = await askSite(site, now);
    readings.push(...(await Promise.all(sources.map((source) => source.read(asked)))).flat());
  }
  const newest = new Map(readings.map((one) => [`${one.subject.key} ${one.signal}`, one]));
  return (signal: string) => inWords([...newest.values()], signal);
}

test('the demo tells of every signal of a site, and of each what is so there', async () => {
  const { hypervisor } = demo;
  const doctor = createDoctor({ fleet: fleetOf(hypervisor), records: store.checkups, log: silent });
  await doctor.visit('campus', never);
  const now = Date.now();
  const rounds = [now, now + MINUTE, now + 2 * MINUTE];
  const before = await allOf(hypervisor, rounds);
  expect(before('storage-fill')).toContain('qcow2 0.73');
  expect(before('host-clock')).toEqual(['demo-a 0', expect.stringMatching(/^demo-b 4\d{4}$/)]);
  expect(before('machine-disk')).toHaveLength(8);
  expect(new Set(before('guest-clock').map((words) => words.split(' ')[1]))).toEqual(
    new Set(['0']),
  );
  expect(before('backup-late')).toContain('db-1 1.29');
  expect(before('backup-missing')).toContain('mail 1');
  expect(before('snapshot-old')).toEqual(
    expect.arrayContaining(['db-1 21', 'mail 21', 'web-1 9', 'web-2 0']),
  );
  expect(before('machine-stopped')).toContain('lab-03 0');
  expect(before('task-failed')).toEqual([]);
});

test('a machine of the demo that is stopped by another hand than ours is missed', async () => {
  const { hypervisor } = demo;
  const fleet = fleetOf(hypervisor);
  const sources = siteSources({ fleet, store, kinds: operationKinds, rules: () => defaultRules });
  const source = sources.find(({ signals }) => signals.includes('machine-stopped'));
  if (source === undefined) throw new Error('nobody asks for it');
  expect(await told(source, await askSite(hypervisor))).toContain('git 0');
  const git = (await hypervisor.machines(never)).find(({ name }) => name === 'git');
  if (git === undefined) throw new Error('the demo has no git');
  await hypervisor.power(git, 'stop', memoryTask());
  expect(await told(source, await askSite(hypervisor))).toContain('git 1');
  await hypervisor.power(git, 'start', memoryTask());
  expect(await told(source, await askSite(hypervisor))).toContain('git 0');
});

test('backups and snapshots of the demo grow old', async () => {
  const later = await allOf(demo.hypervisor, [Date.now() + 10 * DAY]);
  expect(later('backup-late')).toContain('db-1 11.29');
  expect(later('snapshot-old')).toContain('mail 31');
  expect(later('host-clock')).toEqual([]);
});

test('a Proxmox cluster tells of its storages once, in one question for each that is there', async () => {
  const { hypervisor, calls, close } = await openSite();
  try {
    const said = await allOf(hypervisor, [Date.now()]);
    const asked = calls().filter((call) => call.endsWith('/status') && call.includes('/storage/'));
    const pools = (await hypervisor.storage?.pools(never)) ?? [];
    expect(new Set(asked).size).toBe(pools.length);
    const shared = pools.filter((pool) => pool.shared === true);
    expect(new Set(shared.map(({ name }) => name))).toEqual(new Set(['nas']));
    expect(shared.length).toBeGreaterThan(1);
    const fills = said('storage-fill');
    expect(fills.length).toBeLessThanOrEqual(pools.length - shared.length + 1);
    expect(fills.length).toBeGreaterThan(new Set(pools.map(({ host }) => host)).size);
    expect(fills.filter((words) => words.startsWith('nas '))).toHaveLength(1);
    expect(said('snapshot-old').length).toBeGreaterThan(1);
    expect(said('backup-missing').length).toBeGreaterThan(1);
  } finally {
    await close();
  }
});

test('a guest on Proxmox is asked through its agent, and one without has no figure', async () => {
  const { hypervisor, close } = await openSite();
  try {
    const asked = await askSite(hypervisor);
    const running = asked.machines.filter(({ state }) => state === 'running');
    const readings = await guestSource(fleetOf(hypervisor), () => defaultRules).read(asked);
    const names = new Set(readings.map(({ subject }) => subject.name));
    expect(names.size).toBeGreaterThan(0);
    expect(names.size).toBeLessThan(running.length);
    expect(running.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  } finally {
    await close();
  }
});

test('the clock of a host that is gone, or was looked at long ago, is not known', async () => {
  const records = {
    clocks: async () =>
      ['demo-a', 'gone'].map((host) => ({
        host,
        at: 0,
        clock: { there: 5_000, asked: 0, answered: 200 },
      })),
  };
  const source = hostClockSource(records);
  const asked = await askSite(demo.hypervisor, MINUTE);
  expect(await told(source, asked)).toEqual(['demo-a 4800']);
  expect(await told(source, { ...asked, now: 61 * MINUTE })).toEqual([]);
});
