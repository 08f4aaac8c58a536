import { reachable } from '../guest/addresses.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import { knownOrNot } from '../operations/now.ts';
import { neighbourScript, readNeighbours } from './neighbours.ts';

/** Milliseconds for a look at a host. */
const LIMIT = 10_000;

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
  const met = readNeighbours(said?.stdout ?? '').filter(({ mac }) => macs.has(mac));
  return reachable([{ name: 'met', addresses: met.map(({ address }) => address) }]);
}
