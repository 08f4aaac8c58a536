import {
  addAttributes,
  attributeOf,
  drop,
  type Element,
  inside,
  named,
  setAttributes,
  setContent,
  setText,
  within,
} from './ordered-xml.ts';

/** What makes a machine another one than that whose definition it got. */
export interface Self {
  readonly name: string;
  readonly uuid: string;
  /** The address of each network card, by its number. */
  mac(number: number): string;
}

/**
 * Has the parts of a domain's definition be those of another machine: two with one address, one generation id, or
 * one file for their consoles disturb each other. https://libvirt.org/formatdomain.html
 */
export function becomeAnother(domain: Element[], { name, uuid, mac }: Self): void {
  setIdentity(domain, { name, uuid });
  // libvirt makes one up where it is empty.
  for (const generation of named(domain, 'genid')) inside(generation, 'genid').length = 0;
  const devices = within(domain, 'devices');
  for (const list of named(domain, 'devices')) ownPorts(inside(list, 'devices'));
  for (const [number, card] of named(devices, 'interface').entries()) {
    for (const address of named(inside(card, 'interface'), 'mac')) {
      setAttributes(address, { address: mac(number) });
    }
  }
}

/** libvirt refuses a definition whose SMBIOS tables say another UUID. */
export function setIdentity(domain: Element[], { name, uuid }: Pick<Self, 'name' | 'uuid'>): void {
  setText(domain, 'name', name);
  setText(domain, 'uuid', uuid);
  for (const entry of named(within(domain, 'sysinfo', 'system'), 'entry')) {
    if (attributeOf(entry, 'name') === 'uuid') setContent(entry, 'entry', uuid);
  }
}

function ownPorts(devices: Element[]): void {
  for (const kind of ['serial', 'console', 'channel', 'parallel'] as const) {
    for (const port of named(devices, kind)) {
      const parts = inside(port, kind);
      drop(parts, 'log');
      const type = attributeOf(port, 'type') ?? '';
      if (!['file', 'unix', 'pipe'].includes(type)) continue;
      drop(parts, 'source');
      // libvirt finds a place for the socket of a channel, and for no other.
      if (kind !== 'channel' || type !== 'unix') addAttributes(port, { type: 'pty' });
    }
  }
}
