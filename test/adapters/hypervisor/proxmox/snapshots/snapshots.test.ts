import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewSnapshot, Snapshots } from '../../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { smallCluster } from '../../../../doubles/proxmox/index.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let snapshots: Snapshots;
beforeEach(async () => {
  const storages = [{ id: 'chain', type: 'dir', content: ['images'], chained: true } as const];
  const guests = [{ vmid: 110, name: 'chain01', node: 'pve1', storage: 'chain' } as const];
  site = await openSite({
    seed: {
      ...smallCluster,
      storages: [...smallCluster.storages, ...storages],
      guests: [...smallCluster.guests, ...guests],
    },
  });
  snapshots = need(site.hypervisor.snapshots);
});
afterEach(() => site.close());

async function take(name: string, wanted: Partial<NewSnapshot> & Pick<NewSnapshot, 'name'>) {
  const machine = await site.machine(name);
  const outcome = await snapshots.create(machine, { description: '', ...wanted }, memoryTask());
  return { machine, outcome, snapshot: await the(machine, wanted.name) };
}

async function the(machine: Machine, name: string) {
  const found = (await snapshots.list(machine, never)).find((each) => each.name === name);
  return found ?? expect.unreachable(`no ${name}`);
}

function sent(from: number, method: string) {
  return site.double.calls.slice(from).filter((call) => call.method === method);
}

describe('a snapshot', () => {
  it('is taken with the RAM of a VM that is on, and says so', async () => {
    const before = site.double.calls.length;
    const { outcome, snapshot } = await take('web01', { name: 'with-ram', description: 'before' });
    expect(snapshot).toMatchObject({ memory: true, description: 'before' });
    expect(outcome.notes).toContain('with memory');
    expect(sent(before, 'POST')[0]?.params).toMatchObject({ vmstate: '1', snapname: 'with-ram' });
  });

  it('of a container has no RAM, and no parameter for it', async () => {
    const before = site.double.calls.length;
    const { snapshot } = await take('ct-proxy', { name: 'plain' });
    expect(snapshot.memory).toBe(false);
    expect(sent(before, 'POST')[0]?.params).not.toHaveProperty('vmstate');
  });

  it('is refused before it is sent where the storage takes none, with the disks', async () => {
    const machine = await site.machine('ct-dns');
    const wanted = { name: 'nope', description: '' };
    expect(await snapshots.createObstacle(machine, wanted, never)).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/ct-dns .*rootfs \(local:/),
    });
    const before = site.double.calls.length;
    await expect(snapshots.create(machine, wanted, memoryTask())).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(sent(before, 'POST')).toEqual([]);
  });

  it('with a name that Proxmox does not take is refused and nothing is asked', async () => {
    const machine = await site.machine('web01');
    const before = site.double.calls.length;
    const wanted = { name: '2024-01-01', description: '' };
    await expect(snapshots.create(machine, wanted, memoryTask())).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(site.double.calls.length).toBe(before);
  });

  it('that was begun and not finished is told, with the way out, and by name', async () => {
    site.double.faults.task({ type: 'qmsnapshot', fail: 'unexpected status', midway: true });
    const machine = await site.machine('web01');
    const wanted = { name: 'broken', description: '' };
    await expect(snapshots.create(machine, wanted, memoryTask())).rejects.toThrow();
    const again = { name: 'again', description: '' };
    expect(await snapshots.createObstacle(machine, again, never)).toMatchObject({
      code: 'conflict',
      message: 'taking the snapshot broken of web01 was begun and has not ended',
      hint: expect.stringContaining('`qm unlock 100`'),
    });
    const broken = await the(machine, 'broken');
    expect(broken.description).toBe('(unfinished: prepare)');
    const rollback = snapshots.rollbackEffect(machine, broken, never);
    await expect(rollback).rejects.toMatchObject({ code: 'conflict' });
    // As an administrator does with `qm unlock 100`.
    const guest = site.double.world.guests.get(100);
    if (guest) delete guest.config['lock'];
    const before = site.double.calls.length;
    await snapshots.delete(machine, { snapshot: broken, children: false }, memoryTask());
    expect(sent(before, 'DELETE')[0]?.params).toMatchObject({ force: '1' });
    expect(await snapshots.list(machine, never)).toEqual([]);
  });
});

describe('a rollback', () => {
  it.each([
    ['files01', 'ZFS'],
    ['chain01', 'chained files'],
  ])('of %s, on %s, names the later ones that are in its way', async (name) => {
    const { machine, snapshot } = await take(name, { name: 'old' });
    await take(name, { name: 'new' });
    expect(await snapshots.rollbackEffect(machine, snapshot, never)).toMatchObject({
      later: 'in-the-way',
      laterNames: ['new'],
    });
    const before = site.double.calls.length;
    await expect(snapshots.rollback(machine, snapshot, memoryTask())).rejects.toMatchObject({
      code: 'conflict',
      message: 'new is in the way of old',
    });
    expect(sent(before, 'POST')).toEqual([]);
    const newest = await the(machine, 'new');
    expect(await snapshots.rollbackEffect(machine, newest, never)).toMatchObject({
      later: 'kept',
      laterNames: [],
    });
    await snapshots.rollback(machine, newest, memoryTask());
  });

  it('without RAM starts a machine again that was on, and leaves one off that was off', async () => {
    const { machine, snapshot } = await take('web01', { name: 'disks', disksOnly: true });
    expect(await snapshots.rollbackEffect(machine, snapshot, never)).toMatchObject({
      leaves: 'running',
    });
    const outcome = await snapshots.rollback(machine, snapshot, memoryTask());
    expect(outcome.notes).toContain('it is running now');
    await site.hypervisor.power(machine, 'stop', memoryTask());
    const off = await site.machine('web01');
    expect(await snapshots.rollbackEffect(off, snapshot, never)).toMatchObject({
      leaves: 'stopped',
    });
    const again = await snapshots.rollback(off, snapshot, memoryTask());
    expect(again.notes).toContain('it is off now');
  });

  it('with RAM leaves a machine running that was off', async () => {
    const { machine, snapshot } = await take('web01', { name: 'with-ram' });
    await site.hypervisor.power(machine, 'stop', memoryTask());
    const effect = await snapshots.rollbackEffect(machine, snapshot, never);
    expect(effect.leaves).toBe('running');
    await snapshots.rollback(machine, snapshot, memoryTask());
    expect((await site.machine('web01')).state).toBe('running');
  });

  it('names the disks that came later, which are left as they are', async () => {
    const { machine, snapshot } = await take('web01', { name: 'before-disk' });
    const guest = site.double.world.guests.get(100);
    if (guest) guest.config['scsi1'] = 'local:100/vm-100-disk-7.qcow2,size=4G';
    expect(await snapshots.rollbackEffect(machine, snapshot, never)).toMatchObject({
      disksNotIncluded: ['scsi1'],
    });
  });

  it('and a delete touch no machine that was made later with the same id', async () => {
    const { machine, snapshot } = await take('web01', { name: 'kept' });
    const other = { ...machine, birth: 'of another machine' };
    const before = site.double.calls.length;
    const refused = { code: 'conflict' };
    await expect(snapshots.rollback(other, snapshot, memoryTask())).rejects.toMatchObject(refused);
    const doomed = { snapshot, children: false };
    await expect(snapshots.delete(other, doomed, memoryTask())).rejects.toMatchObject(refused);
    expect([...sent(before, 'POST'), ...sent(before, 'DELETE')]).toEqual([]);
  });
});

it('an act that was cut off after it was heard is not sent again', async () => {
  const machine = await site.machine('web01');
  const path = /\/snapshot$/;
  site.double.faults.call({ method: 'POST', path }, { how: 'cut', when: 'after' });
  const before = site.double.calls.length;
  await snapshots.create(machine, { name: 'once', description: '' }, memoryTask());
  expect((await snapshots.list(machine, never)).map(({ name }) => name)).toEqual(['once']);
  expect(sent(before, 'POST').filter((call) => path.test(call.path))).toHaveLength(1);
});
