import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client, Sent } from './client.ts';
import { opened } from './opened.ts';

const web = '/nodes/pve1/qemu/100';

const put = (client: Client, params: Sent, place = web) =>
  client.ask('PUT', `${place}/config`, params);

async function pending(client: Client, key: string, place = web): Promise<unknown> {
  const rows = z.array(z.looseObject({ key: z.string() }));
  return rows.parse(await client.data('GET', `${place}/pending`)).find((row) => row.key === key);
}

describe('the configuration of a machine of the double', () => {
  it('waits for the next start where it cannot be changed at once', async () => {
    const { client } = await opened();
    await put(client, { cores: 4, memory: 1024, description: 'at once', delete: 'boot' });
    expect(await pending(client, 'cores')).toEqual({ key: 'cores', value: 1, pending: 4 });
    expect(await pending(client, 'boot')).toMatchObject({ delete: 1 });
    expect(await pending(client, 'description')).toEqual({ key: 'description', value: 'at once' });
    expect(await client.data('GET', `${web}/config`, { current: 1 })).toMatchObject({ cores: 1 });
    await put(client, { revert: 'boot' });
    await client.outcome(await client.data('POST', `${web}/status/reboot`));
    expect(await pending(client, 'cores')).toEqual({ key: 'cores', value: 4 });
    expect(await pending(client, 'boot')).toMatchObject({ value: 'order=scsi0;net0' });
  });

  it('is changed only by whoever has seen it last', async () => {
    const { client } = await opened();
    const { digest } = z
      .looseObject({ digest: z.string() })
      .parse(await client.data('GET', `${web}/config`));
    expect((await put(client, { tags: 'a', digest })).status).toBe(200);
    expect((await put(client, { tags: 'b', digest })).reason).toBe(
      'checksum mismatch (file change by other user?)',
    );
  });

  it('gives a card an address of its own, and keeps one that is given', async () => {
    const { client, double } = await opened();
    const { config } = double.world.guest('qemu', 'pve1', 100);
    const mac = /=([^,]+)/.exec(String(config['net0']))?.[1];
    await put(client, { net0: `virtio=${mac},bridge=vmbr1,tag=20,link_down=1`, net1: 'e1000' });
    expect(config['net0']).toBe(`virtio=${mac},bridge=vmbr1,link_down=1,tag=20`);
    expect(config['net1']).toMatch(/^e1000=BC:24:11:/);
  });

  it.each([
    [{ net0: 'virtio,bridge=vmbr0,tag=5000' }, 'net0'],
    [{ net0: 'bridge=vmbr0' }, 'net0'],
    [{ net0: 'virtio,colour=red' }, 'net0'],
  ])('refuses a card like %j', async (params, key) => {
    const { client } = await opened();
    const { status, body } = await put(client, params);
    expect(status).toBe(400);
    expect(body['errors']).toEqual({ [key]: expect.stringMatching(/^invalid format/) });
  });

  it('is not changed while the machine is locked', async () => {
    const { client, double } = await opened();
    double.world.guest('qemu', 'pve1', 100).config['lock'] = 'backup';
    expect((await put(client, { tags: 'a' })).reason).toBe('VM is locked (backup)');
    const ct = '/nodes/pve1/lxc/200';
    double.world.guest('lxc', 'pve1', 200).config['lock'] = 'backup';
    expect((await put(client, { tags: 'a' }, ct)).reason).toBe('CT is locked (backup)');
  });

  it('takes the privilege of each of its parts', async () => {
    const { double, as } = await opened();
    double.grant(double.tokens.bare, { '/vms/100': ['VM.Config.Options'] });
    const client = as(double.tokens.bare);
    expect((await put(client, { tags: 'a' })).status).toBe(200);
    expect((await put(client, { tags: 'a', cores: 2 })).reason).toBe(
      'Permission check failed (/vms/100, VM.Config.CPU)',
    );
  });

  it('lets nobody use a bridge who may not', async () => {
    const { double, as } = await opened();
    double.grant(double.tokens.bare, { '/vms/100': ['VM.Config.Network'] });
    const reply = await put(as(double.tokens.bare), { net0: 'virtio,bridge=vmbr0' });
    expect(reply.reason).toBe('Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)');
  });

  it('keeps a disk that is taken out as unused, until that is deleted', async () => {
    const { client, double } = await opened();
    const { world } = double;
    const db = '/nodes/pve1/qemu/101';
    const volid = 'local:101/vm-101-disk-0.qcow2';
    await put(client, { delete: 'scsi0' }, db);
    expect(world.guest('qemu', 'pve1', 101).config['unused0']).toBe(volid);
    await put(client, { delete: 'unused0' }, db);
    expect(world.volumes.some((one) => one.volid === volid)).toBe(false);
  });

  it('never tells the password of cloud-init', async () => {
    const { client, double } = await opened();
    const db = '/nodes/pve1/qemu/101';
    await put(client, { cipassword: 'secret', ciuser: 'ops' }, db);
    expect(double.world.guest('qemu', 'pve1', 101).config['cipassword']).toBe('secret');
    const told = { cipassword: '**********', ciuser: 'ops' };
    expect(await client.data('GET', `${db}/config`)).toMatchObject(told);
    expect(await pending(client, 'cipassword', db)).toMatchObject({ value: '**********' });
  });

  it('is written in a task as well', async () => {
    const { client, double } = await opened();
    const upid = await client.data('POST', '/nodes/pve1/qemu/101/config', { cores: 3 });
    expect(await client.outcome(upid)).toBe('OK');
    expect(double.world.guest('qemu', 'pve1', 101).config['cores']).toBe(3);
  });
});
