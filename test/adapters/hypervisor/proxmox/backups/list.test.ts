import { describe, expect, it } from 'vitest';
import { volidOf } from '../../../../../adapters/hypervisor/proxmox/backups/backup-id.ts';
import { listBackups, sinceOf } from '../../../../../adapters/hypervisor/proxmox/backups/list.ts';
import { verifyBackup } from '../../../../../adapters/hypervisor/proxmox/backups/verify.ts';
import { BotError } from '../../../../../src/errors.ts';
import type { SilentPlace } from '../../../../../src/hypervisor/backups.ts';
import { never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { recorded, toldClient } from '../recorded.ts';
import { settings, told } from '../told.ts';

const store = (node: string, storage: string, more: object = {}) => ({
  ...{ type: 'storage', id: `storage/${node}/${storage}`, node, storage, content: 'backup' },
  ...more,
});
const rows = [
  { type: 'node', id: 'node/pve1', node: 'pve1', status: 'online' },
  { type: 'node', id: 'node/pve2', node: 'pve2', status: 'offline' },
  { type: 'qemu', id: 'qemu/101', node: 'pve1', vmid: 101, name: 'db01', status: 'stopped' },
  { type: 'qemu', id: 'qemu/200', node: 'pve1', vmid: 200, name: 'not-a-container' },
  store('pve1', 'local', { plugintype: 'dir' }),
];

const says = (path: string) =>
  path.includes('/local/') ? recorded('storage_content_backup') : new BotError('timeout', 'hangs');

function parts(more: readonly object[] = [], answers: (path: string) => unknown = says) {
  const client = toldClient(answers);
  return { client, resources: told([...rows, ...more]), settings, site: 'pve' };
}

describe('backups', () => {
  it('of a real node are listed newest first, with what it tells of each', async () => {
    const all = await listBackups(parts(), { signal: never });
    expect(all.map(({ machine }) => machine.id)).toEqual(['101', '100', '200', '200']);
    expect(all[0]).toMatchObject({
      id: 'pve1/local:backup/vzdump-qemu-101-2026_11_22-21_40_25.vma.zst',
      machine: { name: 'db01', birth: '' },
      createdAt: 1_795_383_625_000,
      bytes: 111_109,
      protected: false,
    });
    expect(all.at(-1)).toMatchObject({ note: 'ct-dns nightly' });
    expect(all.map(volidOf)).toContain('local:backup/vzdump-lxc-200-2026_11_22-21_25_23.tar');
  });

  it('of a machine that is gone, or of another kind now, go by its id', async () => {
    const all = await listBackups(parts(), { signal: never });
    expect(all.map(({ machine }) => machine.name)).toEqual(['db01', '100', '200', '200']);
  });

  it('a storage that hangs, and one of a node that is down, are told and hold up no other', async () => {
    const silent: SilentPlace[] = [];
    const more = [store('pve1', 'nas'), store('pve2', 'local')];
    const all = await listBackups(parts(more), {
      signal: never,
      silent: (one) => silent.push(one),
    });
    expect(all).toHaveLength(4);
    expect(new Set(silent)).toEqual(
      new Set([
        { host: 'pve1', name: 'nas', why: 'does not answer: hangs' },
        { host: 'pve2', name: 'local', why: 'does not answer: pve2 is offline' },
      ]),
    );
    await expect(listBackups(parts(more), { signal: never })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('a shared storage is asked once, over a node that is there', async () => {
    const shared = { shared: 1, plugintype: 'nfs' } as const;
    const all = parts([store('pve1', 'vault', shared), store('pve2', 'vault', shared)], () => []);
    await listBackups(all, { signal: never });
    expect(all.client.asked).toEqual([
      '/nodes/pve1/storage/local/content',
      '/nodes/pve1/storage/vault/content',
    ]);
  });

  it('older than the VM that has the id now are not of it', async () => {
    const machine = { id: '101', host: 'pve1', kind: 'vm', name: 'db01' } as const;
    const config = { meta: 'creation-qemu=10.0.13,ctime=1795383625' };
    const { client } = parts([], () => config);
    const full = { ...machine, site: 'pve', birth: 'b', state: 'stopped', tags: [] } as const;
    expect(await sinceOf({ client }, full, never)).toBe(1_795_383_625_000);
  });
});

describe('verification', () => {
  const server = store('pve1', 'vault', { plugintype: 'pbs' });
  const kept = (more: object) => [
    {
      volid: 'vault:backup/vm/101/2026-11-22T21:40:25Z',
      vmid: 101,
      ctime: 1_795_383_625,
      size: 5,
      ...more,
    },
  ];
  const verification = (state: string) => ({
    verification: {
      state,
      upid: 'UPID:pbs:000002C3:0000036D:00000001:6B036149:verify:vault:root@pam:',
    },
  });

  async function verdict(more: object) {
    const all = parts([server], (path) => (path.includes('/vault/') ? kept(more) : []));
    const [backup] = await listBackups(all, { signal: never });
    if (!backup) throw new Error('there is none');
    return { backup, verdict: await verifyBackup(all, backup, memoryTask()) };
  }

  it('is what the backup server found when it last read it', async () => {
    const well = await verdict(verification('ok'));
    expect(well.verdict).toMatchObject({ whole: true });
    expect(well.backup.verified?.at).toBe(0x6b036149 * 1000);
    expect((await verdict(verification('failed'))).verdict).toMatchObject({ whole: false });
  });

  it('is unsupported for what no server has read', async () => {
    await expect(verdict({})).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('has not verified it'),
    });
    const [backup] = await listBackups(parts(), { signal: never });
    if (!backup) throw new Error('there is none');
    await expect(verifyBackup(parts(), backup, memoryTask())).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('cannot check'),
    });
  });
});
