import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import {
  cloneXml,
  movedXml,
} from '../../../../../adapters/hypervisor/libvirt/provision/clone-xml.ts';

const definition = `<domain type='kvm'>
  <name>web</name>
  <uuid>07393f36-9d1d-488e-978a-711828a261fe</uuid>
  <genid>17393f36-9d1d-488e-978a-711828a261fe</genid>
  <metadata><app:x xmlns:app="urn:x">mine</app:x></metadata>
  <title>a &lt;b&gt; &amp; "c"</title>
  <os><type arch='x86_64' machine='q35'>hvm</type><loader type='pflash'>/f</loader><nvram>/n/web</nvram></os>
  <sysinfo type='smbios'><system><entry name='uuid'>07393f36-9d1d-488e-978a-711828a261fe</entry></system></sysinfo>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='/d/web.img'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='disk'><source file='/d/web.seed.iso'/><target dev='vdb' bus='virtio'/><readonly/></disk>
    <disk type='file' device='cdrom'><source file='/d/debian.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
    <disk type='file' device='cdrom'><target dev='sdb' bus='sata'/><readonly/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
    <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/></interface>
    <disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='rbd' name='p/x'><host name='h'/></source><target dev='vdc' bus='virtio'/></disk>
    <serial type='file'><source path='/log/web'/><target port='0'/></serial>
    <channel type='unix'><source mode='bind' path='/run/web.agent'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' passwd='s3cret'/>
  </devices>
</domain>`;

const name = 'two <"&\'> --all';
const uuid = 'cc30c748-e9e1-4569-9417-ff788cee2cb5';

function clone() {
  const xml = cloneXml(definition, {
    uuid,
    name,
    disks: new Map([['/d/web.img', { path: '/d/two "&.qcow2', format: 'qcow2' }]]),
    media: new Set(['/d/debian.iso']),
    mac: (number) => `52:54:00:ff:00:0${number}`,
  });
  const parser = new XMLParser({ ignoreAttributes: false, htmlEntities: true });
  return parser.parse(xml).domain;
}

describe('the definition of a clone', () => {
  it('has an id and a name of its own wherever they stand', () => {
    const domain = clone();
    expect(domain).toMatchObject({ name, uuid, title: 'a <b> & "c"', '@_type': 'kvm' });
    expect(domain.sysinfo.system.entry['#text']).toBe(uuid);
    expect(domain.genid).toBe('');
    expect(domain.metadata).toBeUndefined();
  });

  it('has a disk of its own, the same medium, and not the seed of the other', () => {
    const [disk, medium, empty, ...more] = clone().devices.disk;
    expect(disk.source['@_file']).toBe('/d/two "&.qcow2');
    expect(disk.driver).toEqual({ '@_name': 'qemu', '@_type': 'qcow2', '@_cache': 'none' });
    expect(medium.source['@_file']).toBe('/d/debian.iso');
    expect(empty.source).toBeUndefined();
    expect(more).toEqual([]);
  });

  it('has cards, firmware variables and a console of its own', () => {
    const { devices, os } = clone();
    const macs = devices.interface.map((card: { mac: { '@_address': string } }) => card.mac);
    expect(macs).toEqual([
      { '@_address': '52:54:00:ff:00:00' },
      { '@_address': '52:54:00:ff:00:01' },
    ]);
    expect(os.nvram).toBeUndefined();
    expect(devices.serial).toMatchObject({ '@_type': 'pty' });
    expect(devices.serial.source).toBeUndefined();
    expect(devices.channel).toEqual({
      '@_type': 'unix',
      target: { '@_type': 'virtio', '@_name': 'org.qemu.guest_agent.0' },
    });
  });

  it('keeps the password of the console: without it the clone would be open to all', () => {
    expect(clone().devices.graphics).toEqual({ '@_type': 'vnc', '@_passwd': 's3cret' });
  });
});

describe('a machine that goes on as a layer', () => {
  it('is the same in everything but where that disk lies', () => {
    const layer = { path: '/d/web.img.t1.layer', format: 'qcow2' };
    const moved = movedXml(definition, new Map([['/d/web.img', layer]]));
    const parse = (xml: string) =>
      new XMLParser({ ignoreAttributes: false, htmlEntities: true }).parse(xml);
    const [before, after] = [parse(definition), parse(moved)];
    before.domain.devices.disk[0].source['@_file'] = '/d/web.img.t1.layer';
    before.domain.devices.disk[0].driver['@_type'] = 'qcow2';
    expect(after).toEqual(before);
  });

  it('is again what it was, to the letter, when it is moved back', () => {
    const written = movedXml(definition, new Map());
    const there = movedXml(definition, new Map([['/d/web.img', { path: '/l', format: 'qcow2' }]]));
    const back = movedXml(there, new Map([['/l', { path: '/d/web.img', format: 'raw' }]]));
    expect(back).toBe(written);
  });
});
