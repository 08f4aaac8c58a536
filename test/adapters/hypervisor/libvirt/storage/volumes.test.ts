import { describe, expect, it } from 'vitest';
import { parsePool } from '../../../../../adapters/hypervisor/libvirt/storage/pool-records.ts';
import {
  parseVolume,
  parseVolumeNames,
} from '../../../../../adapters/hypervisor/libvirt/storage/volume-records.ts';
import { recorded } from '../recorded.ts';

describe('what libvirt says of its storage', () => {
  it('a pool has its figures in bytes, and none while it is not active', () => {
    const xml = recorded('pool-dumpxml.txt');
    expect(parsePool(xml, true)).toEqual({
      uuid: '94dfbdfb-c5ec-48b4-903b-e56961b095a2',
      name: 'default',
      type: 'dir',
      path: '/lab/kvm-a/images',
      active: true,
      capacityBytes: 270553174016,
      usedBytes: 26126999552,
      freeBytes: 244426174464,
    });
    expect(parsePool(xml, false)).toMatchObject({ active: false, freeBytes: undefined });
  });

  it('a row of the table is one name, whatever stands in it', () => {
    expect(parseVolumeNames(recorded('vol-list.txt'), '/lab/kvm-a/images')).toEqual([
      '--all',
      '34a97636-f7ff-43cc-97d9-ef0c5ab73eea.qcow2',
      'a   b',
      'ddeb4ef6-91bb-4f81-a366-829930d2e495.qcow2',
      `q"u'o`,
    ]);
  });

  it('an empty pool has no names', () => {
    expect(parseVolumeNames(' Name   Path\n-------------\n\n', '/lab')).toEqual([]);
  });

  it('a volume says what it may grow to, what it takes, and what it stands on', () => {
    expect(parseVolume(recorded('vol-dumpxml.txt'), { name: 'default' })).toEqual({
      pool: 'default',
      name: '34a97636-f7ff-43cc-97d9-ef0c5ab73eea.qcow2',
      path: '/lab/kvm-a/images/34a97636-f7ff-43cc-97d9-ef0c5ab73eea.qcow2',
      format: 'qcow2',
      capacityBytes: 268435456,
      bytes: 200704,
      backing: '/lab/guest/base.qcow2',
      mode: '0644',
    });
  });
});
