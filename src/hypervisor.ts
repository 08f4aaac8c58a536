import type { Backups } from './hypervisor/backups.ts';
import type { Checks } from './hypervisor/checks.ts';
import type { HostFact, MachineDetails } from './hypervisor/details.ts';
import type { GuestChannel } from './hypervisor/guest.ts';
import type { History } from './hypervisor/history.ts';
import type { Labels } from './hypervisor/labels.ts';
import type { Names } from './hypervisor/names.ts';
import type { Network } from './hypervisor/network.ts';
import type { OnHost } from './hypervisor/on-host.ts';
import type { Provision } from './hypervisor/provision.ts';
import type { Screen } from './hypervisor/screen.ts';
import type { Snapshots } from './hypervisor/snapshots.ts';
import type { Storage } from './hypervisor/storage.ts';
import type { TaskControl } from './operation.ts';

/**
 * The hypervisors' port. An adapter translates; the core decides.
 * An optional group on {@link Hypervisor} is the capability: a site without it cannot do those things.
 * Figures that are not known are absent, never 0. Sizes are bytes, fractions 0 to 1, spans milliseconds.
 */
export interface Hypervisor {
  readonly site: SiteInfo;
  /** Every physical node of the site with its present figures. */
  hosts(signal: AbortSignal): Promise<readonly Host[]>;
  /** What only this platform tells of a host, asked for the card that shows it. */
  hostFacts?(host: Host, signal: AbortSignal): Promise<readonly HostFact[]>;
  /** Every machine of the site in the fewest calls the platform allows, never one call a machine. */
  machines(signal: AbortSignal): Promise<readonly Machine[]>;
  /** Present figures of every running machine, in the fewest calls the platform allows. */
  usage(signal: AbortSignal): Promise<readonly Usage[]>;
  /**
   * The birth mark of one machine, where the list does not bring it; remembered, so that it seldom costs a call.
   * Throws `not-found`.
   */
  identify?(machine: Machine, signal: AbortSignal): Promise<string>;
  /** What costs a question for this machine alone, for the card that shows it. */
  details?(machine: Machine, signal: AbortSignal): Promise<MachineDetails>;
  /** Does the action and follows it to its true end. */
  power(machine: Machine, action: PowerAction, task: TaskControl): Promise<Outcome>;
  readonly snapshots?: Snapshots | undefined;
  readonly backups?: Backups | undefined;
  readonly guest?: GuestChannel | undefined;
  /**
   * A program whose standard input and output are a connection from the machine's host to that place, for guests
   * on networks that the bot is not on; absent where the bot itself is on that host, or has no shell there.
   */
  readonly relay?: ((machine: MachineRef, to: SocketAddress) => readonly string[]) | undefined;
  readonly onHost?: OnHost | undefined;
  readonly provision?: Provision | undefined;
  readonly storage?: Storage | undefined;
  readonly checks?: Checks | undefined;
  readonly names?: Names | undefined;
  readonly labels?: Labels | undefined;
  readonly network?: Network | undefined;
  readonly history?: History | undefined;
  readonly screen?: Screen | undefined;
  close?(): Promise<void>;
}

/** Where a connection goes. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export interface SiteInfo {
  /** The name in the configuration, unique among the sites. */
  readonly name: string;
  /** The adapter's word: `demo`, `libvirt`, … */
  readonly kind: string;
  /** True when nothing here is real; every card then says so. */
  readonly demo?: boolean | undefined;
}

/** A physical node of a site. */
export interface Host {
  readonly site: string;
  readonly name: string;
  /** Same physical node, same id (machine-id or the like); absent when the site cannot tell. */
  readonly machineId?: string | undefined;
  /** Where it can be reached from its machines' networks, IPv4 first; absent when the site cannot tell. */
  readonly addresses?: readonly string[] | undefined;
  /** What runs there, for people: `QEMU 7.2 · libvirt 9.0`. */
  readonly version?: string | undefined;
  readonly cpus?: number | undefined;
  readonly cpuFraction?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly memoryUsedBytes?: number | undefined;
  /** 0 where it has none. */
  readonly swapBytes?: number | undefined;
  readonly swapUsedBytes?: number | undefined;
  /** The file system of its own system. */
  readonly rootBytes?: number | undefined;
  readonly rootUsedBytes?: number | undefined;
  /** Memory saved where machines hold equal pages: KSM. */
  readonly sharedMemoryBytes?: number | undefined;
  /** Share of the time in which CPUs wait for disks. */
  readonly ioWaitFraction?: number | undefined;
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number] | undefined;
  readonly uptimeMs?: number | undefined;
  /** Why there are no figures of it: `is offline`. */
  readonly problem?: string | undefined;
}

export interface Machine {
  readonly site: string;
  readonly host: string;
  /** The platform's own id: a UUID, a vmid. Never empty. */
  readonly id: string;
  /**
   * What tells this machine from a later one with the same id: SMBIOS UUID, creation time. May be empty in a list;
   * {@link Hypervisor.identify} gives it then.
   */
  readonly birth: string;
  /** As the platform has it: from outside, so hostile text. */
  readonly name: string;
  readonly kind: 'vm' | 'container';
  readonly state: MachineState;
  /** The platform's own words where they add something: `paused (I/O error)`. */
  readonly stateReason?: string | undefined;
  readonly cpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly tags: readonly string[];
  /** What people wrote on it: hostile text of any length. */
  readonly note?: string | undefined;
  readonly pool?: string | undefined;
  /** The platform's word for the work that holds it: `backup`, `snapshot`. */
  readonly lock?: string | undefined;
  /** Its guest shut itself down: of one that is off, where the platform remembers how that came. */
  readonly endedInOrder?: boolean | undefined;
  /** What others are cloned from; it does not start. */
  readonly template?: boolean | undefined;
  /** What the platform that keeps it running says of that: `started`, `error`. */
  readonly ha?: string | undefined;
}

export type MachineState =
  | 'running'
  | 'paused'
  | 'stopped'
  | 'hibernated'
  | 'stopping'
  | 'crashed'
  | 'unknown';

/** Enough to find a machine again later and to know that it is the same one. */
export type MachineRef = Pick<Machine, 'site' | 'host' | 'id' | 'birth' | 'name'>;

/** Present figures of one machine. */
export interface Usage {
  readonly id: string;
  /** When the figures were read, milliseconds since the epoch. */
  readonly at: number;
  /** Share of all its CPUs; absent until two samples are there. */
  readonly cpuFraction?: number | undefined;
  /** As the guest sees it. */
  readonly memoryUsedBytes?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** What it really takes on the host. */
  readonly hostMemoryBytes?: number | undefined;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** Set when the platform could not read this machine in time: `its QEMU does not answer`. */
  readonly problem?: string | undefined;
}

/** Rates are absent until two samples are there. */
export interface Disk {
  readonly name: string;
  readonly path?: string | undefined;
  readonly capacityBytes?: number | undefined;
  /** What it takes on the storage now. */
  readonly allocatedBytes?: number | undefined;
  readonly readBytesPerSecond?: number | undefined;
  readonly writtenBytesPerSecond?: number | undefined;
}

export interface Nic {
  readonly name: string;
  readonly mac?: string | undefined;
  readonly receivedBytes?: number | undefined;
  readonly sentBytes?: number | undefined;
  readonly receivedBytesPerSecond?: number | undefined;
  readonly sentBytesPerSecond?: number | undefined;
}

/** What can be done with a machine's power. */
export const powerActions = [
  'start',
  /** Asks the guest, and so does `reboot`. */
  'shutdown',
  /** Cuts the power. */
  'stop',
  'reboot',
  /** The reset button: the guest is not asked. */
  'reset',
  /** Halts the CPUs, memory kept; `resume` continues them. */
  'pause',
  'resume',
  /** Writes the memory to the disk and ends the machine; the next start continues where it was. */
  'hibernate',
  /** A non-maskable interrupt, which makes a hung guest write a crash dump where it is set up to. */
  'nmi',
] as const;
export type PowerAction = (typeof powerActions)[number];

/** How an act truly ended, in the hypervisor's own words. Failure is a thrown BotError. */
export interface Outcome {
  /** Success, but the hypervisor warned: each is shown. */
  readonly warnings: readonly string[];
  /** What the reader should know: `the machine is off now`. */
  readonly notes: readonly string[];
  /** The last meaningful lines the hypervisor said. */
  readonly log: readonly string[];
  /** Its guest has no agent that answers, and with one it would have gone better: the card offers to set it up. */
  readonly silentGuest?: boolean | undefined;
}

export const done: Outcome = { warnings: [], notes: [], log: [] };
