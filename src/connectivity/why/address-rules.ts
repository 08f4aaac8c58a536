import { isIPv4, isIPv6 } from 'node:net';
import { addressOf } from '../../guest/addresses.ts';
import { holds, isSelfMade, isUsable } from '../facts/subnet.ts';
import type { Route } from '../facts/values.ts';
import { broken, type Case, ok, type Part, type Rule, unknown } from './part.ts';
import { placed, type View } from './view.ts';

/** Undefined where its addresses cannot be known, which another rule says. */
function usable({ addresses }: View): readonly string[] {
  return addresses.filter(isUsable);
}

function hasAddress(view: View): Part | undefined {
  const { end, link, addresses } = view;
  if (end.inside.value === undefined || (link === undefined && addresses.length === 0)) {
    return undefined;
  }
  if (usable(view).length > 0) return undefined;
  const name = `address of ${end.label}`;
  const device = link?.name ?? 'its card';
  if (addresses.some(isSelfMade)) {
    return broken(
      name,
      `${end.label} gave itself ${addresses.find(isSelfMade)}: no DHCP server answered`,
      {
        says: `See that a DHCP server is on its network, or give ${device} a fixed address.`,
      },
    );
  }
  // Two that have only link-local IPv6 addresses can still talk on one segment.
  if (addresses.some((one) => /^fe[89ab]/i.test(one))) return undefined;
  return broken(name, `${end.label} has no address on ${device}`, {
    says: `Start its DHCP client, or give ${device} a fixed address, in the guest.`,
  });
}

function duplicate({ facts, a, b }: Case): Part | undefined {
  const same = usable(a)
    .map(addressOf)
    .find((one) => usable(b).map(addressOf).includes(one));
  if (same !== undefined) {
    return broken('addresses', `${a.end.label} and ${b.end.label} both have ${same}`, {
      says: 'Give one of them another address.',
    });
  }
  return answering(facts.there, b, facts) ?? answering(facts.back, a, facts);
}

/** Somebody else's network card answers for the address, alone or beside the right one. */
function answering(
  { address, macs }: Case['facts']['there'],
  { end }: View,
  facts: Case['facts'],
): Part | undefined {
  const right = macsOf(end);
  const first = macs.find((mac) => !right.has(mac));
  if (address === undefined || right.size === 0 || first === undefined) return undefined;
  const owner = hostWith(first, facts) ?? facts.others.find(({ mac }) => mac === first)?.owner;
  const who = owner ?? `another network card (${first})`;
  const beside = macs.some((mac) => right.has(mac)) ? `, and ${end.label} too` : '';
  return broken(
    'addresses',
    `${who} answers for ${address}, the address of ${end.label}${beside}`,
    {
      says: `Give one of them another address; then empty the tables of who has which: ip neigh flush all`,
    },
  );
}

/** A bridge of one of both hosts has that network card itself: `host kvm-b (br0)`. */
function hostWith(mac: string, { a, b }: Case['facts']): string | undefined {
  for (const { host, hostNet } of [a, b]) {
    const link = hostNet.value?.links.find((one) => one.mac === mac && one.addresses.length > 0);
    if (link) return `host ${host} (${link.name})`;
  }
  return undefined;
}

function macsOf({ cards, inside }: View['end']): ReadonlySet<string> {
  const all = [...(cards.value ?? []), ...(inside.value?.links ?? [])];
  return new Set(all.flatMap(({ mac }) => mac?.toLowerCase() ?? []));
}

const families: Rule = ({ a, b }) => {
  const [one, two] = [usable(a), usable(b)].map((all) => all.map(addressOf));
  if (!one || !two || one.length === 0 || two.length === 0) return undefined;
  const common = [isIPv4, isIPv6].some((is) => one.some(is) && two.some(is));
  if (common) return undefined;
  const words = (all: readonly string[]) => (all.some((each) => isIPv4(each)) ? 'IPv4' : 'IPv6');
  return broken(
    'addresses',
    `${a.end.label} has only ${words(one)}, ${b.end.label} only ${words(two)}`,
    {
      says: 'Give both an address of one kind.',
    },
  );
};

/** Whether the near end knows a way to the far one's address, by its own networks or its routes. */
function way(near: View, far: View): Part | undefined {
  const inside = near.end.inside.value;
  const targets = usable(far).map(addressOf);
  const own = usable(near);
  if (inside === undefined || targets.length === 0 || own.length === 0) return undefined;
  const target = targets.find((one) => own.some((each) => isIPv4(addressOf(each)) === isIPv4(one)));
  if (target === undefined) return undefined;
  const name = `way from ${near.end.label}`;
  if (own.some((one) => holds(one, target))) {
    return ok(name, `${target} is on its own network, ${own.find((one) => holds(one, target))}`);
  }
  if (inside.routes === undefined) {
    return unknown(name, `whether it has a route to ${target} is not told`);
  }
  const route = inside.routes.find((one) => reaches(one, target));
  if (route === undefined) return noRoute(near, { target, far });
  const gateway = route.via;
  if (gateway !== undefined && !own.some((one) => holds(one, gateway)) && isIPv4(gateway)) {
    return broken(
      name,
      `the gateway ${gateway} of ${near.end.label} is on none of its networks (${own.join(', ')})`,
      {
        says: 'Its address, its prefix length or its gateway is wrong.',
      },
    );
  }
  return ok(name, `${target} by ${gateway ?? route.device ?? 'its route'} (${route.to})`);
}

interface Missed {
  readonly target: string;
  readonly far: View;
}

/** On one segment a prefix that is too short is the likelier fault than a route that is missing. */
function noRoute(near: View, { target, far }: Missed): Part {
  const name = `way from ${near.end.label}`;
  const own = usable(near);
  const source = own.map(addressOf).find((one) => isIPv4(one) === isIPv4(target)) ?? '';
  const theirs = usable(far).find((one) => holds(one, source));
  const host = hostMoved(near);
  if (theirs !== undefined) {
    const bits = theirs.split('/')[1];
    return broken(
      name,
      `${near.end.label} has ${own.join(', ')}: ${target} is outside of that network, and it has no route there`,
      {
        says: `${far.end.label} has the prefix length /${bits}; give ${near.end.label} the same: ${source}/${bits}`,
      },
    );
  }
  return broken(name, host ?? `${placed(near.end)} (${own.join(', ')}) has no route to ${target}`, {
    says: host
      ? movedFix(near)
      : 'Give both addresses of one network, or a gateway that knows the way to the other.',
  });
}

/** The bridge's own address tells in which network the host is now. */
function hostMoved({ end, segment, addresses }: View): string | undefined {
  const networks =
    segment?.device?.addresses.filter((one) => isUsable(one) && isIPv4(addressOf(one))) ?? [];
  const own = addresses.filter((one) => isUsable(one) && isIPv4(addressOf(one)));
  const [network] = networks;
  if (network === undefined || own.length === 0) return undefined;
  if (own.some((one) => networks.some((each) => holds(each, addressOf(one))))) return undefined;
  return `${end.host} is in the network of ${network} now, ${end.label} still has ${own.join(', ')}`;
}

/** Only what was given can be asked for anew. */
function movedFix({ link, end: { label } }: View): string {
  return link?.leases?.length
    ? `Renew its lease: restart the DHCP client in ${label}.`
    : `Its address is fixed: give ${label} one of that network, or let it ask by DHCP.`;
}

function reaches({ to }: Route, target: string): boolean {
  if (to === 'default') return true;
  return holds(to, target);
}

export const addressRules: readonly Rule[] = [
  ({ a }) => hasAddress(a),
  ({ b }) => hasAddress(b),
  duplicate,
  families,
  ({ a, b }) => way(a, b),
  ({ a, b }) => way(b, a),
];
