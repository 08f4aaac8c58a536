import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Host, Usage } from '../../src/hypervisor.ts';
import { createInventory } from '../../src/inventory.ts';
import { silent } from '../../src/log.ts';
import { startSampler } from '../../src/metrics/sampler.ts';
import { machine, type Pretend, pretend } from '../doubles/hypervisor.ts';
import { type Member, type World, world } from '../fixtures/stores.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

const host: Host = { site: 'kvm', name: 'kvm-a', cpus: 4, cpuFraction: 0.25, load: [1, 1, 1] };
const usage = (id: string, at: number): Usage => ({
  ...{ id, at, cpuFraction: 0.5, memoryUsedBytes: 100, memoryBytes: 400, disks: [] },
  nics: [{ name: 'a', receivedBytesPerSecond: 7 }],
});

function kvm(): Pretend {
  const site = pretend({ name: 'kvm' });
  site.machines = [machine('e1', { site: 'kvm', host: 'kvm-a' })];
  site.hosts = [host];
  return site;
}

/** Measures until it is told to stop; gives what ends it. */
function measuring({ hypervisor }: Pretend, read = hypervisor.usage) {
  const fleet = createInventory([{ ...hypervisor, usage: read }], {
    freshMs: 0,
    deadlineMs: 60_000,
  });
  const turn = new AbortController();
  const asked: number[] = [];
  const sampler = startSampler({
    ...{ fleet, metrics: one.store.metrics, log: silent },
    pauseMs({ failures }) {
      asked.push(failures);
      return 5;
    },
  });
  const holds = () => !turn.signal.aborted;
  const work = sampler.sample('kvm', { signal: turn.signal, holds });
  return {
    asked,
    async end() {
      turn.abort();
      await work;
      await sampler.close();
    },
  };
}

const rows = async () =>
  (
    await one.database.pool.query(
      `select kind, name, samples.* from samples join series on series = id order by kind, at`,
    )
  ).rows;

test('hosts and machines of a polled site are measured, and written when the turn is over', async () => {
  const site = kvm();
  const clock = { at: Date.now() };
  const [{ id = '' } = {}] = site.machines;
  const { asked, end } = measuring(site, async () => {
    clock.at += 1_000;
    return [usage(id, clock.at)];
  });
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(3), { timeout: 20_000 });
  await end();
  const all = await rows();
  const machines = all.filter(({ kind }) => kind === 'machine');
  expect(machines.length).toBeGreaterThan(2);
  expect(machines[0]).toMatchObject({ name: 'e1', cpu: 0.5, memory: 100, memory_of: 400 });
  expect(machines[0]).toMatchObject({ received: 7, sent: null, read: null, load: null });
  const [first] = all.filter(({ kind }) => kind === 'host');
  expect(first).toMatchObject({ name: 'kvm-a', cpu: 0.25, load: 1, memory: null });
});

test('the same figures given again are no second measurement', async () => {
  const site = kvm();
  const at = Date.now();
  const [{ id = '' } = {}] = site.machines;
  const { asked, end } = measuring(site, async () => [usage(id, at)]);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(3), { timeout: 20_000 });
  await end();
  expect((await rows()).filter(({ kind }) => kind === 'machine')).toHaveLength(1);
});

test('a site that does not answer is asked later and later, and leaves a gap', async () => {
  const site = kvm();
  site.silence = 'connection refused';
  const { asked, end } = measuring(site);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(3), { timeout: 20_000 });
  await end();
  expect(asked.slice(0, 4)).toEqual([1, 2, 3, 4]);
  expect(await rows()).toEqual([]);
});
