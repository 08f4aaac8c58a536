import type { NetworkCard, Wiring } from '../../../../src/hypervisor/network.ts';
import { attribute, child, children, parseXml } from '../domain-xml.ts';

type Node = ReturnType<typeof child>;

/** The network cards of a definition, as it runs or as it will start: https://libvirt.org/formatdomain.html#network-interfaces */
export function parseCards(domainXml: string): readonly NetworkCard[] {
  const devices = child(parseXml(domainXml), 'domain', 'devices');
  return children(devices, 'interface').flatMap((one) => card(one) ?? []);
}

/** libvirt gives every interface a MAC address, and every command knows it by that. */
function card(one: Node): NetworkCard | undefined {
  const mac = attribute(child(one, 'mac'), 'address');
  if (mac === undefined) return undefined;
  const mode = attribute(one, 'type') ?? 'unknown';
  return {
    id: mac,
    mac,
    model: attribute(child(one, 'model'), 'type'),
    mode,
    segment: segmentOf(child(one, 'source'), mode),
    wiring: wirings[mode],
    device: attribute(child(one, 'target'), 'dev'),
    linkUp: attribute(child(one, 'link'), 'state') !== 'down',
  };
}

/** What a network is wired to, it tells itself. */
const wirings: Readonly<Record<string, Wiring>> = {
  bridge: 'bridge',
  direct: 'bridge',
  internal: 'inner',
  user: 'nat',
  null: 'nothing',
};

/** `<source bridge='br0'/>`, `<source network='default' bridge='virbr0'/>`, `<source dev='eth0' mode='bridge'/>`. */
function segmentOf(source: Node, mode: string): string | undefined {
  return attribute(source, mode) ?? attribute(source, 'dev');
}

/** What runs, with a word about each card that the next start changes. */
export function withPending(
  now: readonly NetworkCard[],
  next: readonly NetworkCard[],
): readonly NetworkCard[] {
  const later = new Map(next.map((one) => [one.id, one]));
  const stays = now.map((one) => {
    const words = pendingWords(one, later.get(one.id));
    return words === undefined ? one : { ...one, pending: words };
  });
  const known = new Set(now.map(({ id }) => id));
  const added = next.filter(({ id }) => !known.has(id));
  return [
    ...stays,
    ...added.map((one) => ({ ...one, pending: 'it is there from the next start' })),
  ];
}

function pendingWords(now: NetworkCard, next: NetworkCard | undefined): string | undefined {
  if (!next) return 'it is gone with the next start';
  if (now.mode !== next.mode || now.segment !== next.segment) {
    return `the next start plugs it into ${next.mode} ${next.segment ?? ''}`.trimEnd();
  }
  if (now.linkUp === next.linkUp) return undefined;
  return `with the next start its cable is ${next.linkUp ? 'in' : 'pulled'}`;
}
