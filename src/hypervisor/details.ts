import type { MachineState, Usage } from '../hypervisor.ts';

/** What a platform's own summary page has of one machine beyond the list. */
export interface MachineDetails {
  /** As it is this moment, where a list may be some seconds behind. */
  readonly state?: MachineState | undefined;
  readonly stateReason?: string | undefined;
  /** Who stopped it last and when, of one that is off, where the platform has written that down. */
  readonly stopped?: { readonly by: string; readonly at: number } | undefined;
  readonly usage?: Figures | undefined;
  readonly lock?: string | undefined;
  /** `none` where the platform could keep it running and was not told to. */
  readonly ha?: string | undefined;
  /** Since its start, as seen from outside. */
  readonly uptimeMs?: number | undefined;
  /** Of a container; 0 where it has none. */
  readonly swapBytes?: number | undefined;
  readonly swapUsedBytes?: number | undefined;
  readonly bootDiskBytes?: number | undefined;
  /** What runs it, for people: `QEMU 10.0.13`. */
  readonly version?: string | undefined;
  /** Whether its configuration has a guest agent; not whether that answers. */
  readonly agent?: boolean | undefined;
  readonly pressure?: Pressure | undefined;
}

export type Figures = Pick<
  Usage,
  'at' | 'cpuFraction' | 'memoryUsedBytes' | 'memoryBytes' | 'hostMemoryBytes'
>;

/** Time for which its work had to wait for each of these. */
export interface Pressure {
  readonly cpu?: Stall | undefined;
  readonly io?: Stall | undefined;
  readonly memory?: Stall | undefined;
}

/** Shares of the time: in which some of it waited, and all of it. */
export interface Stall {
  readonly some?: number | undefined;
  readonly full?: number | undefined;
}

/** A line on a host's card: `Nested paging`, `yes`. */
export interface HostFact {
  readonly label: string;
  readonly value: string;
  /** True where a person should see to it. */
  readonly warns?: boolean | undefined;
}
