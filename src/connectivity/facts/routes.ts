import { isIP } from 'node:net';
import { holds } from './subnet.ts';
import type { Route } from './values.ts';

/** The route a system takes to that address: of those that lead there the one with the longest prefix, then the first. */
export function routeTo(routes: readonly Route[], address: string): Route | undefined {
  return routes
    .filter((route) => leadsTo(route, address))
    .toSorted((one, other) => bits(other) - bits(one))[0];
}

/** A gateway is of the kind of address that it leads to: each kind has a default route of its own. */
function leadsTo({ to, via }: Route, address: string): boolean {
  if (via !== undefined && isIP(via) !== isIP(address)) return false;
  return to === 'default' || holds(to, address);
}

function bits({ to }: Route): number {
  if (to === 'default') return 0;
  const [, prefix] = to.split('/');
  return prefix === undefined ? Number.POSITIVE_INFINITY : Number(prefix);
}
