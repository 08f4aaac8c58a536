import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../adapters/hypervisor/libvirt/backups/disks.ts';

const disks = [
  `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/a/x.qcow2'/><target dev='vda'/></disk>`,
  `<disk type='block'><driver type='raw'/><source dev='/dev/vg/x'/><target dev='vdb'/></disk>`,
  `<disk type='network' device='disk'><driver type='raw'/><source protocol='rbd' name='p/x'/><target dev='vdc'/></disk>`,
  `<disk type='file' device='disk'><source file='/a/ro.img'/><target dev='vdd'/><readonly/></disk>`,
  `<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>`,
  `<disk type='file' device='disk'><target dev='vde'/></disk>`,
  `<disk type='block' device='lun'><source dev='/dev/sdz'/><target dev='sdb'/></disk>`,
  `<disk type='file' device='disk'><source file='/a/odd'/><target dev='../x'/></disk>`,
];
const xml = `<domain><name>a&amp;b</name><os><nvram template='/t'>/v/a_VARS.fd</nvram></os><devices>${disks.join('')}</devices></domain>`;

describe('a definition', () => {
  it('tells which disks a backup holds and why the others are left out', () => {
    const found = parseDefinition(xml).disks.map(({ target, leftOut }) => [target, leftOut]);
    expect(found).toEqual([
      ['vda', undefined],
      ['vdb', undefined],
      ['vdc', undefined],
      ['vdd', 'read only'],
      ['sda', 'a CD-ROM'],
      ['vde', 'empty'],
      ['sdb', 'a SCSI device passed through'],
      ['../x', 'its name is no plain word'],
    ]);
  });

  it('tells where each disk lies, and in which format', () => {
    expect(parseDefinition(xml).disks.slice(0, 3)).toMatchObject([
      { type: 'file', format: 'qcow2', path: '/a/x.qcow2' },
      { type: 'block', format: 'raw', path: '/dev/vg/x' },
      { type: 'network', format: 'raw', path: undefined },
    ]);
  });

  it('tells which disks are encrypted', () => {
    const secret = xml.replace(
      "<source file='/a/x.qcow2'/>",
      "<source file='/a/x'><encryption format='luks'/></source>",
    );
    const encrypted = (from: string) =>
      parseDefinition(from).disks.filter((disk) => disk.encrypted);
    expect(encrypted(xml)).toEqual([]);
    expect(encrypted(secret).map(({ target }) => target)).toEqual(['vda']);
  });

  it('tells the file of its firmware, and whether it has a TPM', () => {
    expect(parseDefinition(xml)).toMatchObject({ nvram: '/v/a_VARS.fd', hasTpm: false });
    const withTpm = xml.replace('<devices>', "<devices><tpm model='tpm-crb'/>");
    expect(parseDefinition(withTpm)).toMatchObject({ hasTpm: true });
  });
});
