import { isIPv4, isIPv6 } from 'node:net';
import type { GuestInterface } from '../hypervisor/guest.ts';

/**
 * The addresses others can reach a guest at, IPv4 first, without prefix lengths: neither loopback nor
 * link-local, which mean another machine wherever they are used.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function reachable(interfaces: readonly GuestInterface[]): readonly string[] {
  const all = interfaces.flatMap(({ addresses }) => addresses.map(addressOf));
  const good = [...new Set(all)].filter((address) => !isLocal(address));
  return [...good.filter(isIPv4), ...good.filter(isIPv6)];
}

/** An address without its prefix length and zone, in lower case. */
export function addressOf(text: string): string {
  return text.replace(/[/%].*$/, '').toLowerCase();
}

function isLocal(address: string): boolean {
  if (isIPv4(address)) return /^(127\.|169\.254\.|0\.)/.test(address);
  return /^(::1?$|fe[89ab])/.test(address);
}
