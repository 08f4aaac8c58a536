import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';

/** The size of each disk as its machine sees it, by the disk's name; those that cannot be read are absent. */
export async function capacities(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const line = `domblkinfo ${uuidWord(machine.id)} --all`;
  const [answer = { out: '', err: '' }] = await client.answers([line], { signal });
  return parseCapacities(answer.out);
}

/** Rows of `Target Capacity Allocation Physical`. */
export function parseCapacities(table: string): ReadonlyMap<string, number> {
  return new Map(
    [...table.matchAll(/^ *(\S+) +(\d+) +\d+ +\d+ *$/gm)].map(
      ([, target = '', bytes]) => [target, Number(bytes)] as const,
    ),
  );
}
