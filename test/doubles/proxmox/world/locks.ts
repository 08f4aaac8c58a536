import { refuse } from '../refusal.ts';
import type { Guest } from './guest.ts';

/** The lock on a guest's configuration file: one holds it, the others wait for it. */
export interface Locks {
  /** Waits for it and gives the end of it; throws "can't lock file '…' - got timeout". */
  take(guest: Pick<Guest, 'kind' | 'vmid'>): Promise<() => void>;
}

/** @param waitMs 10 seconds in life. */
export function createLocks(waitMs: number): Locks {
  const tails = new Map<number, Promise<void>>();

  return {
    async take({ kind, vmid }) {
      const before = tails.get(vmid) ?? Promise.resolve();
      const held = Promise.withResolvers<void>();
      const tail = before.then(() => held.promise);
      tails.set(vmid, tail);
      const timeout = Promise.withResolvers<'late'>();
      const timer = setTimeout(() => timeout.resolve('late'), waitMs);
      const first = await Promise.race([before, timeout.promise]);
      clearTimeout(timer);
      if (first === 'late') {
        held.resolve();
        throw refuse(`can't lock file '${fileOf(kind, vmid)}' - got timeout`);
      }
      return () => held.resolve();
    },
  };
}

function fileOf(kind: Guest['kind'], vmid: number): string {
  return kind === 'qemu'
    ? `/var/lock/qemu-server/lock-${vmid}.conf`
    : `/run/lock/lxc/pve-config-${vmid}.lock`;
}
