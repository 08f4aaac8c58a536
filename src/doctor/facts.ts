import type { Check, Vitals } from '../hypervisor/checks.ts';
import type { GuestDiagnosis } from '../hypervisor/guest.ts';
import type { HostLink, Segment } from '../hypervisor/network.ts';
import type { Pool } from '../hypervisor/storage.ts';
import type { Host, Machine } from '../hypervisor.ts';

/** What was found at one site, all of it plain data: it is kept, and looked at together with that of the others. */
export interface SiteFacts {
  readonly site: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly checks: readonly Check[];
  readonly hosts: readonly Host[];
  readonly machines: readonly KnownMachine[];
  readonly vitals: readonly Vitals[];
  readonly pools: readonly Pool[];
  readonly segments: readonly Segment[];
  /** Of each host that tells it; absent in what an older version has stored. */
  readonly nets?: readonly HostWires[] | undefined;
  /** Of each machine that was looked at by itself. */
  readonly looks: readonly MachineLook[];
  /** What could not be asked, with the reason. */
  readonly gaps: readonly Gap[];
}

/** Only the way to the site was looked at. */
export function factsOfWay(site: string, checks: readonly Check[], at = Date.now()): SiteFacts {
  const nothing = { hosts: [], machines: [], vitals: [], pools: [], segments: [], looks: [] };
  return { site, at, checks, ...nothing, gaps: [] };
}

/** A host's own bridges and cards. */
export interface HostWires {
  readonly host: string;
  readonly links: readonly HostLink[];
}

export type KnownMachine = Pick<
  Machine,
  'id' | 'host' | 'name' | 'state' | 'memoryBytes' | 'cpus' | 'template' | 'tags' | 'pool'
>;

export interface MachineLook {
  readonly id: string;
  /** Of a machine that runs. */
  readonly agent?: GuestDiagnosis['channel'] | undefined;
  /** Why a snapshot would be refused. */
  readonly snapshot?: { readonly message: string; readonly hint?: string | undefined } | undefined;
}

export interface Gap {
  /** `its storage` */
  readonly what: string;
  readonly why: string;
}
