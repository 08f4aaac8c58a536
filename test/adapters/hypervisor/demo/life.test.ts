import { expect, it, onTestFinished } from 'vitest';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';
import { fileSystems, readGuest } from '../../../../src/guest/probe.ts';
import { never } from '../../../contracts/subject.ts';
import { openDemo } from './site.ts';

async function open(settings: object = {}) {
  const site = await openDemo(settings);
  onTestFinished(() => site.close());
  return site.hypervisor;
}

it('there are a dozen machines on two hosts, of every state and kind', async () => {
  const machines = await (await open()).machines(never);
  expect(machines).toHaveLength(12);
  expect(new Set(machines.map(({ host }) => host))).toEqual(new Set(['demo-a', 'demo-b']));
  expect(new Set(machines.map(({ state }) => state)).size).toBe(3);
  expect(new Set(machines.map(({ kind }) => kind)).size).toBe(2);
});

it('everything says that it is a demo', async () => {
  expect((await open()).site.demo).toBe(true);
});

it('a guest answers the question for its figures in the form of a real Linux', async () => {
  const hypervisor = await open();
  const guest = hypervisor.guest ?? expect.unreachable();
  for (const machine of await hypervisor.machines(never)) {
    if (!(await guest.probe(machine, never)).answers) continue;
    const figures = await readGuest(guest, machine, never);
    expect(figures).toMatchObject({ cpus: machine.cpus, hostname: machine.name });
    expect(figures.memory?.total).toBe(machine.memoryBytes);
    expect(figures.memory?.used).toBeLessThan(machine.memoryBytes ?? 0);
    expect(figures.cpuFraction).toBeGreaterThan(0);
    expect(figures.cpuFraction).toBeLessThanOrEqual(1);
    expect(figures.load?.every((value) => value > 0)).toBe(true);
    expect(figures.uptimeMs).toBeGreaterThan(24 * 60 * 60 * 1000);
    expect(figures.tasks?.total).toBeGreaterThan(5);
    expect(figures.processes?.every(({ memoryBytes }) => (memoryBytes ?? 0) > 0)).toBe(true);
    expect(figures.os).toContain('Debian');
  }
});

it('a guest lists its file systems, one that snapshots leave out among them', async () => {
  const hypervisor = await open();
  const guest = hypervisor.guest ?? expect.unreachable();
  const build = (await hypervisor.machines(never)).find(({ name }) => name === 'build-1');
  const found = await fileSystems(guest, build ?? expect.unreachable(), never);
  expect(found.map(({ mount }) => mount)).toEqual(['/', '/scratch']);
  for (const { used, total } of found) expect(used).toBeLessThan(total);
});

it('figures move smoothly and agree in every process', async () => {
  const site = await openDemo();
  onTestFinished(() => site.close());
  const other = site.again();
  const [here, there] = [await site.hypervisor.usage(never), await other.usage(never)];
  await other.close?.();
  expect(here.length).toBeGreaterThan(5);
  for (const [index, usage] of here.entries()) {
    expect(there[index]?.id).toBe(usage.id);
    expect(there[index]?.cpuFraction).toBeCloseTo(usage.cpuFraction ?? -1, 2);
  }
});

it('hosts are as busy as their machines, and never more than full', async () => {
  for (const host of await (await open()).hosts(never)) {
    expect(host.cpuFraction).toBeGreaterThan(0);
    expect(host.cpuFraction).toBeLessThanOrEqual(1);
    expect(host.memoryUsedBytes).toBeLessThanOrEqual(host.memoryBytes ?? 0);
    expect(host.machineId).toMatch(/^[0-9a-f]{32}$/);
  }
});

it('a crowd of ten thousand has unique names, ids, birth marks and addresses', async () => {
  const hypervisor = await open({ machines: 10_000 });
  const machines = await hypervisor.machines(never);
  for (const key of ['id', 'name', 'birth'] as const) {
    expect(new Set(machines.map((machine) => machine[key])).size).toBe(10_000);
  }
  for (const key of ['address', 'mac'] as const) {
    expect(new Set(fleet(10_000).map((seed) => seed[key])).size).toBe(10_000);
  }
});

it('another demo, begun later with the same names, has other machines', async () => {
  const one = await open();
  const began = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(began);
  const two = await open();
  const births = async (from: typeof one) => (await from.machines(never)).map(({ birth }) => birth);
  const first = await births(one);
  const second = await births(two);
  expect(first.filter((birth) => second.includes(birth))).toEqual([]);
});
