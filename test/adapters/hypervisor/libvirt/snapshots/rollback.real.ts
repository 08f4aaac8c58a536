import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../../../../src/hypervisor/snapshots.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { type LabHost, virsh } from '../../../../lab/libvirt/host.ts';
import { defineMachine } from '../../../../lab/libvirt/machine.ts';
import { openLab, openSite } from '../site.ts';

const { signal } = new AbortController();
const name = 'rolled-back';

/** Every way from a state to a snapshot's. */
const ways = [
  ['running', 'live'],
  ['running', 'cold'],
  ['off', 'live'],
  ['off', 'cold'],
] as const;

describe('a killed rollback', () => {
  let host: LabHost;
  let site: Hypervisor;
  let snapshots: Snapshots;
  let machine: Machine;

  beforeAll(async () => {
    const lab = await openLab();
    host = lab.hosts['kvm-a'];
    site = await openSite('kvm-a');
    snapshots = need(site.snapshots);
    await defineMachine(host, { name }, { image: lab.image, signal });
    machine = await find();
    await snapshots.create(machine, { name: 'cold', description: '' }, memoryTask());
    await site.power(machine, 'start', memoryTask());
    await snapshots.create(machine, { name: 'live', description: '' }, memoryTask());
  });
  afterAll(async () => {
    await virsh(host, ['destroy', machine.id], { signal }).catch(() => '');
    await virsh(host, ['undefine', machine.id, '--snapshots-metadata'], { signal });
    await site.close?.();
  });

  async function find(): Promise<Machine> {
    const found = (await site.machines(signal)).find((each) => each.name === name);
    if (!found) throw new Error('it is gone');
    return found;
  }

  /** A revert takes the whole stored definition back, this title with it. */
  const setTitle = (title: string) =>
    virsh(host, ['desc', machine.id, '--title', '--config', title], { signal });
  const title = () => virsh(host, ['desc', machine.id, '--title', '--config'], { signal });

  async function bring(state: 'running' | 'off'): Promise<void> {
    const now = (await find()).state;
    if (state === 'running' && now === 'stopped') await site.power(machine, 'start', memoryTask());
    if (state === 'off' && now === 'running') await site.power(machine, 'stop', memoryTask());
  }

  async function rollback(to: string, task: MemoryTask): Promise<void> {
    const all = await snapshots.list(machine, signal);
    const wanted = all.find((each) => each.name === to);
    if (!wanted) throw new Error(`no snapshot ${to}`);
    await snapshots.rollback(machine, wanted, task);
  }

  async function die(to: string, dies: 'after-intent' | 'after-do'): Promise<MemoryTask> {
    const task = memoryTask({ dies });
    await Promise.race([task.died, rollback(to, task)]);
    return memoryTask({ records: task.records });
  }

  describe.each(ways)('of a machine that is %s to a %s snapshot', (from, to) => {
    const ends = to === 'live' ? 'running' : 'stopped';
    beforeEach(() => bring(from));

    it('is carried out when it was not', async () => {
      await setTitle('before');
      const resumed = await die(to, 'after-intent');
      expect(await title()).toContain('before');
      await rollback(to, resumed);
      expect(await title()).not.toContain('before');
      expect((await find()).state).toBe(ends);
    });

    it('is not carried out again when it was', async () => {
      const resumed = await die(to, 'after-do');
      await setTitle('after');
      await rollback(to, resumed);
      expect(await title()).toContain('after');
      expect((await find()).state).toBe(ends);
    });
  });

  it('leaves no mark on the machine', async () => {
    await rollback('cold', memoryTask());
    const xml = await virsh(host, ['dumpxml', machine.id, '--inactive'], { signal });
    expect(xml).not.toContain('nakhoda.invalid');
  });
});
