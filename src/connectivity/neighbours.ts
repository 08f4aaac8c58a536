import { isIP } from 'node:net';

/** As `ip neigh` or /proc/net/arp say, for `/bin/sh` of a guest or a host. */
export const neighbourScript =
  'PATH="$PATH:/usr/sbin:/sbin"; ip neigh show 2>/dev/null || cat /proc/net/arp';

/** Whom a guest or a host has met lately. */
export interface Neighbour {
  readonly address: string;
  /** The network card that answers for it, in lower case. */
  readonly mac: string;
  /** Its own interface, on which that was. */
  readonly link: string;
}

/** What is read of it. */
const MOST_CHARS = 256 * 1024;

/**
 * `10.0.0.9 dev br0 lladdr 52:54:00:12:34:56 REACHABLE` (https://man7.org/linux/man-pages/man8/ip-neighbour.8.html), or
 * `10.0.0.9 0x1 0x2 52:54:00:12:34:56 * br0` (https://man7.org/linux/man-pages/man5/proc_net.5.html). Who did not answer
 * is none.
 */
export function readNeighbours(text: string): readonly Neighbour[] {
  return text
    .slice(0, MOST_CHARS)
    .split('\n')
    .flatMap((line) => {
      const words = line.trim().split(/\s+/, 16);
      const [address = ''] = words;
      const mac = words.find((word) => /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(word))?.toLowerCase();
      const link = words[1] === 'dev' ? words[2] : words.at(-1);
      if (isIP(address) === 0 || mac === undefined || mac === '00:00:00:00:00:00') return [];
      if (link === undefined || link.length > 64 || words.includes('FAILED')) return [];
      return [{ address, mac, link }];
    });
}

/** Whether that table says of an address on a network of its own that nobody answers for it. */
export function isUnmet(text: string): boolean {
  const lines = text.slice(0, MOST_CHARS).split('\n');
  return lines.some((line) => /\b(?:FAILED|INCOMPLETE)\b| 0x0 +00:00:00:00:00:00 /.test(line));
}
