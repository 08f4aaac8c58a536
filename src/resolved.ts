import type { Host, Hypervisor, Machine } from './hypervisor.ts';

/** A machine the router looked up, with the site that runs it. */
export interface ResolvedMachine {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
  /** `e1`, or `kvm-a/e1` where the name alone is not unique. */
  readonly label: string;
}

export interface ResolvedHost {
  readonly host: Host;
  readonly hypervisor: Hypervisor;
}

/** An end of a test: a machine, a host, the bot itself, or an address as it was typed. */
export type ResolvedTarget =
  | { readonly type: 'bot' }
  | { readonly type: 'machine'; readonly machine: ResolvedMachine }
  | { readonly type: 'host'; readonly host: ResolvedHost }
  | { readonly type: 'address'; readonly address: string };
