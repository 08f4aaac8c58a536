import { z } from 'zod';
import type { Machine } from '../../../../src/hypervisor.ts';
import { path } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';

/** A disk as a machine's configuration names it. */
export interface Held {
  /** `scsi0`, `rootfs`. */
  readonly key: string;
  /** `local-zfs:vm-100-disk-0`, or the path of what lies on no storage. */
  readonly volume: string;
}

const Config = z.record(z.string(), z.union([z.string(), z.number()]));
const Storages = z.array(
  z.object({
    storage: z.string(),
    type: z.string(),
    'snapshot-as-volume-chain': z.number().optional(),
  }),
);

/** https://pve.proxmox.com/wiki/Manual:_qm.conf and https://pve.proxmox.com/wiki/Manual:_pct.conf */
const diskKeys = {
  vm: /^(?:ide|sata|scsi|virtio|efidisk|tpmstate)\d+$/,
  container: /^(?:rootfs|mp\d+)$/,
};

/** The disks a machine has now, or had when that snapshot was taken. A CD-ROM has nothing to lose. */
export async function readVolumes(
  { client }: Pick<Parts, 'client'>,
  machine: Machine,
  { snapshot, signal }: { readonly snapshot?: string; readonly signal: AbortSignal },
): Promise<readonly Held[]> {
  const of = snapshot === undefined ? '' : path`/snapshot/${snapshot}`;
  const config = await client.get(`${guestPath(machine)}${of}/config`, {
    schema: Config,
    signal,
    name: machine.name,
  });
  return Object.entries(config).flatMap(([key, value]) => {
    if (!diskKeys[machine.kind].test(key)) return [];
    const [volume = '', ...options] = String(value).split(',');
    if (options.includes('media=cdrom') || volume === 'none') return [];
    return [{ key, volume: volume.replace(/^(?:file|volume)=/, '') }];
  });
}

/** `local-zfs` of `local-zfs:vm-100-disk-0`. */
export function storageOf({ volume }: Held): string | undefined {
  return volume.startsWith('/') ? undefined : volume.split(':')[0];
}

/**
 * The storages where a snapshot with later ones cannot be rolled back to: ZFS, and files or volumes that are chained.
 * https://pve.proxmox.com/wiki/Storage#_storage_types
 */
export async function newestOnly(
  { client }: Pick<Parts, 'client'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const storages = await client.get('/storage', { schema: Storages, signal });
  const strict = storages.filter(
    ({ type, 'snapshot-as-volume-chain': chained }) =>
      type === 'zfspool' || type === 'zfs' || chained === 1,
  );
  return new Set(strict.map(({ storage }) => storage));
}
