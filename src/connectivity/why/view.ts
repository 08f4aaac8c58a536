import { addressOf } from '../../guest/addresses.ts';
import type { Link } from '../../guest/ip-addr.ts';
import type { HostLink } from '../../hypervisor/network.ts';
import { holds, isUsable } from '../facts/subnet.ts';
import type { End, HostNet, PluggedCard } from '../facts/values.ts';

/** One end, seen through the network card that its way to the other goes out of. */
export interface View {
  readonly end: End;
  readonly card?: PluggedCard | undefined;
  /** The same card as the guest sees it. */
  readonly link?: Link | undefined;
  /** Those of the link, or under which its host has met it; with prefix length where that is known. */
  readonly addresses: readonly string[];
  readonly segment?: SegmentView | undefined;
}

/** What the card is plugged into, as its host has it. */
export interface SegmentView {
  readonly net: HostNet;
  /** The bridge, or the host's own interface where the card is bridged to that. */
  readonly device?: HostLink | undefined;
  /** The machine's own port of the bridge. */
  readonly port?: HostLink | undefined;
  /** Ports of the bridge that lead out of the host. */
  readonly uplinks: readonly HostLink[];
}

/** The pair of cards that share most: a network of addresses, then a segment's name, then the first. */
export function viewsOf(a: End, b: End): readonly [View, View] {
  const [first, ...others] = viewsIn(a).flatMap((one) =>
    viewsIn(b).map((two) => [one, two] as const),
  );
  if (first === undefined) return [bareView(a), bareView(b)];
  return others.reduce((best, pair) => (score(pair) > score(best) ? pair : best), first);
}

function viewsIn(end: End): readonly View[] {
  const cards = end.cards.value ?? [];
  return cards.length === 0 ? [bareView(end)] : cards.map((card) => viewOf(end, card));
}

/** Nobody tells its cards: what its guest says of itself is all there is. */
function bareView(end: End): View {
  const links = end.inside.value?.links ?? [];
  const link = links.find(({ addresses }) => addresses.some(isUsable)) ?? links.find(isReal);
  return { end, link, addresses: link?.addresses ?? end.met };
}

function isReal({ name }: Link): boolean {
  return name !== 'lo';
}

function viewOf(end: End, card: PluggedCard): View {
  const mac = card.mac?.toLowerCase();
  const link = end.inside.value?.links.find((one) => one.mac !== undefined && one.mac === mac);
  const addresses = link?.addresses ?? (end.inside.value ? [] : end.met);
  return { end, card, link, addresses, segment: segmentOf(end, card) };
}

function segmentOf({ hostNet }: End, card: PluggedCard): SegmentView | undefined {
  const net = hostNet.value;
  if (net === undefined) return undefined;
  const device = net.links.find(({ name }) => name === card.segment);
  const port = net.links.find(({ name }) => card.device !== undefined && name === card.device);
  const ports = net.links.filter(({ bridge }) => bridge !== undefined && bridge === device?.name);
  return { net, device, port, uplinks: ports.filter((one) => !isGuestPort(one)) };
}

/** A tap is a machine's, and `internal` the host's own; the firewall's and the containers' veth pairs are named so. */
function isGuestPort({ kind, name }: HostLink): boolean {
  return (
    kind === 'tun' || kind === 'internal' || /^(vnet|tap|veth\d+i|fwln|fwpr|vif)\d*/.test(name)
  );
}

function score([a, b]: readonly [View, View]): number {
  const near = a.addresses.some((one) =>
    b.addresses.some((two) => isUsable(one) && holds(one, addressOf(two))),
  );
  const named = a.card?.segment !== undefined && a.card.segment === b.card?.segment;
  const addressed = [a, b].filter(({ addresses }) => addresses.some(isUsable)).length;
  return (near ? 8 : 0) + (named ? 4 : 0) + addressed;
}

/** Those at which others can reach it. */
export function usable({ addresses }: View): readonly string[] {
  return addresses.filter(isUsable);
}

/** `e1 on kvm-a`. */
export function placed({ label, host }: End): string {
  return `${label} on ${host}`;
}
