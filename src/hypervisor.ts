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
  /** Every machine of the site in the fewest calls the platform allows, never one call a machine. */
  machines(signal: AbortSignal): Promise<readonly Machine[]>;
  /** Present figures of every running machine, in the fewest calls the platform allows. */
  usage(signal: AbortSignal): Promise<readonly Usage[]>;
  /** Does the action and follows it to its true end. */
  power(machine: Machine, action: PowerAction, task: TaskControl): Promise<Outcome>;
  readonly snapshots?: Snapshots | undefined;
  readonly guest?: GuestChannel | undefined;
  close?(): Promise<void>;
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
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number] | undefined;
  readonly uptimeMs?: number | undefined;
}

export interface Machine {
  readonly site: string;
  readonly host: string;
  /** The platform's own id: a UUID, a vmid. Never empty. */
  readonly id: string;
  /** What tells this machine from a later one with the same id: SMBIOS UUID, creation time. */
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
  readonly pool?: string | undefined;
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

export interface Disk {
  readonly name: string;
  readonly path?: string | undefined;
  readonly capacityBytes?: number | undefined;
  /** What it takes on the storage now. */
  readonly allocatedBytes?: number | undefined;
}

export interface Nic {
  readonly name: string;
  readonly mac?: string | undefined;
  readonly receivedBytes?: number | undefined;
  readonly sentBytes?: number | undefined;
}

/**
 * `shutdown` and `reboot` ask the guest; `stop` cuts the power.
 * `pause` and `resume` halt and continue the CPUs, memory kept.
 */
export type PowerAction = 'start' | 'shutdown' | 'stop' | 'reboot' | 'pause' | 'resume';

/** How an act truly ended, in the hypervisor's own words. Failure is a thrown BotError. */
export interface Outcome {
  /** Success, but the hypervisor warned: each is shown. */
  readonly warnings: readonly string[];
  /** What the reader should know: `the machine is off now`. */
  readonly notes: readonly string[];
  /** The last meaningful lines the hypervisor said. */
  readonly log: readonly string[];
}

export const done: Outcome = { warnings: [], notes: [], log: [] };

export interface Snapshots {
  /** Oldest first. */
  list(machine: Machine, signal: AbortSignal): Promise<readonly Snapshot[]>;
  /** What a rollback would do on this storage, asked before it is confirmed. */
  rollbackEffect(
    machine: Machine,
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<RollbackEffect>;
  create(machine: Machine, wanted: NewSnapshot, task: TaskControl): Promise<Outcome>;
  rollback(machine: Machine, snapshot: Snapshot, task: TaskControl): Promise<Outcome>;
  /** Deletes this one alone; children are joined to its parent. */
  delete(machine: Machine, snapshot: Snapshot, task: TaskControl): Promise<Outcome>;
}

export interface Snapshot {
  /** What the platform addresses it by; unique within its machine. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The id of the one it was taken on top of. */
  readonly parent?: string | undefined;
  /** The machine's present state grows from this one. */
  readonly current: boolean;
  /** True when the RAM was saved with it: a rollback then continues where the machine was. */
  readonly memory: boolean;
}

export interface NewSnapshot {
  readonly name: string;
  readonly description: string;
}

export interface RollbackEffect {
  /** What becomes of snapshots taken after this one. */
  readonly later: 'kept' | 'in-the-way' | 'deleted';
  readonly laterNames: readonly string[];
  /** The machine's state after the rollback. */
  readonly leaves: 'running' | 'paused' | 'stopped';
  /** Disks that the snapshot does not hold, so that they stay as they are now. */
  readonly disksNotIncluded: readonly string[];
}

/** The way into a running machine: an agent, guest control, ssh. Every call may throw `unsupported`. */
export interface GuestChannel {
  /** Says in words whether the channel works now; never throws for a guest that does not answer. */
  probe(machine: Machine, signal: AbortSignal): Promise<GuestProbe>;
  /** Starts a process in the guest: argv as it is, no shell. Throws `not-found` for a missing program. */
  start(machine: Machine, argv: readonly string[], signal: AbortSignal): Promise<GuestProcess>;
  /**
   * Follows a started process to its end and gives its output, also after a restart of the bot.
   * Throws `timeout` when it still runs after `timeoutMs`, and `undecided` when the guest no longer knows it.
   */
  wait(machine: Machine, process: GuestProcess, options: GuestWaitOptions): Promise<GuestResult>;
  /** Whole file. Throws `not-found`, and `invalid` above `maxBytes`. */
  read(
    machine: Machine,
    path: string,
    options: { readonly signal: AbortSignal; readonly maxBytes: number },
  ): Promise<Buffer>;
  /** Makes missing parent folders, replaces the file. Safe to repeat. */
  write(machine: Machine, path: string, content: Buffer, signal: AbortSignal): Promise<void>;
  addresses(machine: Machine, signal: AbortSignal): Promise<readonly GuestInterface[]>;
  /** Sets the guest's clock to the host's time, as after a rollback. Safe to repeat. */
  setClock(machine: Machine, signal: AbortSignal): Promise<void>;
}

export type GuestProbe =
  | { readonly answers: true }
  | { readonly answers: false; readonly why: string; readonly hint?: string | undefined };

/** A process inside a guest; JSON, so that it can be followed on after a restart. */
export interface GuestProcess {
  readonly pid: number;
}

export interface GuestWaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface GuestResult {
  /** Absent when a signal ended the process. */
  readonly exitCode?: number | undefined;
  readonly signal?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** True when the channel cut the output short. */
  readonly truncated: boolean;
}

export interface GuestInterface {
  readonly name: string;
  readonly mac?: string | undefined;
  /** With prefix length where it is known: `10.77.0.31/24`. */
  readonly addresses: readonly string[];
}
