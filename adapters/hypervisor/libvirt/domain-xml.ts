import { XMLParser } from 'fast-xml-parser';

/** libvirt's XML as plain objects: attributes as `@name`, texts as they are, what may repeat as lists. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => name === 'disk' || name === 'channel',
});

type Node = { readonly [key: string]: unknown };

export function parseXml(text: string): Node {
  return node(parser.parse(text));
}

/** The element at the path, empty when it is not there; where it repeats, the first. */
export function child(parent: Node, ...path: readonly string[]): Node {
  return path.reduce((at, name) => node([at[name]].flat()[0]), parent);
}

export function children(parent: Node, name: string): readonly Node[] {
  return [parent[name] ?? []].flat().map(node);
}

/** The text of an element, with or without attributes; absent when there is no such element. */
export function text(parent: Node, name: string): string | undefined {
  const value = [parent[name]].flat()[0];
  if (typeof value === 'string') return value;
  const inner = node(value)['#text'];
  return typeof inner === 'string' ? inner : undefined;
}

export function attribute(parent: Node, name: string): string | undefined {
  const value = parent[`@${name}`];
  return typeof value === 'string' ? value : undefined;
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

/** What the inventory reads of a domain's definition: https://libvirt.org/formatdomain.html */
export interface Shape {
  readonly cpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly hasAgentChannel: boolean;
  /** It is run by KVM, and starts nowhere without. */
  readonly needsKvm: boolean;
  readonly tags: readonly string[];
  /** Its description; absent where it has none. */
  readonly note?: string | undefined;
}

/** The namespace of our element in a machine's definition. */
export const TAGS_URI = 'https://nakhoda.invalid/tags';

export function parseShape(xml: string): Shape {
  const domain = child(parseXml(xml), 'domain');
  const vcpu = Number(attribute(child(domain, 'vcpu'), 'current') ?? text(domain, 'vcpu'));
  // dumpxml writes its sizes in KiB, whatever the definition had.
  const memory = Number(text(domain, 'currentMemory') ?? text(domain, 'memory')) * 1024;
  return {
    cpus: Number.isInteger(vcpu) ? vcpu : undefined,
    memoryBytes: Number.isInteger(memory) ? memory : undefined,
    hasAgentChannel: children(child(domain, 'devices'), 'channel').some(
      (channel) => attribute(child(channel, 'target'), 'name') === 'org.qemu.guest_agent.0',
    ),
    needsKvm: attribute(domain, 'type') === 'kvm',
    tags: parseTags(child(domain, 'metadata')),
    note: text(domain, 'description') || undefined,
  };
}

/** Whatever prefix the namespace was given; a word that no tag can be is left out. */
function parseTags(metadata: Node): readonly string[] {
  for (const [name, value] of Object.entries(metadata)) {
    const [prefix, local] = name.includes(':') ? name.split(':') : ['', name];
    const declared = attribute(node(value), prefix === '' ? 'xmlns' : `xmlns:${prefix}`);
    if (local !== 'tags' || declared !== TAGS_URI) continue;
    const element = prefix === '' ? 'tag' : `${prefix}:tag`;
    const words = [node(value)[element] ?? []].flat().map(String);
    return words.filter((word) => /^[a-z0-9][a-z0-9-]*$/.test(word));
  }
  return [];
}
