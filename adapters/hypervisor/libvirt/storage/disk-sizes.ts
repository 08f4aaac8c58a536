import type { MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';

/** By the disk's name within its machine; those that cannot be read are absent. */
export type Sizes = ReadonlyMap<string, Pick<MachineDisk, 'capacityBytes' | 'allocatedBytes'>>;

/** Milliseconds: every disk is opened, some far away. */
const LIMIT = 10_000;

export async function diskSizes(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Sizes> {
  const line = `domblkinfo ${uuidWord(machine.id)} --all`;
  const asked = { signal, timeoutMs: LIMIT, slow: true };
  const [sizes = { out: '', err: '' }] = await client.answers([line], asked);
  return parseSizes(sizes.out);
}

/** Rows of target, capacity, allocation, physical; `-` for an empty drive. */
export function parseSizes(table: string): Sizes {
  const rows = table.split('\n').flatMap((line) => {
    const [, target, capacity, allocated] = /^ *(\S+) +(\d+) +(\d+) +\d+ *$/.exec(line) ?? [];
    if (target === undefined) return [];
    return [
      [target, { capacityBytes: Number(capacity), allocatedBytes: Number(allocated) }] as const,
    ];
  });
  return new Map(rows);
}
