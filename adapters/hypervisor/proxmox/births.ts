import type { Machine } from '../../../src/hypervisor.ts';

/**
 * What tells a machine from a later one with the same vmid. The list of machines does not have it, so the
 * configuration is read once for each machine that something is to be done to, and remembered.
 */
export interface Births {
  /** The SMBIOS UUID of a VM, the MAC address or root volume of a container. Throws `not-found`. */
  of(machine: Pick<Machine, 'host' | 'kind' | 'id' | 'name'>, signal: AbortSignal): Promise<string>;
  /** Reads it anew and throws `conflict` where another machine has its place now: before every destructive act. */
  check(machine: Machine, signal: AbortSignal): Promise<void>;
  /** What is remembered of those that are no longer there is let go. */
  keepOnly(ids: ReadonlySet<string>): void;
}
