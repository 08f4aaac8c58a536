import { isIP } from 'node:net';
import { isAddress, readLinks } from '../../guest/ip-addr.ts';
import { plainText, splitSections } from '../../guest/sections.ts';
import { readNeighbours } from '../neighbours.ts';
import type { Inside, Route } from './values.ts';

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
section neigh; ip neigh || cat /proc/net/arp
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
  const routes = lines.slice(0, MOST).flatMap((line) => readRoute(line) ?? []);
  const neighbours = readNeighbours((sections.get('neigh') ?? []).join('\n')).slice(0, MOST);
  return { links, routes, neighbours };
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
