import type { MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { disksOf, drivesOf } from '../disks.ts';
import { readInfo } from '../info.ts';
import { readMedia } from '../media.ts';

export async function readDisks(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly MachineDisk[]> {
  const info = await readInfo(client, machine, { signal });
  const media = await readMedia(client, [info], signal);
  const disks = disksOf(info).map(({ name, path, imageId }): MachineDisk => {
    const capacityBytes = media.capacities.get(imageId);
    return { name, path, capacityBytes, allocatedBytes: media.bytes.get(path), cdrom: false };
  });
  return [...disks, ...drivesOf(info).map((drive) => ({ ...drive, cdrom: true }))];
}
