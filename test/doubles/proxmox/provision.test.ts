import { describe, expect, it } from 'vitest';
import type { Client, Sent } from './client.ts';
import { opened } from './opened.ts';

const node = '/nodes/pve1';
const image = 'local:0,import-from=local:import/debian-13-generic-amd64.qcow2';
const never = new Promise(() => undefined);

async function done(client: Client, method: string, path: string, params?: Sent): Promise<string> {
  return client.outcome(await client.data(method, path, params));
}

const refusal = async (client: Client, method: string, path: string, params?: Sent) =>
  (await client.ask(method, path, params)).reason;

describe('a machine that is made on the double', () => {
  it('boots from an image, and its guest answers', async () => {
    const { client, double } = await opened();
    const wanted = {
      vmid: 150,
      name: 'made',
      memory: 512,
      scsi0: `${image},discard=on`,
      ide2: 'local:cloudinit',
      net0: 'virtio,bridge=vmbr0,firewall=1',
      agent: 1,
      start: 1,
      pool: 'lab',
    };
    expect(await done(client, 'POST', `${node}/qemu`, wanted)).toBe('OK');
    const { config, pool } = double.world.guest('qemu', 'pve1', 150);
    expect(pool).toBe('lab');
    expect(config).toMatchObject({
      scsi0: 'local:150/vm-150-disk-0.qcow2,discard=on,size=3G',
      ide2: 'local:150/vm-150-cloudinit.qcow2,media=cdrom,size=4M',
      net0: expect.stringMatching(/^virtio=BC:24:11:[\dA-F:]{8},bridge=vmbr0,firewall=1$/),
      smbios1: expect.stringMatching(/^uuid=/),
    });
    while ((await client.ask('POST', `${node}/qemu/150/agent/ping`)).status !== 200);
  });

  it('is locked and can be seen while it is made, and nobody else gets its id', async () => {
    const { client, double } = await opened();
    double.faults.task({ type: 'qmcreate', hold: never });
    const upid = await client.data('POST', `${node}/qemu`, { vmid: 150, scsi0: 'local:1' });
    expect(await client.data('GET', `${node}/qemu/150/config`)).toMatchObject({ lock: 'create' });
    expect(await refusal(client, 'POST', `${node}/qemu`, { vmid: 150 })).toBe(
      "unable to create VM 150 - VM 150 already exists on node 'pve1'",
    );
    await client.ask('DELETE', `${node}/tasks/${upid}`);
    expect(await client.outcome(upid)).toBe('received interrupt');
    expect(double.world.guests.has(150)).toBe(false);
  });

  it('is not there when its making has failed, nor any disk of it', async () => {
    const { client, double } = await opened();
    const before = double.world.volumes.length;
    const wanted = { vmid: 150, scsi0: 'local:8', sata0: 'local:iso/none.iso,media=cdrom' };
    expect(await done(client, 'POST', `${node}/qemu`, wanted)).toBe(
      "unable to create VM 150 - volume 'local:iso/none.iso' does not exist",
    );
    expect([double.world.guests.has(150), double.world.volumes.length]).toEqual([false, before]);
  });

  it.each([
    [{ scsi0: 'nosuch:8' }, "storage 'nosuch' does not exist"],
    [{ scsi0: '/etc/passwd' }, /Only root can pass arbitrary filesystem paths/],
    [{ args: '-S' }, "only root can set 'args' config"],
    [{ pool: 'nosuch' }, "pool 'nosuch' does not exist"],
  ])('is refused before anything is made: %j', async (wanted, reason) => {
    const { client } = await opened();
    const reply = await client.ask('POST', `${node}/qemu`, { vmid: 150, ...wanted });
    expect(reply.reason).toMatch(reason);
  });

  it('can be a container out of a template', async () => {
    const { client, double } = await opened();
    const ostemplate = 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst';
    const wanted = { vmid: 150, ostemplate, hostname: 'ct', rootfs: 'local-lvm:2', start: 1 };
    expect(await done(client, 'POST', `${node}/lxc`, wanted)).toBe('OK');
    expect(double.world.guest('lxc', 'pve1', 150).config).toMatchObject({
      hostname: 'ct',
      rootfs: 'local-lvm:vm-150-disk-0,size=2G',
    });
  });
});

describe('a clone on the double', () => {
  it('is another machine with the files of the first', async () => {
    const { client, double } = await opened();
    const file = { file: '/root/mark', content: 'here' };
    await client.data('POST', `${node}/qemu/100/agent/file-write`, file);
    const wanted = { newid: 150, name: 'copy', full: 1, storage: 'tank' };
    expect(await done(client, 'POST', `${node}/qemu/100/clone`, wanted)).toBe('OK');
    const [one, two] = [100, 150].map((vmid) => double.world.guest('qemu', 'pve1', vmid));
    expect(two?.config).toMatchObject({ name: 'copy', scsi0: 'tank:vm-150-disk-0,size=8G' });
    expect(two?.config['lock']).toBeUndefined();
    expect(two?.inside.files['/root/mark']).toBe(one?.inside.files['/root/mark']);
    for (const key of ['net0', 'smbios1', 'vmgenid'])
      expect(two?.config[key]).not.toBe(one?.config[key]);
  });

  it('that is cancelled on its way leaves nothing', async () => {
    const { client, double } = await opened({ pace: { taskMs: 5000 } });
    const before = double.world.volumes.length;
    const upid = await client.data('POST', `${node}/qemu/100/clone`, { newid: 150, full: 1 });
    const hasBegun = () => double.world.volumes.length > before;
    while (!hasBegun()) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.ask('DELETE', `${node}/tasks/${upid}`);
    expect(await client.outcome(upid)).toBe('clone failed: received interrupt');
    expect([double.world.guests.has(150), double.world.volumes.length]).toEqual([false, before]);
  });

  it('stands on a template, which is not deleted before it', async () => {
    const { client } = await opened();
    expect(await done(client, 'POST', `${node}/qemu/900/clone`, { newid: 150 })).toBe('OK');
    expect(await done(client, 'DELETE', `${node}/qemu/900`)).toBe(
      "base volume 'local-lvm:base-900-disk-0' is still in use by linked cloned",
    );
    expect(await done(client, 'DELETE', `${node}/qemu/150`)).toBe('OK');
    expect(await done(client, 'DELETE', `${node}/qemu/900`)).toBe('OK');
  });

  it.each([
    ['qemu/101', { newid: 150, full: 0 }, /^Linked clone feature is not supported/],
    [
      'qemu/101',
      { newid: 150, target: 'pve2' },
      "can't clone VM to node 'pve2' (VM uses local storage)",
    ],
    [
      'qemu/900',
      { newid: 150, storage: 'tank' },
      "parameter 'storage' not allowed for linked clones",
    ],
    [
      'lxc/200',
      { newid: 150 },
      'Full clone of a running container is only possible from a snapshot',
    ],
    ['qemu/101', { newid: 150, snapname: 'none' }, "snapshot 'none' does not exist"],
  ])('of %s with %j is refused', async (place, wanted, reason) => {
    const { client } = await opened();
    const said = await refusal(client, 'POST', `${node}/${place}/clone`, wanted);
    if (typeof reason === 'string') expect(said).toBe(reason);
    else expect(said).toMatch(reason);
  });
});

describe('what a machine of the double has', () => {
  it('becomes larger and never smaller', async () => {
    const { client, double } = await opened();
    const resize = { disk: 'scsi0', size: '+2G' };
    expect(await done(client, 'PUT', `${node}/qemu/101/resize`, resize)).toBe('OK');
    expect(double.world.guest('qemu', 'pve1', 101).config['scsi0']).toMatch(/size=10G$/);
    const smaller = { disk: 'scsi0', size: '1G' };
    expect(await refusal(client, 'PUT', `${node}/qemu/101/resize`, smaller)).toBe(
      'shrinking disks is not supported',
    );
    const other = { disk: 'virtio3', size: '9G' };
    expect(await refusal(client, 'PUT', `${node}/qemu/101/resize`, other)).toBe(
      "disk 'virtio3' does not exist",
    );
  });

  it('is gone with it, and a medium stays', async () => {
    const { client, double } = await opened();
    const iso = 'local:iso/debian-13.1.0-amd64-netinst.iso';
    await client.data('PUT', `${node}/qemu/101/config`, { ide2: `${iso},media=cdrom` });
    expect(await done(client, 'DELETE', `${node}/qemu/101`, { purge: 1 })).toBe('OK');
    const { world } = double;
    expect(world.volumes.filter(({ vmid }) => vmid === 101)).toEqual([]);
    expect(world.volumes.some(({ volid }) => volid === iso)).toBe(true);
  });

  it('stays where HA looks after it, until it is purged', async () => {
    const { client } = await opened();
    await client.outcome(await client.data('POST', '/nodes/pve2/qemu/104/status/stop'));
    expect(await refusal(client, 'DELETE', '/nodes/pve2/qemu/104')).toBe(
      'unable to remove VM 104 - used in HA resources and purge parameter not set.',
    );
  });
});
