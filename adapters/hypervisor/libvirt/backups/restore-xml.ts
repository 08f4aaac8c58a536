import { becomeAnother, setIdentity } from '../another-machine.ts';
import {
  addAttributes,
  attributeOf,
  drop,
  type Element,
  inside,
  made,
  named,
  remove,
  rewritten,
  setAttributes,
  setText,
} from '../ordered-xml.ts';
import { readsAlone } from './disks.ts';

export interface NewDisk {
  readonly target: string;
  readonly format: string;
  readonly path: string;
}

export interface Identity {
  readonly name: string;
  readonly uuid: string;
  readonly disks: readonly NewDisk[];
  /** Where the firmware's variables lie from now on. */
  readonly nvram?: string | undefined;
  /** Addresses of network cards, by their number, of a machine beside the old one; absent where it is that one. */
  mac?(number: number): string;
}

/** The stored definition with other disks, and with another identity where a new machine is made of it. */
export function restoredXml(xml: string, identity: Identity): string {
  return rewritten(xml, 'domain', (domain) => {
    const { mac, nvram, disks } = identity;
    if (mac) becomeAnother(domain, { ...identity, mac });
    else setIdentity(domain, identity);
    for (const list of named(domain, 'devices')) {
      const devices = inside(list, 'devices');
      // What is not in the backup is the old machine's, and two that write one disk destroy it.
      if (mac) remove(devices, (device) => 'disk' in device && isForeign(device, disks));
      for (const disk of named(devices, 'disk')) moveDisk(disk, disks);
    }
    if (nvram === undefined) return;
    for (const os of named(domain, 'os')) setNvram(inside(os, 'os'), nvram);
  });
}

function targetOf(disk: Element): string | undefined {
  return attributeOf(named(inside(disk, 'disk'), 'target')[0], 'dev');
}

function isForeign(disk: Element, moved: readonly NewDisk[]): boolean {
  const parts = inside(disk, 'disk');
  const device = attributeOf(disk, 'device') ?? 'disk';
  if (moved.some(({ target }) => target === targetOf(disk))) return false;
  return !readsAlone({ device, readonly: named(parts, 'readonly').length > 0 });
}

/** What described the old file goes: its chain, its encryption, a copy under way. */
function moveDisk(disk: Element, moved: readonly NewDisk[]): void {
  const to = moved.find((each) => each.target === targetOf(disk));
  if (!to) return;
  const parts = inside(disk, 'disk');
  addAttributes(disk, { type: 'file' });
  drop(parts, 'source', 'backingStore', 'mirror', 'encryption', 'auth');
  const [driver] = named(parts, 'driver');
  if (driver) addAttributes(driver, { type: to.format });
  else parts.push(made('driver', { name: 'qemu', type: to.format }));
  parts.push(made('source', { file: to.path }));
}

/** Since 8.5 it may also be written with a `<source>`: https://libvirt.org/formatdomain.html#bios-bootloader */
function setNvram(os: Element[], path: string): void {
  const sources = named(os, 'nvram').flatMap((nvram) => named(inside(nvram, 'nvram'), 'source'));
  if (sources.length === 0) setText(os, 'nvram', path);
  for (const source of sources) setAttributes(source, { file: path });
}
