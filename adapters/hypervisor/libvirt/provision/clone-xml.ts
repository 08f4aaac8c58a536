import { XMLParser } from 'fast-xml-parser';
import { xml, xmlContent } from '../escape-xml.ts';

/** What of a definition becomes another in its clone. */
export interface Changes {
  readonly uuid: string;
  readonly name: string;
  /** The clone's disk for each path of the original's; a disk that is not named here is left out. */
  readonly disks: ReadonlyMap<string, string>;
  /** Media that stay the same. */
  readonly media: ReadonlySet<string>;
  newMac(): string;
}

/** An element in document order: its children below its name, its attributes beside it. */
interface Element {
  readonly [name: string]: unknown;
  ':@'?: Record<string, string>;
}

const inOrder = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
} as const;
const parser = new XMLParser(inOrder);

/**
 * The stored definition of a machine as that of its clone: another id, name, cards and disks; its UEFI variables
 * and files of its console are not the original's. https://libvirt.org/formatdomain.html
 */
export function cloneXml(definition: string, changes: Changes): string {
  return rewritten(definition, (domain) => {
    setText(domain, 'name', changes.name);
    setText(domain, 'uuid', changes.uuid);
    drop(domain, 'genid');
    drop(domain, 'metadata');
    for (const os of named(domain, 'os')) drop(inside(os, 'os'), 'nvram');
    for (const entry of systemEntries(domain)) {
      if (entry[':@']?.['name'] === 'uuid') setOwnText(entry, 'entry', changes.uuid);
    }
    for (const devices of named(domain, 'devices'))
      changeDevices(inside(devices, 'devices'), changes);
  });
}

/** The same definition with some disks lying elsewhere. */
export function movedXml(definition: string, disks: ReadonlyMap<string, string>): string {
  return rewritten(definition, (domain) => {
    for (const devices of named(domain, 'devices')) {
      for (const disk of named(inside(devices, 'devices'), 'disk')) move(disk, disks);
    }
  });
}

function rewritten(definition: string, change: (domain: Element[]) => void): string {
  const document = parser.parse(definition) as Element[];
  for (const domain of named(document, 'domain')) change(inside(domain, 'domain'));
  return document.map(written).join('');
}

/** Comments and what stands before the first element are left out. */
function written(element: Element): string {
  const text = element['#text'];
  if (typeof text === 'string') return xmlContent(text);
  const name = Object.keys(element).find((key) => key !== ':@');
  if (name === undefined || /^[#?]/.test(name)) return '';
  const attributes = Object.entries(element[':@'] ?? {}).map(
    ([key, value]) => ` ${key}="${xml(value)}"`,
  );
  const content = inside(element, name).map(written).join('');
  return `<${name}${attributes.join('')}>${content}</${name}>`;
}

function changeDevices(devices: Element[], { disks, media, newMac }: Changes): void {
  remove(devices, (device) => 'disk' in device && !isKept(device, disks, media));
  for (const disk of named(devices, 'disk')) move(disk, disks);
  for (const card of named(devices, 'interface')) {
    for (const mac of named(inside(card, 'interface'), 'mac')) mac[':@'] = { address: newMac() };
  }
  for (const kind of ['serial', 'console'] as const) {
    for (const port of named(devices, kind)) {
      if (port[':@']?.['type'] !== 'file') continue;
      port[':@'] = { ...port[':@'], type: 'pty' };
      drop(inside(port, kind), 'source');
    }
  }
}

/** An empty drive stays one. */
function isKept(disk: Element, disks: Changes['disks'], media: Changes['media']): boolean {
  const path = sourcePath(disk);
  return path === undefined || disks.has(path) || media.has(path);
}

function move(disk: Element, disks: ReadonlyMap<string, string>): void {
  const to = disks.get(sourcePath(disk) ?? '');
  if (to === undefined) return;
  const parts = inside(disk, 'disk');
  disk[':@'] = { ...disk[':@'], type: 'file' };
  drop(parts, 'backingStore');
  for (const source of named(parts, 'source')) source[':@'] = { file: to };
  for (const driver of named(parts, 'driver')) driver[':@'] = { ...driver[':@'], type: 'qcow2' };
}

function sourcePath(disk: Element): string | undefined {
  const [source] = named(inside(disk, 'disk'), 'source');
  return source?.[':@']?.['file'] ?? source?.[':@']?.['dev'];
}

function systemEntries(domain: Element[]): Element[] {
  const systems = named(domain, 'sysinfo').flatMap((info) =>
    named(inside(info, 'sysinfo'), 'system'),
  );
  return systems.flatMap((system) => named(inside(system, 'system'), 'entry'));
}

function named(all: readonly Element[], name: string): Element[] {
  return all.filter((element) => name in element);
}

function inside(element: Element, name: string): Element[] {
  const found = element[name];
  return Array.isArray(found) ? found : [];
}

function setText(parent: Element[], name: string, value: string): void {
  for (const element of named(parent, name)) setOwnText(element, name, value);
}

function setOwnText(element: Element, name: string, value: string): void {
  inside(element, name).splice(0, Number.POSITIVE_INFINITY, { '#text': value });
}

function drop(parent: Element[], name: string): void {
  remove(parent, (element) => name in element);
}

function remove(all: Element[], isGone: (element: Element) => boolean): void {
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const element = all[at];
    if (element && isGone(element)) all.splice(at, 1);
  }
}
