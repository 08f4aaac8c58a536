import { isIP } from 'node:net';
import { reachable } from '../guest/addresses.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import { knownOrNot } from '../operations/now.ts';

/** Milliseconds for a look at a host. */
const LIMIT = 10_000;

/** As `ip neigh` or /proc/net/arp say: an address, and further on the network card that answers for it. */
export const neighbourScript =
  'PATH="$PATH:/usr/sbin:/sbin"; ip neigh show 2>/dev/null || cat /proc/net/arp';

/**
 * Addresses under which a machine's host has met its network cards lately. Empty where it has met none, where the bot has
 * no shell there, or where the cards are not known.
 */
export async function metByHost(
  { network, onHost }: Hypervisor,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (!network || !onHost) return [];
  const options = { signal, timeoutMs: LIMIT };
  const [cards = [], said] = await Promise.all([
    knownOrNot(() => network.cards(machine, signal)),
    knownOrNot(() => onHost(machine.host, ['/bin/sh', '-c', neighbourScript], options)),
  ]);
  const macs = new Set(cards.flatMap(({ mac }) => (mac === undefined ? [] : [mac.toLowerCase()])));
  const met = neighboursIn(said?.stdout ?? '').filter(({ mac }) => macs.has(mac));
  return reachable([{ name: 'met', addresses: met.map(({ address }) => address) }]);
}

export interface Neighbour {
  readonly address: string;
  readonly mac: string;
}

export function neighboursIn(text: string): readonly Neighbour[] {
  return text
    .slice(0, 256 * 1024)
    .split('\n')
    .flatMap((line) => {
      const [address = ''] = line.split(' ', 1);
      const [mac] = /\b[\da-f]{2}(?::[\da-f]{2}){5}\b/i.exec(line) ?? [];
      if (isIP(address) === 0 || mac === undefined || /^00(:00){5}$/.test(mac)) return [];
      return /\bFAILED\b/.test(line) ? [] : [{ address, mac: mac.toLowerCase() }];
    });
}
