import { describe, expect, it } from 'vitest';
import type { Client } from './client.ts';
import { opened } from './opened.ts';

const on = { 100: 'pve1/qemu/100', 103: 'pve3/qemu/103', 200: 'pve1/lxc/200', 202: 'pve3/lxc/202' };
const at = (vmid: keyof typeof on, rest = '') => `/nodes/${on[vmid]}/snapshot${rest}`;

async function take(client: Client, vmid: keyof typeof on, snapname: string, vmstate = 0) {
  const params = { snapname, ...(vmstate === 1 && { vmstate }) };
  return client.outcome(await client.data('POST', at(vmid), params));
}

async function back(client: Client, vmid: keyof typeof on, name: string, start = 0) {
  const upid = await client.data('POST', at(vmid, `/${name}/rollback`), { start });
  return client.outcome(upid);
}

describe('snapshots on the double', () => {
  it('are kept on qcow2 when an earlier one is gone back to, which leaves it stopped', async () => {
    const { double, client } = await opened();
    const guest = double.world.guest('qemu', 'pve1', 100);
    for (const name of ['one', 'two']) expect(await take(client, 100, name)).toBe('OK');
    expect(await back(client, 100, 'one')).toBe('OK');
    expect(guest.state).toBe('stopped');
    expect(await client.data('GET', at(100))).toMatchObject([
      { name: 'one' },
      { name: 'two', parent: 'one' },
      { name: 'current', parent: 'one', running: 0 },
    ]);
    expect(await back(client, 100, 'two', 1)).toBe('OK');
    expect(guest.state).toBe('running');
  });

  it('are in the way on ZFS, where only the newest can be gone back to', async () => {
    const { client } = await opened();
    for (const name of ['one', 'two']) await take(client, 103, name);
    expect(await back(client, 103, 'one')).toBe(
      "can't rollback, 'one' is not most recent snapshot on 'vm-103-disk-0'",
    );
    expect(await back(client, 103, 'two')).toBe('OK');
  });

  it('with their memory run again after going back', async () => {
    const { double, client } = await opened();
    await take(client, 100, 'ram', 1);
    await back(client, 100, 'ram');
    expect(double.world.guest('qemu', 'pve1', 100).state).toBe('running');
  });

  it('bring the configuration of their time back', async () => {
    const { double, client } = await opened();
    const guest = double.world.guest('qemu', 'pve1', 100);
    await take(client, 100, 'before');
    guest.config['cores'] = 4;
    await back(client, 100, 'before');
    expect(guest.config['cores']).toBe(1);
  });

  it('are not to be had for a container on a directory, and are on ZFS', async () => {
    const { client } = await opened();
    expect(await take(client, 200, 'one')).toBe('snapshot feature is not available');
    expect(await take(client, 202, 'one')).toBe('OK');
    const feature = await client.data('GET', '/nodes/pve1/lxc/200/feature', {
      feature: 'snapshot',
    });
    expect(feature).toEqual({ hasFeature: 0 });
  });

  it('that break in the middle leave a lock and a half', async () => {
    const { double, client } = await opened();
    double.faults.task({ type: 'qmsnapshot', fail: 'qemu died', midway: true });
    expect(await take(client, 100, 'half')).toBe('qemu died');
    expect(await client.data('GET', at(100))).toMatchObject([
      { name: 'half', snapstate: 'prepare' },
      { name: 'current' },
    ]);
    expect(await take(client, 100, 'next')).toBe('VM is locked (snapshot)');
  });
});
