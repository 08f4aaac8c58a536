import { becomeAnother, type Self } from '../another-machine.ts';
import {
  addAttributes,
  attributeOf,
  drop,
  type Element,
  inside,
  named,
  remove,
  rewritten,
  setAttributes,
} from '../ordered-xml.ts';

/** Where a disk lies from now on. */
export interface NewPlace {
  readonly path: string;
  readonly format: string;
}

/** What of a definition becomes another in its clone. */
export interface Changes extends Self {
  /** The clone's disk for each path of the original's; a disk that is not named here is left out. */
  readonly disks: ReadonlyMap<string, NewPlace>;
  /** Media that stay the same. */
  readonly media: ReadonlySet<string>;
}

/** The stored definition of a machine as that of its clone; its UEFI variables are not the original's. */
export function cloneXml(definition: string, changes: Changes): string {
  return rewritten(definition, 'domain', (domain) => {
    becomeAnother(domain, changes);
    drop(domain, 'metadata');
    for (const os of named(domain, 'os')) drop(inside(os, 'os'), 'nvram');
    for (const devices of named(domain, 'devices')) {
      const all = inside(devices, 'devices');
      remove(all, (device) => 'disk' in device && !isKept(device, changes));
      for (const disk of named(all, 'disk')) move(disk, changes.disks);
    }
  });
}

/** The same definition with some disks lying elsewhere. */
export function movedXml(definition: string, disks: ReadonlyMap<string, NewPlace>): string {
  return rewritten(definition, 'domain', (domain) => {
    for (const devices of named(domain, 'devices')) {
      for (const disk of named(inside(devices, 'devices'), 'disk')) move(disk, disks);
    }
  });
}

/** An empty drive stays one. */
function isKept(disk: Element, { disks, media }: Changes): boolean {
  const path = sourcePath(disk);
  return path === undefined ? isEmpty(disk) : disks.has(path) || media.has(path);
}

/** What lies elsewhere than in a file or device of this host would be shared with the original. */
function isEmpty(disk: Element): boolean {
  return named(inside(disk, 'disk'), 'source').length === 0;
}

function move(disk: Element, disks: ReadonlyMap<string, NewPlace>): void {
  const to = disks.get(sourcePath(disk) ?? '');
  if (to === undefined) return;
  const parts = inside(disk, 'disk');
  addAttributes(disk, { type: 'file' });
  drop(parts, 'backingStore', 'mirror');
  for (const source of named(parts, 'source')) setAttributes(source, { file: to.path });
  for (const driver of named(parts, 'driver')) addAttributes(driver, { type: to.format });
  // Without a driver libvirt takes a disk for a raw one.
  if (named(parts, 'driver').length === 0) {
    parts.push({ driver: [], ':@': { name: 'qemu', type: to.format } });
  }
}

function sourcePath(disk: Element): string | undefined {
  const [source] = named(inside(disk, 'disk'), 'source');
  return attributeOf(source, 'file') ?? attributeOf(source, 'dev');
}
