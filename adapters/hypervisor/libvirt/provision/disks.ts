import type { MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { parseDomain } from '../storage/domain-disks.ts';
import { isMedium } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';

/** The machine's disks and drives as it runs, or as it would start. */
export async function readDisks(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly MachineDisk[]> {
  const id = uuidWord(machine.id);
  const asked = { signal, name: machine.name, timeoutMs: 10_000 };
  const [xml = ''] = await client.query([`dumpxml ${id}`], asked);
  const [sizes = { out: '', err: '' }] = await client.answers([`domblkinfo ${id} --all`], asked);
  const known = parseSizes(sizes.out);
  return parseDomain(xml).disks.map((disk) => ({
    name: disk.target,
    path: disk.path,
    ...known.get(disk.target),
    cdrom: isMedium(disk),
  }));
}

type Sizes = Pick<MachineDisk, 'capacityBytes' | 'allocatedBytes'>;

/** Rows of target, capacity, allocation, physical; `-` for an empty drive. */
export function parseSizes(table: string): ReadonlyMap<string, Sizes> {
  const rows = table.split('\n').flatMap((line) => {
    const [, target, capacity, allocated] = /^ *(\S+) +(\d+) +(\d+) +\d+ *$/.exec(line) ?? [];
    if (target === undefined) return [];
    return [
      [target, { capacityBytes: Number(capacity), allocatedBytes: Number(allocated) }] as const,
    ];
  });
  return new Map(rows);
}
