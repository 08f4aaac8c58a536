import { describe, expect, it } from 'vitest';
import {
  createStorage,
  volumesOf,
} from '../../../../../adapters/hypervisor/proxmox/storage/storage.ts';
import { BotError } from '../../../../../src/errors.ts';
import { never } from '../../../../contracts/subject.ts';
import { recorded, toldClient } from '../recorded.ts';
import { told } from '../told.ts';

const rows = [
  { type: 'node', id: 'node/pve1', node: 'pve1', status: 'online' },
  { type: 'node', id: 'node/pve2', node: 'pve2', status: 'offline' },
  { type: 'qemu', id: 'qemu/100', node: 'pve1', vmid: 100, name: 'web01', status: 'running' },
  { type: 'storage', id: 'storage/pve1/local', node: 'pve1', storage: 'local', plugintype: 'dir' },
  { type: 'storage', id: 'storage/pve1/nas', node: 'pve1', storage: 'nas', plugintype: 'nfs' },
  { type: 'storage', id: 'storage/pve2/local', node: 'pve2', storage: 'local', plugintype: 'dir' },
];
const status = { active: 1, avail: 71_625_052_160, used: 37_319_241_728, total: 270_553_174_016 };

function answers(path: string): unknown {
  if (path.includes('/nas/')) return new BotError('timeout', 'no answer within 5 s');
  return path.endsWith('/status') ? status : recorded('storage_content');
}

describe('storages', () => {
  const storage = createStorage({ client: toldClient(answers), resources: told(rows) });

  it('have the room that they say themselves, and one that hangs keeps no other from it', async () => {
    expect(await storage.pools(never)).toEqual([
      {
        ...{ host: 'pve1', name: 'local', type: 'dir', active: true },
        freeBytes: 71_625_052_160,
        usedBytes: 37_319_241_728,
        capacityBytes: 270_553_174_016,
      },
      { host: 'pve1', name: 'nas', type: 'nfs', active: false, problem: 'no answer within 5 s' },
      { host: 'pve2', name: 'local', type: 'dir', active: false, problem: 'pve2 is offline' },
    ]);
  });

  it('tell of a real node what fills them, and whose it is', async () => {
    const [pool] = await storage.pools(never);
    if (!pool) throw new Error('there is none');
    const volumes = await storage.volumes(pool, never);
    const said = new Map(volumes.map(({ name, says, machines }) => [name, { says, machines }]));
    expect(volumes[0]?.name).toBe('local:100/vm-100-state-withram.raw');
    expect(said.get('local:100/vm-100-disk-0.qcow2')).toEqual({
      says: 'disk of web01',
      machines: ['web01'],
    });
    expect(said.get('local:100/vm-100-state-withram.raw')?.says).toBe('saved memory of web01');
    expect(said.get('local:101/vm-101-disk-0.qcow2')).toEqual({
      says: 'disk of 101, which is gone',
      machines: [],
    });
    expect(said.get('local:vztmpl/busybox-1_amd64.tar.gz')?.says).toBe('template of containers');
  });

  it('count what stands on the base of a template', () => {
    const base = {
      volid: 'local:102/base-102-disk-0.qcow2',
      content: 'images',
      vmid: 102,
      size: 9,
    };
    const clone = {
      volid: 'local:102/base-102-disk-0.qcow2/103/vm-103-disk-0.qcow2',
      content: 'images',
      vmid: 103,
      size: 9,
    };
    const blank = { format: undefined, used: undefined, ctime: undefined, subtype: undefined };
    const more = {
      notes: undefined,
      protected: undefined,
      parent: undefined,
      verification: undefined,
    };
    const all = [base, clone].map((one) => ({
      ...blank,
      ...more,
      'approximate-size': undefined,
      ...one,
    }));
    expect(volumesOf(all, { type: 'dir' }, [])[0]?.says).toBe('base of 1 disk');
  });
});
