import type { Machine, MachineRef, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** Making machines, changing what they have, and taking them away. */
export interface Provision {
  /** Disk images and installation media that a machine can be made from. */
  images(signal: AbortSignal): Promise<readonly Image[]>;
  /** Checks all it can without changing anything: names, space, media. Throws what {@link create} would refuse. */
  check(wanted: NewMachine, signal: AbortSignal): Promise<NewMachineEffect>;
  /** A failed or cancelled one leaves nothing behind. */
  create(wanted: NewMachine, task: TaskControl): Promise<Made>;
  /**
   * Throws what {@link clone} would refuse, as far as that can be seen beforehand without changing anything. Gives what
   * it does to the original besides, which a person looks at first: `a snapshot is taken`.
   */
  checkClone?(machine: Machine, wanted: Clone, signal: AbortSignal): Promise<readonly string[]>;
  /** Of a machine that is off. With ids and addresses of its own, on the same host; a failed or cancelled one leaves nothing behind. */
  clone(machine: Machine, wanted: Clone, task: TaskControl): Promise<Made>;
  /** At once where the platform can, else at the next start; the outcome says which. */
  set(machine: Machine, change: Resources, task: TaskControl): Promise<SetOutcome>;
  disks(machine: Machine, signal: AbortSignal): Promise<readonly MachineDisk[]>;
  /** Makes a disk larger; smaller is `invalid`. */
  resize(machine: Machine, change: DiskSize, task: TaskControl): Promise<Outcome>;
  /** What goes when the machine is deleted, asked before it is confirmed. */
  deletion(machine: Machine, signal: AbortSignal): Promise<Deletion>;
  /** Deletes the machine with exactly these files; another one in use elsewhere is a `conflict`. */
  delete(machine: Machine, files: readonly string[], task: TaskControl): Promise<Outcome>;
}

export interface Image {
  readonly host: string;
  /** As it is given to {@link NewMachine.source}; unique within its host. */
  readonly name: string;
  readonly path: string;
  readonly kind: 'disk' | 'iso';
  readonly bytes?: number | undefined;
  /** The size of the disk it becomes. */
  readonly capacityBytes?: number | undefined;
}

export interface NewMachine {
  readonly name: string;
  /** Where it shall be; absent leaves it to the site, as where there is only one. */
  readonly host?: string | undefined;
  readonly description: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Of its own disk; absent takes the image's size. */
  readonly diskBytes?: number | undefined;
  readonly source:
    | { readonly image: string; readonly cloudInit?: CloudInit | undefined }
    | { readonly iso: string };
  /** A bridge or network of the site; absent takes what the site's machines use. */
  readonly segment?: string | undefined;
  readonly start: boolean;
}

/** What the first boot is told through a NoCloud seed: https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html */
export interface CloudInit {
  readonly user?: string | undefined;
  /** Public keys, a line each. */
  readonly sshKeys: readonly string[];
  /** `10.0.0.5/24`; DHCP when absent. */
  readonly address?: string | undefined;
  readonly gateway?: string | undefined;
}

export interface NewMachineEffect {
  readonly host: string;
  readonly segment?: string | undefined;
  readonly needsBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  readonly warnings: readonly string[];
}

export interface Made extends Outcome {
  readonly machine: MachineRef;
}

export interface Clone {
  readonly name: string;
  /** On top of the original's disk, quick and small; the original then cannot be deleted. */
  readonly linked: boolean;
  readonly start: boolean;
}

export interface Resources {
  readonly cpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
}

export interface SetOutcome extends Outcome {
  /** What counts from the next start only. */
  readonly waits: readonly (keyof Resources)[];
}

export interface MachineDisk {
  /** What names it within its machine: `vda`, `scsi0`. */
  readonly name: string;
  readonly path?: string | undefined;
  readonly capacityBytes?: number | undefined;
  readonly allocatedBytes?: number | undefined;
  /** Removable, or read only. */
  readonly cdrom: boolean;
}

export interface DiskSize {
  readonly disk: string;
  readonly bytes: number;
}

export interface Deletion {
  readonly files: readonly DoomedFile[];
  /** What stays and why: `base.qcow2: 3 other machines stand on it`. */
  readonly kept: readonly string[];
  readonly snapshots: number;
  /** Why it cannot be deleted now, where that is known: `the disk of e1-copy stands on its disk`. */
  readonly blocked?: string | undefined;
}

export interface DoomedFile {
  readonly path: string;
  readonly bytes?: number | undefined;
  readonly what: 'disk' | 'snapshot' | 'memory' | 'nvram' | 'seed';
}
