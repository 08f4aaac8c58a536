import { isIPv4 } from 'node:net';
import { addressOf } from '../../guest/addresses.ts';
import { routeTo } from '../facts/routes.ts';
import { holds, isUsable } from '../facts/subnet.ts';
import { hasAnswer } from '../facts/values.ts';
import { broken, type Case, ok, type Part, type Rule, unknown } from './part.ts';
import { placed, usable, type View } from './view.ts';

/** Whether the near end knows a way to the far one's address, by its own networks or its routes. */
function way(near: View, far: View): Part | undefined {
  const inside = near.end.inside.value;
  const targets = usable(far).map(addressOf);
  const own = usable(near);
  if (inside === undefined || targets.length === 0 || own.length === 0) return undefined;
  const fit = targets.filter((one) => own.some((each) => isIPv4(addressOf(each)) === isIPv4(one)));
  const direct = fit.find((one) => own.some((each) => holds(each, one)));
  const name = `way from ${near.end.label}`;
  if (direct !== undefined) {
    return ok(name, `${direct} is on its own network, ${own.find((one) => holds(one, direct))}`);
  }
  const { routes } = inside;
  const target = fit.find((one) => routes && routeTo(routes, one)) ?? fit[0];
  if (target === undefined) return undefined;
  if (routes === undefined) {
    return unknown(name, `whether it has a route to ${target} is not told`);
  }
  const route = routeTo(routes, target);
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

/**
 * The near end takes the far one for a neighbour, and the far one answers by a gateway: on two networks with a router between
 * them, the prefix of the near one is too wide. Where anything answered that is in nobody's way.
 */
function tooWide(near: View, far: View, probe: Case['facts']['there']): Part | undefined {
  const { address, outcome } = probe;
  if (address === undefined || outcome !== 'silent' || hasAnswer(probe)) return undefined;
  const own = usable(near).find((one) => holds(one, address));
  const theirs = usable(far).find((one) => addressOf(one) === address);
  const bits = theirs?.split('/')[1];
  if (own === undefined || theirs === undefined || bits === undefined) return undefined;
  const source = addressOf(own);
  const back = routeTo(far.end.inside.value?.routes ?? [], source)?.via;
  if (holds(theirs, source) || back === undefined) return undefined;
  const [label, other] = [near.end.label, far.end.label];
  return broken(
    `way from ${label}`,
    `${label} has ${own} and looks for ${address} on its own network; ${other} has ${theirs} and answers by its gateway ${back}`,
    {
      says: `Their prefix lengths differ: give ${label} ${source}/${bits} and a gateway, or both that of ${label} where they share a segment.`,
    },
  );
}

export const wayRules: readonly Rule[] = [
  ({ a, b }) => way(a, b),
  ({ a, b }) => way(b, a),
  ({ facts, a, b }) => tooWide(a, b, facts.there) ?? tooWide(b, a, facts.back),
];
