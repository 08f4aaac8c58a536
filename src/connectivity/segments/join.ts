import { addressOf } from '../../guest/addresses.ts';
import { holds, isUsable } from '../facts/subnet.ts';
import type { HostEnd, Joined, LocalSegment, Reason } from './values.ts';

/** Segments of several hosts that are one by what is known, or presumed to be. The larger groups come first. */
export function joinSegments(
  segments: readonly LocalSegment[],
  hosts: readonly HostEnd[],
): readonly Joined[] {
  const groups = segments.map((segment): Joined => ({ segments: [segment], reasons: [] }));
  for (const [at, one] of segments.entries()) {
    for (const other of segments.slice(at + 1)) {
      const reason = reasonOf(one, other, hosts);
      if (reason !== undefined) merge(groups, [one, other], reason);
    }
  }
  return groups.toSorted((a, b) => seatsIn(b) - seatsIn(a));
}

export function seatsIn({ segments }: Joined): number {
  return segments.reduce((sum, { seats }) => sum + seats.length, 0);
}

/** Two that are one already need no other reason. */
function merge(
  groups: Joined[],
  [one, other]: readonly [LocalSegment, LocalSegment],
  reason: Reason,
): void {
  const a = groups.findIndex(({ segments }) => segments.includes(one));
  const b = groups.findIndex(({ segments }) => segments.includes(other));
  const [first, second] = [groups[a], groups[b]];
  if (first === undefined || second === undefined || a === b) return;
  groups[a] = {
    segments: [...first.segments, ...second.segments],
    reasons: [...first.reasons, reason, ...second.reasons],
  };
  groups.splice(b, 1);
}

function reasonOf(
  one: LocalSegment,
  other: LocalSegment,
  hosts: readonly HostEnd[],
): Reason | undefined {
  if (one.apart || other.apart) return undefined;
  if ((one.vlan ?? 0) !== (other.vlan ?? 0)) return undefined;
  if (one.site === other.site && one.host === other.host) return undefined;
  return (
    met(one, other, hosts) ??
    met(other, one, hosts) ??
    sameSubnet(one, other) ??
    sameName(one, other)
  );
}

/** Who has met a card on a link of its own is on one segment with it: MAC addresses do not pass a router. */
function met(
  one: LocalSegment,
  other: LocalSegment,
  hosts: readonly HostEnd[],
): Reason | undefined {
  const whose = new Map([
    ...other.seats.map(({ label, card }) => [card.mac, label] as const),
    [other.link?.mac, `${other.host} itself`] as const,
  ]);
  const seat = one.seats.find((each) => each.met?.some(({ mac }) => whose.has(mac)));
  const byGuest = seat?.met?.find(({ mac }) => whose.has(mac));
  if (seat !== undefined && byGuest !== undefined) {
    return { sure: 'known', says: `${seat.label} has met ${whose.get(byGuest.mac)}` };
  }
  const { link, host, site, vlan } = one;
  // What the host meets is on the bridge itself, not under the tag of a card.
  if (link === undefined || vlan !== undefined) return undefined;
  const end = hosts.find((each) => each.site === site && each.name === host);
  const byHost = end?.neighbours?.find((each) => each.link === link.name && whose.has(each.mac));
  if (byHost === undefined) return undefined;
  return { sure: 'known', says: `${host} has met ${whose.get(byHost.mac)} on its ${link.name}` };
}

/** Both hosts have an address of one network there, and both are wired to the outside. */
function sameSubnet(one: LocalSegment, other: LocalSegment): Reason | undefined {
  if (!one.uplink || !other.uplink) return undefined;
  const networks = one.link?.addresses.filter(isUsable) ?? [];
  const shared = networks.find((network) =>
    other.link?.addresses.some((address) => holds(network, addressOf(address))),
  );
  if (shared === undefined) return undefined;
  return {
    sure: 'presumed',
    says: `${one.host} and ${other.host} both have an address of ${shared} there`,
  };
}

/** The hosts of a cluster are mostly wired alike; one that is seen to lead nowhere is not. */
function sameName(one: LocalSegment, other: LocalSegment): Reason | undefined {
  if (one.site !== other.site || plainName(one) !== plainName(other)) return undefined;
  if ([one, other].some(({ link, uplink }) => link !== undefined && !uplink)) return undefined;
  return {
    sure: 'presumed',
    says: `${one.host} and ${other.host} of ${one.site} call it the same`,
  };
}

/** Without the words around it where nobody could look. */
function plainName({ link, seats, name }: LocalSegment): string {
  return link?.name ?? seats[0]?.card.segment ?? name;
}
