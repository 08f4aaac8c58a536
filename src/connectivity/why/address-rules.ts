import { isIPv4, isIPv6 } from 'node:net';
import { addressOf } from '../../guest/addresses.ts';
import { isSelfMade } from '../facts/subnet.ts';
import { isLinkLocal } from '../far-end.ts';
import { broken, type Case, type Part, type Rule, standing } from './part.ts';
import { usable, type View } from './view.ts';
import { wayRules } from './way-rules.ts';

/** Undefined where its addresses cannot be known, which another rule says. */
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
  if (addresses.some(isLinkLocal)) return undefined;
  return broken(name, `${end.label} has no address on ${device}`, {
    says: `Start its DHCP client, or give ${device} a fixed address, in the guest.`,
  });
}

/** Where one end has an address for everybody, the other is not found at one that its own segment alone knows. */
const ofItsSegment: Rule = ({ a, b }) => {
  const near = [a, b].find((view) => usable(view).length === 0 && view.addresses.some(isLinkLocal));
  const [other] = near === a ? usable(b) : usable(a);
  if (near === undefined || other === undefined) return undefined;
  const device = near.link?.name ?? 'its card';
  const { label } = near.end;
  const says = `${label} has no address on ${device} but ${near.addresses.find(isLinkLocal)}, which is of its segment alone`;
  return standing(
    broken('addresses', says, {
      says: `Start its DHCP client, or give ${device} a fixed address, in the guest.`,
    }),
  );
};

function duplicate({ facts, a, b }: Case): Part | undefined {
  const same = usable(a)
    .map(addressOf)
    .find((one) => usable(b).map(addressOf).includes(one));
  if (same !== undefined) {
    return standing(
      broken('addresses', `${a.end.label} and ${b.end.label} both have ${same}`, {
        says: 'Give one of them another address.',
      }),
    );
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
  const says = `${who} answers for ${address}, the address of ${end.label}${beside}`;
  return standing(
    broken('addresses', says, {
      says: `Give one of them another address; then empty the tables of who has which: ip neigh flush all`,
    }),
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

export const addressRules: readonly Rule[] = [
  ({ a }) => hasAddress(a),
  ({ b }) => hasAddress(b),
  ofItsSegment,
  duplicate,
  families,
  ...wayRules,
];
