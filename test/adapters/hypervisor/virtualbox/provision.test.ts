import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProperties } from '../../../../adapters/hypervisor/virtualbox/properties.ts';
import { folderNameOf } from '../../../../adapters/hypervisor/virtualbox/provision/names.ts';
import {
  osTypesByName,
  parseOsTypes,
} from '../../../../adapters/hypervisor/virtualbox/provision/os-type.ts';
import {
  dvdPlace,
  hddPlace,
} from '../../../../adapters/hypervisor/virtualbox/provision/plug-places.ts';
import { capacityIn } from '../../../../adapters/hypervisor/virtualbox/storage/image-files.ts';
import {
  below,
  layersOn,
  parseMedia,
  type Stock,
  standingOn,
} from '../../../../adapters/hypervisor/virtualbox/storage/stock.ts';
import { recorded } from './recorded.ts';

describe('the folder of a new machine', () => {
  it.each([
    ['web-1', 'web-1'],
    ['lin ked "x"', 'lin ked _x_'],
    ['a😀b漢字é.', 'a____b漢字é_'],
    [' -lead~#?*%&"x".. ', '_-lead_______x_.._'],
    ['.hidden', '_hidden'],
  ])('%j lies in %j, as VirtualBox 7.2.22 has named it', (name, folder) => {
    expect(folderNameOf(name)).toBe(folder);
  });

  it('is one folder, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 20 }),
        (codes) => {
          const name = String.fromCharCode(...codes).toWellFormed();
          return !/[/\\]|^\.\.?$/.test(folderNameOf(name));
        },
      ),
    );
  });
});

describe('what VirtualBox is told of the guest', () => {
  it.each([
    ['debian-13-generic-amd64.qcow2', 'Debian13_64'],
    ['Ubuntu-24.04-live-server.iso', 'Ubuntu24_64'],
    ['rocky-9.4-x86_64.vdi', 'RedHat9_64'],
    ['Win11_24H2.iso', 'Windows11_64'],
    ['archlinux.iso', 'ArchLinux_64'],
  ])('%s says %s', (file, id) => {
    expect(osTypesByName(file)[0]).toBe(id);
  });

  it.each(['tiny.vdi', 'my-debian.vdi', 'debian-13-arm64.qcow2'])('%s says nothing', (file) => {
    expect(osTypesByName(file)).toEqual([]);
  });

  it('is one of the types it lists, in the words of both its versions', () => {
    const new72 =
      'Supported guest OS types:\n\nID / Description: Debian13_64 -- Debian 13 (64-bit)\n';
    const old70 = 'ID:          Debian_64\nDescription: Debian (64-bit)\nFamily ID:   Linux\n';
    expect([...parseOsTypes(new72)]).toEqual([['Debian13_64', 'Debian 13 (64-bit)']]);
    expect([...parseOsTypes(old70)]).toEqual([['Debian_64', 'Debian (64-bit)']]);
  });
});

describe('where a new machine has its disk and its drive', () => {
  const fieldsOf = (controllers: Record<string, string>, slots: readonly string[]) =>
    new Map([
      ...Object.entries(controllers).flatMap(([name, type], at) => [
        [`storagecontrollername${at}`, name] as const,
        [`storagecontrollertype${at}`, type] as const,
      ]),
      ...slots.map((slot) => [slot, 'none'] as const),
    ]);
  const ide = ['IDE-0-0', 'IDE-0-1', 'IDE-1-0', 'IDE-1-1'];

  it('is SATA and IDE for Linux, IDE alone for the unknown, SATA alone for Windows 11', () => {
    const linux = fieldsOf({ IDE: 'PIIX4', SATA: 'IntelAhci' }, [...ide, 'SATA-0-0']);
    expect(hddPlace({ fields: linux })).toMatchObject({ controller: 'SATA', port: 0 });
    expect(dvdPlace({ fields: linux })).toMatchObject({ controller: 'IDE', port: 1, device: 0 });
    const other = fieldsOf({ IDE: 'PIIX4' }, ide);
    expect(hddPlace({ fields: other })).toMatchObject({ controller: 'IDE', port: 0, device: 0 });
    expect(dvdPlace({ fields: other })).toMatchObject({ controller: 'IDE', port: 1, device: 0 });
    const windows = fieldsOf({ SATA: 'IntelAhci' }, ['SATA-0-0', 'SATA-1-0']);
    expect(hddPlace({ fields: windows })).toMatchObject({ controller: 'SATA', port: 0 });
    expect(dvdPlace({ fields: windows })).toMatchObject({ controller: 'SATA', port: 1 });
  });
});

describe('the disks that VirtualBox knows', () => {
  const media = parseMedia(recorded('list-hdds').stdout, 'disk');
  const [base, first] = media;
  const stock = (...images: string[]): Stock => ({
    media,
    owners: [{ id: 'm', name: 'web01', images: new Set(images), settingsFile: '/x/web01.vbox' }],
    unreadable: [],
  });

  it('are a tree of layers, with their sizes', () => {
    expect(base).toMatchObject({ parent: undefined, capacityBytes: 8 * 1024 ** 2 });
    expect(base && layersOn(stock(), base).map(({ id }) => id.slice(0, 8))).toEqual([
      '4686ecfb',
      '60c4823d',
    ]);
    expect(media[3] && below(stock(), media[3])).toHaveLength(3);
  });

  it('carry whoever has a layer on them plugged in', () => {
    const top = media[3]?.id ?? '';
    expect(first && standingOn(stock(top), first).map(({ name }) => name)).toEqual(['web01']);
    expect(first && standingOn(stock(), first)).toEqual([]);
  });
});

describe('the size of the disk in an image', () => {
  const head = (write: (bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(512);
    write(bytes);
    return bytes;
  };

  it('stands in its first bytes, in the way of each format', () => {
    const vdi = head((bytes) => {
      bytes.writeUInt32LE(0xbeda107f, 64);
      bytes.writeBigUInt64LE(8n * 1024n ** 3n, 368);
    });
    const qcow = head((bytes) => {
      bytes.write('QFI\xfb', 'latin1');
      bytes.writeBigUInt64BE(3n * 1024n ** 3n, 24);
    });
    expect(capacityIn(vdi)).toBe(8 * 1024 ** 3);
    expect(capacityIn(qcow)).toBe(3 * 1024 ** 3);
    expect(capacityIn(Buffer.alloc(512))).toBeUndefined();
    expect(capacityIn(Buffer.alloc(10))).toBeUndefined();
  });
});

describe('the limits of a VirtualBox', () => {
  it('are read with the folder of its machines', () => {
    expect(parseProperties(recorded('list-systemproperties').stdout)).toEqual({
      machineFolder: '/root/VirtualBox VMs',
      maxCpus: 64,
      minMemoryMiB: 4,
      maxMemoryMiB: 2_097_152,
    });
  });
});
