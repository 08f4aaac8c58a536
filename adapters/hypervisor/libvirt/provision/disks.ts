import type { MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { diskSizes } from '../storage/disk-sizes.ts';
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
  const known = await diskSizes(client, machine, signal);
  return parseDomain(xml).disks.map((disk) => ({
    name: disk.target,
    path: disk.path,
    ...known.get(disk.target),
    cdrom: isMedium(disk),
  }));
}
