import { BotError } from '../../../../src/errors.ts';
import {
  addAttributes,
  attributeOf,
  drop,
  type Element,
  elementsAt,
  inside,
  made,
  named,
  written,
} from '../ordered-xml.ts';

export interface InterfaceChange {
  /** Which one: its MAC address. */
  readonly mac: string;
  readonly source?: { readonly kind: 'bridge' | 'network'; readonly name: string } | undefined;
  readonly linkUp?: boolean | undefined;
}

/**
 * The interface of a domain's definition with that much changed and all else as it is, for `update-device`, which
 * refuses an interface that lacks what it has: https://libvirt.org/formatdomain.html#network-interfaces
 */
export function changedInterface(domainXml: string, change: InterfaceChange): string {
  const cards = elementsAt(domainXml, 'domain', 'devices', 'interface');
  const card = cards.find((one) => macOf(one) === change.mac);
  if (!card) throw new BotError('not-found', `there is no network card ${change.mac}`);
  const parts = inside(card, 'interface');
  const { source, linkUp } = change;
  if (source) {
    addAttributes(card, { type: source.kind });
    replace(parts, 'source', { [source.kind]: source.name });
    // The port profile and the actual of a network belong to where it was plugged in before.
    drop(parts, 'virtualport');
  }
  if (linkUp !== undefined) replace(parts, 'link', { state: linkUp ? 'up' : 'down' });
  return written([card]);
}

/** In the place of the one that was there, else at the end. */
function replace(parts: Element[], name: string, attributes: Record<string, string>): void {
  const [there] = named(parts, name);
  const fresh = made(name, attributes);
  if (there) parts.splice(parts.indexOf(there), 1, fresh);
  else parts.push(fresh);
}

function macOf(card: Element): string | undefined {
  return attributeOf(named(inside(card, 'interface'), 'mac')[0], 'address');
}
