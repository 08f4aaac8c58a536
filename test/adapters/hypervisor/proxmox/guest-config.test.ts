import { describe, expect, it } from 'vitest';
import {
  diskBytesOf,
  parseConfig,
} from '../../../../adapters/hypervisor/proxmox/backups/archived.ts';
import {
  capacityOf,
  drivesOf,
  isCdrom,
  readConfig,
} from '../../../../adapters/hypervisor/proxmox/guest-config.ts';
import { never } from '../../../contracts/subject.ts';
import { recorded, toldClient } from './recorded.ts';

const machine = { host: 'pve1', kind: 'vm', id: '100', name: 'web01' } as const;

describe('a configuration', () => {
  it('of a real node has its numbers as text, and its disks with their size', async () => {
    const client = toldClient(() => recorded('qemu_config_get'));
    const config = await readConfig(client, machine, never);
    expect(config.get('memory')).toBe('256');
    expect(config.get('cores')).toBe('1');
    const [disk, ...others] = drivesOf(config);
    expect(others).toEqual([]);
    expect(disk).toMatchObject({ key: 'scsi0', volid: 'local:100/vm-100-disk-0.qcow2' });
    expect(disk && capacityOf(disk)).toBe(1024 ** 3);
  });

  it('of a container in a directory does not know how large it may get', async () => {
    const client = toldClient(() => recorded('lxc_config_get'));
    const [root] = drivesOf(await readConfig(client, { ...machine, kind: 'container' }, never));
    expect(root).toMatchObject({ key: 'rootfs', volid: 'local:200/subvol-200-disk-0.subvol' });
    expect(root && capacityOf(root)).toBeUndefined();
  });

  it('out of an archive ends before its snapshots, and media are no disks', () => {
    const text = [
      '#qmdump#map:scsi0:drive-scsi0:local:qcow2:',
      'name: web01',
      'ide2: local:iso/debian.iso,media=cdrom,size=600M',
      'scsi0: local:100/vm-100-disk-0.qcow2,size=1G',
      'scsi1: local:100/vm-100-disk-1.qcow2,size=512M',
      '[before]',
      'scsi2: local:100/vm-100-disk-2.qcow2,size=9G',
    ].join('\n');
    const config = parseConfig(text);
    expect(config.get('name')).toBe('web01');
    expect(
      drivesOf(config)
        .filter(isCdrom)
        .map(({ key }) => key),
    ).toEqual(['ide2']);
    expect(diskBytesOf(config)).toBe(1.5 * 1024 ** 3);
  });
});
