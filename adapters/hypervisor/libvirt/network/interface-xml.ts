import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';

const shape = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  htmlEntities: true,
} as const;
const parser = new XMLParser({
  ...shape,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});
const builder = new XMLBuilder({ ...shape, suppressEmptyNode: true });

/** One element as the parser keeps it in order: its name with its children, and its attributes beside them. */
const Element = z.record(z.string(), z.unknown());
type Element = z.infer<typeof Element>;
const Elements = z.array(Element);

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
  const devices = inside(inside(Elements.parse(parser.parse(domainXml)), 'domain'), 'devices');
  const found = devices.find((one) => nameOf(one) === 'interface' && macOf(one) === change.mac);
  if (!found) throw new BotError('not-found', `there is no network card ${change.mac}`);
  return builder.build([changed(found, change)]);
}

function changed(element: Element, { source, linkUp }: InterfaceChange): Element {
  let parts = childrenOf(element);
  let attributes = attributesOf(element);
  if (source) {
    attributes = { ...attributes, '@type': source.kind };
    parts = replaced(parts, 'source', { [`@${source.kind}`]: source.name });
    // The port profile and the actual of a network belong to where it was plugged in before.
    parts = parts.filter((part) => nameOf(part) !== 'virtualport');
  }
  if (linkUp !== undefined) parts = replaced(parts, 'link', { '@state': linkUp ? 'up' : 'down' });
  return { interface: parts, ':@': attributes };
}

/** In the place of the one that was there, else at the end. */
function replaced(parts: readonly Element[], name: string, attributes: Element): Element[] {
  const fresh = { [name]: [], ':@': attributes };
  return parts.some((part) => nameOf(part) === name)
    ? parts.map((part) => (nameOf(part) === name ? fresh : part))
    : [...parts, fresh];
}

function inside(elements: readonly Element[], name: string): Element[] {
  const found = elements.find((one) => nameOf(one) === name);
  return found ? childrenOf(found) : [];
}

function nameOf(element: Element): string | undefined {
  return Object.keys(element).find((key) => key !== ':@');
}

function childrenOf(element: Element): Element[] {
  return Elements.parse(element[nameOf(element) ?? ''] ?? []);
}

function attributesOf(element: Element): Element {
  return Element.parse(element[':@'] ?? {});
}

function macOf(element: Element): unknown {
  const mac = childrenOf(element).find((part) => nameOf(part) === 'mac');
  return mac && attributesOf(mac)['@address'];
}
