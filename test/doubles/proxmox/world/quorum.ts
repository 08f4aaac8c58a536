import { refuse } from '../refusal.ts';
import { fileOf, type Guest } from './guest.ts';
import type { World } from './world.ts';

/** Without a quorum the cluster's files cannot be written. */
export function demandWritable({ faults }: World, guest: Guest): void {
  if (!faults.noQuorum) return;
  const { kind, node, vmid, pid } = guest;
  const file = `/etc/pve/${fileOf(kind, node, vmid)}.tmp.${pid}`;
  throw refuse(`unable to open file '${file}' - Permission denied`);
}

/** Pools are in a file of the whole cluster, which is locked to be written. */
export function demandQuorum({ faults }: World): void {
  if (faults.noQuorum) throw refuse("cfs-lock 'file-user_cfg' error: no quorum!");
}
