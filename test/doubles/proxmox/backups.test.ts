import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client, Sent } from './client.ts';
import { opened } from './opened.ts';
import type { World } from './world/world.ts';

const node = '/nodes/pve1';

async function done(client: Client, path: string, params: Sent): Promise<string> {
  return client.outcome(await client.data('POST', path, params));
}

async function backup(client: Client, world: World, params: Sent): Promise<string> {
  const wanted = { storage: 'local', mode: 'snapshot', compress: 'zstd', ...params };
  expect(await done(client, `${node}/vzdump`, wanted)).toBe('OK');
  return world.volumes.findLast(({ content }) => content === 'backup')?.volid ?? '';
}

async function log(client: Client, upid: unknown): Promise<string> {
  const path = `${node}/tasks/${upid}/log`;
  const lines = z.array(z.object({ t: z.string() }));
  return lines
    .parse(await client.data('GET', path, { limit: 1000 }))
    .map(({ t }) => t)
    .join('\n');
}

describe('a backup on the double', () => {
  it('fails for one machine while the others are saved', async () => {
    const { client, double } = await opened();
    double.world.guest('qemu', 'pve1', 101).config['lock'] = 'snapshot';
    const params = { vmid: '100,101,200,999', storage: 'local' };
    const upid = await client.data('POST', `${node}/vzdump`, params);
    expect(String(upid)).toMatch(/:vzdump::root@pam!full:$/);
    expect(await client.outcome(upid)).toBe('job errors');
    const said = await log(client, upid);
    expect(said).toMatch(/ 60% \(4\.8 GiB of 8\.0 GiB\)/);
    expect(said).toContain('INFO: Finished Backup of VM 100 (');
    expect(said).toContain('ERROR: Backup of VM 101 failed - VM is locked (snapshot)');
    expect(said).toContain("ERROR: Backup of VM 999 failed - unable to find VM '999'");
    const saved = double.world.volumes.filter(({ content }) => content === 'backup');
    expect(saved.map(({ vmid }) => vmid)).toEqual([100, 200]);
  });

  it('locks the machine meanwhile, and frees it when it is cancelled', async () => {
    const { client, double } = await opened({ pace: { taskMs: 5000 } });
    const { config } = double.world.guest('qemu', 'pve1', 100);
    const upid = await client.data('POST', `${node}/vzdump`, { vmid: 100, storage: 'local' });
    while (config['lock'] !== 'backup') await new Promise((resolve) => setTimeout(resolve, 5));
    await client.ask('DELETE', `${node}/tasks/${upid}`);
    expect(await client.outcome(upid)).toBe('interrupted by signal');
    expect(config['lock']).toBeUndefined();
    expect(double.world.volumes.some(({ content }) => content === 'backup')).toBe(false);
  });

  it('of a machine on another node is none, and says OK all the same', async () => {
    const { client } = await opened();
    expect(await client.data('POST', `${node}/vzdump`, { vmid: 102 })).toBe('OK');
  });

  it('has its notes and its protection', async () => {
    const { client, double } = await opened();
    const notes = String.raw`{{guestname}}\n{{vmid}} on {{node}}`;
    const params = { vmid: 101, 'notes-template': notes, protected: 1 };
    const volid = await backup(client, double.world, params);
    const listed = await client.data('GET', `${node}/storage/local/content`, { content: 'backup' });
    expect(listed).toMatchObject([{ volid, notes: 'db01\n101 on pve1', protected: 1 }]);
  });

  it('takes the older ones away that are kept no longer, but for those protected', async () => {
    const { client, double } = await opened();
    const { world } = double;
    const first = await backup(client, world, { vmid: 101, protected: 1 });
    const second = await backup(client, world, { vmid: 101 });
    const preview = await client.data('GET', `${node}/storage/local/prunebackups`, {
      'prune-backups': 'keep-last=1',
    });
    expect(preview).toMatchObject([
      { volid: first, mark: 'protected' },
      { volid: second, mark: 'keep' },
    ]);
    const third = await backup(client, world, { vmid: 101, 'prune-backups': 'keep-last=1' });
    const left = world.volumes.filter(({ content }) => content === 'backup');
    expect(left.map(({ volid }) => volid)).toEqual([first, third]);
  });

  it('has no room, and leaves nothing half done', async () => {
    const { client, double } = await opened();
    const local = double.world.storages.get('local');
    if (local !== undefined) local.used = local.bytes;
    const upid = await client.data('POST', `${node}/vzdump`, { vmid: 101, storage: 'local' });
    expect(await client.outcome(upid)).toBe('job errors');
    expect(await log(client, upid)).toMatch(/Backup of VM 101 failed - .*No space left on device/);
  });

  it('cannot go where no backups are kept', async () => {
    const { client } = await opened();
    expect(await done(client, `${node}/vzdump`, { vmid: 101, storage: 'tank' })).toBe(
      "could not get storage information for 'tank': can't use storage 'tank' for backups - wrong content type",
    );
  });
});

describe('a restore on the double', () => {
  it('to the same id brings back the files, and is the same machine', async () => {
    const { client, double } = await opened();
    const guest = double.world.guest('qemu', 'pve1', 100);
    const file = { file: '/root/mark', content: 'then' };
    await client.data('POST', `${node}/qemu/100/agent/file-write`, file);
    const archive = await backup(client, double.world, { vmid: 100 });
    const uuid = guest.config['smbios1'];
    await client.data('POST', `${node}/qemu/100/agent/file-write`, { ...file, content: 'now' });
    const params = { vmid: 100, archive, force: 1 };
    expect(await done(client, `${node}/qemu`, params)).toBe(
      'unable to restore VM 100 - vm is running',
    );
    await done(client, `${node}/qemu/100/status/stop`, {});
    expect(await done(client, `${node}/qemu`, params)).toBe('OK');
    expect(guest.inside.files['/root/mark']).toBe(Buffer.from('then').toString('base64'));
    expect([guest.config['smbios1'], guest.config['lock']]).toEqual([uuid, undefined]);
  });

  it('to a new id is another machine where that is asked for', async () => {
    const { client, double } = await opened();
    const archive = await backup(client, double.world, { vmid: 101 });
    const params = { vmid: 150, archive, unique: 1, storage: 'local-lvm', start: 1 };
    expect(await done(client, `${node}/qemu`, params)).toBe('OK');
    const [old, made] = [101, 150].map((vmid) => double.world.guest('qemu', 'pve1', vmid));
    expect(made?.config['scsi0']).toBe('local-lvm:vm-150-disk-0,size=8G');
    for (const key of ['net0', 'smbios1']) expect(made?.config[key]).not.toBe(old?.config[key]);
  });

  it('that is cancelled leaves a machine without its disk', async () => {
    const { client, double } = await opened();
    const archive = await backup(client, double.world, { vmid: 101 });
    double.faults.task({ type: 'qmrestore', fail: 'received interrupt', midway: true });
    const upid = await client.data('POST', `${node}/qemu`, { vmid: 150, archive });
    expect(await client.outcome(upid)).toBe('received interrupt');
    expect(await log(client, upid)).toContain('VM 150 state is NOT cleaned up.');
    expect(double.world.guest('qemu', 'pve1', 150).config['lock']).toBeUndefined();
  });

  it('of a container is refused over one that runs', async () => {
    const { client, double } = await opened();
    const ostemplate = await backup(client, double.world, { vmid: 200 });
    const params = { vmid: 200, ostemplate, restore: 1, force: 1 };
    expect((await client.ask('POST', `${node}/lxc`, params)).reason).toBe(
      "can't overwrite running container",
    );
    expect(await done(client, `${node}/lxc`, { ...params, vmid: 150 })).toBe('OK');
    expect(double.world.guest('lxc', 'pve1', 150).config['hostname']).toBe('ct-dns');
  });
});
