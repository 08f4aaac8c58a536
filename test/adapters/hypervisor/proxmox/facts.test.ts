import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../../../src/hypervisor.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { bigCluster } from '../../../doubles/proxmox/index.ts';
import { type OpenSite, openSite } from './open-site.ts';

const { signal } = new AbortController();
let opened: OpenSite;
beforeAll(async () => {
  opened = await openSite();
});
afterAll(() => opened.close());

const machine = async (name: string): Promise<Machine> => {
  const found = (await opened.hypervisor.machines(signal)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

const onPve2 = async () =>
  (await opened.hypervisor.machines(signal)).filter(({ host }) => host === 'pve2');
const unknown = ['unknown', 'unknown', 'unknown'];

describe('a cluster over TLS', () => {
  it('gives machines and their figures in one call together', async () => {
    const { hypervisor, calls } = opened;
    calls();
    const [machines, usage] = await Promise.all([
      hypervisor.machines(signal),
      hypervisor.usage(signal),
    ]);
    expect(calls()).toEqual(['GET /cluster/resources']);
    expect(machines).toHaveLength(9);
    expect(usage.map(({ id }) => id)).toEqual(['100', '102', '103', '104', '200', '201']);
    const template = machines.find(({ name }) => name === 'debian-13');
    expect(template).toMatchObject({ template: true, state: 'stopped' });
    expect(machines.find(({ name }) => name === 'mail01')).toMatchObject({ ha: 'started' });
  });

  it('tells a machine’s birth mark in one call, and then in none', async () => {
    const { hypervisor, calls } = opened;
    const web = await machine('web01');
    calls();
    const mark = await hypervisor.identify?.(web, signal);
    expect(mark).toMatch(/^[0-9a-f-]{36}$/);
    expect(await hypervisor.identify?.(web, signal)).toBe(mark);
    expect(calls()).toEqual(['GET /nodes/pve1/qemu/100/config']);
    expect((await machine('web01')).birth).toBe(mark);
    const dns = await machine('ct-dns');
    expect(await hypervisor.identify?.(dns, signal)).toMatch(/^bc:24:11(:[0-9a-f]{2}){3}$/);
  });

  it('has details of VMs and containers', async () => {
    const { hypervisor } = opened;
    const web = await hypervisor.details?.(await machine('web01'), signal);
    expect(web).toMatchObject({ state: 'running', agent: true, pressure: { cpu: {} } });
    const mail = await hypervisor.details?.(await machine('mail01'), signal);
    expect(mail).toMatchObject({ agent: false, ha: 'started' });
    const dns = await hypervisor.details?.(await machine('ct-dns'), signal);
    expect(dns?.pressure?.cpu?.some).toBeGreaterThanOrEqual(0);
  });

  it('has its nodes with load, and one that is down says so', async () => {
    const { hypervisor, double } = opened;
    const [first] = await hypervisor.hosts(signal);
    expect(first).toMatchObject({ site: 'pve', name: 'pve1' });
    expect(first?.load).toHaveLength(3);
    expect(first?.version).toMatch(/^Proxmox VE 9/);
    double.faults.downNodes.add('pve2');
    try {
      const hosts = await hypervisor.hosts(signal);
      expect(hosts.map(({ name }) => name)).toEqual(['pve1', 'pve2', 'pve3']);
      expect(hosts[1]?.cpuFraction).toBeUndefined();
      expect(hosts[2]?.load).toHaveLength(3);
      await expect.poll(async () => (await onPve2()).map(({ state }) => state)).toEqual(unknown);
    } finally {
      double.faults.downNodes.clear();
    }
  });
});

it('a token without rights has an empty list, not an error', async () => {
  const bare = await openSite({}, 'bare');
  try {
    expect(await bare.hypervisor.machines(signal)).toEqual([]);
  } finally {
    await bare.close();
  }
});

it('a thousand machines on ten nodes are one call, each with its name, host and tags', async () => {
  const big = await openSite({ seed: bigCluster(1_000, 10) });
  try {
    const machines = await big.hypervisor.machines(signal);
    expect(machines).toHaveLength(1_000);
    expect(new Set(machines.map(({ host }) => host)).size).toBe(10);
    expect(big.calls()).toEqual(['GET /cluster/resources']);
  } finally {
    await big.close();
  }
});

it('after an act the list is true at once, though the nodes sample every 10 s', async () => {
  const slow = await openSite({ pace: { statMs: 10_000 } });
  const state = async (name: string) =>
    (await slow.hypervisor.machines(signal)).find((one) => one.name === name);
  try {
    const web = await state('web01');
    if (web === undefined) throw new Error('there is no web01');
    await slow.hypervisor.power(web, 'pause', memoryTask());
    expect((await state('web01'))?.state).toBe('paused');
    await slow.hypervisor.power({ ...web, state: 'paused' }, 'resume', memoryTask());
    expect((await state('web01'))?.state).toBe('running');
    await slow.hypervisor.power(web, 'stop', memoryTask());
    expect((await state('web01'))?.state).toBe('stopped');
    slow.calls();
    expect((await state('web01'))?.state).toBe('stopped');
    expect(slow.calls()).toEqual(['GET /cluster/resources']);
  } finally {
    await slow.close();
  }
});
