import { isIP } from 'node:net';
import type { GuestInterface } from '../hypervisor/guest.ts';
import { plainText } from './sections.ts';

/** A network interface, as `ip addr` of iproute2 and of busybox tell it alike. */
export interface Link {
  readonly name: string;
  readonly mac?: string | undefined;
  /** Whether it is switched on; absent where that is not told. */
  readonly up?: boolean | undefined;
  /** Whether something is at its other end. */
  readonly carrier?: boolean | undefined;
  /** Bytes of the largest packet. */
  readonly mtu?: number | undefined;
  /** With prefix length: `10.77.0.31/24`. */
  readonly addresses: readonly string[];
  /** Those of the addresses that were given for a time, as by DHCP; a fixed one is in none of them. */
  readonly leases?: readonly Lease[] | undefined;
}

export interface Lease {
  readonly address: string;
  /** Milliseconds that are left of it, where its system says so. */
  readonly leftMs?: number | undefined;
}

/** More than any real machine has; what a guest says beyond it is not looked at. */
const MOST = 200;
const MOST_LINES = 5_000;

/** What `ip addr` printed, for those who only want to know the addresses. */
export function interfacesIn(text: string): readonly GuestInterface[] {
  return readLinks(text.split('\n', MOST_LINES)).map(({ name, mac, addresses }) => ({
    name,
    ...(mac !== undefined && { mac }),
    addresses,
  }));
}

interface Reading extends Omit<Link, 'addresses' | 'mac' | 'leases'> {
  mac?: string;
  addresses: string[];
  leases?: { address: string; leftMs?: number }[];
}

/**
 * `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …`, and below it `link/ether …` and `inet …`:
 * https://man7.org/linux/man-pages/man8/ip-address.8.html
 */
export function readLinks(lines: readonly string[]): readonly Link[] {
  const found: Reading[] = [];
  for (const line of lines) {
    const link = readHead(line);
    if (link !== undefined && found.length < MOST) found.push(link);
    const last = found.at(-1);
    if (link === undefined && last !== undefined) readBelow(line, last);
  }
  return found;
}

function readHead(line: string): Reading | undefined {
  const [, name, flags, mtu] =
    /^\d{1,9}: ([^:@\s]{1,64})(?:@[^:\s]{1,64})?: <([\w,-]{0,200})>(?: mtu (\d{1,6}))?/.exec(
      line,
    ) ?? [];
  if (name === undefined || flags === undefined) return undefined;
  const words = flags.split(',');
  return {
    name: plainText(name, 64),
    up: words.includes('UP'),
    carrier: words.includes('LOWER_UP'),
    mtu: mtu === undefined ? undefined : Number(mtu),
    addresses: [],
  };
}

function readBelow(line: string, link: Reading): void {
  const [, mac] = /^\s+link\/\S{1,20} ((?:[\da-f]{2}:){5}[\da-f]{2})\b/i.exec(line) ?? [];
  if (mac !== undefined) link.mac = mac.toLowerCase();
  const [, left] = /^\s+valid_lft (\d{1,10})sec\b/.exec(line) ?? [];
  const lease = link.leases?.find(({ address }) => address === link.addresses.at(-1));
  if (left !== undefined && lease !== undefined) lease.leftMs = Number(left) * 1_000;
  const [, address] = /^\s+inet6? ([\da-f.:]{2,45}(?:\/\d{1,3})?)(?= |$)/i.exec(line) ?? [];
  if (address === undefined || !isAddress(address) || link.addresses.length >= MOST) return;
  link.addresses.push(address.toLowerCase());
  // IPv6 gives itself such addresses too, from what its router says; that is no lease.
  if (!/^\s+inet .* dynamic\b/.test(line)) return;
  link.leases = [...(link.leases ?? []), { address }];
}

/** With or without a prefix length that it can have. */
export function isAddress(text: string): boolean {
  const [address = '', prefix] = text.split('/');
  const kind = isIP(address);
  return kind !== 0 && (prefix === undefined || Number(prefix) <= (kind === 4 ? 32 : 128));
}
