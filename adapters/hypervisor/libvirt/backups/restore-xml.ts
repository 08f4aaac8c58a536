import { XMLParser } from 'fast-xml-parser';
import { BotError } from '../../../../src/errors.ts';
import { attributeText } from './push-xml.ts';

/** Text passes as it is written, entities and all: what we do not change comes out as it went in. */
const verbatim = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
} as const;
const parser = new XMLParser(verbatim);
/** An element or a text, as the parser gives them in order. */
type Node = { ':@'?: Record<string, string> } & { [tag: string]: Node[] | unknown };

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
  /** Addresses of network cards, by their number; absent keeps those of then. */
  mac?(number: number): string;
}

/** The stored definition with other disks, and with another identity where a new machine is made of it. */
export function restoredXml(xml: string, identity: Identity): string {
  const document = parser.parse(xml) as Node[];
  const domain = element(document, 'domain');
  if (!domain) throw new BotError('failed', 'the definition in the backup cannot be read');
  const parts = inside(domain, 'domain');
  setText(parts, 'name', identity.name);
  setText(parts, 'uuid', identity.uuid);
  setSystemUuid(parts, identity.uuid);
  const devices = inside(element(parts, 'devices'), 'devices');
  for (const disk of elements(devices, 'disk')) moveDisk(disk, identity.disks);
  if (identity.mac) renew(parts, devices, identity.mac);
  if (identity.nvram !== undefined)
    setText(inside(element(parts, 'os'), 'os'), 'nvram', identity.nvram);
  return written(document);
}

function written(nodes: readonly Node[]): string {
  return nodes.map(writtenNode).join('');
}

function writtenNode(node: Node): string {
  const tag = Object.keys(node).find((key) => key !== ':@') ?? '';
  if (tag === '#text') return String(node[tag]);
  const attributes = Object.entries(node[':@'] ?? {}).map(
    ([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`,
  );
  const open = `${tag}${attributes.join('')}`;
  if (tag.startsWith('?')) return `<${open}?>`;
  const content = written(inside(node, tag));
  return content === '' ? `<${open}/>` : `<${open}>${content}</${tag}>`;
}

function elements(nodes: readonly Node[], tag: string): Node[] {
  return nodes.filter((node) => tag in node);
}

function element(nodes: readonly Node[], tag: string): Node | undefined {
  return elements(nodes, tag)[0];
}

function inside(node: Node | undefined, tag: string): Node[] {
  const found = node?.[tag];
  return Array.isArray(found) ? (found as Node[]) : [];
}

function setText(nodes: Node[], tag: string, text: string): void {
  const content = [{ '#text': attributeText(text) } as Node];
  const found = element(nodes, tag);
  if (found) found[tag] = content;
  else nodes.push({ [tag]: content });
}

/** libvirt refuses a definition whose SMBIOS tables say another UUID. */
function setSystemUuid(parts: readonly Node[], uuid: string): void {
  for (const info of elements(parts, 'sysinfo')) {
    for (const entry of elements(
      inside(element(inside(info, 'sysinfo'), 'system'), 'system'),
      'entry',
    )) {
      if (entry[':@']?.['name'] === 'uuid') entry['entry'] = [{ '#text': uuid } as Node];
    }
  }
}

/** What described the old file goes: its chain, its encryption, a copy under way. */
function moveDisk(disk: Node, moved: readonly NewDisk[]): void {
  const parts = inside(disk, 'disk');
  const target = element(parts, 'target')?.[':@']?.['dev'];
  const to = moved.find((each) => each.target === target);
  if (!to) return;
  disk[':@'] = { ...disk[':@'], type: 'file' };
  const source: Node = { source: [], ':@': { file: attributeText(to.path) } };
  const gone = ['source', 'backingStore', 'mirror', 'encryption', 'auth'];
  const kept = parts.filter((part) => !gone.some((tag) => tag in part));
  const driver = element(kept, 'driver');
  if (driver) driver[':@'] = { ...driver[':@'], type: to.format };
  else kept.push({ driver: [], ':@': { name: 'qemu', type: to.format } });
  disk['disk'] = [...kept, source];
}

/** Two machines with one address, or one generation id, disturb each other. */
function renew(
  parts: readonly Node[],
  devices: readonly Node[],
  mac: (number: number) => string,
): void {
  for (const [number, card] of elements(devices, 'interface').entries()) {
    const address = element(inside(card, 'interface'), 'mac');
    if (address) address[':@'] = { address: mac(number) };
  }
  const generation = element(parts, 'genid');
  if (generation) generation['genid'] = [];
}
