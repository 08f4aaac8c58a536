import type { HostLink } from '../../hypervisor/network.ts';
import { plugWords } from '../../network/plugs.ts';
import type { HostEnd, LocalSegment, Plugs, Seat } from './values.ts';

type Card = Seat['card'];

/**
 * The segments of each host. Sites that share a physical host share its bridges and adapters too; what a hypervisor
 * makes for itself, as an internal network, is its own.
 */
export function localSegments(
  machines: readonly Plugs[],
  hosts: readonly HostEnd[],
): readonly LocalSegment[] {
  const found = new Map<string, LocalSegment>();
  for (const { label, site, host, cards, met } of machines) {
    const end = hosts.find((one) => one.site === site && one.name === host);
    for (const card of cards) {
      const segment = segmentOf({ site, host, label }, card, end);
      const { seats } = found.get(segment.key) ?? { seats: [] };
      found.set(segment.key, { ...segment, seats: [...seats, { label, card, met }] });
    }
  }
  return [...found.values()];
}

interface Place {
  readonly site: string;
  readonly host: string;
  readonly label: string;
}

function segmentOf({ site, host, label }: Place, card: Card, end: HostEnd | undefined) {
  const link = linkOf(card, end?.links);
  const apart = isApart(card);
  const own = `${site}/${host}`;
  const where = link === undefined ? own : (end?.machineId ?? own);
  const what = link?.name ?? `${card.mode} ${card.segment ?? ''}`;
  const { vlan } = card;
  const segment: LocalSegment = {
    key: JSON.stringify([where, what, vlan ?? 0, apart ? [label, card.id] : []]),
    name: link === undefined ? plugWords(card) : vlanWords(link.name, vlan),
    site,
    host,
    apart,
    link,
    uplink: link !== undefined && !apart && hasUplink(link, end?.links ?? []),
    vlan,
    seats: [],
  };
  return segment;
}

function vlanWords(name: string, vlan: number | undefined): string {
  return vlan === undefined ? name : `${name}, VLAN ${vlan}`;
}

/** A NAT of its own has one machine on it, and so has a card that is plugged into nothing. */
function isApart({ wiring }: Card): boolean {
  return wiring === 'nat' || wiring === 'nothing';
}

/** The host's end of the card tells its bridge for certain; else the name may be that of a bridge or of a port of one. */
function linkOf(card: Card, links: readonly HostLink[] = []): HostLink | undefined {
  const named = (name: string | undefined) => links.find((link) => link.name === name);
  const end = named(card.device);
  const plugged = named(end?.bridge) ?? named(card.segment);
  return named(plugged?.bridge) ?? plugged;
}

/** Hardware, or a VLAN or bond of it, that is the segment itself or a port of its bridge. */
function hasUplink(link: HostLink, links: readonly HostLink[]): boolean {
  return [link, ...links.filter(({ bridge }) => bridge === link.name)].some(
    ({ kind }) => kind === undefined || kind === 'vlan' || kind === 'bond',
  );
}
