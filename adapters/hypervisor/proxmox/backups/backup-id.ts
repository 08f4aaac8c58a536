import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Store } from '../storage/stores.ts';

/**
 * A volume's id is unique on its storage alone, and a storage that is not shared is another one on each node:
 * `pve1/local:backup/vzdump-qemu-100-2026_11_22-21_40_22.vma.zst`, and without the node on a shared one.
 */
export function backupId({ node, shared }: Pick<Store, 'node' | 'shared'>, volid: string): string {
  return shared ? volid : `${node}/${volid}`;
}

/** What Proxmox calls it. No node and no storage has a colon or a slash in its name. */
export function volidOf({ id }: Pick<Backup, 'id'>): string {
  return id.replace(/^[^:/]+\//, '');
}
