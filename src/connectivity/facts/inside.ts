import { isIP } from 'node:net';
import { plainText, splitSections } from '../../guest/sections.ts';
import type { Inside, Link, Route } from './values.ts';

/**
 * A guest's own network in one call for `/bin/sh`: iproute2's and busybox's `ip` alike.
 * https://man7.org/linux/man-pages/man8/ip-address.8.html https://man7.org/linux/man-pages/man8/ip-route.8.html
 */
export const insideScript = `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
exec 2>/dev/null
command -v ip >/dev/null || exit 69
section() { printf '\\n--nakhoda:%s--\\n' "$1"; }
section addr; ip addr
section route; ip route
section routev6; ip -6 route
section end
`;

/** More than any real machine has; what a guest says beyond it is not looked at. */
const MOST = 200;

/** Undefined where nothing in it is an interface. */
export function readInside(stdout: string): Inside | undefined {
  const sections = splitSections(stdout);
  const links = readLinks(sections.get('addr') ?? []);
  if (links.length === 0) return undefined;
  const lines = [...(sections.get('route') ?? []), ...(sections.get('routev6') ?? [])];
  return { links, routes: lines.slice(0, MOST).flatMap((line) => readRoute(line) ?? []) };
}

interface Reading extends Omit<Link, 'addresses' | 'mac' | 'leases'> {
  mac?: string;
  addresses: string[];
  leases?: { address: string; leftMs?: number }[];
}

/** `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …`, and below it `link/ether …` and `inet …`. */
function readLinks(lines: readonly string[]): readonly Link[] {
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

/** `default via 10.0.0.1 dev eth0 …`, `10.0.0.0/24 dev eth0 scope link …`; what refuses its packets is no way. */
function readRoute(line: string): Route | undefined {
  const [to = '', ...words] = line.trim().split(/\s+/, 24);
  const network = to.toLowerCase();
  if (network !== 'default' && !isAddress(network)) return undefined;
  const after = (word: string) => {
    const at = words.indexOf(word);
    return at < 0 ? undefined : words[at + 1];
  };
  const via = after('via');
  const device = after('dev');
  return {
    to: network,
    via: via !== undefined && isIP(via) !== 0 ? via.toLowerCase() : undefined,
    device: device === undefined ? undefined : plainText(device, 64),
  };
}

function isAddress(text: string): boolean {
  const [address = '', prefix] = text.split('/');
  const kind = isIP(address);
  return kind !== 0 && (prefix === undefined || Number(prefix) <= (kind === 4 ? 32 : 128));
}
